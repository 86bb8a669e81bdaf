/**
 * An event as one line: its fields with a tab between them. Escaped text holds neither tab nor line break, so the line
 * needs no quoting. It is made once, on the sessions' thread, and goes as it is to the log thread and into the database.
 */
import type { LogEvent } from '../../shared/events.ts';
import { JoinedWords } from './joined-words.ts';

/** The fields of a line in order; an absent field is empty. The format is part of the database: a change needs a migration. */
export const FIELD = { id: 0, at: 1, kind: 2, level: 3, protocol: 4, sessionId: 5, traceId: 6, remoteAddress: 7, account: 8, reason: 9, text: 10 } as const;

export type EventFields = readonly string[];

export function eventLine({ id, at, kind, level, protocol, sessionId = '', traceId = '', remoteAddress = '', account = '', reason, text }: LogEvent): string {
  const what = WHAT.of(kind, level, protocol);
  return `${id}\t${at}${what}${sessionId}\t${traceId}\t${remoteAddress}\t${account}\t${reason ?? ''}\t${text}`;
}

const WHAT = new JoinedWords((kind, level, protocol) => ['', kind, level, protocol, ''].join('\t'));

export function fieldsOf(line: string): EventFields {
  return line.split('\t');
}

/** One field of a line taken apart; empty where there is none. */
export function fieldAt(fields: EventFields, field: keyof typeof FIELD): string {
  return fields[FIELD[field]] ?? '';
}

/** An empty field is none: a line cannot tell them apart. */
export function isThere(field: string | undefined): field is string {
  return field !== undefined && field !== '';
}
