/** Who posts to a mailing list has to be who it says: known once the message is there, since DKIM speaks for it as a whole. */
import type { AccountIdentity } from '../accounts/accounts.ts';
import type { ScannedContent } from '../security/content/scanned-content.ts';
import { domainOf } from '../security/returns/authentication-results.ts';
import type { Standing } from '../security/returns/sender-authentication.ts';
import { authorStanding, type Proofs } from './author-proof.ts';
import { SmtpRefusal } from './replies.ts';
import type { SmtpSession } from './session.ts';
import type { Transaction } from './transaction.ts';

type Poster = Pick<SmtpSession, 'services' | 'login'>;
type Accounts = SmtpSession['services']['accounts'];

/** True for a login that posts to a list for certain senders as somebody else, which it may elsewhere (senderMustMatchLogin): the list has to know more. */
export function postsAsAnother({ services, login }: Poster, { sender, accounts }: Transaction): boolean {
  return login !== undefined && sender !== undefined && services.accounts.restrictsPosters(accounts) && !services.accounts.owns(login, sender);
}

/** True if a list is among the recipients. Reports go to a list, too. */
function isPost({ services }: Pick<Poster, 'services'>, { sender, accounts }: Transaction): boolean {
  return sender !== undefined && leadsToList(services.accounts, accounts);
}

/** True if one of the mailboxes is a list, whoever may post to it: there alone the null sender may not. */
export function leadsToList(accounts: Pick<Accounts, 'postingRefusal'>, mailboxes: readonly AccountIdentity[]): boolean {
  return accounts.postingRefusal(mailboxes, undefined) !== undefined;
}

/**
 * Of a post to a list takes the word of a login, or of SPF or DKIM, and not that of MAIL FROM alone where only certain senders may post, nor that of
 * From where it is in a domain of ours. @param head the header section @throws SmtpRefusal
 */
export async function checkPoster(
  session: Poster & Pick<SmtpSession, 'decisions'>,
  transaction: Transaction,
  proofs: Proofs | undefined,
  content: Pick<ScannedContent, 'from' | 'fromIsPlain'> | undefined,
  head: Buffer,
): Promise<void> {
  if (!isPost(session, transaction)) return;
  const { services, login } = session;
  const { accounts } = services;
  if (accounts.restrictsPosters(transaction.accounts)) {
    const standing = await senderStanding(session, transaction, proofs);
    const isRestricted = (mailboxes: readonly AccountIdentity[]): boolean => accounts.restrictsPosters(mailboxes);
    requireProof(session, transaction, standing, { who: `<${transaction.reversePath}>`, about: '', isTheList: isRestricted });
  }
  // Of those who may send as our domains the security options know whose From is theirs.
  if (login !== undefined || proofs === undefined || content === undefined) return;
  // A list signs what it hands out, and sends it with a sender of its domain. All domains here count: it may be a member of another list.
  const lists = listDomains(accounts, transaction);
  const isOurs = (domain: string): boolean => accounts.isLocalDomain(domain);
  const standing = await authorStanding(content, head, { by: lists, isOurs }, proofs);
  const about = '. That is about its From header, which names a domain of this server';
  const isTheList = (mailboxes: readonly AccountIdentity[]): boolean => leadsToList(accounts, mailboxes);
  requireProof(session, transaction, standing, { who: `<${content.from.join('>, <')}>`, about, isTheList });
}

async function senderStanding({ services, login }: Poster, { sender }: Transaction, proofs: Proofs | undefined): Promise<Standing> {
  if (sender === undefined) return 'vouched';
  // Without a login: a trusted client, or one with a grant, whose senders are the business of others.
  const known = login === undefined ? proofs === undefined : services.accounts.owns(login, sender);
  return known ? 'vouched' : ((await proofs?.budget.inTime(proofs.authentication.standing(sender.domain), 'unsure')) ?? 'not-vouched');
}

interface Question {
  /** Whose word was not enough; for the trace. */
  readonly who: string;
  /** What the reply says of this one case. */
  readonly about: string;
  readonly isTheList: (mailboxes: readonly AccountIdentity[]) => boolean;
}

/** @throws SmtpRefusal */
function requireProof(
  { services, decisions }: Pick<SmtpSession, 'services' | 'decisions'>,
  transaction: Transaction,
  standing: Standing,
  { who, about, isTheList }: Question,
): void {
  if (standing === 'vouched') return;
  const reason = standing === 'unsure' ? 'dns-trouble' : 'poster-unproven';
  const list = listAmong(services.accounts, transaction, isTheList);
  decisions.decided('data', 'server-limits', reason, `${who} to <${list}>`);
  if (reason === 'dns-trouble') throw new SmtpRefusal(reason);
  // One reply answers for all recipients: whoever reads it has to know that the others have not got it either, and because of which.
  const others = transaction.recipients.size > 1 ? `. None of the recipients has got it; the list is <${list}>` : '';
  throw new SmtpRefusal(reason, `${about}${others}`);
}

/** The domains of the lists among the mailboxes. */
function listDomains(accounts: Accounts, transaction: Transaction): string[] {
  return transaction.accounts.filter((mailbox) => leadsToList(accounts, [mailbox])).map(({ address }) => domainOf(address));
}

/** The recipient, as the client named it, that leads to such a list. */
function listAmong(accounts: Accounts, { here }: Transaction, isTheList: (mailboxes: readonly AccountIdentity[]) => boolean): string {
  for (const [recipient, address] of here) {
    const resolution = accounts.resolve(address, 'past-quotas');
    if (resolution.kind === 'local' && isTheList(resolution.mailboxes)) return recipient;
  }
  return '';
}
