/**
 * The security pipeline: runs the checks of a stage in their fixed order, stops at the first final verdict, and writes
 * each step into the trace, those that were skipped too. It is the only place that runs options: real traffic, the
 * simulator and tests all come through here.
 *
 * A check that throws, or takes longer than its budget, puts the client off (451): it neither accepts by accident nor
 * kills the session.
 */
import type { CheckId, TraceStep } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type SecurityOptionId, STAGE_ORDER, type Stage } from '../../shared/security-options.ts';
import type { Answer, Check, Checks, FactsByStage, InstantStage, RcptFacts, SecurityOption } from './option.ts';
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

  /** Runs all checks of a stage. Never rejects. @param note takes each step of the trace */
  async run<S extends Stage>(stage: S, facts: FactsByStage[S], rules: Rules, note: (step: TraceStep) => void): Promise<Outcome> {
    const run = new StageRun(stage, rules, note);
    for (const id of STAGE_ORDER[stage]) {
      if (run.final) {
        if (this.#has(id, stage)) run.skip(id);
      } else if (id === 'relay-control') {
        if (isRcptFacts(facts)) run.take(id, relayControl(facts, run.gate), 0);
      } else {
        const check = this.#check(id, stage);
        if (check !== undefined) await this.#judge(run, id, check, facts);
      }
    }
    return run.outcome;
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
      run.take(id, answer, performance.now() - started);
    }
    return run.outcome;
  }

  #check<S extends Stage>(id: SecurityOptionId, stage: S): Checks[S] | undefined {
    return this.#options.get(id)?.[stage];
  }

  #has(id: CheckId, stage: Stage): boolean {
    return id === 'relay-control' || (id !== 'server-limits' && id !== 'outbound-guard' && this.#check(id, stage) !== undefined);
  }

  async #judge<S extends Stage>(run: StageRun, id: SecurityOptionId, check: Check<S>, facts: FactsByStage[S]): Promise<void> {
    const started = performance.now();
    let answer: Answer;
    try {
      answer = await this.#withinBudget((signal) => check(facts, { ...run.rules, now: this.#tools.now(), signal }));
    } catch (error) {
      answer = this.#fault(id, error);
    }
    run.take(id, answer, performance.now() - started);
  }

  #fault(id: CheckId, error: unknown): Answer {
    this.#tools.onFault(id, error);
    return { verdict: 'defer', reason: 'check-failed', input: '', detail: error instanceof Error ? error.message : String(error) };
  }

  /** The answer, or a rejection once the budget is used up. Most checks answer at once and cost no timer. */
  async #withinBudget(judge: (signal: AbortSignal) => Answer | Promise<Answer>): Promise<Answer> {
    const budget = new AbortController();
    const answer = judge(budget.signal);
    if (!(answer instanceof Promise)) return answer;
    const budgetMs = this.#tools.budgetMs ?? FIXED_LIMITS.checkSeconds * 1000;
    let timer: NodeJS.Timeout | undefined;
    const overrun = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        budget.abort();
        reject(new Error(`the check took longer than ${budgetMs} ms`));
      }, budgetMs);
    });
    try {
      return await Promise.race([answer, overrun]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isRcptFacts(facts: FactsByStage[Stage]): facts is RcptFacts {
  return 'resolution' in facts;
}
