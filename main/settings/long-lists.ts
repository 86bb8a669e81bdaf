/**
 * The lists of the settings that may grow to hundreds of thousands of entries. Whoever checks, compares or saves settings
 * takes them apart from the rest. Entries never change in place: an entry that is the same object is the same entry.
 */
import * as z from 'zod';
import { isPlainAddressEntry } from '../../shared/settings/security/address-entry.ts';
import { securitySchema } from '../../shared/settings/settings.ts';
import type { Json, JsonObject } from './json-path.ts';

export interface LongList {
  readonly path: readonly string[];
  /** Of one entry. */
  readonly schema: z.ZodType<Json>;
  /** True for entries that need not be judged by the schema, which would give them back as they are; absent where each must be. */
  readonly isPlain?: (entry: JsonObject) => boolean;
  /** Most entries that the list may have. */
  readonly max: number;
}

/** A list with fewer entries than this is treated like any other value. */
export const LONG = 100;

const { filters, 'attachment-filters': attachmentFilters, 'banned-addresses': banned, 'trusted-addresses': trusted } = securitySchema.shape;

export const LONG_LISTS: readonly LongList[] = [
  longList('filters', filters.unwrap().shape.entries.unwrap()),
  longList('attachment-filters', attachmentFilters.unwrap().shape.entries.unwrap()),
  longList('banned-addresses', banned.unwrap().shape.entries.unwrap(), isPlainAddressEntry),
  longList('trusted-addresses', trusted.unwrap().shape.entries.unwrap(), isPlainAddressEntry),
];

function longList(id: string, list: z.ZodArray<z.ZodType<Json>>, isPlain?: LongList['isPlain']): LongList {
  const { maxItems = Infinity } = z.toJSONSchema(list, { io: 'input', unrepresentable: 'any' });
  return { path: ['security', id, 'entries'], schema: list.element, max: maxItems, ...(isPlain === undefined ? {} : { isPlain }) };
}

/** What is in one list and not in the other, by identity. Costs little where little is different. */
export function differenceOf<Item>(before: readonly Item[], after: readonly Item[]): { readonly removed: readonly Item[]; readonly added: readonly Item[] } {
  const { start, end } = commonEnds(before, after);
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  if (removed.length === 0 || added.length === 0) return { removed, added };
  const old = new Set(removed);
  const now = new Set(added);
  return { removed: removed.filter((item) => !now.has(item)), added: added.filter((item) => !old.has(item)) };
}

/** How many entries two lists have in common, by identity, at their start and at their end. */
export function commonEnds(before: readonly unknown[], after: readonly unknown[]): { start: number; end: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { start, end };
}
