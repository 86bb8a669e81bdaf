/** A stretch of bytes, from `at` up to `end`. */
export interface Stretch {
  readonly at: number;
  readonly end: number;
}

/** The order of two stretches, as of words in a dictionary: the shorter of two with the same beginning is first. */
export function compareBytes(bytes: Uint8Array, one: Stretch, other: Stretch): number {
  let [a, b] = [one.at, other.at];
  while (a < one.end && b < other.end) {
    const difference = (bytes[a] as number) - (bytes[b] as number);
    if (difference !== 0) return difference;
    a += 1;
    b += 1;
  }
  return one.end - a - (other.end - b);
}
