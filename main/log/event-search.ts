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
import { isThere } from './event-line.ts';
import { type KeyedField, keyOf, mayHold } from './key-filter.ts';
import { foldCase } from './fold-case.ts';
import { LineFinder, type Lines } from './line-finder.ts';
import { levelsFrom, matchesFilter } from './log-filter.ts';
import type { Page, SearchResult } from './log-protocol.ts';
import { parseEventLine } from './parse-event.ts';
import { SAMPLE_CHARACTERS } from './text-finder.ts';
import { TUNING } from './tuning.ts';

const headSchema = z.object({
  first_id: z.number(),
  first_at: z.number(),
  last_at: z.number(),
  keys: z.instanceof(Uint8Array).nullable(),
  reasons: z.string().nullable(),
});
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
  /** What must be in a line, each of them. */
  readonly #wanted: readonly LineFinder[];
  readonly #foldsCase: boolean;
  /** Those for chunks that have only some of the reasons, by these. */
  readonly #wantedWith = new Map<string, readonly LineFinder[]>();
  /** The place of the one that leaves the fewest lines; undefined until a chunk is there to tell. */
  #best: number | undefined;
  /** Newest first; one more than the limit, to know whether there are more. */
  readonly #found: LogEvent[] = [];
  /** Only events with a smaller id: what lies above is done. */
  #before: number;

  constructor(db: DatabaseSync, filter: LogFilter, page: Page) {
    this.#db = db;
    this.#filter = filter;
    this.#limit = page.limit;
    this.#before = page.before ?? Number.MAX_SAFE_INTEGER;
    this.#heads = db.prepare('SELECT first_id, first_at, last_at, keys, reasons FROM chunk WHERE first_id < ? ORDER BY first_id DESC');
    this.#lines = db.prepare('SELECT lines FROM chunk WHERE first_id = ?');
    this.#wantedKeys = wantedKeys(filter);
    this.#wanted = wantedInLines(filter);
    this.#foldsCase = isThere(filter.text) || isThere(filter.account);
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
      // Row by row: a slice may end after one of them, as each does on a busy machine, and none is to be read for nothing.
      for (const row of this.#heads.iterate(this.#before)) {
        const head = headSchema.parse(row);
        if (this.#mayFit(head)) this.#searchChunk(head);
        if (this.#found.length > this.#limit) return false;
        // The chunk may be part of a longer one in the next slice: only what is older is still to do.
        this.#before = head.first_id;
        if (performance.now() > end) return true;
      }
      return false;
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
    for (const line of this.#candidates(text, this.#wantedIn(head))) {
      const event = parseEventLine(line);
      if (event === undefined || event.id >= this.#before || !matchesFilter(event, this.#filter)) continue;
      this.#found.push(event);
      if (this.#found.length > this.#limit) return;
    }
  }

  /** A word may be said by nearly all reasons there are, and to look for each of these takes longer than for the word: only those that the chunk has are looked for. */
  #wantedIn({ reasons }: Head): readonly LineFinder[] {
    const { text, textReasons = [] } = this.#filter;
    const [first, ...others] = this.#wanted;
    if (reasons === null || !isThere(text) || textReasons.length === 0 || first === undefined) return this.#wanted;
    const there = new Set(reasons.split(' '));
    const here = textReasons.filter((reason) => there.has(reason));
    const key = here.join(' ');
    const wanted = this.#wantedWith.get(key) ?? [first.withReasons(here), ...others];
    this.#wantedWith.set(key, wanted);
    return wanted;
  }

  /** Lines that may fit, the last first. */
  *#candidates(text: string, wanted: readonly LineFinder[]): Generator<string> {
    const folded = this.#foldsCase ? foldCase(text) : text;
    const best = this.#bestOf(wanted, { text, folded });
    if (best === undefined) return yield* text.split('\n').reverse();
    const others = wanted.filter((finder) => finder !== best);
    if (!others.every((finder) => finder.mayBeIn({ text, folded }))) return undefined;
    for (const start of best.startsIn({ text, folded }).toReversed()) {
      const after = text.indexOf('\n', start);
      const end = after < 0 ? text.length : after;
      const line = { text: text.slice(start, end), folded: folded.slice(start, end) };
      if (others.every((finder) => finder.mayBeIn(line))) yield line.text;
    }
    return undefined;
  }

  /** What leaves the fewest lines; undefined if nothing must be in a line. */
  #bestOf(wanted: readonly LineFinder[], chunk: Lines): LineFinder | undefined {
    if (this.#best === undefined && wanted.length > 1 && chunk.text.length >= SAMPLE_CHARACTERS) {
      const counts = wanted.map((finder) => finder.countIn(chunk));
      this.#best = counts.indexOf(Math.min(...counts));
    }
    return wanted[this.#best ?? 0];
  }
}

function wantedInLines(filter: LogFilter): readonly LineFinder[] {
  const { text, textReasons = [], account, kinds, protocols, minLevel } = filter;
  // A text is looked for in the fields from the address on, which are the last of a line. An empty one is in every line.
  const wanted: (LineFinder | undefined)[] = [
    isThere(text) ? LineFinder.ofFoldedOrReason(foldCase(text), 'remoteAddress', textReasons) : undefined,
    isThere(account) ? LineFinder.ofFolded(foldCase(account), 'account') : undefined,
    ...(['sessionId', 'traceId', 'remoteAddress', 'reason'] as const).map((field) => {
      const value = filter[field];
      return isThere(value) ? LineFinder.ofText(value, field) : undefined;
    }),
    ...[kinds, protocols, minLevel && levelsFrom(minLevel)].map((values) =>
      values === undefined || values.length === 0 ? undefined : LineFinder.ofValues(values),
    ),
  ];
  return wanted.filter((finder) => finder !== undefined);
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
