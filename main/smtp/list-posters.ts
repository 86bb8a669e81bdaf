/** Who posts to a mailing list for certain senders has to be who it says: known once the message is there, since DKIM speaks for it as a whole. */
import type { SenderAuthentication } from '../security/returns/sender-authentication.ts';
import { SmtpRefusal } from './replies.ts';
import type { SmtpSession } from './session.ts';
import type { Transaction } from './transaction.ts';

type Poster = Pick<SmtpSession, 'services' | 'login'>;

/** True for a login that posts to such a list as somebody else, which it may elsewhere (senderMustMatchLogin): the list has to know more. */
export function postsAsAnother({ services, login }: Poster, { sender, accounts }: Transaction): boolean {
  return login !== undefined && sender !== undefined && services.accounts.restrictsPosters(accounts) && !services.accounts.owns(login, sender);
}

/** True if a list for certain senders is among the recipients, so that `checkPoster` has to be asked. Reports go to such a list, too. */
export function hasRestrictedList({ services }: Pick<Poster, 'services'>, { sender, accounts }: Transaction): boolean {
  return sender !== undefined && services.accounts.restrictsPosters(accounts);
}

/** Takes the word of a login, or of SPF or DKIM, and not that of MAIL FROM alone. @throws SmtpRefusal */
export async function checkPoster(
  session: Poster & Pick<SmtpSession, 'decisions'>,
  transaction: Transaction,
  authentication: SenderAuthentication | undefined,
): Promise<void> {
  const { services, decisions, login } = session;
  const { sender, accounts, reversePath, recipients } = transaction;
  if (sender === undefined || !services.accounts.restrictsPosters(accounts)) return;
  // Without a login: a trusted client, or one with a grant, whose senders are the business of others.
  const known = login === undefined ? authentication === undefined : services.accounts.owns(login, sender);
  const standing = known ? 'vouched' : ((await authentication?.standing(sender.domain)) ?? 'not-vouched');
  if (standing === 'vouched') return;
  const reason = standing === 'unsure' ? 'dns-trouble' : 'poster-unproven';
  const list = restrictedList(services.accounts, transaction);
  decisions.decided('data', 'server-limits', reason, `<${reversePath}> to <${list}>`);
  // One reply answers for all recipients: whoever reads it has to know that the others have not got it either, and because of which.
  const others = reason === 'poster-unproven' && recipients.size > 1;
  throw new SmtpRefusal(reason, others ? `. None of the recipients has got it; the list is <${list}>` : '');
}

/** The recipient, as the client named it, that leads to a list for certain senders. */
function restrictedList(accounts: SmtpSession['services']['accounts'], { here }: Transaction): string {
  for (const [recipient, address] of here) {
    const resolution = accounts.resolve(address, 'past-quotas');
    if (resolution.kind === 'local' && accounts.restrictsPosters(resolution.mailboxes)) return recipient;
  }
  return '';
}
