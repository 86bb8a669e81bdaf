/**
 * Chooses where each pattern is anchored: at the window, or where it is too short for one at the gram, that costs least. It
 * should be rare in mail, since each one like it there costs a look, and rare in the list, since that many patterns are then
 * compared. It only steers speed, never what matches.
 */
import { GRAM, HASH, SECOND_GRAM, WINDOW, gramAt, windowHash } from './automaton-tables.ts';
import type { PatternBytes } from './pattern-bytes.ts';
import { pairCommonness } from './gram-rarity.ts';
import { powerOfTwo } from './hash-table.ts';

/** Bits of the table at most in which the windows of the list are counted; what collides only makes a worse choice. */
const MOST_COUNT_BITS = 20;

/** How often each window, or gram, occurs in the list. */
class Counts {
  readonly #counts: Uint32Array;
  readonly #shift: number;
  readonly #bytes: Uint8Array;

  constructor({ bytes, starts }: PatternBytes) {
    this.#bytes = bytes;
    const bits = Math.min(MOST_COUNT_BITS, Math.log2(powerOfTwo(bytes.length)) + 1);
    this.#counts = new Uint32Array(2 ** bits);
    this.#shift = 32 - bits;
    for (let pattern = 0; pattern + 1 < starts.length; pattern += 1) {
      const first = starts[pattern] as number;
      const length = (starts[pattern + 1] as number) - first;
      const width = length < WINDOW ? GRAM : WINDOW;
      for (let at = first; at <= first + length - width; at += 1) {
        const slot = this.#slot(at, width);
        this.#counts[slot] = (this.#counts[slot] as number) + 1;
      }
    }
  }

  #slot(at: number, width: number): number {
    const front = gramAt(this.#bytes, at);
    const hash = width === WINDOW ? windowHash(front, gramAt(this.#bytes, at + SECOND_GRAM)) : Math.imul(front, HASH);
    return hash >>> this.#shift;
  }

  /** A logarithm to base 2. */
  commonness(at: number, width: number): number {
    return 32 - Math.clz32(this.#counts[this.#slot(at, width)] as number);
  }
}

/** How common a gram is in mail: a logarithm to base 2. */
function gramCommonness(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number];
  return pairCommonness(a, b) + pairCommonness(b, c) + pairCommonness(c, d);
}

/** @returns by pattern the bytes before its anchor */
export function chooseAnchors(patterns: PatternBytes): Uint32Array {
  const { bytes, starts } = patterns;
  const counts = new Counts(patterns);
  const heads = new Uint32Array(new SharedArrayBuffer((starts.length - 1) * 4));
  for (let pattern = 0; pattern < heads.length; pattern += 1) {
    const first = starts[pattern] as number;
    const length = (starts[pattern + 1] as number) - first;
    const width = length < WINDOW ? GRAM : WINDOW;
    // The grams of the window at hand, the last one last.
    let [one, two, three] = [0, 0, 0];
    let best = Number.POSITIVE_INFINITY;
    for (let at = first; at <= first + length - GRAM; at += 1) {
      const four = gramCommonness(bytes, at);
      const begin = at + GRAM - width;
      if (begin >= first) {
        const inMail = width === WINDOW ? Math.max(one, two, three, four) + (one + two + three + four) / 8 : four;
        const cost = inMail + 2 * counts.commonness(begin, width);
        if (cost < best) {
          best = cost;
          heads[pattern] = begin - first;
        }
      }
      [one, two, three] = [two, three, four];
    }
  }
  return heads;
}
