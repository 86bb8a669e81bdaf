/** Who posts to a mailing list has to be who it says: known once the message is there, since DKIM speaks for it as a whole. */
import type { AccountIdentity } from '../accounts/accounts.ts';
import type { ScannedContent } from '../security/content/scanned-content.ts';
import { domainOf } from '../security/returns/authentication-results.ts';
import type { SenderAuthentication } from '../security/returns/sender-authentication.ts';
import { SmtpRefusal } from './replies.ts';
import type { SmtpSession } from './session.ts';
import type { Transaction } from './transaction.ts';

type Poster = Pick<SmtpSession, 'services' | 'login'>;
type Accounts = SmtpSession['services']['accounts'];
type Standing = Awaited<ReturnType<SenderAuthentication['standing']>>;

/** Characters of From headers in which domains of ours are looked for where nobody can read them; more, which no real mail has, are refused. */
const UNCLEAR_FROM_CHARACTERS = 10_000;

/** True for a login that posts to a list for certain senders as somebody else, which it may elsewhere (senderMustMatchLogin): the list has to know more. */
export function postsAsAnother({ services, login }: Poster, { sender, accounts }: Transaction): boolean {
  return login !== undefined && sender !== undefined && services.accounts.restrictsPosters(accounts) && !services.accounts.owns(login, sender);
}

/** True if a list is among the recipients, so that `checkPoster` has to be asked. Reports go to a list, too. */
export function isPost({ services }: Pick<Poster, 'services'>, { sender, accounts }: Transaction): boolean {
  return sender !== undefined && leadsToList(services.accounts, accounts);
}

/** True if one of the mailboxes is a list, whoever may post to it: there alone the null sender may not. */
export function leadsToList(accounts: Pick<Accounts, 'postingRefusal'>, mailboxes: readonly AccountIdentity[]): boolean {
  return accounts.postingRefusal(mailboxes, undefined) !== undefined;
}

/**
 * Takes the word of a login, or of SPF or DKIM, and not that of MAIL FROM alone where only certain senders may post, nor that of
 * From where it is in a domain of ours. @param head the header section @throws SmtpRefusal
 */
export async function checkPoster(
  session: Poster & Pick<SmtpSession, 'decisions'>,
  transaction: Transaction,
  authentication: SenderAuthentication | undefined,
  content: Pick<ScannedContent, 'from' | 'fromIsPlain'> | undefined,
  head: Buffer,
): Promise<void> {
  const { services, login } = session;
  const { accounts } = services;
  if (accounts.restrictsPosters(transaction.accounts)) {
    const standing = await senderStanding(session, transaction, authentication);
    const isRestricted = (mailboxes: readonly AccountIdentity[]): boolean => accounts.restrictsPosters(mailboxes);
    requireProof(session, transaction, standing, { who: `<${transaction.reversePath}>`, about: '', isTheList: isRestricted });
  }
  // Of those who may send as our domains the security options know whose From is theirs.
  if (login !== undefined || authentication === undefined || content === undefined) return;
  const standing = await authorStanding(content, head, accounts, authentication);
  const about = '. That is about its From header, which names a domain of this server';
  const isTheList = (mailboxes: readonly AccountIdentity[]): boolean => leadsToList(accounts, mailboxes);
  requireProof(session, transaction, standing, { who: `<${content.from.join('>, <')}>`, about, isTheList });
}

async function senderStanding({ services, login }: Poster, { sender }: Transaction, authentication: SenderAuthentication | undefined): Promise<Standing> {
  if (sender === undefined) return 'vouched';
  // Without a login: a trusted client, or one with a grant, whose senders are the business of others.
  const known = login === undefined ? authentication === undefined : services.accounts.owns(login, sender);
  return known ? 'vouched' : ((await authentication?.standing(sender.domain)) ?? 'not-vouched');
}

/**
 * A list signs what it hands out, and sends it with a sender of its domain: by DKIM and by SPF that would prove a From of ours to
 * members elsewhere (RFC 7489 section 3.1), whoever has written it.
 */
async function authorStanding(
  { from, fromIsPlain }: Pick<ScannedContent, 'from' | 'fromIsPlain'>,
  head: Buffer,
  accounts: Accounts,
  authentication: SenderAuthentication,
): Promise<Standing> {
  const ours = [...new Set(from.map(domainOf))].filter((domain) => accounts.isLocalDomain(domain));
  // Of what cannot be read nobody knows what others read in it.
  if (!fromIsPlain) return ours.length > 0 || mayNameOurs(head, accounts) ? 'not-vouched' : 'vouched';
  for (const domain of ours) {
    const standing = await authentication.standingOfAuthor(domain);
    if (standing !== 'vouched') return standing;
  }
  return 'vouched';
}

/** True if any word in a From header is a domain of ours, or there are more words than are looked at. */
function mayNameOurs(head: Buffer, accounts: Accounts): boolean {
  const fields = head.toString().match(/^from[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*/gim) ?? [];
  const text = fields.map((field) => field.replaceAll(/\s/g, '')).join(' ');
  if (text.length > UNCLEAR_FROM_CHARACTERS) return true;
  const words = text.toLowerCase().split(/[^\p{L}\p{M}\p{N}.-]+/u);
  return words.some((word) => accounts.isLocalDomain(word.split('.').filter(Boolean).join('.')));
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

/** The recipient, as the client named it, that leads to such a list. */
function listAmong(accounts: Accounts, { here }: Transaction, isTheList: (mailboxes: readonly AccountIdentity[]) => boolean): string {
  for (const [recipient, address] of here) {
    const resolution = accounts.resolve(address, 'past-quotas');
    if (resolution.kind === 'local' && isTheList(resolution.mailboxes)) return recipient;
  }
  return '';
}
