/** What is searched for in the trace of messages: as the form has it, as the address of the window keeps it, as the server is asked. */
import type { DecisionFilter } from '../../../shared/admin-api/decisions.ts';
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import type { CheckId, Verdict } from '../../../shared/decisions/verdicts.ts';
import { readSpan } from '../../../shared/net/address-range.ts';
import { boundsOf, type TimeRange } from '../../ui/time-range.ts';

/** Fields that hold one text each, by their names in the admin API. */
export const TEXT_FIELDS = ['sender', 'recipient', 'login', 'remoteAddress', 'text'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];
/** What a link narrowed the list to. */
export const ID_FIELDS = ['sessionId', 'traceId'] as const;

export interface MessageForm extends Readonly<Record<TextField | (typeof ID_FIELDS)[number], string>> {
  /** Anyone or anything: what kind of thing it is shows from how it is written. */
  readonly find: string;
  readonly verdict: Verdict | '';
  readonly option: CheckId | '';
  readonly reason: ReasonId | '';
  readonly range: TimeRange | '';
  readonly since: string;
  readonly until: string;
}

export const NO_FORM: MessageForm = {
  find: '',
  sender: '',
  recipient: '',
  login: '',
  remoteAddress: '',
  text: '',
  sessionId: '',
  traceId: '',
  verdict: '',
  option: '',
  reason: '',
  range: '',
  since: '',
  until: '',
};

const KEYS = Object.keys(NO_FORM) as (keyof MessageForm)[];

/** The form in the address of the window: what is not asked for is left out. */
export type MessageSearch = { readonly [Key in keyof MessageForm]?: Exclude<MessageForm[Key], ''> | undefined };

export function fromMessageSearch(search: MessageSearch): MessageForm {
  return { ...NO_FORM, ...Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) };
}

export function toMessageSearch(form: MessageForm): MessageSearch {
  return Object.fromEntries(KEYS.filter((key) => form[key].trim() !== '').map((key) => [key, form[key]]));
}

export function isAsked(form: MessageForm): boolean {
  return KEYS.some((key) => form[key].trim() !== '');
}

/** True if one of the fields beyond the first line is in use. */
export function usesMore(form: MessageForm): boolean {
  return TEXT_FIELDS.some((field) => form[field] !== '');
}

/** As main/ids.ts makes them. A word of a subject of just that length has no figure, and small letters seldom. */
const TRACE_ID = /^(?=.*\d)[\da-z]{18}$/;
const SESSION_ID = /^(?=.*\d)[\da-z]{12}$/;
const MAIL_ADDRESS = /^<?([^\s<>]*@[^\s<>]+)>?$/;

/** What was typed into the one field for anything. */
export function meant(find: string): DecisionFilter {
  const text = find.trim();
  if (text === '') return {};
  if (typeof readSpan(text) !== 'string') return { remoteAddress: text };
  const address = MAIL_ADDRESS.exec(text)?.[1];
  if (address !== undefined) return { address };
  if (TRACE_ID.test(text)) return { traceId: text };
  if (SESSION_ID.test(text)) return { sessionId: text };
  return { text };
}

export function toDecisionFilter(form: MessageForm, now: number): DecisionFilter {
  const filter: DecisionFilter = { ...meant(form.find), ...boundsOf(form, now) };
  for (const field of [...TEXT_FIELDS, ...ID_FIELDS]) if (form[field].trim() !== '') filter[field] = form[field].trim();
  if (form.verdict !== '') filter.verdict = form.verdict;
  if (form.option !== '') filter.option = form.option;
  if (form.reason !== '') filter.reason = form.reason;
  return filter;
}
