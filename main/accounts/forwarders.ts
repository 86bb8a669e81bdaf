/** Whose mailbox a message belongs in that was forwarded without a copy and cannot be returned to anybody. */
import { type MailAddress, addressKey, formatAddress } from '../../shared/mail/address.ts';
import type { AccountRow } from '../store/mail-store.ts';
import { type DirectoryView, accountsBehind, leavesFor, lookUp } from './resolve.ts';
import { looksLikeSrs } from './srs.ts';

type View = DirectoryView & { readonly accounts: Iterable<AccountRow> };

/**
 * The accounts that forward their mail to an address elsewhere and keep no copy.
 * @param original as the sender wrote to it, or a server before us says that somebody did; undefined where that is no address
 */
export function forwardersTo(remote: MailAddress, original: MailAddress | undefined, view: View): readonly AccountRow[] {
  // It was named itself, and nobody has forwarded anything.
  if (original !== undefined && addressKey(original) === addressKey(remote)) return [];
  const target = formatAddress(remote);
  const goesThere = ({ id }: AccountRow): boolean => view.services.forward(id)?.targets.some((text) => leavesFor(text, target, view)) === true;
  const withoutCopy = (account: AccountRow): boolean => view.services.forward(account.id)?.keepCopy === false && goesThere(account);
  const isOurs = original !== undefined && view.domain(original.domain) !== undefined;
  const named = isOurs ? lookUp(original, view) : undefined;
  if (original === undefined || named === undefined) {
    // What comes back for a forward goes on to its sender, whom nobody forwards to.
    if (isOurs && looksLikeSrs(original.localPart)) return [];
    // A server before us has forwarded it here (ORCPT stays then, RFC 3461 section 5.2.3), or it was for postmaster.
    return [...view.accounts].filter(withoutCopy);
  }
  // Only who forwards there now: the original may be what the client has made up (ORCPT), and must open no other mailbox.
  return accountsBehind(original, view).filter(withoutCopy);
}
