/** Who may post to a mailing list. Pure: the same answer for a session, for the simulator and for a test. */
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { type MailAddress, addressKey, parseAddress } from '../../shared/mail/address.ts';
import type { AccountIdentity } from './accounts.ts';
import type { KnownList, ServiceIndex } from './service-index.ts';

/** An address for leaving a list, with a token or without, or for what comes back for a member: anybody may write there, since that is handed out to nobody. */
const APART = /\+(?:unsubscribe(?:-[0-9a-f]+)?|bounces-[0-9a-f]+)$/i;

/** What an address of a list is for, where that is something else than posts; '' for posts. */
export function apartOf(address: string): string {
  return (APART.exec(parseAddress(address)?.localPart ?? '')?.[0] ?? '').toLowerCase();
}

/**
 * Why the sender may not post to one of these lists; undefined if it may, or none of them is a list.
 * @param sender undefined is the null reverse-path: what comes back goes to `LIST+bounces`, and nothing of it to members
 */
export function postingRefusal(
  mailboxes: readonly AccountIdentity[],
  sender: MailAddress | undefined,
  services: Pick<ServiceIndex, 'list'>,
): ReasonId | undefined {
  for (const { id, address } of mailboxes) {
    const list = services.list(id);
    if (list === undefined || apartOf(address) !== '') continue;
    if (sender === undefined || !mayPost(sender, list)) return 'may-not-post';
  }
  return undefined;
}

/** True if one of these is a mailing list that not everybody may post to: then it matters whether the sender is who it says. */
export function restrictsPosters(mailboxes: readonly AccountIdentity[], services: Pick<ServiceIndex, 'list'>): boolean {
  return mailboxes.some(({ id, address }) => {
    const list = services.list(id);
    return list !== undefined && list.posting !== 'anyone' && apartOf(address) === '';
  });
}

/** Addresses of those that are mailing lists with members for whom `isElsewhere` holds. */
export function listsWithMembers(
  mailboxes: readonly AccountIdentity[],
  services: Pick<ServiceIndex, 'list'>,
  isElsewhere: (address: MailAddress) => boolean,
): string[] {
  const leadsOut = ({ members }: KnownList): boolean =>
    [...members.values()].some(({ address }) => {
      const parsed = parseAddress(address);
      return parsed !== undefined && isElsewhere(parsed);
    });
  return mailboxes.flatMap(({ id, address }) => {
    const list = services.list(id);
    return list !== undefined && apartOf(address) === '' && leadsOut(list) ? [address] : [];
  });
}

function mayPost(sender: MailAddress, { posting, posters, members }: KnownList): boolean {
  const key = addressKey(sender);
  const isNamed = (): boolean => posters.some((poster) => keyOf(poster) === key);
  switch (posting) {
    case 'anyone':
      return true;
    case 'members':
      return members.has(key) || isNamed();
    case 'named':
      return isNamed();
  }
}

function keyOf(address: string): string | undefined {
  const parsed = parseAddress(address);
  return parsed === undefined ? undefined : addressKey(parsed);
}
