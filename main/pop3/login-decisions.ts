/**
 * What was decided about a POP3 session, for the kept trace: one decision for a session in which a login was refused, or which
 * was cut off. Sessions that only fetched mail leave none: mail programs look for mail each minute.
 */
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { NewDecision, TraceStep } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { SecurityServices } from '../security/services.ts';

type Settled = Pick<NewDecision, 'check' | 'stage' | 'verdict' | 'reason'>;

export class LoginDecisions {
  readonly #security: Pick<SecurityServices, 'tell' | 'rules'>;
  readonly #steps: TraceStep[] = [];
  #settled: Settled | undefined;

  constructor(security: Pick<SecurityServices, 'tell' | 'rules'>) {
    this.#security = security;
  }

  /** A login was refused. @param name as given; raw */
  refused(reason: ReasonId, name: string): void {
    // The guard against guessing is one for SMTP and POP3, and stands under SMTP Authentication. The rest is nothing of that option.
    const check = reason === 'account-guarded' ? 'smtp-authentication' : 'pop3-login';
    this.#decide({ check, stage: 'auth', verdict: 'reject', reason }, name);
  }

  /** A login went well: worth a step only behind one that did not. */
  succeeded(name: string): void {
    if (this.#settled !== undefined) this.#decide({ check: 'pop3-login', stage: 'auth', verdict: 'pass', reason: 'nothing-wrong' }, name);
  }

  /** The client was banned while the session was open. */
  banned(remoteAddress: string): void {
    this.#decide({ check: 'banned-addresses', stage: 'connect', verdict: 'disconnect', reason: 'address-banned' }, remoteAddress);
  }

  /** The session is over. */
  tell(session: Pick<NewDecision, 'sessionId' | 'protocol' | 'remoteAddress' | 'login'>): void {
    if (this.#settled !== undefined) this.#security.tell({ ...session, helo: '', recipients: [], ...this.#settled, steps: this.#steps }, []);
  }

  #decide(settled: Settled, input: string): void {
    this.#settled = settled;
    if (this.#steps.length >= FIXED_LIMITS.sessionSteps) return;
    const { revision } = this.#security.rules();
    this.#steps.push({ outcome: 'ran', ...settled, input, milliseconds: 0, revision });
  }
}
