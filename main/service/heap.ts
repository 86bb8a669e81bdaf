/** How far the memory of the server grows. */
import { setFlagsFromString } from 'node:v8';

/** Domains with mail that waits from which on the queue is a long one. */
const MANY = 1000;
/** Percent above what is in use up to which the heap may grow before it is searched for what is not; 0 leaves it to V8. */
const GROWTH = { short: 0, long: 40 };
const LOOK_EVERY = 10_000;

/**
 * Keeps the heap close to what is in use while there is a long queue. Left to itself V8 lets it grow to several times that:
 * with 100,000 messages on their way to 10,000 destinations 60 MB were in use and 290 MB taken (measured). At other times that
 * would cost those who send mail here a tenth of the processor's time. Not for Electron, whose flags can no longer be changed once it runs.
 * @returns the way to stop that
 */
export function keepHeapSmall(waitingDomains: () => number): () => void {
  let growth = GROWTH.short;
  const timer = setInterval(() => {
    const wanted = waitingDomains() >= MANY ? GROWTH.long : GROWTH.short;
    if (wanted !== growth) setFlagsFromString(`--heap-growing-percent=${wanted}`);
    growth = wanted;
  }, LOOK_EVERY).unref();
  return () => clearInterval(timer);
}
