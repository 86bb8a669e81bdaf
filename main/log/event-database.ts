/**
 * The events in a SQLite file of their own, `events.db`: they are not mail. A power cut may cost the last moments of
 * them (synchronous=NORMAL), and millions of them neither slow the commits of the mail database nor swell it.
 *
 * Events are written all the time and searched now and then, and the processor time of writing them is taken from the
 * mail. So they are kept in chunks: one row holds some hundred events as lines, in the order they came, with the span of
 * ids and times, and a filter that tells which sessions, addresses and so on are in it (key-filter.ts). Measured on two
 * cores, for the log thread with its files: a row an event with five indexes 15 µs of processor time an event, chunks 5;
 * 190 bytes an event, and 120. (A trigram index for the text would have cost 85 µs more.) A search by session, trace,
 * address or account opens the few chunks that may hold it; a search for text runs through the bytes of all chunks in
 * question, newest first, at several hundred megabytes a second.
 *
 * While a chunk grows, its events stand in small rows, one a batch, so that each batch is kept at once; when it is full
 * (or the day ends: chunks never span two days, which makes removal by day exact) one row replaces them.
 */
import { closeSync, existsSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { DECISION_TABLE, DecisionTable } from './decision-table.ts';
import { type EventFields, fieldAt } from './event-line.ts';
import { KeyCollector } from './key-filter.ts';
import { TUNING } from './tuning.ts';

export const EVENT_DATABASE = 'events.db';

/** Numbered steps from an empty file to the present shape; a step that was released is never changed. */
const MIGRATIONS = [
  `CREATE TABLE chunk (
     first_id INTEGER PRIMARY KEY,
     last_id INTEGER NOT NULL,
     -- The least and the greatest time in it: clocks get set back.
     first_at INTEGER NOT NULL,
     last_at INTEGER NOT NULL,
     -- NULL while it grows: look inside.
     keys BLOB,
     lines TEXT NOT NULL
   ) STRICT`,
  DECISION_TABLE,
  // The reasons in it, with a space between two; NULL where nobody knows: while it grows, and in chunks of an earlier version.
  'ALTER TABLE chunk ADD COLUMN reasons TEXT',
];

/** Events of one local day, in the order they came. */
export interface DayRun {
  readonly day: string;
  readonly lines: readonly string[];
  readonly fields: readonly EventFields[];
}

interface Span {
  readonly firstId: number;
  readonly lastId: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

function spanOf(run: DayRun): Span {
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const fields of run.fields) {
    const at = Number(fieldAt(fields, 'at'));
    firstAt = Math.min(firstAt, at);
    lastAt = Math.max(lastAt, at);
  }
  return { firstId: Number(fieldAt(run.fields[0] ?? [], 'id')), lastId: Number(fieldAt(run.fields.at(-1) ?? [], 'id')), firstAt, lastAt };
}

/** The chunk that grows at the end. */
interface Tail {
  readonly day: string;
  readonly lines: string[];
  readonly keys: KeyCollector;
  readonly reasons: Set<string>;
  span: Span;
}

function grow(tail: Tail | undefined, run: DayRun, span: Span): Tail {
  const grown = tail ?? { day: run.day, lines: [], keys: new KeyCollector(), reasons: new Set(), span };
  for (const fields of run.fields) {
    grown.keys.add(fields);
    const reason = fieldAt(fields, 'reason');
    if (reason !== '') grown.reasons.add(reason);
  }
  grown.lines.push(...run.lines);
  grown.span = {
    firstId: grown.span.firstId,
    lastId: span.lastId,
    firstAt: Math.min(grown.span.firstAt, span.firstAt),
    lastAt: Math.max(grown.span.lastAt, span.lastAt),
  };
  return grown;
}

/** The writing side; lives on the log thread. */
export class EventDatabase {
  /** The greatest id of an event when it was opened; 0 before the first. */
  readonly lastId: number;
  /** What is kept beside the events. */
  readonly decisions: DecisionTable;
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #removeFrom: StatementSync;
  readonly #removeOld: StatementSync;
  #tail: Tail | undefined;

  /** Throws what SQLite throws. */
  constructor(dataFolder: string) {
    const file = path.join(dataFolder, EVENT_DATABASE);
    // Made before SQLite makes it, since events are for nobody but the owner; -wal and -shm inherit the mode.
    closeSync(openSync(file, 'a', 0o600));
    this.#db = new DatabaseSync(file);
    try {
      const checkpointPages = TUNING.checkpointBytes / TUNING.pageBytes;
      this.#db.exec(
        `PRAGMA page_size = ${TUNING.pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${checkpointPages}`,
      );
      this.#migrate();
      this.lastId = Number(this.#db.prepare('SELECT last_id FROM chunk ORDER BY first_id DESC LIMIT 1').get()?.['last_id'] ?? 0);
      this.#insert = this.#db.prepare('INSERT INTO chunk (first_id, last_id, first_at, last_at, keys, reasons, lines) VALUES (?, ?, ?, ?, ?, ?, ?)');
      this.#removeFrom = this.#db.prepare('DELETE FROM chunk WHERE first_id >= ?');
      // The newest row stays whatever its age: it knows the last id.
      this.#removeOld = this.#db.prepare(
        'DELETE FROM chunk WHERE first_id IN (SELECT first_id FROM chunk WHERE last_at < ? AND first_id < (SELECT max(first_id) FROM chunk) ORDER BY first_id LIMIT ?)',
      );
      this.decisions = new DecisionTable(this.#db);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #migrate(): void {
    const version = Number(this.#db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version > MIGRATIONS.length) throw new NewerDatabase();
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index >= version) this.#db.exec(`BEGIN; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
    }
  }

  /** Writes all the events in one transaction, or throws and has written none. */
  add(run: DayRun): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const span = spanOf(run);
      if (this.#tail !== undefined && this.#tail.day !== run.day) this.#seal(this.#tail);
      this.#tail = grow(this.#tail, run, span);
      if (this.#tail.lines.length >= TUNING.chunkEvents) this.#seal(this.#tail);
      else this.#put(span, run.lines);
      this.#db.exec('COMMIT');
    } catch (error) {
      // The small rows that are there stay as they are.
      this.#tail = undefined;
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** @param whole what is in it, of a chunk that is full */
  #put({ firstId, lastId, firstAt, lastAt }: Span, lines: readonly string[], whole?: Pick<Tail, 'keys' | 'reasons'>): void {
    const reasons = whole === undefined ? null : [...whole.reasons].join(' ');
    this.#insert.run(firstId, lastId, firstAt, lastAt, whole?.keys.makeFilter() ?? null, reasons, lines.join('\n'));
  }

  /** One row in place of the small ones. */
  #seal(tail: Tail): void {
    this.#removeFrom.run(tail.span.firstId);
    this.#put(tail.span, tail.lines, tail);
    this.#tail = undefined;
  }

  /** Removes some chunks of which every event is older than `before` (milliseconds since 1970); false once there are no more. */
  prune(before: number): boolean {
    return Number(this.#removeOld.run(before, TUNING.pruneChunks).changes) === TUNING.pruneChunks;
  }

  /** Looks through the whole file, at about a gigabyte a second. Throws an error that isUseless if there is damage. */
  check(): void {
    const found = String(this.#db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']);
    if (found !== 'ok') throw new DamagedDatabase(found);
  }

  close(): void {
    this.#db.close();
  }
}

class DamagedDatabase extends Error {
  constructor(damage: string) {
    super(`it is damaged: ${damage}`);
    this.name = 'DamagedDatabase';
  }
}

class NewerDatabase extends Error {
  constructor() {
    super('it was written by a newer version of this program');
    this.name = 'NewerDatabase';
  }
}

/** True if the file will never be of use to this program: damaged (SQLITE_CORRUPT 11, SQLITE_NOTADB 26), or newer. */
export function isUseless(error: unknown): boolean {
  if (error instanceof NewerDatabase || error instanceof DamagedDatabase) return true;
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && [11, 26].includes(error.errcode & 0xff);
}

/** Names of later times sort after those of earlier ones. */
function asideName(now: number): string {
  return `${EVENT_DATABASE}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
}

/** Removes what was set aside before `before` (milliseconds since 1970): the events in it are older still. */
export function removeSetAside(dataFolder: string, before: number): void {
  const [first, last] = [`${EVENT_DATABASE}.damaged-`, asideName(before)];
  for (const name of readdirSync(dataFolder)) if (name.startsWith(first) && name < last) rmSync(path.join(dataFolder, name), { force: true });
}

/** Renames the database, so that a new one can begin; returns the new name. `now`: milliseconds since 1970. */
export function setAside(dataFolder: string, now: number): string {
  const file = path.join(dataFolder, EVENT_DATABASE);
  const aside = asideName(now);
  renameSync(file, path.join(dataFolder, aside));
  // The write-ahead log belongs to the old file: beside a new one it would be taken for its own.
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, path.join(dataFolder, `${aside}-wal`));
  rmSync(`${file}-shm`, { force: true });
  return aside;
}
