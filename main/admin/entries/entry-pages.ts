/** Pages of a list: looked through and sorted in turns, since it may have 100,000 entries. */
import type { EntryQuery, EntryRow, EntrySource } from '../../../shared/admin-api/entries.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { EntryHits, HitCounters } from '../../security/hits/hit-counters.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import { Turns } from '../../settings/turns.ts';
import type { BanRow } from '../../store/mail-store.ts';
import { sortedInTurns } from '../sorted-in-turns.ts';
import type { ListKind } from './list-kind.ts';

/** In the key of an automatic ban: it may be of an address that is in the settings, too. */
const AUTOMATIC = 'automatic:';

/** An entry before it is a row: 100,000 of them are made for a page of 200. */
export interface Item<Entry> {
  readonly entry: Entry;
  readonly index: number | null;
  readonly source: EntrySource;
}

export function keyOfItem<Entry>({ entry, index }: Item<Entry>, kind: ListKind<Entry>): string {
  return index === null ? `${AUTOMATIC}${kind.keyOf(entry)}` : kind.keyOf(entry);
}

/** The address of an automatic ban by the key of its row; undefined if it is the key of an entry of the settings. */
export function automaticAddress(key: string): string | undefined {
  return key.startsWith(AUTOMATIC) ? key.slice(AUTOMATIC.length) : undefined;
}

export function banAsEntry({ address, note, expires }: BanRow): AddressEntry {
  return { address, note, expires: new Date(expires).toISOString() };
}

/** What is listed beside the settings: nothing but the automatic bans, the newest first. */
export type Automatic<Entry> = readonly { readonly entry: Entry; readonly source: EntrySource }[];

interface Found<Entry> {
  readonly all: number;
  readonly items: readonly Item<Entry>[];
}

/** Remembers what the last question found: whoever scrolls asks it again with each page. */
interface LastFound {
  readonly settings: Settings;
  readonly question: string;
  readonly at: number;
  readonly found: Promise<Found<unknown>>;
}

/** Milliseconds for which it is true enough: hits are counted meanwhile. */
const REMEMBERED_MS = 5000;

export class EntryPages {
  readonly #last = new Map<string, LastFound>();

  async page<Entry>(
    kind: ListKind<Entry>,
    automatic: Automatic<Entry>,
    admin: { readonly settings: Pick<SettingsStore, 'current'>; readonly hits: Pick<HitCounters, 'of'> },
    { offset, limit, ...query }: EntryQuery & { readonly offset: number; readonly limit: number },
  ): Promise<{ total: number; all: number; rows: EntryRow<Entry>[] }> {
    const settings = admin.settings.current;
    const hits = admin.hits.of(kind.id);
    const question = JSON.stringify([query, automatic.length, automatic[0]]);
    const last = this.#last.get(kind.id);
    const now = Date.now();
    const isKnown = last !== undefined && last.settings === settings && last.question === question && now - last.at < REMEMBERED_MS;
    // What is kept under the id of a list is of that list.
    const found = isKnown ? (last.found as Promise<Found<Entry>>) : findItems(kind, automatic, kind.entriesIn(settings), hits, query, now);
    if (!isKnown) this.#last.set(kind.id, { settings, question, at: now, found });
    const { all, items } = await found;
    const rows = items.slice(offset, offset + limit).map((item): EntryRow<Entry> => {
      const known = hits.get(kind.mainOf(item.entry));
      return { ...item, key: keyOfItem(item, kind), hits: known?.hits ?? 0, lastHitAt: known?.lastHitAt ?? null };
    });
    return { total: items.length, all, rows };
  }
}

export async function findItems<Entry>(
  kind: ListKind<Entry>,
  automatic: Automatic<Entry>,
  entries: readonly Entry[],
  hits: ReadonlyMap<string, EntryHits>,
  { search, state, sort, descending }: EntryQuery,
  now: number,
): Promise<Found<Entry>> {
  const turns = new Turns();
  const items: Item<Entry>[] = automatic.map(({ entry, source }) => ({ entry, index: null, source }));
  await turns.forEach(entries, (entry, index) => items.push({ entry, index, source: 'manual' }));
  const all = items.length;
  const text = search.trim();
  const finds = text === '' ? undefined : kind.finds(text);
  const fits = state === undefined ? undefined : stateTest(kind, state, hits, now);
  let found: readonly Item<Entry>[] = items;
  if (finds !== undefined || fits !== undefined) {
    const fitting: Item<Entry>[] = [];
    await turns.forEach(items, (item) => {
      if ((fits === undefined || fits(item)) && (finds === undefined || finds(item.entry))) fitting.push(item);
    });
    found = fitting;
  }
  const sorted = sort === 'list' ? found : await sortedInTurns(found, sortKey(kind, sort, hits), turns);
  return { all, items: descending ? sorted.toReversed() : sorted };
}

function stateTest<Entry>(
  kind: ListKind<Entry>,
  state: NonNullable<EntryQuery['state']>,
  hits: ReadonlyMap<string, EntryHits>,
  now: number,
): (item: Item<Entry>) => boolean {
  switch (state) {
    case 'active':
      return ({ entry }) => !kind.isOff(entry) && kind.expiryOf(entry) > now;
    case 'off':
      return ({ entry }) => kind.isOff(entry);
    case 'expired':
      return ({ entry }) => kind.expiryOf(entry) <= now;
    case 'never-hit':
      return ({ entry }) => !hits.has(kind.mainOf(entry));
    case 'manual':
      return ({ source }) => source === 'manual';
    case 'automatic':
      return ({ source }) => source !== 'manual';
  }
}

function sortKey<Entry>(kind: ListKind<Entry>, sort: EntryQuery['sort'], hits: ReadonlyMap<string, EntryHits>): (item: Item<Entry>) => string | number {
  switch (sort) {
    case 'hits':
      return ({ entry }) => hits.get(kind.mainOf(entry))?.hits ?? 0;
    case 'lastHitAt':
      return ({ entry }) => hits.get(kind.mainOf(entry))?.lastHitAt ?? 0;
    case 'note':
      return ({ entry }) => kind.noteOf(entry).toLowerCase();
    case 'source':
      return ({ source }) => source;
    default: {
      // Each key is asked for several times, and that of an address has to be read from its text.
      const keys = new Map<Entry, string | number>();
      return ({ entry }) => {
        const known = keys.get(entry);
        if (known !== undefined) return known;
        const key = kind.sortKey(entry, sort) ?? 0;
        keys.set(entry, key);
        return key;
      };
    }
  }
}
