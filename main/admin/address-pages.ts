/** Pages of the address lists for windows and scripts: looked through and sorted in turns, since a list may have 100,000 entries. */
import type { AddressPage, ListedAddress } from '../../shared/admin-api/addresses.ts';
import { type AddressRange, contains, parseAddressRange } from '../../shared/net/address-range.ts';
import { expiryOf } from '../../shared/net/ip-set.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import type { EntryHits } from '../security/hits/hit-counters.ts';
import type { BanRow } from '../store/mail-store.ts';
import { Turns } from '../settings/turns.ts';

type Row = Omit<ListedAddress, 'hits' | 'lastHitAt'>;

/**
 * @param bans automatic ones, the newest first; they come before the entries
 * @param hits of the entries, by their address as it is written in the list
 */
export async function addressPage(
  query: AddressPage,
  bans: readonly BanRow[],
  entries: readonly AddressEntry[],
  hits: ReadonlyMap<string, EntryHits>,
): Promise<{ total: number; entries: ListedAddress[] }> {
  const turns = new Turns();
  const rows: Row[] = bans.map(({ address, note, expires, source }) => ({ address, note, expires: new Date(expires).toISOString(), source }));
  await turns.forEach(entries, (entry) => rows.push({ ...entry, source: 'manual' }));
  const fitting = await filtered(rows, query, turns);
  const sorted = query.sort === 'list' ? fitting : await sortedBy(fitting, query.sort, turns);
  const start = query.descending ? sorted.length - query.offset - query.limit : query.offset;
  const page = sorted.slice(Math.max(0, start), Math.max(0, start + query.limit)).map((row) => ({ ...row, ...hits.get(row.address) }));
  return { total: sorted.length, entries: query.descending ? page.reverse() : page };
}

async function filtered(rows: readonly Row[], { search, sources }: AddressPage, turns: Turns): Promise<readonly Row[]> {
  const text = search.trim().toLowerCase();
  if (text === '' && sources === undefined) return rows;
  const wanted = parseAddressRange(search.trim());
  const fitting: Row[] = [];
  await turns.forEach(rows, (row) => {
    if (sources !== undefined && !sources.includes(row.source)) return;
    if (row.address.includes(text) || row.note.toLowerCase().includes(text) || (wanted !== undefined && covers(row.address, wanted))) fitting.push(row);
  });
  return fitting;
}

function covers(address: string, wanted: AddressRange): boolean {
  const range = parseAddressRange(address);
  return range !== undefined && contains(range, wanted);
}

async function sortedBy(rows: readonly Row[], field: 'address' | 'note' | 'expires', turns: Turns): Promise<readonly Row[]> {
  switch (field) {
    case 'address': {
      const keys = new Map<Row, string>();
      await turns.forEach(rows, (row) => keys.set(row, addressKey(row.address)));
      return await sortedInTurns(rows, (row) => keys.get(row) ?? '', turns);
    }
    case 'note':
      return await sortedInTurns(rows, ({ note }) => note.toLowerCase(), turns);
    case 'expires':
      return await sortedInTurns(rows, expiryOf, turns);
  }
}

/** Sorts as the addresses do: IPv4 first. */
function addressKey(address: string): string {
  const range = parseAddressRange(address);
  return range === undefined ? '' : `${range.family}${range.first.toString(16).padStart(32, '0')}${range.last.toString(16).padStart(32, '0')}`;
}

/** Rows that are sorted at once, before they are merged. */
const CHUNK = 1024;

async function sortedInTurns(rows: readonly Row[], keyOf: (row: Row) => string | number, turns: Turns): Promise<readonly Row[]> {
  let runs: (readonly Row[])[] = [];
  const compare = (a: Row, b: Row): number => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b)));
  for (let from = 0; from < rows.length; from += CHUNK) {
    runs.push(rows.slice(from, from + CHUNK).toSorted(compare));
    if (turns.over) await turns.next();
  }
  while (runs.length > 1) {
    const merged: (readonly Row[])[] = [];
    for (let place = 0; place < runs.length; place += 2) merged.push(await mergedInTurns(runs[place] ?? [], runs[place + 1] ?? [], compare, turns));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function mergedInTurns(a: readonly Row[], b: readonly Row[], compare: (a: Row, b: Row) => number, turns: Turns): Promise<readonly Row[]> {
  const result: Row[] = [];
  let ahead = 0;
  await turns.forEach(a, (row) => {
    for (let next = b[ahead]; next !== undefined && compare(next, row) < 0; next = b[ahead]) {
      result.push(next);
      ahead += 1;
    }
    result.push(row);
  });
  for (const row of b.slice(ahead)) result.push(row);
  return result;
}
