/** What tells the lists apart for whoever pages through them and edits them: how an entry is named, found, sorted and switched. */
import type { EntryQuery } from '../../../shared/admin-api/entries.ts';
import { LIST_FORMATS, type ListEntries, type ListFormat, type ListId } from '../../../shared/lists/list-formats.ts';
import type { AddressList } from '../../../shared/net/address-risks.ts';
import { parseAddressRange } from '../../../shared/net/address-range.ts';
import { expiryOf } from '../../../shared/net/ip-set.ts';
import { FILTER_SCOPES, FILTER_ACTIONS } from '../../../shared/settings/security/filters.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { addressSet, listsIn } from '../../security/address-lists/address-lists.ts';
import { addressKey, addressMeaning, covers } from '../address-pages.ts';

type Sort = EntryQuery['sort'];

export interface ListKind<Entry> {
  readonly id: ListId;
  readonly format: ListFormat<Entry>;
  /** Which of the lists of addresses it is. */
  readonly addresses?: AddressList;
  readonly entriesIn: (settings: Settings) => readonly Entry[];
  readonly withEntries: (settings: Settings, entries: readonly Entry[]) => Settings;
  readonly keyOf: (entry: Entry) => string;
  /** The field that says what the entry is about, by which hits are counted. */
  readonly mainOf: (entry: Entry) => string;
  readonly noteOf: (entry: Entry) => string;
  /** What it stands for, however it is spelled. */
  readonly meaningOf: (entry: Entry) => string;
  /** Finds the entry of a list that makes another one needless. */
  readonly twinIn: (entries: readonly Entry[]) => (entry: Entry) => Entry | undefined;
  /** @param search not empty */
  readonly finds: (search: string) => (entry: Entry) => boolean;
  /** Undefined where it has no such field. */
  readonly sortKey: (entry: Entry, sort: Sort) => string | number | undefined;
  readonly isOff: (entry: Entry) => boolean;
  /** Milliseconds since 1970, Infinity for never. */
  readonly expiryOf: (entry: Entry) => number;
  /** An entry that lasts longer than the same one in the list, which it takes the place of; absent where it is not added then. */
  readonly lengthened?: (there: Entry, entry: Entry) => Entry;
  /** Absent where entries cannot be switched off. */
  readonly switched?: (entry: Entry, enabled: boolean) => Entry;
}

/** By the list as it stands in the settings, which never changes in place. */
const byKey = new WeakMap<readonly unknown[], ReadonlyMap<string, unknown>>();

/** The first entry of each key. */
export function entriesByKey<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): ReadonlyMap<string, Entry> {
  const known = byKey.get(entries) as ReadonlyMap<string, Entry> | undefined;
  if (known !== undefined) return known;
  const map = new Map<string, Entry>();
  for (const entry of entries) if (!map.has(keyOf(entry))) map.set(keyOf(entry), entry);
  byKey.set(entries, map);
  return map;
}

const folded = (text: string): string => text.toLowerCase();

function textFinder(search: string): (text: string, note: string) => boolean {
  const wanted = folded(search);
  return (text, note) => folded(text).includes(wanted) || folded(note).includes(wanted);
}

type SwitchableId = 'filters' | 'attachment-filters';

function switchableKind<Id extends SwitchableId>(
  id: Id,
  parts: Pick<ListKind<ListEntries[Id]>, 'entriesIn' | 'withEntries' | 'keyOf' | 'mainOf' | 'expiryOf' | 'sortKey'>,
): ListKind<ListEntries[Id]> {
  return {
    id,
    format: LIST_FORMATS[id],
    ...parts,
    noteOf: ({ note }) => note,
    meaningOf: parts.keyOf,
    twinIn: (entries) => (entry) => entriesByKey(entries, parts.keyOf).get(parts.keyOf(entry)),
    finds: (search) => {
      const finds = textFinder(search);
      return (entry) => finds(parts.mainOf(entry), entry.note);
    },
    isOff: ({ enabled }) => !enabled,
    switched: (entry, enabled) => (entry.enabled === enabled ? entry : { ...entry, enabled }),
  };
}

const filters = switchableKind('filters', {
  entriesIn: ({ security }) => security.filters.entries,
  withEntries: (settings, entries) => ({ ...settings, security: { ...settings.security, filters: { ...settings.security.filters, entries: [...entries] } } }),
  // No scope has a colon in it.
  keyOf: ({ scope, text }) => `${scope}:${text}`,
  mainOf: ({ text }) => text,
  expiryOf,
  sortKey: (entry, sort) => {
    switch (sort) {
      case 'main':
        return folded(entry.text);
      case 'scope':
        return FILTER_SCOPES.indexOf(entry.scope);
      case 'action':
        return FILTER_ACTIONS.indexOf(entry.action);
      case 'enabled':
        return Number(!entry.enabled);
      case 'expires':
        return expiryOf(entry);
      default:
        return undefined;
    }
  },
});

const attachmentFilters = switchableKind('attachment-filters', {
  entriesIn: ({ security }) => security['attachment-filters'].entries,
  withEntries: (settings, entries) => ({
    ...settings,
    security: { ...settings.security, 'attachment-filters': { ...settings.security['attachment-filters'], entries: [...entries] } },
  }),
  keyOf: ({ pattern }) => pattern,
  mainOf: ({ pattern }) => pattern,
  expiryOf: () => Infinity,
  sortKey: (entry, sort) => {
    switch (sort) {
      case 'main':
        return folded(entry.pattern);
      case 'action':
        return FILTER_ACTIONS.indexOf(entry.action);
      case 'enabled':
        return Number(!entry.enabled);
      default:
        return undefined;
    }
  },
});

function addressKind(list: AddressList): ListKind<AddressEntry> {
  const id = list === 'banned' ? 'banned-addresses' : 'trusted-addresses';
  return {
    id,
    format: LIST_FORMATS[id],
    addresses: list,
    entriesIn: (settings) => listsIn(settings)[list],
    withEntries: (settings, entries) => ({ ...settings, security: { ...settings.security, [id]: { ...settings.security[id], entries: [...entries] } } }),
    keyOf: ({ address }) => address,
    mainOf: ({ address }) => address,
    noteOf: ({ note }) => note,
    meaningOf: ({ address }) => addressMeaning(address),
    twinIn: (entries) => {
      const set = addressSet(entries);
      return ({ address }) => set.same(address);
    },
    finds: (search) => {
      const finds = textFinder(search);
      const wanted = parseAddressRange(search);
      return ({ address, note }) => finds(address, note) || (wanted !== undefined && covers(address, wanted));
    },
    sortKey: (entry, sort) => (sort === 'main' ? addressKey(entry.address) : sort === 'expires' ? expiryOf(entry) : undefined),
    isOff: () => false,
    expiryOf,
    lengthened: (there, entry) => ({ ...entry, note: entry.note === '' ? there.note : entry.note }),
  };
}

export const LIST_KINDS: { readonly [Id in ListId]: ListKind<ListEntries[Id]> } = {
  filters,
  'attachment-filters': attachmentFilters,
  'banned-addresses': addressKind('banned'),
  'trusted-addresses': addressKind('trusted'),
};
