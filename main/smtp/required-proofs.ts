/**
 * What must be proven of a message, at its end: who posts to a list, and a From header that this server would make others believe.
 * What aliases and forwards lead to other servers leaves with a sender of ours, so that SPF would prove a From of our domain there.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Lookups } from '../security/lookups.ts';
import { domainOf } from '../security/returns/authentication-results.ts';
import type { SenderAuthentication, Standing } from '../security/returns/sender-authentication.ts';
import { TimeBudget } from '../security/returns/time-budget.ts';
import { type Author, authorStanding, type Proofs } from './author-proof.ts';
import { checkPoster } from './list-posters.ts';
import { SmtpRefusal } from './replies.ts';
import type { SmtpSession } from './session.ts';
import type { Transaction } from './transaction.ts';

/**
 * True for a client that may send as our domains, whose mail we sign and prove to others: it has logged in, or is trusted, or has fetched mail
 * before and relies on that. @param now when the message began
 */
export function sendsAsOurs(
  { services, client, login }: Pick<SmtpSession, 'services' | 'client' | 'login'>,
  { sender, relayedFor }: Pick<Transaction, 'sender' | 'relayedFor'>,
  lookups: Pick<Lookups, 'addressLists' | 'grantHolders'>,
  now: number,
): boolean {
  if (login !== undefined || relayedFor !== undefined || lookups.addressLists.trusted(client.remoteAddress, now) !== undefined) return true;
  // Many share an address. A foreign sender makes no use of the grant where it relays nothing, so that SMTP Authentication does not look at From.
  if (sender !== undefined && !services.accounts.isLocalDomain(sender.domain)) return false;
  return lookups.grantHolders(client.remoteAddress, now).length > 0;
}

/**
 * Before a message is put anywhere, into the quarantine, too: once it is released nobody asks any more.
 * @param authentication undefined for a client that may send as our domains @param head the header section @throws SmtpRefusal
 */
export async function requireProofs(
  session: Pick<SmtpSession, 'services' | 'login' | 'decisions' | 'note'>,
  transaction: Transaction,
  authentication: SenderAuthentication | undefined,
  content: Author | undefined,
  head: Buffer,
): Promise<void> {
  const budget = new TimeBudget(FIXED_LIMITS.authorProofMilliseconds);
  const proofs = authentication === undefined ? undefined : { authentication, budget };
  try {
    await checkPoster(session, transaction, proofs, content, head);
    if (proofs !== undefined && content !== undefined) await checkForwardedAuthor(session, transaction, proofs, content, head);
  } finally {
    budget.clear();
  }
}

/**
 * Lets forwards leave with the sender that the message came with, and not with one of ours, where SPF of ours would prove its
 * From header. Where that sender is one of ours, or none, so that the name of this server stands in for it, no way out is left
 * that proves nothing.
 */
async function checkForwardedAuthor(
  session: Pick<SmtpSession, 'services' | 'decisions' | 'note'>,
  transaction: Transaction,
  proofs: Proofs,
  content: Author,
  head: Buffer,
): Promise<void> {
  const { accounts } = session.services;
  const ownName = session.services.hostname();
  const standing = async (): Promise<Standing> => {
    // For a domain of somebody else SPF does not pass from here.
    const senders = transaction.forwardedFrom.map((reversePath) => (reversePath === '' ? ownName : domainOf(reversePath)));
    const ours = new Set(senders.filter((domain) => domain === ownName || accounts.isLocalDomain(domain)));
    return await authorStanding(content, head, { by: ours }, proofs);
  };
  if ((await standing()) === 'vouched') return;
  transaction.forwardUnchanged();
  const unchanged = await standing();
  const from = `<${content.from.join('>, <')}>`;
  if (unchanged === 'vouched') {
    session.note('server', 'info', `forwarded with the sender that it came with, since nothing proves its From header ${from}, and a sender of ours would`);
    return;
  }
  const reason = unchanged === 'unsure' ? 'dns-trouble' : 'author-unproven';
  session.decisions.decided('data', 'server-limits', reason, from);
  throw new SmtpRefusal(reason);
}
