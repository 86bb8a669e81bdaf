/**
 * When to try again: soon after the first failures, which are often a restart or greylisting at the other end, then
 * ever more rarely (RFC 5321 section 4.5.4.1 asks for at least 30 minutes in the long run).
 */
const GAPS_MINUTES = [1, 5, 15, 30, 60] as const;
const MINUTE = 60_000;

/** @param attempts failed attempts so far, this one included @returns milliseconds until the next one */
export function retryGap(attempts: number): number {
  const index = Math.min(Math.max(attempts, 1), GAPS_MINUTES.length) - 1;
  return (GAPS_MINUTES[index] ?? 60) * MINUTE;
}
