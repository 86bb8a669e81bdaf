/**
 * The trace of one session while it runs: the steps that concern all of it (connect, HELO, login), and those of the
 * transaction at hand. A decision about a message tells both; what no message has told is told when the session ends.
 */
import type { Stage } from '../../shared/security-options.ts';
import type { TraceStep } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

/** What is told of it: the steps in their order, and how many were not kept, since there were too many. */
export interface ToldSteps {
  readonly steps: TraceStep[];
  readonly stepsLeftOut: number;
}

export class SessionTrace {
  /** True while the session has steps that no decision has told yet. */
  untold = false;
  readonly #session = new BoundedSteps();
  #transaction = new BoundedSteps();

  add(step: TraceStep): void {
    this.untold = true;
    (OF_SESSION.has(step.stage) ? this.#session : this.#transaction).add(step);
  }

  /** HELO is said again, after STARTTLS for one: what it led to counts anew. */
  forget(stage: Stage): void {
    this.#session.forget(stage);
  }

  /** A new transaction begins. */
  beginTransaction(): void {
    this.#transaction = new BoundedSteps();
  }

  /** All steps so far. */
  tell(): ToldSteps {
    this.untold = false;
    return { steps: [...this.#session.all(), ...this.#transaction.all()], stepsLeftOut: this.#session.leftOut + this.#transaction.leftOut };
  }
}

const OF_SESSION: ReadonlySet<Stage> = new Set(['connect', 'helo', 'auth']);

/** A client can have any number of recipients refused: of very many steps the first are kept, the last that refused, and those about the message itself. */
class BoundedSteps {
  leftOut = 0;
  #first: TraceStep[] = [];
  /** Of those that came too late to be among the first: it may be what decided. */
  #lastRefusal: TraceStep | undefined;
  /** A handful for each message. */
  readonly #data: TraceStep[] = [];

  add(step: TraceStep): void {
    if (step.stage === 'data') this.#data.push(step);
    else if (this.#first.length < FIXED_LIMITS.sessionSteps) this.#first.push(step);
    else if (refuses(step) && this.#lastRefusal === undefined) this.#lastRefusal = step;
    else {
      if (refuses(step)) this.#lastRefusal = step;
      this.leftOut += 1;
    }
  }

  forget(stage: Stage): void {
    this.#first = this.#first.filter((step) => step.stage !== stage);
    if (this.#lastRefusal?.stage === stage) this.#lastRefusal = undefined;
  }

  /** In order. */
  all(): TraceStep[] {
    return [...this.#first, ...(this.#lastRefusal === undefined ? [] : [this.#lastRefusal]), ...this.#data];
  }
}

function refuses(step: TraceStep): boolean {
  return step.outcome === 'ran' && step.verdict !== 'pass' && step.verdict !== 'grant-relay';
}
