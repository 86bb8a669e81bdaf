/** Pages of the address lists for windows and scripts: looked through and sorted in turns, since a list may have 100,000 entries. */
import type { AddressPage, ListedAddress } from '../../shared/admin-api/addresses.ts';
import { type AddressRange, contains, formatAddressRange, parseAddressRange } from '../../shared/net/address-range.ts';
import { parseIp } from '../../shared/net/ip-address.ts';
import { expiryOf } from '../../shared/net/ip-set.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import type { EntryHits } from '../security/hits/hit-counters.ts';
import type { BanRow } from '../store/mail-store.ts';
import { Turns } from '../settings/turns.ts';
import { sortedInTurns } from './sorted-in-turns.ts';

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

export function covers(address: string, wanted: AddressRange): boolean {
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
export function addressKey(address: string): string {
  const range = parseAddressRange(address);
  return range === undefined ? '' : `${range.family}${range.first.toString(16).padStart(32, '0')}${range.last.toString(16).padStart(32, '0')}`;
}

/** What an address stands for, in whatever spelling. Short, since a list of 100,000 is looked through by it. */
export function addressMeaning(address: string): string {
  // An IPv4 address by itself has this one spelling: no other text need be made for it.
  if (!address.includes(':') && parseIp(address) !== undefined) return address;
  const range = parseAddressRange(address);
  if (range === undefined) return address;
  const { family, first, last } = range;
  if (first === last) return family === 4 ? formatAddressRange(range) : `6:${first.toString(36)}`;
  return `${family}:${first.toString(36)}-${last.toString(36)}`;
}
