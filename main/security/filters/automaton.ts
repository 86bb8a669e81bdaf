/**
 * Finds any number of texts in a stream in one pass, at a cost that hardly depends on their number.
 *
 * Each pattern is anchored at the four units of it that are rarest in mail and in the list (its gram). Scanning, a bitmap
 * tells for every position whether some pattern's gram may stand there: one multiplication and one load from a table that
 * fits into the first-level cache, with nothing to wait for, where an Aho-Corasick automaton of 10,000 patterns waits for
 * main memory at every character. Only where the bit is set is the automaton entered: a radix tree over what follows the
 * anchors (its size grows with the number of patterns, not with their length), and then what precedes the anchor is compared
 * backwards. Patterns of one to three units have no gram; they are looked up by themselves, and cost time only where
 * there are some.
 *
 * A list can be made, or happen to be, such that some text enters the tree nearly everywhere and goes a long way each time:
 * hundreds of runs of dashes in each other, against a line of dashes. What that may cost is bounded; a text that goes beyond is
 * searched by another automaton from there on, which takes the same time for all texts (linear-search.ts).
 *
 * All tables are flat arrays in shared memory: compiled in one thread, used in all, copied never.
 */
import { GRAM, GRAM_FIELDS, HASH, NODE_FIELDS, SHORT_FIELDS, gramAt, hashPair, type CompiledAutomaton } from './automaton-tables.ts';
import { LinearSearch } from './linear-search.ts';

/** Is told of each pattern that is found, once until `reset`. */
export type OnHit = (pattern: number) => void;

/** Units that are gathered before they are scanned: enough to make the work around a scan vanish, and still within the second-level cache. */
const BLOCK = 16_384;

/** Comparisons that a text may cost: some for each of its units, and some so that a short one may hold a few filters. Ordinary mail costs less than one for a unit. */
const WORK_PER_UNIT = 64;
const WORK_AT_LEAST = 4096;

/** Searches texts one after the other. Units are put into `buffer` at `fill` after asking for `room`; `end` closes a text. */
export class Matcher {
  /** What of the text is at hand; grows never. */
  readonly buffer: Uint16Array;
  /** Units in `buffer`. */
  fill = 0;
  /** Units of the text before `buffer`. */
  base = 0;
  /** Start positions up to here are done. */
  #scanned = 0;
  /** Patterns that have been told. */
  readonly #done = new Set<number>();
  /** Comparisons that the text at hand has cost, and may cost. */
  #spent = 0;
  #allowed = 0;
  /** It has cost too much, and is searched the other way. */
  #isLinear = false;
  /** Undefined until it is needed. */
  #linear: LinearSearch | undefined;
  readonly #automaton: CompiledAutomaton;
  readonly #onHit: OnHit;
  readonly #ahead: number;

  constructor(automaton: CompiledAutomaton, onHit: OnHit) {
    this.#automaton = automaton;
    this.#onHit = onHit;
    this.#ahead = Math.max(automaton.longestTail, GRAM);
    this.buffer = new Uint16Array(automaton.longestHead + this.#ahead + BLOCK);
  }

  /** Makes sure that at least one unit fits into `buffer` behind `fill`, and returns how many do. */
  room(): number {
    if (this.fill === this.buffer.length) this.#advance();
    return this.buffer.length - this.fill;
  }

  /** Takes units that are in normal form. */
  feed(units: ArrayLike<number>): void {
    for (let taken = 0; taken < units.length; ) {
      const count = Math.min(this.room(), units.length - taken);
      for (let index = 0; index < count; index += 1) this.buffer[this.fill + index] = units[taken + index] as number;
      this.fill += count;
      taken += count;
    }
  }

  /** The text is at its end; the next unit begins another. */
  end(): void {
    this.#scan(this.fill);
    this.fill = 0;
    this.base = 0;
    this.#scanned = 0;
    this.#spent = 0;
    this.#isLinear = false;
    this.#linear?.restart();
  }

  /** Forgets which patterns have been told. */
  reset(): void {
    this.#done.clear();
    this.#linear?.forget();
  }

  /** Scans what is followed by enough text, and drops what no match can reach back to. */
  #advance(): void {
    this.#scan(this.fill - this.#ahead + 1);
    const dropped = this.#scanned - this.#automaton.longestHead;
    if (dropped <= 0) return;
    this.buffer.copyWithin(0, dropped, this.fill);
    this.fill -= dropped;
    this.base += dropped;
    this.#scanned -= dropped;
  }

