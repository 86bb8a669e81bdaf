/**
 * Finds any number of texts in a stream in one pass, at a cost that hardly depends on their number.
 *
 * Of the stream every fourth place is looked at, and there four bytes (a gram) in one go. Each pattern is anchored at the seven
 * bytes of it that are rarest in mail and in the list (its window): wherever it stands, one of the four grams in its window
 * stands at such a place. A bitmap, the sieve, tells whether some pattern's gram may be this one: one multiplication and one load
 * for four characters, with nothing to wait for, where an Aho-Corasick automaton of 10,000 patterns waits for main memory at every
 * one. What passes the sieve, English words for the most part, is looked at as a window, in each of the four places where that
 * may begin: a second bitmap knows of all seven bytes, and hardly lets anything pass that is not there. Only then the automaton is
 * entered: a radix tree over what follows the anchors (its size grows with the number of patterns, not with their length), and
 * what precedes the anchor is compared backwards.
 *
 * Patterns of four to six bytes are anchored at one gram, which is looked for at every place; those of one to three are looked up by
 * themselves. Both cost time only where there are some.
 *
 * A list can be made, or happen to be, such that some text enters the tree nearly everywhere and goes a long way each time:
 * hundreds of runs of dashes in each other, against a line of dashes. What that may cost is bounded; a text that goes beyond is
 * searched by another automaton from there on, which takes the same time for all texts (linear-search.ts).
 *
 * All tables are flat arrays in shared memory: compiled in one thread, used in all, copied never.
 */
import { ENTRY_FIELDS, GRAM, NODE_FIELDS, SECOND_GRAM, WINDOW, type CompiledAutomaton, hashPair } from './automaton-tables.ts';
import { LinearSearch } from './linear-search.ts';
import { STRETCH, Sieve } from './sieve.ts';
import { ROOM, UNIT_BYTES, putUnit } from './text-bytes.ts';

/** Is told of each pattern that is found, once until `reset`. */
export type OnHit = (pattern: number) => void;

/** Bytes that are gathered before they are scanned: enough to make the work around a scan vanish, and still within the first-level cache. */
const BLOCK = 16_384;
/** Bytes behind the last that is written, so that a gram may begin at any of them. */
const MARGIN = 2 * GRAM;

/** Comparisons that a text may cost: some for each of its bytes, and some so that a short one may hold a few filters. Ordinary mail costs less than one for a byte. */
const WORK_PER_BYTE = 64;
const WORK_AT_LEAST = 4096;

/** Searches texts one after the other. Their bytes (text-bytes.ts) are put into `buffer` at `fill` after asking for `room`; `end` closes a text. */
export class Matcher {
  /** What of the text is at hand; grows never. */
  readonly buffer: Uint8Array;
  readonly view: DataView;
  /** Bytes in `buffer`. */
  fill = 0;
  /** Bytes of the text before `buffer`. */
  base = 0;
  /** Places up to here have been looked at, a number of whole grams. */
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
  readonly #sieve: Sieve;
  readonly #automaton: CompiledAutomaton;
  readonly #onHit: OnHit;
  /** Bytes that a place has to have behind it, and before it, for all that is anchored there. */
  readonly #ahead: number;
  readonly #before: number;

