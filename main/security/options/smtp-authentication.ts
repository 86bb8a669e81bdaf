/**
 * SMTP Authentication: whether a client may log in, that whoever has logged in may relay, and that nobody sends under a
 * name that is not theirs. Passwords are checked by the session (main/accounts/smtp-logins.ts). Switched off, the whole
 * option is: where nobody can log in, asking local senders to do so would only shut them out.
 */
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import { parseAddress } from '../../../shared/mail/address.ts';
import type { Login } from '../../accounts/accounts.ts';
import { isLoopback } from '../../client-address.ts';
import { type ClientStanding, clientStanding, loginName, popped } from '../client-standing.ts';
import type { AuthFacts, CheckContext, DataFacts, Finding, RcptFacts, SecurityOption, Skipped } from '../option.ts';

function auth({ name, secure, remoteAddress }: AuthFacts, { settings }: CheckContext): Finding {
  const { enabled, requireTls } = settings.security['smtp-authentication'];
  if (!enabled) return { verdict: 'reject', reason: 'authentication-off', input: name };
  if (requireTls && !secure && !isLoopback(remoteAddress)) return { verdict: 'reject', reason: 'authentication-needs-tls', input: name };
  return { verdict: 'pass', reason: 'nothing-wrong', input: name };
}

function rcpt(facts: RcptFacts, context: CheckContext): Finding | Skipped {
  const input = `<${facts.reversePath}>`;
  if (!context.settings.security['smtp-authentication'].enabled) return { skip: 'switched-off', input };
  const standing = clientStanding(facts, context);
  const named = { input, ...namesOf(standing) };
  // A refusal goes before the grant.
  const refusal = senderRefusal(facts, standing, context);
  if (refusal !== undefined) return { verdict: 'reject', reason: refusal, ...named };
  if (standing.kind === 'logged-in' && facts.resolution.kind === 'foreign') return { verdict: 'grant-relay', reason: 'logged-in', ...named };
  return { verdict: 'pass', reason: 'nothing-wrong', ...named };
}

/** Why MAIL FROM is not for this client to use. The blank one is: delivery and read receipts have no other (RFC 5321 section 4.5.5). */
function senderRefusal({ sender, resolution }: RcptFacts, standing: ClientStanding, context: CheckContext): ReasonId | undefined {
  if (sender === undefined) return undefined;
  const { requireForLocalSenders, senderMustMatchLogin } = context.settings.security['smtp-authentication'];
  const local = context.lookups.isLocalDomain(sender.domain);
  const owned = (logins: readonly Login[]): boolean => logins.some((login) => context.lookups.owns(login, sender));
  switch (standing.kind) {
    case 'logged-in':
      return senderMustMatchLogin && !owned(standing.logins) ? 'sender-not-yours' : undefined;
    case 'trusted':
      return undefined;
    case 'popped': {
      // Many share an address. What comes from a foreign sender to a local recipient makes no use of the grant.
      const usesGrant = local || resolution.kind === 'foreign';
      return senderMustMatchLogin && usesGrant && !owned(standing.logins) ? 'sender-not-yours' : undefined;
    }
    case 'stranger':
      return requireForLocalSenders && local ? 'local-sender-needs-login' : undefined;
  }
}

function data(facts: DataFacts, context: CheckContext): Finding | Skipped {
  const { enabled, senderMustMatchLogin } = context.settings.security['smtp-authentication'];
  const input = facts.content.from.join(', ');
  if (!enabled || !senderMustMatchLogin) return { skip: 'switched-off', input };
  const standing = clientStanding(facts, context);
  switch (standing.kind) {
    case 'trusted':
      return { skip: 'client-trusted', input };
    case 'stranger':
      // Whoever waits until the grant is over must not write as somebody else for that.
      return facts.relayedFor === undefined ? { skip: 'not-relayed', input } : headerFinding(facts, popped(facts.relayedFor), context, input);
    case 'popped':
      // As at RCPT: with a foreign sender nothing was relayed on the strength of the grant.
      if (facts.sender !== undefined && !context.lookups.isLocalDomain(facts.sender.domain)) return { skip: 'not-relayed', input };
      return headerFinding(facts, standing, context, input);
    case 'logged-in':
      return headerFinding(facts, standing, context, input);
  }
}

/** RFC 5322 section 3.6.2: From may list several authors. Each must be the login's own, and none may hide from being read. */
function headerFinding(
  { content }: DataFacts,
  standing: ClientStanding & { readonly logins: readonly Login[] },
  { lookups }: CheckContext,
  input: string,
): Finding {
  const named = { input, ...namesOf(standing) };
  if (!content.fromIsPlain) {
    return { verdict: 'reject', reason: 'header-from-not-yours', ...named, detail: 'there is more than one From header, or one that cannot be read' };
  }
  const foreign = content.from.find((text) => {
    const address = parseAddress(text);
    return address === undefined || !standing.logins.some((login) => lookups.owns(login, address));
  });
  if (foreign !== undefined) return { verdict: 'reject', reason: 'header-from-not-yours', ...named, detail: `${foreign} does not belong to the login` };
  return { verdict: 'pass', reason: 'nothing-wrong', ...named };
}

/** Whose login or grant it was, for the trace. */
function namesOf(standing: ClientStanding): { readonly entry?: string } {
  return 'logins' in standing ? { entry: standing.logins.map(loginName).join(', ') } : {};
}

export const smtpAuthentication: SecurityOption = { id: 'smtp-authentication', auth, rcpt, data };
