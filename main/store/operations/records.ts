/** Operations on settings revisions and statistics. */
import type { Counters } from '../../../shared/admin-api/server.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { blob, integer, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

const HOUR_MS = 3_600_000;

/** A revision as it is kept: the document is JSON text, or that compressed with Zstandard (RFC 8878). */
export interface KeptRevision {
  readonly revision: number;
  readonly at: number;
  readonly by: string;
  readonly document: string | Uint8Array<ArrayBuffer>;
}

/** Without the document. `changes` is JSON; null for a revision of the first version. */
export interface KeptRevisionNote {
  readonly revision: number;
  readonly at: number;
  readonly by: string;
  readonly changes: string | null;
}

export function addRevision(context: WriteContext, args: { at: number; by: string; document: string | Uint8Array<ArrayBuffer>; changes: string }): number {
  const { at, by, document, changes } = args;
  const [text, packed] = typeof document === 'string' ? [document, null] : ['', document];
  const { lastInsertRowid } = context
    .sql('INSERT INTO settings_revision (at, by, document, packed, changes) VALUES (?, ?, ?, ?, ?)')
    .run(at, by, text, packed, changes);
  return Number(lastInsertRowid);
}

export function getRevision(context: ReadContext, args: { revision: number }): KeptRevision | undefined {
  const row = context.sql('SELECT revision, at, by, document, packed FROM settings_revision WHERE revision = ?').get(args.revision);
  if (row === undefined) return undefined;
  const document = row['packed'] === null ? text(row, 'document') : blob(row, 'packed');
  return { revision: integer(row, 'revision'), at: integer(row, 'at'), by: text(row, 'by'), document };
}

export function listRevisions(context: ReadContext, args: { limit: number; before?: number }): readonly KeptRevisionNote[] {
  return context
    .sql('SELECT revision, at, by, changes FROM settings_revision WHERE revision < ? ORDER BY revision DESC LIMIT ?')
    .all(args.before ?? Number.MAX_SAFE_INTEGER, args.limit)
    .map((row) => ({
      revision: integer(row, 'revision'),
      at: integer(row, 'at'),
      by: text(row, 'by'),
      changes: row['changes'] === null ? null : text(row, 'changes'),
    }));
}

export function addToCounters(context: WriteContext, args: { day: string; hour: number; counters: Partial<Counters> }): void {
  const add = context.sql(
    'INSERT INTO statistic (day, counter, amount) VALUES (?, ?, ?) ON CONFLICT (day, counter) DO UPDATE SET amount = amount + excluded.amount',
  );
  const addToHour = context.sql(
    'INSERT INTO hourly_statistic (hour, counter, amount) VALUES (?, ?, ?) ON CONFLICT (hour, counter) DO UPDATE SET amount = amount + excluded.amount',
  );
  for (const [counter, amount] of Object.entries(args.counters)) {
    add.run(args.day, counter, amount);
    if (amount !== 0) addToHour.run(args.hour, counter, amount);
  }
  context.sql('DELETE FROM hourly_statistic WHERE hour < ?').run(args.hour - FIXED_LIMITS.statisticsHours * HOUR_MS);
}

export interface KeptCounter {
  readonly day: string;
  readonly counter: string;
  readonly amount: number;
}

export interface KeptHourCounter {
  readonly hour: number;
  readonly counter: string;
  readonly amount: number;
}

export function countersByHour(context: ReadContext, args: { since: number }): readonly KeptHourCounter[] {
  return context
    .sql('SELECT hour, counter, amount FROM hourly_statistic WHERE hour >= ? ORDER BY hour, counter')
    .all(args.since)
    .map((row) => ({ hour: integer(row, 'hour'), counter: text(row, 'counter'), amount: integer(row, 'amount') }));
}

/** Counters of the newest days, newest first. */
export function countersByDay(context: ReadContext, args: { days: number }): readonly KeptCounter[] {
  return context
    .sql('SELECT day, counter, amount FROM statistic WHERE day IN (SELECT DISTINCT day FROM statistic ORDER BY day DESC LIMIT ?) ORDER BY day DESC, counter')
    .all(args.days)
    .map((row) => ({ day: text(row, 'day'), counter: text(row, 'counter'), amount: integer(row, 'amount') }));
}
