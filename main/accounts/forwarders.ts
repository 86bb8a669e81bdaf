/** Whose mailbox a message belongs in that was forwarded without a copy and cannot be returned to anybody. */
import { type MailAddress, formatAddress } from '../../shared/mail/address.ts';
import type { AccountRow } from '../store/mail-store.ts';
import { type DirectoryView, accountsBehind, isRequiredName, leavesFor, lookUp } from './resolve.ts';

type View = DirectoryView & { readonly accounts: Iterable<AccountRow> };

/**
 * The accounts that forward their mail to an address elsewhere and keep no copy.
 * @param writtenTo what the message came for: those behind it alone; undefined where nobody knows, or for a postmaster without domain
 */
export function forwardersTo(remote: MailAddress, writtenTo: MailAddress | undefined, view: View): readonly AccountRow[] {
  const target = formatAddress(remote);
  const goesThere = ({ id }: AccountRow): boolean => view.services.forward(id)?.targets.some((text) => leavesFor(text, target, view)) === true;
  const withoutCopy = (account: AccountRow): boolean => view.services.forward(account.id)?.keepCopy === false && goesThere(account);
  // Whoever stands in for a postmaster that is not there was chosen when it came (resolve.ts).
  const isAnybodys = writtenTo === undefined || (isRequiredName(writtenTo) && lookUp(writtenTo, view) === undefined);
  return (isAnybodys ? [...view.accounts] : accountsBehind(writtenTo, view)).filter(withoutCopy);
}
