/** A mailing list as the administration sees it, and what it can be made of. */
import { type MailAddress, addressKey } from '../../shared/mail/address.ts';
import { shownAddress } from '../dns/shown-name.ts';
import type { AccountRow } from '../store/mail-store.ts';
import type { ListMember, ListSettings } from '../store/mail-services.ts';
import { DirectoryError } from './directory-error.ts';
import { requireAddress } from './required.ts';

/** What can be changed of a list. */
export type NamedListSettings = ListSettings & { readonly name: string };

export interface MailingList extends NamedListSettings {
  readonly address: string;
  readonly members: readonly ListMember[];
  readonly createdAt: number;
}

/** A member as whoever puts it back has it. */
export type FormerMember = Omit<ListMember, 'key'>;

export interface AddedMembers {
  readonly list: MailingList;
  /** Addresses of those that were no members. */
  readonly added: readonly string[];
  /** Those that got nothing any more, as they were. */
  readonly revived: readonly ListMember[];
}

export function namedSettingsOf({ name, posting, posters, replyTo, owner }: NamedListSettings): NamedListSettings {
  return { name, posting, posters, replyTo, owner };
}

/** @throws DirectoryError */
export function requireListSettings({ posting, posters, replyTo, owner }: ListSettings): ListSettings {
  const parsed = posters.map((poster, place): MailAddress => requireAddress(poster, `posters.${place}`));
  if (owner !== '') requireAddress(owner, 'owner');
  if (posting === 'named' && parsed.length === 0) throw new DirectoryError('invalid', 'posters', 'name at least one address that may post');
  return { posting, posters: parsed.map(shownAddress), replyTo, owner };
}

/** @throws DirectoryError */
export function requireMembers(list: Pick<AccountRow, 'address'>, members: readonly FormerMember[]): ListMember[] {
  const listKey = addressKey(requireAddress(list.address, 'address'));
  const rows = members.map(({ address, joinedAt, standing }, place) => {
    const parsed = requireAddress(address, `members.${place}`);
    const key = addressKey(parsed);
    if (key === listKey) throw new DirectoryError('invalid', `members.${place}`, 'a list cannot be a member of itself');
    return { address: shownAddress(parsed), key, joinedAt, standing };
  });
  // The first of each address, as the store takes them.
  return [...new Map(rows.toReversed().map((row) => [row.key, row])).values()].toReversed();
}
