/** How the cost of some work grows with its input, measured so that neither a slow machine nor a busy one can fail a test. */
import { expect } from 'vitest';

/** Processor time that a first run may take for reasons of its own: compilation, garbage. */
const SLACK_MS = 30;
const RUNS = 3;

/**
 * The work on all of an input takes at most about twice what it takes on a half; what takes the square takes four times as much.
 * Choose `size` so large that the square would be seconds.
 */
export async function expectLinear(size: number, work: (size: number) => void | Promise<unknown>): Promise<void> {
  const half = await leastTime(() => work(size / 2));
  const all = await leastTime(() => work(size));
  expect(all, `${all.toFixed(1)} ms for all, ${half.toFixed(1)} ms for a half`).toBeLessThan(3 * half + SLACK_MS);
}

/** Processor time of this thread alone, of the quickest of some runs. */
async function leastTime(work: () => void | Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.threadCpuUsage();
    await work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