  /** Reports the matches whose anchor begins before `limit`. */
  #scan(limit: number): void {
    if (this.#isLinear) {
      this.#scanLinear(this.#scanned);
      return;
    }
    const { size, shortFirst } = this.#automaton;
    if (size > 0 && limit > this.#scanned) {
      this.#allowed = WORK_AT_LEAST + WORK_PER_UNIT * (this.base + this.fill);
      if (shortFirst.length > 0) this.#scanShort(limit);
      this.#scanGrams(Math.min(limit, this.fill - GRAM + 1));
      if (this.#isTooDear) {
        this.#isLinear = true;
        // Whatever is anchored in what was scanned before has been told. What is anchored later begins at most `longestHead` units
        // before there, and `#advance` has left no more than these at the front of `buffer`: all of it is searched.
        this.#scanLinear(0);
        return;
      }
    }
    this.#scanned = Math.max(this.#scanned, limit);
  }

  #scanLinear(from: number): void {
    this.#linear ??= new LinearSearch(this.#automaton, (pattern) => this.#tell(pattern));
    this.#linear.search(this.buffer, from, this.fill);
    this.#scanned = this.fill;
  }

  get #isTooDear(): boolean {
    return this.#spent > this.#allowed;
  }

  #scanGrams(limit: number): void {
    const { bitmap, bitmapShift } = this.#automaton;
    const buffer = this.buffer;
    let last = this.#scanned;
    if (last >= limit) return;
    let gram = 0;
    for (let index = last; index < last + GRAM - 1; index += 1) gram = (gram << 8) | ((buffer[index] as number) & 0xff);
    // Four positions at a time: nearly always none of them is of interest, and that takes one branch to tell.
    for (; last < limit - 3; last += 4) {
      const one = (gram << 8) | ((buffer[last + GRAM - 1] as number) & 0xff);
      const two = (one << 8) | ((buffer[last + GRAM] as number) & 0xff);
      const three = (two << 8) | ((buffer[last + GRAM + 1] as number) & 0xff);
      gram = (three << 8) | ((buffer[last + GRAM + 2] as number) & 0xff);
      const some = bitOf(one, bitmap, bitmapShift) | bitOf(two, bitmap, bitmapShift) | bitOf(three, bitmap, bitmapShift) | bitOf(gram, bitmap, bitmapShift);
      if ((some & 1) !== 0) this.#enterAmong(last, last + 4);
    }
    this.#enterAmong(last, limit);
  }

  /** Enters the tree wherever the bitmap says so. */
  #enterAmong(from: number, limit: number): void {
    const { bitmap, bitmapShift } = this.#automaton;
    for (let start = from; start < limit; start += 1) {
      if ((bitOf(gramAt(this.buffer, start), bitmap, bitmapShift) & 1) !== 0) this.#enter(start);
    }
  }

  /** Follows the tree from a gram that begins at `start`, as long as that is not too dear. */
  #enter(start: number): void {
    const { nodes, units } = this.#automaton;
    const { buffer, fill } = this;
    let position = start + GRAM;
    let node = this.#nodeOf(start);
    while (node >= 0 && !this.#isTooDear) {
      const field = node * NODE_FIELDS;
      const label = nodes[field] as number;
      const length = nodes[field + 1] as number;
      if (position + length > fill) return;
      let same = 0;
      while (same < length && units[label + same] === buffer[position + same]) same += 1;
      this.#spent += same + 1;
      if (same < length) return;
      position += length;
      const first = nodes[field + 4] as number;
      const count = nodes[field + 5] as number;
      for (let index = first; index < first + count && !this.#isTooDear; index += 1) this.#compareHead(this.#automaton.order[index] as number, start);
      if (position >= fill) return;
      node = this.#child(nodes[field + 2] as number, nodes[field + 3] as number, buffer[position] as number);
    }
  }

  #nodeOf(start: number): number {
    const { grams } = this.#automaton;
    const { buffer } = this;
    const front = ((buffer[start] as number) << 16) | (buffer[start + 1] as number);
    const back = ((buffer[start + 2] as number) << 16) | (buffer[start + 3] as number);
    const mask = grams.length / GRAM_FIELDS - 1;
    for (let slot = hashPair(front, back) & mask; ; slot = (slot + 1) & mask) {
      const field = slot * GRAM_FIELDS;
      const node = grams[field + 2] as number;
      if (node < 0 || (grams[field] === front && grams[field + 1] === back)) return node;
    }
  }

  /** The child whose label begins with `unit`: they are in order of it. -1 if there is none. */
  #child(first: number, count: number, unit: number): number {
    const { nodes, units } = this.#automaton;
    let low = first;
    let high = first + count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = units[nodes[middle * NODE_FIELDS] as number] as number;
      if (at === unit) return middle;
      if (at < unit) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #compareHead(pattern: number, anchor: number): void {
    const { heads, starts, units } = this.#automaton;
    const head = heads[pattern] as number;
    const start = anchor - head;
    this.#spent += 1;
    if (start < 0 || this.#done.has(pattern)) return;
    const first = starts[pattern] as number;
    let differs = head;
    while (differs > 0 && units[first + differs - 1] === this.buffer[start + differs - 1]) differs -= 1;
    this.#spent += head - differs;
    if (differs === 0) this.#tell(pattern);
  }

  #scanShort(limit: number): void {
    const { shortFirst } = this.#automaton;
    for (let start = this.#scanned; start < limit && !this.#isTooDear; start += 1) {
      const lengths = shortFirst[this.buffer[start] as number] as number;
      if (lengths === 0) continue;
      for (let length = 1; length < GRAM && start + length <= this.fill; length += 1) {
        if ((lengths & (1 << length)) !== 0) this.#lookUpShort(start, length);
      }
    }
  }

  #lookUpShort(start: number, length: number): void {
    const { shorts } = this.#automaton;
    const { buffer } = this;
    const front = ((buffer[start] as number) << 16) | (length > 1 ? (buffer[start + 1] as number) : 0);
    const back = ((length > 2 ? (buffer[start + 2] as number) : 0) << 2) | length;
    const mask = shorts.length / SHORT_FIELDS - 1;
    for (let slot = hashPair(front, back) & mask; ; slot = (slot + 1) & mask) {
      const field = slot * SHORT_FIELDS;
      const pattern = shorts[field + 2] as number;
      // Twins follow each other here, however many there are.
      if (pattern < 0 || this.#isTooDear) return;
      this.#spent += 1;
      if (shorts[field] === front && shorts[field + 1] === back) this.#tell(pattern);
    }
  }

  #tell(pattern: number): void {
    if (this.#done.has(pattern)) return;
    this.#done.add(pattern);
    this.#onHit(pattern);
  }
}

/** The lowest bit tells whether some pattern's gram may be this one. */
function bitOf(gram: number, bitmap: Int32Array, bitmapShift: number): number {
  const bit = Math.imul(gram, HASH) >>> bitmapShift;
  // A shift takes its count modulo 32.
  return (bitmap[bit >>> 5] as number) >>> bit;
}
