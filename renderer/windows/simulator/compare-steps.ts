/** Two traces of the same client under different settings, side by side. */
import type { TraceStep } from '../../../shared/decisions/verdicts.ts';
import { numbered } from '../../ui/numbered.ts';

export interface StepPair {
  readonly key: string;
  readonly now: TraceStep | undefined;
  readonly tried: TraceStep | undefined;
  /** They do not say the same. */
  readonly differs: boolean;
}

/** A step by what it is about: the stage, the check, what it looked at, and which of several such it is. */
function keyed(steps: readonly TraceStep[]): ReadonlyMap<string, TraceStep> {
  return new Map(numbered(steps, ({ stage, check, input }) => `${stage} ${check} ${input}`).map(({ key, item }) => [key, item]));
}

function saysTheSame(one: TraceStep | undefined, other: TraceStep | undefined): boolean {
  if (one?.outcome === 'ran' && other?.outcome === 'ran') {
    return one.verdict === other.verdict && one.reason === other.reason && one.entry === other.entry && one.detail === other.detail;
  }
  return one?.outcome === 'skipped' && other?.outcome === 'skipped' && one.skip === other.skip;
}

/** Each step of either trace once, in order: where one trace has steps that the other lacks, they stand where they came. */
export function compareSteps(now: readonly TraceStep[], tried: readonly TraceStep[]): StepPair[] {
  const [before, after] = [keyed(now), keyed(tried)];
  const keys = [...before.keys()];
  let place = 0;
  for (const key of after.keys()) {
    const at = keys.indexOf(key, 0);
    if (at >= 0) place = Math.max(place, at + 1);
    else {
      keys.splice(place, 0, key);
      place += 1;
    }
  }
  return keys.map((key) => ({ key, now: before.get(key), tried: after.get(key), differs: !saysTheSame(before.get(key), after.get(key)) }));
}
