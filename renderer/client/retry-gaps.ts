/** How long to wait before the next attempt to connect: soon at first, then with growing gaps, so that a restart is noticed at once and a dead server is left in peace. */
const FIRST_GAP_MS = 500;
const LONGEST_GAP_MS = 15_000;

/** @param attempt how many attempts have failed so far, from 1. @returns milliseconds. */
export function retryGap(attempt: number): number {
  return Math.min(FIRST_GAP_MS * 2 ** (attempt - 1), LONGEST_GAP_MS);
}
