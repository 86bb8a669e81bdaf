/** The filter of the live log: as the form has it, as the server is asked, and as the window judges what it already holds. */
import type { LogFilter } from '../../../shared/admin-api/log.ts';
import { EVENT_LEVELS, type EventKind, type EventLevel, type LogEvent } from '../../../shared/events.ts';

export type LogProtocol = LogEvent['protocol'];

/** Kinds that are looked for together. */
export const KIND_GROUPS = {
  connections: ['session-opened', 'session-closed', 'session-refused', 'tls-started', 'tls-failed'],
  conversation: ['command', 'reply'],
  logins: ['login-succeeded', 'login-failed'],
  messages: ['message-accepted', 'message-held', 'message-released', 'message-discarded', 'message-delivered', 'message-fetched', 'message-deleted'],
  refusals: ['session-refused', 'sender-refused', 'recipient-refused', 'message-refused', 'login-failed', 'tls-failed'],
  sending: ['relay-sent', 'relay-deferred', 'relay-failed'],
  administration: ['admin', 'server'],
} as const satisfies Record<string, readonly EventKind[]>;
export type KindGroup = keyof typeof KIND_GROUPS;

export interface FilterForm {
  readonly text: string;
  readonly minLevel: EventLevel;
  readonly protocol: LogProtocol | '';
  readonly kinds: KindGroup | EventKind | '';
  readonly sessionId: string;
  readonly traceId: string;
  readonly remoteAddress: string;
  readonly account: string;
}

export const NO_FILTER: FilterForm = { text: '', minLevel: 'debug', protocol: '', kinds: '', sessionId: '', traceId: '', remoteAddress: '', account: '' };

/** The parts of a filter that come from an event that was clicked on. */
export const PINS = ['sessionId', 'traceId', 'remoteAddress', 'account'] as const;
export type Pin = (typeof PINS)[number];

export function isFiltered(form: FilterForm): boolean {
  return (Object.keys(NO_FILTER) as (keyof FilterForm)[]).some((key) => form[key].trim() !== NO_FILTER[key]);
}

function isKindGroup(name: string): name is KindGroup {
  return name in KIND_GROUPS;
}

export function kindsOf(choice: FilterForm['kinds']): readonly EventKind[] | undefined {
  if (choice === '') return undefined;
  return isKindGroup(choice) ? KIND_GROUPS[choice] : [choice];
}

/** What the server is asked for. */
export function toLogFilter(form: FilterForm): LogFilter {
  const kinds = kindsOf(form.kinds);
  const text = form.text.trim();
  return {
    ...(text === '' ? {} : { text }),
    ...(form.minLevel === 'debug' ? {} : { minLevel: form.minLevel }),
    ...(form.protocol === '' ? {} : { protocols: [form.protocol] }),
    ...(kinds === undefined ? {} : { kinds: [...kinds] }),
    ...(form.sessionId === '' ? {} : { sessionId: form.sessionId }),
    ...(form.traceId === '' ? {} : { traceId: form.traceId }),
    ...(form.remoteAddress === '' ? {} : { remoteAddress: form.remoteAddress }),
    ...(form.account === '' ? {} : { account: form.account }),
  };
}

/** Judges one event as the server would. */
export function matcher(form: FilterForm): (event: LogEvent) => boolean {
  const text = form.text.trim().toLowerCase();
  const kinds = kindsOf(form.kinds);
  const level = EVENT_LEVELS.indexOf(form.minLevel);
  return (event) =>
    EVENT_LEVELS.indexOf(event.level) >= level &&
    (form.protocol === '' || event.protocol === form.protocol) &&
    (kinds === undefined || kinds.includes(event.kind)) &&
    PINS.every((pin) => form[pin] === '' || event[pin] === form[pin]) &&
    (text === '' || [event.text, event.account, event.remoteAddress, event.reason].some((field) => field?.toLowerCase().includes(text)));
}

/** A filter in the address of the window: what is not filtered by is left out. */
export interface LogSearch {
  readonly text?: string | undefined;
  readonly minLevel?: EventLevel | undefined;
  readonly protocol?: LogProtocol | undefined;
  readonly kinds?: KindGroup | EventKind | undefined;
  readonly sessionId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly account?: string | undefined;
}

export function toLogSearch({ text, minLevel, protocol, kinds, sessionId, traceId, remoteAddress, account }: FilterForm): LogSearch {
  return {
    ...(text.trim() === '' ? {} : { text }),
    ...(minLevel === NO_FILTER.minLevel ? {} : { minLevel }),
    ...(protocol === '' ? {} : { protocol }),
    ...(kinds === '' ? {} : { kinds }),
    ...(sessionId === '' ? {} : { sessionId }),
    ...(traceId === '' ? {} : { traceId }),
    ...(remoteAddress === '' ? {} : { remoteAddress }),
    ...(account === '' ? {} : { account }),
  };
}

export function fromLogSearch(search: LogSearch): FilterForm {
  return {
    text: search.text ?? NO_FILTER.text,
    minLevel: search.minLevel ?? NO_FILTER.minLevel,
    protocol: search.protocol ?? NO_FILTER.protocol,
    kinds: search.kinds ?? NO_FILTER.kinds,
    sessionId: search.sessionId ?? NO_FILTER.sessionId,
    traceId: search.traceId ?? NO_FILTER.traceId,
    remoteAddress: search.remoteAddress ?? NO_FILTER.remoteAddress,
    account: search.account ?? NO_FILTER.account,
  };
}
