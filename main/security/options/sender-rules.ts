/**
 * Sender Rules: narrow who may relay by the sender's address. They come after relay control and never open it, since
 * anybody can write any sender. A blank sender has neither domain nor account, so it satisfies neither rule.
 */
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import type { CheckContext, Finding, RcptFacts, SecurityOption, Skipped } from '../option.ts';

function rcpt(facts: RcptFacts, context: CheckContext): Finding | Skipped {
  const input = `<${facts.reversePath}>`;
  const { settings, lookups, now } = context;
  const rules = settings.security['sender-rules'];
  if (!rules.senderDomainMustBeLocal && !rules.senderMustHaveAccount) return { skip: 'switched-off', input };
  if (facts.resolution.kind !== 'foreign') return { skip: 'local-recipient', input };
  if (lookups.addressLists.trusted(facts.remoteAddress, now) !== undefined) return { skip: 'client-trusted', input };
  const refusal = senderRefusal(facts, context);
  return refusal === undefined ? { verdict: 'pass', reason: 'nothing-wrong', input } : { verdict: 'reject', reason: refusal, input };
}

function senderRefusal({ sender }: RcptFacts, { settings, lookups }: CheckContext): ReasonId | undefined {
  const { senderDomainMustBeLocal, senderMustHaveAccount } = settings.security['sender-rules'];
  if (senderDomainMustBeLocal && (sender === undefined || !lookups.isLocalDomain(sender.domain))) return 'sender-domain-not-local';
  if (senderMustHaveAccount && (sender === undefined || !lookups.addressExists(sender))) return 'sender-without-account';
  return undefined;
}

export const senderRules: SecurityOption = { id: 'sender-rules', rcpt };