  constructor(automaton: CompiledAutomaton, onHit: OnHit) {
    this.#automaton = automaton;
    this.#onHit = onHit;
    this.#ahead = Math.max(automaton.longestTail, GRAM);
    // The window begins up to three bytes before the place.
    this.#before = automaton.longestHead + SECOND_GRAM;
    this.buffer = new Uint8Array(Math.ceil((this.#before + this.#ahead) / GRAM) * GRAM + BLOCK + MARGIN);
    this.view = new DataView(this.buffer.buffer);
    this.#sieve = new Sieve(automaton, this.view);
  }

  /** Makes sure that several units fit into `buffer` behind `fill`, and returns how many bytes do. */
  room(): number {
    if (this.#room < ROOM) this.#advance();
    return this.#room;
  }

  get #room(): number {
    return this.buffer.length - MARGIN - this.fill;
  }

  /** Takes units that are in normal form. */
  feed(units: ArrayLike<number>): void {
    for (let taken = 0; taken < units.length; ) {
      const end = Math.min(units.length, taken + Math.floor(this.room() / UNIT_BYTES));
      let fill = this.fill;
      for (; taken < end; taken += 1) fill = putUnit(this.buffer, fill, units[taken] as number);
      this.fill = fill;
    }
  }

  /** The text is at its end; the next byte begins another. */
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
    // Clearing a set makes a new table, be it empty or not.
    if (this.#done.size > 0) this.#done.clear();
    this.#linear?.forget();
  }

  /** Scans what is followed by enough text, and drops what no match can reach back to. */
  #advance(): void {
    this.#scan(wholeGrams(this.fill - this.#ahead + 1));
    const dropped = wholeGrams(this.#scanned - this.#before);
    if (dropped <= 0) return;
    this.buffer.copyWithin(0, dropped, this.fill);
    this.fill -= dropped;
    this.base += dropped;
    this.#scanned -= dropped;
  }

  /** Reports the matches whose anchor is found before `limit`. */
  #scan(limit: number): void {
    if (this.#isLinear) {
      this.#scanLinear(this.#scanned);
      return;
    }
    if (this.#automaton.size > 0 && limit > this.#scanned) {
      this.#allowed = WORK_AT_LEAST + WORK_PER_BYTE * (this.base + this.fill);
      this.#scanAll(this.#scanned, limit);
      if (this.#isTooDear) {
        this.#isLinear = true;
        // Whatever is anchored in what was scanned before has been told. What is anchored later begins at most `#before` bytes
        // before there, and `#advance` has left no less than these at the front of `buffer`: all of it is searched.
        this.#scanLinear(0);
        return;
      }
    }
    this.#scanned = Math.max(this.#scanned, limit);
  }

  #scanAll(from: number, limit: number): void {
    const { shortFirst, sieve, grams } = this.#automaton;
    if (shortFirst.length > 0) this.#scanShort(from, limit);
    // A gram that does not fit into the text is not in it.
    const last = Math.min(limit, this.fill - GRAM + 1);
    if (grams.bits.length > 0) this.#siftGrams(from, last);
    if (sieve.bits.length > 0) this.#sift(from, last);
  }

  #scanLinear(from: number): void {
    this.#linear ??= new LinearSearch(this.#automaton, (pattern) => this.#tell(pattern));
    this.#linear.search(this.buffer, from, this.fill);
    this.#scanned = this.fill;
  }

