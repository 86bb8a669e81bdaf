/**
 * Tells where in a text some pattern may be anchored (automaton.ts), by the bitmaps of the list. Wherever something is found it is
 * written down, and whatever else is looked at is written over by the next: the loops have no branch, of which one in ten
 * would be guessed wrong by the processor in ordinary mail, at a cost of more than all the rest.
 */
import { GRAM, HASH, SECOND_GRAM, type CompiledAutomaton, windowHash } from './automaton-tables.ts';

/** Bytes that are looked at in one go. */
export const STRETCH = 1024;

export class Sieve {
  /** Where anchors may begin. One more is written than counts, as in `#places`. */
  readonly starts = new Int32Array(STRETCH + 1);
  /** Where a gram stands that windows have. */
  readonly #places = new Int32Array(STRETCH / GRAM + 1);
  readonly #automaton: CompiledAutomaton;
  readonly #text: DataView;

  /** @param text at any time, the bytes that are looked at: whole grams of it, and two more */
  constructor(automaton: CompiledAutomaton, text: DataView) {
    this.#automaton = automaton;
    this.#text = text;
  }

  /** Looks at every fourth place of a stretch. @returns how many of `starts` are those of windows that one of the places is in */
  windows(from: number, limit: number): number {
    const text = this.#text;
    const { bits, shift } = this.#automaton.windows;
    const { starts } = this;
    const places = this.#placesOf(from, limit);
    let count = 0;
    for (let index = 0; index < places; index += 1) {
      const place = this.#places[index] as number;
      // The gram there may be any of the four of a window.
      for (let start = Math.max(0, place - SECOND_GRAM); start <= place; start += 1) {
        const bit = windowHash(text.getInt32(start, true), text.getInt32(start + SECOND_GRAM, true)) >>> shift;
        starts[count] = start;
        count += ((bits[bit >>> 5] as number) >>> bit) & 1;
      }
    }
    return count;
  }

  #placesOf(from: number, limit: number): number {
    const text = this.#text;
    const { bits, shift } = this.#automaton.sieve;
    const places = this.#places;
    let count = 0;
    for (let place = from; place < limit; place += GRAM) {
      const bit = Math.imul(text.getInt32(place, true), HASH) >>> shift;
      places[count] = place;
      // A shift takes its count modulo 32.
      count += ((bits[bit >>> 5] as number) >>> bit) & 1;
    }
    return count;
  }

  /** Looks at every place of a stretch. @returns how many of `starts` are those of grams to which a pattern is anchored that has no window */
  grams(from: number, limit: number): number {
    const text = this.#text;
    const { bits, shift } = this.#automaton.grams;
    const { starts } = this;
    let count = 0;
    for (let start = from; start < limit; start += 1) {
      const bit = Math.imul(text.getInt32(start, true), HASH) >>> shift;
      starts[count] = start;
      count += ((bits[bit >>> 5] as number) >>> bit) & 1;
    }
    return count;
  }

  /** Looks at every place of a stretch. @returns how many of `starts` have a byte with which a pattern begins that is shorter than a gram */
  shorts(from: number, limit: number): number {
    const text = this.#text;
    const { shortFirst } = this.#automaton;
    const { starts } = this;
    let count = 0;
    for (let start = from; start < limit; start += 1) {
      starts[count] = start;
      // The sign of what is less than nothing.
      count += -(shortFirst[text.getUint8(start)] as number) >>> 31;
    }
    return count;
  }
}
