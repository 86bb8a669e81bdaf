/**
 * The decisions in the event database, in chunks as the events are (event-database.ts): one row holds some hundred
 * decisions in the order they came, heads and bodies apart and compressed, with a filter of the keys they are found by
 * and a tally of what was found. Decisions resemble each other, so that together they take a tenth of their size; a search
 * opens the heads of the few chunks that may hold what it looks for, and "what did this option do last week" adds up the
 * tallies. While a chunk grows, each batch stands in a small row of plain text, so that it is kept at once.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { deflateRawSync } from 'node:zlib';
import { keysOf } from './decision-keys.ts';
import { headFields, headList, idAndTime, partsOf } from './decision-line.ts';
import { makeFilter } from './key-filter.ts';
import { TUNING } from './tuning.ts';

/** A step of the migrations of the event database. */
export const DECISION_TABLE = `CREATE TABLE decision_chunk (
     first_id INTEGER PRIMARY KEY,
     last_id INTEGER NOT NULL,
     -- The least and the greatest time in it: clocks get set back.
     first_at INTEGER NOT NULL,
     last_at INTEGER NOT NULL,
     -- NULL while it grows: heads and bodies are plain text then. Else they are compressed.
     keys BLOB,
     -- Lines of: check, verdict, reason, in how many decisions it was found, how many it settled.
     tally TEXT,
     heads BLOB NOT NULL,
     bodies BLOB NOT NULL
   ) STRICT`;

/** Decisions of one local day, in the order they came. */
export interface DecisionRun {
  readonly day: string;
  readonly lines: readonly string[];
}

interface Span {
  readonly firstId: number;
  readonly lastId: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

function spanOf(lines: readonly string[]): Span {
  const all = lines.map(idAndTime);
  const times = all.map(({ at }) => at);
  return { firstId: all[0]?.id ?? 0, lastId: all.at(-1)?.id ?? 0, firstAt: Math.min(...times), lastAt: Math.max(...times) };
}

/** The chunk that grows at the end. */
interface Tail {
  readonly day: string;
  readonly lines: string[];
  characters: number;
  span: Span;
}

function grow(tail: Tail | undefined, run: DecisionRun, span: Span): Tail {
  const grown = tail ?? { day: run.day, lines: [], characters: 0, span };
  grown.lines.push(...run.lines);
  for (const line of run.lines) grown.characters += line.length;
  grown.span = {
    firstId: grown.span.firstId,
    lastId: span.lastId,
    firstAt: Math.min(grown.span.firstAt, span.firstAt),
    lastAt: Math.max(grown.span.lastAt, span.lastAt),
  };
  return grown;
}

/** The writing side; lives on the log thread. */
export class DecisionTable {
  /** The greatest id of a decision when it was opened; 0 before the first. */
  readonly lastId: number;
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #removeFrom: StatementSync;
  readonly #removeOld: StatementSync;
  readonly #emptyLast: StatementSync;
  #tail: Tail | undefined;

  /** The database has the table. Throws what SQLite throws. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.lastId = Number(db.prepare('SELECT last_id FROM decision_chunk ORDER BY first_id DESC LIMIT 1').get()?.['last_id'] ?? 0);
    this.#insert = db.prepare('INSERT INTO decision_chunk (first_id, last_id, first_at, last_at, keys, tally, heads, bodies) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#removeFrom = db.prepare('DELETE FROM decision_chunk WHERE first_id >= ?');
    this.#removeOld = db.prepare(
      'DELETE FROM decision_chunk WHERE first_id IN (SELECT first_id FROM decision_chunk WHERE last_at < ? AND first_id < (SELECT max(first_id) FROM decision_chunk) ORDER BY first_id LIMIT ?)',
    );
    // The newest row knows the last id, so it stays; what it says must go with its day all the same.
    this.#emptyLast = db.prepare(
      "UPDATE decision_chunk SET keys = NULL, tally = NULL, heads = x'', bodies = x'' WHERE last_at < ? AND first_id = (SELECT max(first_id) FROM decision_chunk) AND heads <> x''",
    );
  }

  /** Writes all the decisions in one transaction, or throws and has written none. */
  add(run: DecisionRun): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const span = spanOf(run.lines);
      if (this.#tail !== undefined && this.#tail.day !== run.day) this.#seal(this.#tail);
      this.#tail = grow(this.#tail, run, span);
      if (this.#tail.lines.length >= TUNING.chunkDecisions || this.#tail.characters >= TUNING.chunkCharacters) this.#seal(this.#tail);
      else this.#putSmall(span, run.lines);
      this.#db.exec('COMMIT');
    } catch (error) {
      // The small rows that are there stay as they are.
      this.#tail = undefined;
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #putSmall({ firstId, lastId, firstAt, lastAt }: Span, lines: readonly string[]): void {
    const { heads, bodies } = columns(lines);
    this.#insert.run(firstId, lastId, firstAt, lastAt, null, null, Buffer.from(heads.join('\n')), Buffer.from(bodies.join('\n')));
  }

  /** One row in place of the small ones. */
  #seal({ lines, span: { firstId, lastId, firstAt, lastAt } }: Tail): void {
    this.#removeFrom.run(firstId);
    const { heads, bodies } = columns(lines);
    const pack = (texts: readonly string[]): Uint8Array => deflateRawSync(texts.join('\n'), { level: TUNING.deflateLevel });
    this.#insert.run(firstId, lastId, firstAt, lastAt, makeFilter(keysOf(heads)), tallyText(heads), pack(heads), pack(bodies));
    this.#tail = undefined;
  }

  /** Removes some chunks of which every decision is older than `before` (milliseconds since 1970); false once there are no more. */
  prune(before: number): boolean {
    // It must not come back when it is full.
    if (this.#tail !== undefined && this.#tail.span.lastAt < before) this.#tail = undefined;
    this.#emptyLast.run(before);
    return Number(this.#removeOld.run(before, TUNING.pruneChunks).changes) === TUNING.pruneChunks;
  }
}

function columns(lines: readonly string[]): { readonly heads: readonly string[]; readonly bodies: readonly string[] } {
  const parts = lines.map(partsOf);
  return { heads: parts.map(({ head }) => head), bodies: parts.map(({ body }) => body) };
}

function tallyText(heads: readonly string[]): string {
  const tally = new Map<string, { found: number; settled: number }>();
  for (const head of heads) addMarks(tally, headList(headFields(head), 'marks'));
  return [...tally].map(([mark, { found, settled }]) => `${mark} ${found} ${settled}`).join('\n');
}

/** Adds the findings of one decision, by their text. The first is what settled it. */
export function addMarks(tally: Map<string, { found: number; settled: number }>, marks: readonly string[]): void {
  for (const [place, mark] of marks.entries()) {
    let count = tally.get(mark);
    if (count === undefined) tally.set(mark, (count = { found: 0, settled: 0 }));
    count.found += 1;
    if (place === 0) count.settled += 1;
  }
}
