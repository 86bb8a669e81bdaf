/** The filter of the live log: as the form has it, as the server is asked, and as the window judges what it already holds. */
import type { LogFilter } from '../../../shared/admin-api/log.ts';
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import { EVENT_LEVELS, type EventKind, type EventLevel, type LogEvent } from '../../../shared/events.ts';
import { sharedWords } from '../../../shared/words/shared-words.ts';
import { language } from '../../language.ts';
import { ANY_TIME, boundsOf, type TimeRange } from '../../ui/time-range.ts';

export type LogProtocol = LogEvent['protocol'];

/** Kinds that are looked for together. */
export const KIND_GROUPS = {
  connections: ['session-opened', 'session-closed', 'session-refused', 'tls-started', 'tls-failed'],
  conversation: ['command', 'reply'],
  logins: ['login-succeeded', 'login-failed'],
  messages: ['message-accepted', 'message-held', 'message-released', 'message-discarded', 'message-delivered', 'message-fetched', 'message-deleted'],
  refusals: ['session-refused', 'sender-refused', 'recipient-refused', 'message-refused', 'login-failed', 'tls-failed'],
  sending: ['message-queued', 'relay-sent', 'relay-deferred', 'relay-failed', 'host-failed'],
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
  readonly reason: ReasonId | '';
  readonly range: TimeRange | '';
  readonly since: string;
  readonly until: string;
}

export const NO_FILTER: FilterForm = {
  text: '',
  minLevel: 'debug',
  protocol: '',
  kinds: '',
  sessionId: '',
  traceId: '',
  remoteAddress: '',
  account: '',
  reason: '',
  ...ANY_TIME,
};

/** The parts of a filter that come from an event that was clicked on. */
export const PINS = ['sessionId', 'traceId', 'remoteAddress', 'account', 'reason'] as const;
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

/** Every reason with its words in the language of the window, in the order of these. */
export const REASON_CHOICES: readonly { readonly id: ReasonId; readonly words: string }[] = (
  Object.entries(sharedWords(language).reasons) as [ReasonId, string][]
)
  .map(([id, words]) => ({ id, words }))
  .toSorted((one, other) => one.words.localeCompare(other.words));

const FOLDED_REASONS = REASON_CHOICES.map(({ id, words }) => ({ id, folded: words.toLowerCase() }));

/** The reasons that say this where an administrator reads them: the log itself keeps their names alone. */
function reasonsSaying(text: string): readonly ReasonId[] {
  const wanted = text.toLowerCase();
  return FOLDED_REASONS.filter(({ folded }) => folded.includes(wanted)).map(({ id }) => id);
}

/** What the server is asked for. `now`: milliseconds since 1970. */
export function toLogFilter(form: FilterForm, now: number): LogFilter {
  const kinds = kindsOf(form.kinds);
  const text = form.text.trim();
  const textReasons = text === '' ? [] : reasonsSaying(text);
  return {
    ...(text === '' ? {} : { text }),
    ...(textReasons.length === 0 ? {} : { textReasons: [...textReasons] }),
    ...(form.minLevel === 'debug' ? {} : { minLevel: form.minLevel }),
    ...(form.protocol === '' ? {} : { protocols: [form.protocol] }),
    ...(kinds === undefined ? {} : { kinds: [...kinds] }),
    ...(form.sessionId === '' ? {} : { sessionId: form.sessionId }),
    ...(form.traceId === '' ? {} : { traceId: form.traceId }),
    ...(form.remoteAddress === '' ? {} : { remoteAddress: form.remoteAddress }),
    ...(form.account === '' ? {} : { account: form.account }),
    ...(form.reason === '' ? {} : { reason: form.reason }),
    ...boundsOf(form, now),
  };
}

/** Judges one event as the server would. */
export function matcher(form: FilterForm): (event: LogEvent) => boolean {
  const text = form.text.trim().toLowerCase();
  const reasons: ReadonlySet<ReasonId> = new Set(text === '' ? [] : reasonsSaying(text));
  const kinds = kindsOf(form.kinds);
  const level = EVENT_LEVELS.indexOf(form.minLevel);
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = boundsOf(form, Date.now());
  return (event) =>
    event.at >= since &&
    event.at <= until &&
    EVENT_LEVELS.indexOf(event.level) >= level &&
    (form.protocol === '' || event.protocol === form.protocol) &&
    (kinds === undefined || kinds.includes(event.kind)) &&
    PINS.every((pin) => form[pin] === '' || event[pin] === form[pin]) &&
    (text === '' ||
      (event.reason !== undefined && reasons.has(event.reason)) ||
      [event.text, event.account, event.remoteAddress, event.reason].some((field) => field?.toLowerCase().includes(text)));
}

/** A filter in the address of the window: what is not filtered by is left out. */
export type LogSearch = { readonly [Key in keyof FilterForm]?: Exclude<FilterForm[Key], ''> | undefined };

const KEYS = Object.keys(NO_FILTER) as (keyof FilterForm)[];

export function toLogSearch(form: FilterForm): LogSearch {
  return Object.fromEntries(KEYS.filter((key) => form[key].trim() !== NO_FILTER[key]).map((key) => [key, form[key]]));
}

export function fromLogSearch(search: LogSearch): FilterForm {
  return { ...NO_FILTER, ...Object.fromEntries(KEYS.filter((key) => search[key] !== undefined).map((key) => [key, search[key]])) };
}
