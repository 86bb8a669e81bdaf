/**
 * Chooses where each pattern is anchored: at the window, or where it is too short for one at the gram, that costs least. It
 * should be rare in mail, since each one like it there costs a look, and rare in the list, since that many patterns are then
 * compared. It only steers speed, never what matches.
 */
import { GRAM, SECOND_GRAM, WINDOW, gramAt, windowHash } from './automaton-tables.ts';
import { pairCommonness } from './gram-rarity.ts';
import { powerOfTwo } from './hash-table.ts';
import type { PatternBytes } from './pattern-bytes.ts';

/** Bits of the table at most in which the windows of the list are counted; what collides only makes a worse choice. */
const MOST_COUNT_BITS = 20;

/** How often each window, or gram of a pattern that is too short for one, occurs in the list. */
class Counts {
  readonly #counts: Uint32Array;
  /** By place of the patterns: where what begins there is counted. */
  readonly #slots: Uint32Array;

  constructor({ bytes, starts }: PatternBytes) {
    const bits = Math.min(MOST_COUNT_BITS, Math.log2(powerOfTwo(bytes.length)) + 1);
    this.#counts = new Uint32Array(2 ** bits);
    this.#slots = new Uint32Array(bytes.length);
    for (let pattern = 0; pattern + 1 < starts.length; pattern += 1) {
      const first = starts[pattern] as number;
      const end = starts[pattern + 1] as number;
      const isWide = end - first >= WINDOW;
      const last = end - (isWide ? WINDOW : GRAM);
      let front = gramAt(bytes, first);
      let back = isWide ? gramAt(bytes, first + SECOND_GRAM) : 0;
      for (let at = first; at <= last; at += 1) {
        this.#count(at, windowHash(front, back) >>> (32 - bits));
        front = (front >>> 8) | ((bytes[at + GRAM] as number) << 24);
        if (isWide) back = (back >>> 8) | ((bytes[at + WINDOW] as number) << 24);
      }
    }
  }

  #count(at: number, slot: number): void {
    this.#slots[at] = slot;
    this.#counts[slot] = (this.#counts[slot] as number) + 1;
  }

  /** How common that is which begins at a place: a logarithm to base 2. */
  commonness(at: number): number {
    return 32 - Math.clz32(this.#counts[this.#slots[at] as number] as number);
  }
}

/** @returns by pattern the bytes before its anchor */
export function chooseAnchors(patterns: PatternBytes): Uint32Array {
  const { starts } = patterns;
  const counts = new Counts(patterns);
  const heads = new Uint32Array(new SharedArrayBuffer((starts.length - 1) * 4));
  for (let pattern = 0; pattern < heads.length; pattern += 1) heads[pattern] = bestHead(patterns, pattern, counts);
  return heads;
}

function bestHead({ bytes, starts }: PatternBytes, pattern: number, counts: Counts): number {
  const first = starts[pattern] as number;
  const end = starts[pattern + 1] as number;
  const width = end - first < WINDOW ? GRAM : WINDOW;
  // How common they are in mail, as logarithms to base 2: the pairs of the gram at hand, and the grams of the window that ends with it.
  let pair = pairCommonness(bytes[first] as number, bytes[first + 1] as number);
  let next = pairCommonness(bytes[first + 1] as number, bytes[first + 2] as number);
  let one = 0;
  let two = 0;
  let three = 0;
  let best = Number.MAX_SAFE_INTEGER;
  let head = 0;
  for (let at = first; at <= end - GRAM; at += 1) {
    const last = pairCommonness(bytes[at + 2] as number, bytes[at + 3] as number);
    const four = pair + next + last;
    const begin = at + GRAM - width;
    if (begin >= first) {
      // Of the four grams of a window, the most common one costs most. In eighths, to remain with whole numbers.
      const inMail = width === WINDOW ? 8 * Math.max(one, two, three, four) + one + two + three + four : 8 * four;
      const cost = inMail + 16 * counts.commonness(begin);
      if (cost < best) {
        best = cost;
        head = begin - first;
      }
    }
    pair = next;
    next = last;
    one = two;
    two = three;
    three = four;
  }
  return head;
}
