/** All that an event says, field by field, as the details show it and as it goes to the clipboard. */
import { repliedCode } from '../../../shared/decisions/replies.ts';
import type { LogEvent } from '../../../shared/events.ts';
import { names, saidOfEvent, texts } from '../../texts.ts';
import { formatExactTime } from '../../ui/format.ts';
import { type Pin, PINS } from './log-filter.ts';

export interface EventField {
  readonly id: keyof typeof texts.log.field;
  readonly value: string;
  /** The log can be filtered by this field. */
  readonly pin?: Pin;
}

/** Fields that the event has; `text` comes last, or first, below what it means, where this window speaks another language. */
export function eventFields(event: LogEvent): EventField[] {
  const { reason, protocol, text } = event;
  const meaning = saidOfEvent(event);
  const written = { id: 'text' as const, value: text };
  const pins = PINS.flatMap((pin) => {
    const value = event[pin];
    return value === undefined ? [] : [{ id: pin, value, pin }];
  });
  return [
    ...(meaning === text ? [] : [{ id: 'meaning' as const, value: meaning }, written]),
    { id: 'time', value: formatExactTime(event.at) },
    { id: 'number', value: String(event.id) },
    { id: 'level', value: texts.log.levels[event.level] },
    { id: 'protocol', value: texts.log.protocols[event.protocol] },
    { id: 'kind', value: names.eventKinds[event.kind] },
    ...pins,
    ...(reason === undefined
      ? []
      : [
          { id: 'reply' as const, value: repliedCode(reason, protocol) },
          { id: 'explanation' as const, value: names.reasons[reason] },
        ]),
    ...(meaning === text ? [written] : []),
  ];
}

/** One field a line, the time to the millisecond and without a doubt about its zone. */
export function eventAsText(event: LogEvent): string {
  return eventFields(event)
    .map(({ id, value }) => `${texts.log.field[id]}: ${id === 'time' ? new Date(event.at).toISOString() : value}`)
    .join('\n');
}
