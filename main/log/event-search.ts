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
import { FIELD, fieldIn } from './event-line.ts';
import { type KeyedField, keyOf, mayHold } from './key-filter.ts';
import { foldCase } from './fold-case.ts';
import { levelsFrom, matchesFilter } from './log-filter.ts';
import type { Page, SearchResult } from './log-protocol.ts';
import { parseEventLine } from './parse-event.ts';
import { TextFinder } from './text-finder.ts';
import { TUNING } from './tuning.ts';

const headSchema = z.object({ first_id: z.number(), first_at: z.number(), last_at: z.number(), keys: z.instanceof(Uint8Array).nullable() });
type Head = z.infer<typeof headSchema>;

/** What must stand in a line, after so many fields. */
interface Wanted {
  readonly finder: TextFinder;
  readonly fieldsBefore: number;
}

interface WantedField {
  readonly field: 'kind' | 'protocol' | 'level';
  readonly values: ReadonlySet<string>;
}

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
  readonly #wantedPieces: readonly Wanted[];
  /** What must stand in a line in any case. */
  readonly #needles: readonly Wanted[];
  readonly #wantedFields: readonly WantedField[];
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
    this.#wantedFields = wantedFields(filter);
    this.#wantedPieces = (['sessionId', 'traceId', 'remoteAddress', 'reason'] as const).flatMap((field) => wantedIn(field, filter[field]));
    // A text is looked for in these fields, which are the last of a line.
    this.#needles = [...wantedIn('remoteAddress', filter.text && foldCase(filter.text)), ...wantedIn('account', filter.account && foldCase(filter.account))];
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
    if (!this.#wantedPieces.every(({ finder }) => finder.indexIn(text) >= 0)) return;
    for (const line of this.#candidates(text)) {
      if (!this.#mayFitFields(line)) continue;
      const event = parseEventLine(line);
      if (event === undefined || event.id >= this.#before || !matchesFilter(event, this.#filter)) continue;
      this.#found.push(event);
      if (this.#found.length > this.#limit) return;
    }
  }

  /** Lines that hold what must be in a line, the last first; all lines where nothing must. */
  #candidates(text: string): readonly string[] {
    const [needle, ...others] = this.#needles;
    const [piece] = this.#wantedPieces;
    // From one place to the next, at the speed of memory: only lines that hold it are cut out at all.
    if (needle === undefined) return piece === undefined ? text.split('\n').reverse() : linesWith(piece, text, text);
    const folded = foldCase(text);
    if (!others.every(({ finder }) => finder.indexIn(folded) >= 0)) return [];
    if (folded.length === text.length) return linesWith(needle, folded, text);
    return needle.finder.indexIn(folded) < 0 ? [] : text.split('\n').reverse();
  }

  /** The cheap half of matchesFilter, before a line becomes an event. */
  #mayFitFields(line: string): boolean {
    return (
      this.#wantedFields.every(({ field, values }) => values.has(fieldIn(line, field))) && this.#wantedPieces.every(({ finder }) => finder.indexIn(line) >= 0)
    );
  }
}

/** What must stand in the fields of a line from `field` on. An empty text is in every line. */
function wantedIn(field: keyof typeof FIELD, text: string | undefined): Wanted[] {
  return text === undefined || text === '' ? [] : [{ finder: new TextFinder(text), fieldsBefore: FIELD[field] }];
}

const TAB = 9;
const LINE_FEED = 10;

/** The lines of `text` in which `searched`, as long as it and with the same line breaks, holds what is wanted where it counts; the last first. */
function linesWith({ finder, fieldsBefore }: Wanted, searched: string, text: string): readonly string[] {
  const lines: string[] = [];
  // Forward: looking for the last place first takes several times as long.
  for (let at = finder.indexIn(searched); at >= 0; ) {
    let start = at;
    let fields = 0;
    for (let code = 0; start > 0; start -= 1) {
      code = searched.charCodeAt(start - 1);
      if (code === LINE_FEED) break;
      if (code === TAB) fields += 1;
    }
    let next = at;
    if (fields >= fieldsBefore) {
      const end = searched.indexOf('\n', at);
      next = end < 0 ? searched.length : end;
      lines.push(text.slice(start, next));
    } else {
      // In the name of a kind, say, which nobody looks for and which half of the lines may have: on to where it counts.
      for (let code = 0; fields < fieldsBefore && code !== LINE_FEED && next < searched.length; next += 1) {
        code = searched.charCodeAt(next);
        if (code === TAB) fields += 1;
      }
    }
    at = finder.indexIn(searched, next);
  }
  return lines.reverse();
}

function wantedFields({ kinds, protocols, minLevel }: LogFilter): readonly WantedField[] {
  const wanted: WantedField[] = [];
  if (kinds !== undefined && kinds.length > 0) wanted.push({ field: 'kind', values: new Set(kinds) });
  if (protocols !== undefined && protocols.length > 0) wanted.push({ field: 'protocol', values: new Set(protocols) });
  if (minLevel !== undefined) wanted.push({ field: 'level', values: new Set(levelsFrom(minLevel)) });
  return wanted;
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
