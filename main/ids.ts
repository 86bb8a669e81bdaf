/** Names for sessions and messages: short enough to read out over the telephone, never used twice. */
import { randomBytes } from 'node:crypto';

let lastMillisecond = 0;
let withinMillisecond = 0;
/** Random bytes are drawn in blocks: a call to the generator for each id costs more than the rest of the id. */
let pool = Buffer.alloc(0);
let used = 0;

/** `length` characters of base 36, each from a random byte (the bias towards the first four letters does no harm here). */
function randomText(length: number): string {
  if (used + length > pool.length) {
    pool = randomBytes(4096);
    used = 0;
  }
  let text = '';
  for (let index = 0; index < length; index += 1) text += ((pool[used + index] ?? 0) % 36).toString(36);
  used += length;
  return text;
}

/** An id for a session: 12 characters. */
export function newSessionId(): string {
  return randomText(12);
}

/** A trace id for a message: grows with time, so that ids sort as the messages came; 18 characters. */
export function newTraceId(now: number): string {
  if (now > lastMillisecond) {
    lastMillisecond = now;
    withinMillisecond = 0;
  } else {
    withinMillisecond += 1;
  }
  return `${lastMillisecond.toString(36).padStart(9, '0')}${withinMillisecond.toString(36).padStart(3, '0')}${randomText(6)}`;
}
