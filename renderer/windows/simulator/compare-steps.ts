/** Two traces of the same client under different settings, side by side. */
import type { TraceStep } from '../../../shared/decisions/verdicts.ts';

export interface StepPair {
  readonly key: string;
  readonly now: TraceStep | undefined;
  readonly then: TraceStep | undefined;
  /** They do not say the same. */
  readonly differs: boolean;
}

/** A step by what it is about: the stage, the check, what it looked at, and which of several such it is. */
function keyed(steps: readonly TraceStep[]): ReadonlyMap<string, TraceStep> {
  const seen = new Map<string, number>();
  const byKey = new Map<string, TraceStep>();
  for (const step of steps) {
    const about = `${step.stage} ${step.check} ${step.input}`;
    const place = (seen.get(about) ?? 0) + 1;
    seen.set(about, place);
    byKey.set(`${about} ${place}`, step);
  }
  return byKey;
}

function saysTheSame(one: TraceStep | undefined, other: TraceStep | undefined): boolean {
  if (one?.outcome === 'ran' && other?.outcome === 'ran') {
    return one.verdict === other.verdict && one.reason === other.reason && one.entry === other.entry && one.detail === other.detail;
  }
  return one?.outcome === 'skipped' && other?.outcome === 'skipped' && one.skip === other.skip;
}

/** Each step of either trace once, in order: where one trace has steps that the other lacks, they stand where they came. */
export function compareSteps(now: readonly TraceStep[], then: readonly TraceStep[]): StepPair[] {
  const [before, after] = [keyed(now), keyed(then)];
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
  return keys.map((key) => ({ key, now: before.get(key), then: after.get(key), differs: !saysTheSame(before.get(key), after.get(key)) }));
}
