/**
 * Relaying: who may send to the outside. The only place that can grant it, and a pure function. Three options can open a
 * gate (trusted address, login, SMTP after POP); without one a recipient that is not ours is refused, whatever else is
 * switched on or off. Sender rules come after it and can only narrow.
 */
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { SecurityOptionId } from '../../shared/security-options.ts';
import type { Answer, Finding, RcptFacts } from './option.ts';

/** The options whose findings can open the gate, and the reason each must give for it. */
export const GATES: ReadonlyMap<SecurityOptionId, ReasonId> = new Map([
  ['trusted-addresses', 'address-trusted'],
  ['smtp-authentication', 'logged-in'],
  ['smtp-after-pop', 'popped-before'],
]);

/** @param gate the finding that opened a gate, if one did */
export function relayControl(facts: Pick<RcptFacts, 'resolution' | 'sourceRouted' | 'recipient' | 'forwardPath'>, gate: Finding | undefined): Answer {
  const input = facts.forwardPath;
  // An alias of ours that leads elsewhere is the administrator's own will: no client has asked for it.
  if (facts.resolution.kind !== 'foreign') return { skip: 'local-recipient', input };
  // RFC 5321 appendix C: a source route may be refused; following it has made relays of many servers.
  if (facts.sourceRouted) return { verdict: 'reject', reason: 'relaying-denied', input, detail: 'a source route is never followed' };
  if (facts.recipient === undefined) return { verdict: 'reject', reason: 'bad-address', input };
  if (gate === undefined) return { verdict: 'reject', reason: 'relaying-denied', input };
  return { verdict: 'grant-relay', reason: gate.reason, input, ...(gate.entry === undefined ? {} : { entry: gate.entry }) };
}
