/**
 * An event as one line: its fields with a tab between them. Escaped text holds neither tab nor line break, so the line
 * needs no quoting. It is made once, on the sessions' thread, and goes as it is to the log thread and into the database.
 */
import { type LogEvent, type NewEvent, logEventSchema } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut } from '../../shared/text/escape.ts';
import { maskSecrets } from './mask-secrets.ts';

/** The fields of a line in order; an absent field is empty. The format is part of the database: a change needs a migration. */
export const FIELD = { id: 0, at: 1, kind: 2, level: 3, protocol: 4, sessionId: 5, traceId: 6, remoteAddress: 7, account: 8, reason: 9, text: 10 } as const;

export type EventFields = readonly string[];

/** Makes the event of what was handed in: escaped, cut and masked. `at` is in milliseconds since 1970, a whole number. */
export function makeEvent(id: number, at: number, { kind, level, protocol, sessionId, traceId, remoteAddress, account, reason, text }: NewEvent): LogEvent {
  const event: LogEvent = { id, at, kind, level, protocol, text: safe(maskSecrets(text)) };
  if (isThere(sessionId)) event.sessionId = safe(sessionId);
  if (isThere(traceId)) event.traceId = safe(traceId);
  if (isThere(remoteAddress)) event.remoteAddress = safe(remoteAddress);
  if (isThere(account)) event.account = safe(account);
  if (reason !== undefined) event.reason = reason;
  return event;
}

/** An empty field is none: a line cannot tell them apart. */
function isThere(field: string | undefined): field is string {
  return field !== undefined && field !== '';
}

function safe(text: string): string {
  return escapeAndCut(text, FIXED_LIMITS.eventTextCharacters);
}

export function eventLine({ id, at, kind, level, protocol, sessionId = '', traceId = '', remoteAddress = '', account = '', reason, text }: LogEvent): string {
  return `${id}\t${at}\t${kind}\t${level}\t${protocol}\t${sessionId}\t${traceId}\t${remoteAddress}\t${account}\t${reason ?? ''}\t${text}`;
}

export function fieldsOf(line: string): EventFields {
  return line.split('\t');
}

/** One field of a line taken apart; empty where there is none. */
export function fieldAt(fields: EventFields, field: keyof typeof FIELD): string {
  return fields[FIELD[field]] ?? '';
}

/** The event that a line tells of; undefined if the line was written by a version that knew other kinds or reasons. */
export function parseEventLine(line: string): LogEvent | undefined {
  const [id, at, kind, level, protocol, sessionId, traceId, remoteAddress, account, reason, text] = fieldsOf(line);
  const parsed = logEventSchema.safeParse({
    id: Number(id),
    at: Number(at),
    kind,
    level,
    protocol,
    text,
    ...present({ sessionId, traceId, remoteAddress, account, reason }),
  });
  return parsed.data;
}

function present(fields: Record<string, string | undefined>): Record<string, string> {
  const some: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) if (isThere(value)) some[name] = value;
  return some;
}
