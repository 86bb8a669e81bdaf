/**
 * The search that no text and no list can make slow: an Aho-Corasick automaton, which takes each byte of the text once
 * whatever the patterns have in common with it and each other. In ordinary mail it is many times slower than automaton.ts,
 * which therefore comes here only with texts that are made to cost it much. Its tables are made when they are first needed,
 * in the thread that needs them.
 */
import type { CompiledAutomaton } from './automaton-tables.ts';
import { type Stretch, compareBytes } from './compare-bytes.ts';

/** The tables by the automaton whose patterns they are of. */
const made = new WeakMap<CompiledAutomaton, Tables>();

/** One text after the other, piece by piece. */
export class LinearSearch {
  readonly #tables: Tables;
  readonly #tell: (pattern: number) => void;
  /** The longest beginning of a pattern that the text, as far as it was seen, ends with. */
  #state = 0;
  /**
   * States whose patterns were told. Wherever one stands, all that its pattern ends with stand, too: they were told along
   * with it, and so the way through them, which is as long as the list where patterns are nested, is gone once.
   */
  readonly #told = new Set<number>();

  constructor(automaton: CompiledAutomaton, tell: (pattern: number) => void) {
    this.#tables = made.get(automaton) ?? new Tables(automaton);
    made.set(automaton, this.#tables);
    this.#tell = tell;
  }

  /** Goes on with the text. */
  search(buffer: Uint8Array, from: number, to: number): void {
    const tables = this.#tables;
    let state = this.#state;
    for (let index = from; index < to; index += 1) {
      state = tables.after(state, buffer[index] as number);
      for (let ended = tables.ended(state); ended > 0 && !this.#told.has(ended); ended = tables.endedWithin(ended)) {
        this.#told.add(ended);
        for (const pattern of tables.patterns(ended)) this.#tell(pattern);
      }
    }
    this.#state = state;
  }

  /** The next byte begins another text. */
  restart(): void {
    this.#state = 0;
  }

  /** Forgets which patterns have been told. */
  forget(): void {
    this.#told.clear();
  }
}

/** The states: one for each beginning of a pattern, 0 for none, by length; those that go on from one state are neighbours, in order of their last byte. */
class Tables {
  readonly #lasts: Uint8Array;
  /** The first state that goes on from this one; the next state's is the end of them. */
  readonly #firsts: Int32Array;
  /** The longest beginning of a pattern that this one ends with. */
  readonly #fails: Int32Array;
  /** The longest pattern that this beginning is, or ends with. */
  readonly #ended: Int32Array;
  /** The place in the order of the first pattern that is this very beginning. */
  readonly #places: Int32Array;
  /** The patterns in order, and by place whether one is the same as the one before. */
  readonly #order: Uint32Array;
  readonly #twins: Uint8Array;

  constructor({ size, bytes, starts }: CompiledAutomaton) {
    const stretch = (pattern: number): Stretch => ({ at: starts[pattern] as number, end: starts[pattern + 1] as number });
    this.#order = Uint32Array.from({ length: size }, (_, pattern) => pattern).sort((one, other) => compareBytes(bytes, stretch(one), stretch(other)));
    this.#twins = new Uint8Array(size);
    const count = 1 + this.#countNew(bytes, starts);
    this.#lasts = new Uint8Array(count);
    this.#firsts = new Int32Array(count + 1);
    this.#fails = new Int32Array(count);
    this.#ended = new Int32Array(count);
    this.#places = new Int32Array(count).fill(-1);
    this.#make(count, bytes, starts);
  }

  /** How many beginnings there are that are not of the pattern before, too. */
  #countNew(bytes: Uint8Array, starts: Uint32Array): number {
    let count = 0;
    let [before, lengthBefore] = [0, 0];
    for (const [place, pattern] of this.#order.entries()) {
      const first = starts[pattern] as number;
      const length = (starts[pattern + 1] as number) - first;
      let common = 0;
      while (common < length && common < lengthBefore && bytes[before + common] === bytes[first + common]) common += 1;
      count += length - common;
      // In this order a pattern that has nothing new is the one before.
      this.#twins[place] = common === length ? 1 : 0;
      [before, lengthBefore] = [first, length];
    }
    return count;
  }

  /** Makes the states, the shorter ones first: what a state fails to is then complete. */
  #make(count: number, bytes: Uint8Array, starts: Uint32Array): void {
    // By state: the places of the patterns that begin so.
    const [froms, tos] = [new Int32Array(count), new Int32Array(count)];
    tos[0] = this.#order.length;
    let [depth, levelEnd, next] = [0, 1, 1];
    const endOf = (place: number): boolean =>
      (starts[(this.#order[place] as number) + 1] as number) - (starts[this.#order[place] as number] as number) === depth;
    const byteOf = (place: number): number => bytes[(starts[this.#order[place] as number] as number) + depth] as number;
    for (let state = 0; state < count; state += 1) {
      if (state === levelEnd) {
        depth += 1;
        levelEnd = next;
      }
      this.#firsts[state] = next;
      let place = froms[state] as number;
      const to = tos[state] as number;
      const fail = this.#fails[state] as number;
      if (place < to && endOf(place)) this.#places[state] = place;
      this.#ended[state] = this.#places[state] === -1 ? (this.#ended[fail] as number) : state;
      while (place < to && endOf(place)) place += 1;
      while (place < to) {
        const byte = byteOf(place);
        froms[next] = place;
        while (place < to && byteOf(place) === byte) place += 1;
        tos[next] = place;
        this.#lasts[next] = byte;
        this.#fails[next] = state === 0 ? 0 : this.after(fail, byte);
        next += 1;
      }
    }
    this.#firsts[count] = count;
  }

  /** The state after one more byte. */
  after(state: number, byte: number): number {
    for (let from = state; ; from = this.#fails[from] as number) {
      const child = this.#child(from, byte);
      if (child > 0 || from === 0) return child;
    }
  }

  /** The state that goes on from one with this byte; 0 if there is none. */
  #child(state: number, byte: number): number {
    let low = this.#firsts[state] as number;
    let high = (this.#firsts[state + 1] as number) - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const last = this.#lasts[middle] as number;
      if (last === byte) return middle;
      if (last < byte) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  /** The state of the longest pattern that ends here; 0 if none does. */
  ended(state: number): number {
    return this.#ended[state] as number;
  }

  /** The state of the longest pattern that the one of this state ends with; 0 if there is none. */
  endedWithin(state: number): number {
    return this.#ended[this.#fails[state] as number] as number;
  }

  /** The patterns that are this very beginning. */
  *patterns(state: number): Generator<number> {
    let place = this.#places[state] as number;
    do {
      yield this.#order[place] as number;
      place += 1;
    } while (this.#twins[place] === 1);
  }
}
