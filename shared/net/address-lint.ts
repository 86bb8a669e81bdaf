/** What is odd about the entries of an address list: nothing that stops anybody, but worth tidying up. Quick for 100,000 entries. */
import { type AddressRange, parseAddressRange } from './address-range.ts';
import type { AddressList } from './address-risks.ts';
import { type ListedAddress, expiryOf } from './ip-set.ts';

export const ADDRESS_LINTS = {
  duplicate: 'The same addresses are in the list twice',
  shadowed: 'A wider entry covers all of it',
  expired: 'It has expired',
  'covers-loopback': 'It covers this computer itself',
  'banned-and-trusted': 'It is on the other list too; a ban counts before trust',
} as const satisfies Record<string, string>;
export type AddressLint = keyof typeof ADDRESS_LINTS;

export interface LintFound {
  /** Place of the entry in the list. */
  readonly index: number;
  readonly lint: AddressLint;
  /** The other entry that makes it odd, as it is written. */
  readonly other?: string;
}

interface Item {
  readonly index: number;
  readonly address: string;
  readonly range: AddressRange;
  readonly expires: number;
}

/**
 * @param other the other list
 * @returns what was found, in order of the list
 */
export function lintAddresses(list: AddressList, entries: readonly ListedAddress[], other: readonly ListedAddress[], now: number): readonly LintFound[] {
  const items = itemsOf(entries);
  const live = items.filter(({ expires }) => expires > now);
  const found: LintFound[] = items.filter(({ expires }) => expires <= now).map(({ index }) => ({ index, lint: 'expired' }));
  if (list === 'banned') found.push(...coveringLoopback(live));
  for (const family of [4, 6] as const) {
    const own = inOrder(live.filter(({ range }) => range.family === family));
    found.push(...redundant(own));
    found.push(...meeting(own, inOrder(itemsOf(other).filter(({ range, expires }) => range.family === family && expires > now))));
  }
  return found.toSorted((a, b) => a.index - b.index);
}

function itemsOf(entries: readonly ListedAddress[]): Item[] {
  return entries.flatMap((entry, index) => {
    const range = parseAddressRange(entry.address);
    return range === undefined ? [] : [{ index, address: entry.address, range, expires: expiryOf(entry) }];
  });
}

/** By first address, of equals the widest first, of twins the one that lasts longest. */
function inOrder(items: readonly Item[]): Item[] {
  const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
  return items.toSorted((a, b) => compare(a.range.first, b.range.first) || compare(b.range.last, a.range.last) || later(a, b) || a.index - b.index);
}

function later(a: Item, b: Item): number {
  if (a.expires === b.expires) return 0;
  return a.expires > b.expires ? -1 : 1;
}

function coveringLoopback(items: readonly Item[]): LintFound[] {
  const loopback = { 4: 0x7f00_0001n, 6: 1n } as const;
  return items.flatMap(({ index, range }) => {
    const address = loopback[range.family];
    return range.first <= address && address <= range.last ? [{ index, lint: 'covers-loopback' as const }] : [];
  });
}

/** Entries without which nothing would change: what came before in order and reaches as far covers them. */
function redundant(items: readonly Item[]): LintFound[] {
  const found: LintFound[] = [];
  /** Those that reach furthest: of all, and of those that never expire. */
  let widest: Item | undefined;
  let lasting: Item | undefined;
  for (const item of items) {
    const outer = [lasting, widest].find((one) => one !== undefined && one.range.last >= item.range.last && one.expires >= item.expires);
    if (outer !== undefined) {
      const isTwin = outer.range.first === item.range.first && outer.range.last === item.range.last;
      found.push({ index: item.index, lint: isTwin ? 'duplicate' : 'shadowed', other: outer.address });
    }
    if (widest === undefined || item.range.last > widest.range.last) widest = item;
    if (item.expires === Infinity && (lasting === undefined || item.range.last > lasting.range.last)) lasting = item;
  }
  return found;
}

/** Entries that have an address in common with one of the others. Both are in order. */
function meeting(items: readonly Item[], others: readonly Item[]): LintFound[] {
  if (others.length === 0) return [];
  /** Of the others up to each place the one that reaches furthest. */
  const furthest: Item[] = [];
  for (const item of others) {
    const before = furthest.at(-1);
    furthest.push(before === undefined || item.range.last > before.range.last ? item : before);
  }
  return items.flatMap(({ index, range }) => {
    const other = furthest[countUpTo(others, range.last) - 1];
    return other !== undefined && other.range.last >= range.first ? [{ index, lint: 'banned-and-trusted' as const, other: other.address }] : [];
  });
}

/** How many begin at or before an address. */
function countUpTo(items: readonly Item[], last: bigint): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.range.first ?? last) > last) high = middle;
    else low = middle + 1;
  }
  return low;
}
