/** Does an event fit what a reader asked for? Live log and search judge with this one function. */
import type { LogFilter } from '../../shared/admin-api/log.ts';
import { EVENT_LEVELS, type EventLevel, type LogEvent } from '../../shared/events.ts';
import { foldCase } from './fold-case.ts';

/** True if `event` fits every part of `filter`. A part that is left out, an empty text or an empty list fits all. */
export function matchesFilter(event: LogEvent, filter: LogFilter): boolean {
  const { since, until, remoteAddress, sessionId, traceId, account, reason, kinds, protocols, minLevel, text, textReasons } = filter;
  return (
    (since === undefined || event.at >= since) &&
    (until === undefined || event.at <= until) &&
    (remoteAddress === undefined || event.remoteAddress === remoteAddress) &&
    (sessionId === undefined || event.sessionId === sessionId) &&
    (traceId === undefined || event.traceId === traceId) &&
    (account === undefined || (event.account !== undefined && foldCase(event.account) === foldCase(account))) &&
    (reason === undefined || event.reason === reason) &&
    isOneOf(event.kind, kinds) &&
    isOneOf(event.protocol, protocols) &&
    (minLevel === undefined || levelsFrom(minLevel).includes(event.level)) &&
    (text === undefined || text === '' || hasReason(event, textReasons) || hasText(event, foldCase(text)))
  );
}

function isOneOf<Value>(value: Value, wanted: readonly Value[] | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.includes(value);
}

function hasReason({ reason }: LogEvent, reasons: LogFilter['textReasons'] = []): boolean {
  return reason !== undefined && reasons.includes(reason);
}

function hasText(event: LogEvent, needle: string): boolean {
  return [event.text, event.account, event.remoteAddress, event.reason].some((field) => field !== undefined && foldCase(field).includes(needle));
}

/** `level` and the more serious ones. */
export function levelsFrom(level: EventLevel): readonly EventLevel[] {
  return EVENT_LEVELS.slice(EVENT_LEVELS.indexOf(level));
}
