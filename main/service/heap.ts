/** How far the memory of the server grows. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Domains with mail that waits from which on the queue is a long one. With 1,000 the heap grew larger for 999 of them than for 10,000 (measured). */
const MANY = 100;
/** Percent above what is in use up to which the heap may grow before it is searched for what is not; 0 leaves it to V8. */
const GROWTH = { short: 0, long: 40 };
/**
 * How many times as large V8 makes the place of new objects when much of what is in it is still in use; 1 leaves it as it is.
 * It would end at 128 MB, and the rest of the heap may grow by as much before it is searched.
 */
const YOUNG_GROWTH = { free: 2, bounded: 1 };
/** Bytes that place may have with a long queue; more than that and it is left as it is. */
const YOUNG_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY = 500;

/** Keeps the place of new objects as small as it is at the start, until it is known how long the queue is. Call it before anything else. */
export function beginWithSmallHeap(): void {
  setFlagsFromString(`--semi-space-growth-factor=${YOUNG_GROWTH.bounded}`);
}

/**
 * Keeps the heap close to what is in use while there is a long queue. Left to itself V8 lets it grow to several times that:
 * with 10,000 messages on their way to 1,000 destinations it took 390 MB, where it takes 265 so (measured). At other times that
 * would cost those who send mail here a tenth of the processor's time. Not for Electron, whose flags can no longer be changed once it runs.
 * @returns the way to stop that
 */
export function keepHeapSmall(waitingDomains: () => number): () => void {
  let growth = GROWTH.short;
  let youngGrowth = YOUNG_GROWTH.bounded;
  const look = (): void => {
    const isLong = waitingDomains() >= MANY;
    const wanted = isLong ? GROWTH.long : GROWTH.short;
    if (wanted !== growth) setFlagsFromString(`--heap-growing-percent=${wanted}`);
    growth = wanted;
    const wantedYoung = isLong && youngBytes() >= YOUNG_BYTES ? YOUNG_GROWTH.bounded : YOUNG_GROWTH.free;
    if (wantedYoung !== youngGrowth) setFlagsFromString(`--semi-space-growth-factor=${wantedYoung}`);
    youngGrowth = wantedYoung;
  };
  const timer = setInterval(look, LOOK_EVERY).unref();
  return () => clearInterval(timer);
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
