/**
 * The security pipeline: runs the checks of a stage in their fixed order, stops at the first final verdict, and writes
 * each step into the trace, those that were skipped too. It is the only place that runs options: real traffic, the
 * simulator and tests all come through here.
 *
 * A check that throws, or takes longer than its budget, puts the client off (451): it neither accepts by accident nor
 * kills the session. One that answers at once and yet takes longer cannot be broken off, but its answer counts for nothing.
 */
import { type CheckId, isOption, type TraceStep } from '../../shared/decisions/verdicts.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type SecurityOptionId, STAGE_ORDER, type Stage } from '../../shared/security-options.ts';
import type { Answer, Check, CheckContext, Checks, FactsByStage, InstantStage, RcptFacts, SecurityOption } from './option.ts';
import type { Lookups } from './lookups.ts';
import { relayControl } from './relay-control.ts';
import { type Outcome, type Rules, StageRun } from './stage-run.ts';

export interface PipelineTools {
  /** Milliseconds since 1970. */
  now(): number;
  /** Told of each fault of a check: it must be seen, though the session goes on. */
  onFault(check: CheckId, error: unknown): void;
  /** Milliseconds that one check may take; the named limit unless a test wants another. */
  readonly budgetMs?: number;
}

const NEVER = new AbortController().signal;

export class Pipeline {
  readonly #options: ReadonlyMap<SecurityOptionId, Checks>;
  readonly #tools: PipelineTools;

  constructor(options: readonly SecurityOption[], tools: PipelineTools) {
    this.#options = new Map(options.map((option) => [option.id, option]));
    this.#tools = tools;
  }

  /**
   * Runs all checks of a stage; the outcome is there at once if all of them answer at once, as nearly always. Never throws,
   * never rejects. @param note takes each step of the trace
   */
  run<S extends Stage>(stage: S, facts: FactsByStage[S], rules: Rules, note: (step: TraceStep) => void): Outcome | Promise<Outcome> {
    const run = new StageRun(stage, rules, note);
    const later = this.#runFrom(0, run, stage, facts);
    return later === undefined ? run.outcome : later.then(() => run.outcome);
  }

  /** Runs the checks of a stage from a place in its order on. @returns a promise where one of them takes its time */
  #runFrom<S extends Stage>(from: number, run: StageRun, stage: S, facts: FactsByStage[S]): Promise<void> | undefined {
    const order = STAGE_ORDER[stage];
    // One for all that answer at once; the budget of one that does not is its own.
    const context = new TimedContext(run.rules, this.#tools.now());
    // When a check is over the next one begins.
    let started = performance.now();
    for (let place = from; place < order.length; place += 1) {
      const id = order[place];
      if (id === undefined) break;
      if (run.final) {
        if (this.#has(id, stage)) run.skip(id);
      } else if (id === 'relay-control') {
        if (isRcptFacts(facts)) run.take(id, relayControl(facts, run.gate), 0);
        started = performance.now();
      } else {
        const check = this.#check(id, stage);
        if (check === undefined) continue;
        const answer = this.#judge(id, check, facts, context);
        if (answer instanceof Promise) {
          const begun = started;
          return answer.then((said) => {
            run.take(id, said, performance.now() - begun);
            return this.#runFrom(place + 1, run, stage, facts);
          });
        }
        const ended = performance.now();
        run.take(id, this.#inTime(id, answer, ended - started), ended - started);
        started = ended;
      }
    }
    return undefined;
  }

  /** The same for the stages that answer at once. */
  runNow<S extends InstantStage>(stage: S, facts: FactsByStage[S], rules: Rules, note: (step: TraceStep) => void): Outcome {
    const run = new StageRun(stage, rules, note);
    for (const id of STAGE_ORDER[stage]) {
      const check = this.#check(id, stage);
      if (check === undefined || run.final) continue;
      const started = performance.now();
      let answer: Answer;
      try {
        answer = check(facts, { ...rules, now: this.#tools.now(), signal: NEVER });
      } catch (error) {
        answer = this.#fault(id, error);
      }
      const took = performance.now() - started;
      run.take(id, this.#inTime(id, answer, took), took);
    }
    return run.outcome;
  }

  #check<S extends Stage>(id: SecurityOptionId, stage: S): Checks[S] | undefined {
    return this.#options.get(id)?.[stage];
  }

  #has(id: CheckId, stage: Stage): boolean {
    return id === 'relay-control' || (isOption(id) && this.#check(id, stage) !== undefined);
  }

  /** What a check says. Never throws, never rejects. */
  #judge<S extends Stage>(id: SecurityOptionId, check: Check<S>, facts: FactsByStage[S], context: TimedContext): Answer | Promise<Answer> {
    try {
      const answer = check(facts, context);
      if (!(answer instanceof Promise)) return answer;
      return this.#withinBudget(answer, context).catch((error: unknown) => this.#fault(id, error));
    } catch (error) {
      return this.#fault(id, error);
    }
  }

  /** What a check has answered at once, unless its budget was used up by then. @param took milliseconds */
  #inTime(id: CheckId, answer: Answer, took: number): Answer {
    return took > this.#budgetMs ? this.#fault(id, this.#overrunError()) : answer;
  }

  get #budgetMs(): number {
    return this.#tools.budgetMs ?? FIXED_LIMITS.checkSeconds * 1000;
  }

  #overrunError(): Error {
    return new Error(`the check took longer than ${this.#budgetMs} ms`);
  }

  #fault(id: CheckId, error: unknown): Answer {
    this.#tools.onFault(id, error);
    return { verdict: 'defer', reason: 'check-failed', input: '', detail: error instanceof Error ? error.message : String(error) };
  }

  /** The answer, or a rejection once the budget is used up. */
  async #withinBudget(answer: Promise<Answer>, context: TimedContext): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const overrun = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        context.overrun();
        reject(this.#overrunError());
      }, this.#budgetMs);
    });
    try {
      return await Promise.race([answer, overrun]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What one check is handed. Its signal is made for those few that look at it. */
class TimedContext implements CheckContext {
  readonly settings: Settings;
  readonly lookups: Lookups;
  readonly now: number;
  #budget: AbortController | undefined;

  constructor({ settings, lookups }: Rules, now: number) {
    this.settings = settings;
    this.lookups = lookups;
    this.now = now;
  }

  get signal(): AbortSignal {
    this.#budget ??= new AbortController();
    return this.#budget.signal;
  }

  /** The time budget is used up. */
  overrun(): void {
    this.#budget ??= new AbortController();
    this.#budget.abort();
  }
}

function isRcptFacts(facts: FactsByStage[Stage]): facts is RcptFacts {
  return 'resolution' in facts;
}
