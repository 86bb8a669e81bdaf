/** The bytes of all patterns of a list, one behind the other, and where each begins. */
import { UNIT_BYTES, putUnit } from './text-bytes.ts';

/** Patterns one behind the other; where each begins, and the last one ends. */
export interface PatternBytes {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

/** @throws RangeError for an empty pattern. */
export function patternBytes(patterns: readonly string[]): PatternBytes {
  const starts = new Uint32Array(new SharedArrayBuffer((patterns.length + 1) * 4));
  const room = new Uint8Array(patterns.reduce((sum, { length }) => sum + length, 0) * UNIT_BYTES);
  let at = 0;
  for (const [index, pattern] of patterns.entries()) {
    if (pattern === '') throw new RangeError(`pattern ${index} is empty`);
    starts[index] = at;
    for (let unit = 0; unit < pattern.length; unit += 1) at = putUnit(room, at, pattern.charCodeAt(unit));
  }
  starts[patterns.length] = at;
  const bytes = new Uint8Array(new SharedArrayBuffer(at));
  bytes.set(room.subarray(0, at));
  return { bytes, starts };
}
