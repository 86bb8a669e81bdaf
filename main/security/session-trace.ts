/**
 * The trace of one session while it runs: the steps that concern all of it (connect, HELO, login), and those of the
 * transaction at hand. A decision about a message tells both; what no message has told is told when the session ends.
 */
import type { Stage } from '../../shared/security-options.ts';
import type { TraceStep } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

export class SessionTrace {
  /** True while the session has steps that no decision has told yet. */
  untold = false;
  /** Steps that were not kept, since there were too many. */
  leftOut = 0;
  #session: TraceStep[] = [];
  #transaction: TraceStep[] = [];

  add(step: TraceStep): void {
    const steps = OF_SESSION.has(step.stage) ? this.#session : this.#transaction;
    this.untold = true;
    if (steps.length < FIXED_LIMITS.sessionSteps) steps.push(step);
    else this.leftOut += 1;
  }

  /** HELO is said again, after STARTTLS for one: what it led to counts anew. */
  forget(stage: Stage): void {
    this.#session = this.#session.filter((step) => step.stage !== stage);
  }

  /** A new transaction begins. */
  beginTransaction(): void {
    this.#transaction = [];
    this.leftOut = 0;
  }

  /** All steps so far, in order. */
  tell(): TraceStep[] {
    this.untold = false;
    return [...this.#session, ...this.#transaction];
  }
}

const OF_SESSION: ReadonlySet<Stage> = new Set(['connect', 'helo', 'auth']);
