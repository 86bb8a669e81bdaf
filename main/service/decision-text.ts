/** A decision for people: what was decided, and each check on the way. All texts in it are escaped already. */
import { REASONS } from '../../shared/decisions/reasons.ts';
import { type Decision, SKIPS, type TraceStep, VERDICTS } from '../../shared/decisions/verdicts.ts';

/** A line for each step, in columns. */
export function stepLines({ steps, stepsLeftOut }: Pick<Decision, 'steps' | 'stepsLeftOut'>): string[] {
  const heads = steps.map(({ stage, check }) => `${stage.padEnd(7)} ${check}`);
  const width = Math.max(0, ...heads.map((head) => head.length));
  const lines = steps.map((step, place) => `${(heads[place] ?? '').padEnd(width)}  ${outcomeText(step)}`);
  return stepsLeftOut === 0 ? lines : [...lines, `(${stepsLeftOut} more steps are not kept)`];
}

function outcomeText(step: TraceStep): string {
  const looked = step.input === '' ? '' : `  [${step.input}]`;
  if (step.outcome === 'skipped') return `skipped: ${SKIPS[step.skip]}${looked}`;
  const { verdict, reason, entry, detail, milliseconds } = step;
  const found = [REASONS[reason].explanation, entry === undefined ? '' : `Entry: ${entry}.`, detail ?? ''].filter((part) => part !== '').join(' ');
  return `${VERDICTS[verdict]}: ${found}${looked}  (${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms)`;
}
