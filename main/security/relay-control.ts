/**
 * Relaying: who may send to the outside. The only place that can grant it, and a pure function of the facts.
 * A recipient in a local domain never comes here.
 */
import type { ReasonId } from '../../shared/decisions/reasons.ts';

export interface RelayFacts {
  readonly authenticated: boolean;
  /** security.smtp-authentication.enabled, now. */
  readonly authenticationEnabled: boolean;
  /** The path began with a source route: such recipients are never relayed. */
  readonly sourceRouted: boolean;
}

export type RelayVerdict = { readonly verdict: 'grant-relay' } | { readonly verdict: 'reject'; readonly reason: ReasonId };

export function relayControl(facts: RelayFacts): RelayVerdict {
  if (facts.authenticated && facts.authenticationEnabled && !facts.sourceRouted) return { verdict: 'grant-relay' };
  return { verdict: 'reject', reason: 'relaying-denied' };
}
