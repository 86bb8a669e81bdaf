/**
 * The reading side of the event database: finds the newest events that fit, chunk by chunk. Chunks are ruled out by
 * their span and their key filter, then by looking for what must be in a line in their bytes; what is left is taken
 * apart and judged by matchesFilter, so that a search and the live log agree to the letter.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import type { LogFilter } from '../../shared/admin-api/log.ts';
import type { LogEvent } from '../../shared/events.ts';
import { type KeyedField, keyOf, mayHold } from './key-filter.ts';
import { foldCase } from './fold-case.ts';
import { levelsFrom, matchesFilter } from './log-filter.ts';
import type { Page, SearchResult } from './log-protocol.ts';
import { parseEventLine } from './parse-event.ts';
import { TUNING } from './tuning.ts';

const headSchema = z.object({ first_id: z.number(), first_at: z.number(), last_at: z.number(), keys: z.instanceof(Uint8Array).nullable() });
type Head = z.infer<typeof headSchema>;

export async function searchEvents(db: DatabaseSync, filter: LogFilter, page: Page, isCancelled: () => boolean): Promise<SearchResult> {
  return await new Search(db, filter, page).run(isCancelled);
}

class Search {
  readonly #filter: LogFilter;
  readonly #limit: number;
  readonly #db: DatabaseSync;
  readonly #heads: StatementSync;
  readonly #lines: StatementSync;
  /** Of each set of keys a chunk must hold at least one. */
  readonly #wantedKeys: readonly (readonly string[])[];
  /** What must stand in a line, as it is. */
  readonly #wantedPieces: readonly string[];
  /** What must stand in a line in any case. */
  readonly #needles: readonly string[];
  /** Newest first; one more than the limit, to know whether there are more. */
  readonly #found: LogEvent[] = [];
  /** Only events with a smaller id: what lies above is done. */
  #before: number;

  constructor(db: DatabaseSync, filter: LogFilter, page: Page) {
    this.#db = db;
    this.#filter = filter;
    this.#limit = page.limit;
    this.#before = page.before ?? Number.MAX_SAFE_INTEGER;
    this.#heads = db.prepare('SELECT first_id, first_at, last_at, keys FROM chunk WHERE first_id < ? ORDER BY first_id DESC LIMIT ?');
    this.#lines = db.prepare('SELECT lines FROM chunk WHERE first_id = ?');
    this.#wantedKeys = wantedKeys(filter);
    this.#wantedPieces = [filter.sessionId, filter.traceId, filter.remoteAddress, filter.reason].filter((piece) => piece !== undefined);
    this.#needles = [filter.text, filter.account].filter((needle) => needle !== undefined).map(foldCase);
  }

  async run(isCancelled: () => boolean): Promise<SearchResult> {
    while (!isCancelled() && this.#slice()) await nextTurn();
    return { events: this.#found.slice(0, this.#limit).reverse(), more: this.#found.length > this.#limit };
  }

  /** Searches for a while, on one state of the database; false once all is done. */
  #slice(): boolean {
    const end = performance.now() + TUNING.searchSliceMilliseconds;
    this.#db.exec('BEGIN');
    try {
      for (;;) {
        const heads = this.#heads.all(this.#before, TUNING.searchHeads).map((row) => headSchema.parse(row));
        for (const head of heads) {
          if (this.#mayFit(head)) this.#searchChunk(head);
          if (this.#found.length > this.#limit) return false;
          // The chunk may be part of a longer one in the next slice: only what is older is still to do.
          this.#before = head.first_id;
          if (performance.now() > end) return true;
        }
        if (heads.length < TUNING.searchHeads) return false;
      }
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  #mayFit({ first_at, last_at, keys }: Head): boolean {
    const { since, until } = this.#filter;
    if (since !== undefined && last_at < since) return false;
    if (until !== undefined && first_at > until) return false;
    return keys === null || this.#wantedKeys.every((some) => some.some((key) => mayHold(keys, key)));
  }

  #searchChunk(head: Head): void {
    const text = String(this.#lines.get(head.first_id)?.['lines'] ?? '');
    const folded = this.#needles.length === 0 ? text : foldCase(text);
    if (!this.#mayContain(text, folded)) return;
    const lines = text.split('\n');
    // No line break comes or goes when a text is folded.
    const foldedLines = folded === text ? lines : folded.split('\n');
    for (let place = lines.length - 1; place >= 0; place -= 1) {
      const line = lines[place] ?? '';
      if (!this.#mayContain(line, foldedLines[place] ?? '')) continue;
      const event = parseEventLine(line);
      if (event === undefined || event.id >= this.#before || !matchesFilter(event, this.#filter)) continue;
      this.#found.push(event);
      if (this.#found.length > this.#limit) return;
    }
  }

  #mayContain(text: string, folded: string): boolean {
    return this.#wantedPieces.every((piece) => text.includes(piece)) && this.#needles.every((needle) => folded.includes(needle));
  }
}

function wantedKeys(filter: LogFilter): readonly (readonly string[])[] {
  const wanted: (readonly string[])[] = [];
  const want = (field: KeyedField, values: readonly string[] | undefined): void => {
    if (values !== undefined && values.length > 0) wanted.push(values.map((value) => keyOf(field, value)));
  };
  const one = (value: string | undefined): readonly string[] | undefined => (value === undefined ? undefined : [value]);
  want('sessionId', one(filter.sessionId));
  want('traceId', one(filter.traceId));
  want('remoteAddress', one(filter.remoteAddress));
  want('account', one(filter.account));
  want('kind', filter.kinds);
  want('protocol', filter.protocols);
  want('level', filter.minLevel === undefined ? undefined : levelsFrom(filter.minLevel));
  return wanted;
}