  get #isTooDear(): boolean {
    return this.#spent > this.#allowed;
  }

  /** Enters the trees of the patterns of at least a window. */
  #sift(from: number, limit: number): void {
    const { view } = this;
    const { starts } = this.#sieve;
    for (let begin = from; begin < limit; begin += STRETCH) {
      const count = this.#sieve.windows(begin, Math.min(limit, begin + STRETCH));
      for (let index = 0; index < count; index += 1) {
        const start = starts[index] as number;
        this.#enter(start, WINDOW, view.getInt32(start, true), view.getInt32(start + SECOND_GRAM, true));
      }
    }
  }

  /** Enters those of the patterns that are too short for one. */
  #siftGrams(from: number, limit: number): void {
    const { view } = this;
    const { starts } = this.#sieve;
    for (let begin = from; begin < limit; begin += STRETCH) {
      const count = this.#sieve.grams(begin, Math.min(limit, begin + STRETCH));
      for (let index = 0; index < count; index += 1) {
        const start = starts[index] as number;
        this.#enter(start, GRAM, view.getInt32(start, true), 0);
      }
    }
  }

  /** Follows the tree from an anchor of `width` bytes that begins at `start`, as long as that is not too dear. */
  #enter(start: number, width: number, front: number, back: number): void {
    const { nodes, bytes, order } = this.#automaton;
    const { buffer, fill } = this;
    let position = start + width;
    if (position > fill || this.#isTooDear) return;
    let node = this.#nodeOf(front, back);
    while (node >= 0 && !this.#isTooDear) {
      const field = node * NODE_FIELDS;
      const label = nodes[field] as number;
      const length = nodes[field + 1] as number;
      if (position + length > fill) return;
      let same = 0;
      while (same < length && bytes[label + same] === buffer[position + same]) same += 1;
      this.#spent += same + 1;
      if (same < length) return;
      position += length;
      const first = nodes[field + 4] as number;
      const count = nodes[field + 5] as number;
      for (let index = first; index < first + count && !this.#isTooDear; index += 1) this.#compareHead(order[index] as number, start);
      if (position >= fill) return;
      node = this.#child(nodes[field + 2] as number, nodes[field + 3] as number, buffer[position] as number);
    }
  }

  #nodeOf(front: number, back: number): number {
    const { buckets, entries } = this.#automaton.anchors;
    const bucket = hashPair(front, back) & (buckets.length - 2);
    const end = (buckets[bucket + 1] as number) * ENTRY_FIELDS;
    for (let field = (buckets[bucket] as number) * ENTRY_FIELDS; field < end; field += ENTRY_FIELDS) {
      this.#spent += 1;
      if (entries[field] === front && entries[field + 1] === back) return entries[field + 2] as number;
    }
    return -1;
  }

  /** The child whose label begins with `byte`: they are in order of it. -1 if there is none. */
  #child(first: number, count: number, byte: number): number {
    const { nodes, bytes } = this.#automaton;
    let low = first;
    let high = first + count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = bytes[nodes[middle * NODE_FIELDS] as number] as number;
      if (at === byte) return middle;
      if (at < byte) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #compareHead(pattern: number, anchor: number): void {
    const { heads, starts, bytes } = this.#automaton;
    const head = heads[pattern] as number;
    const start = anchor - head;
    this.#spent += 1;
    if (start < 0 || this.#done.has(pattern)) return;
    const first = starts[pattern] as number;
    let differs = head;
    while (differs > 0 && bytes[first + differs - 1] === this.buffer[start + differs - 1]) differs -= 1;
    this.#spent += head - differs;
    if (differs === 0) this.#tell(pattern);
  }

  #scanShort(from: number, limit: number): void {
    const { starts } = this.#sieve;
    for (let begin = from; begin < limit; begin += STRETCH) {
      const count = this.#sieve.shorts(begin, Math.min(limit, begin + STRETCH));
      for (let index = 0; index < count && !this.#isTooDear; index += 1) this.#lookUpShorts(starts[index] as number);
    }
  }

  /** Looks up what begins at `start`, in each length that a pattern has which begins with its first byte. */
  #lookUpShorts(start: number): void {
    const { buffer, fill } = this;
    const lengths = this.#automaton.shortFirst[buffer[start] as number] as number;
    let key = 0;
    for (let length = 1; length < GRAM && start + length <= fill; length += 1) {
      key |= (buffer[start + length - 1] as number) << (8 * length - 8);
      if ((lengths & (1 << length)) !== 0) this.#lookUpShort(key);
    }
  }

  #lookUpShort(key: number): void {
    const { buckets, entries } = this.#automaton.shorts;
    const bucket = hashPair(key, 0) & (buckets.length - 2);
    const end = (buckets[bucket + 1] as number) * ENTRY_FIELDS;
    // Twins are in one bucket, however many there are.
    for (let field = (buckets[bucket] as number) * ENTRY_FIELDS; field < end && !this.#isTooDear; field += ENTRY_FIELDS) {
      this.#spent += 1;
      if (entries[field] === key) this.#tell(entries[field + 2] as number);
    }
  }

  #tell(pattern: number): void {
    if (this.#done.has(pattern)) return;
    this.#done.add(pattern);
    this.#onHit(pattern);
  }
}

/** The number less what is no whole gram. */
function wholeGrams(bytes: number): number {
  return bytes - (bytes % GRAM);
}
