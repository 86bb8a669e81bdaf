/**
 * The lists of banned and trusted addresses as checks ask them: sets made from the settings. A set is made once for a list,
 * whoever asks: the running server, and the simulator with settings that are only proposed.
 */
import { IpSet } from '../../../shared/net/ip-set.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { differenceOf } from '../../settings/long-lists.ts';
import type { Turns } from '../../settings/turns.ts';
import type { AddressLists, AddressMatch } from '../lookups.ts';

export type AddressSet = IpSet<AddressEntry>;

/** By the list as it stands in the settings, which never changes in place. */
const sets = new WeakMap<readonly AddressEntry[], AddressSet>();

/** The set of a list. */
export function addressSet(entries: readonly AddressEntry[]): AddressSet {
  const known = sets.get(entries);
  if (known !== undefined) return known;
  const set = IpSet.of(entries);
  sets.set(entries, set);
  return set;
}

/** Makes the set of a list ready, from that of the list before it where little is different, else in turns. */
export async function prepareAddressSet(entries: readonly AddressEntry[], before: readonly AddressEntry[], turns: Turns): Promise<void> {
  if (sets.has(entries)) return;
  const { removed, added } = differenceOf(before, entries);
  const set = sets.get(before)?.changed(removed, added) ?? (await turns.finish(IpSet.building(entries)));
  sets.set(entries, set);
}

/** The two lists of a settings document. */
export function listsIn(settings: Settings): { readonly banned: readonly AddressEntry[]; readonly trusted: readonly AddressEntry[] } {
  return { banned: settings.security['banned-addresses'].entries, trusted: settings.security['trusted-addresses'].entries };
}

/**
 * The lists of any settings, proposed ones too.
 * @param automaticBan finds the ban that the server itself has made of an address; those count whatever the settings say
 */
export function addressListsOf(settings: Settings, automaticBan: (address: string, now: number) => AddressMatch | undefined = () => undefined): AddressLists {
  const { banned, trusted } = listsIn(settings);
  return {
    // An automatic ban is of one address: no entry of the list is more specific.
    banned: (address, now) => automaticBan(address, now) ?? match(addressSet(banned), address, now),
    trusted: (address, now) => match(addressSet(trusted), address, now),
  };
}

function match(set: AddressSet, address: string, now: number): AddressMatch | undefined {
  const entry = set.find(address, now);
  if (entry === undefined) return undefined;
  const { address: text, note, expires } = entry;
  return { entry: text, source: 'manual', note, ...(expires === null ? {} : { expires: Date.parse(expires) }) };
}
