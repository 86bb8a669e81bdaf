/**
 * Finds one text in many large ones. A search for a text goes from one place of its first character to the next, and
 * slows down to a third where that character stands everywhere, as the `s` of `sender7@` does in a log of mail. So this one
 * sees from a sample from which of its characters on the text is found with the least work, looks for that part, and then
 * compares what stands before it.
 */

import { expressionPastNames } from './past-names.ts';

/** What looks for something in a text. */
export interface Finder {
  /** Characters of the least that it finds. */
  readonly length: number;
  /** The first place from `from` on; -1 if there is none. */
  indexIn(searched: string, from?: number): number;
  /** How many places there are, at most. */
  countIn(searched: string): number;
}

/** Finds fields of lines that are one of some values, with the tab before them: all values in one go, which is far quicker than one after the other. */
export class FieldFinder implements Finder {
  readonly length = 2;
  readonly #expression: RegExp;

  /** @param values of letters, digits and hyphens, at least one */
  constructor(values: readonly string[]) {
    this.#expression = new RegExp(`\\t(?:${values.join('|')})\\t`, 'g');
  }

  indexIn(searched: string, from = 0): number {
    this.#expression.lastIndex = from;
    return this.#expression.exec(searched)?.index ?? -1;
  }

  countIn(searched: string): number {
    let count = 0;
    for (let at = this.indexIn(searched); at >= 0; at = this.indexIn(searched, at + 1)) count += 1;
    return count;
  }
}

/** Characters that make a sample: a chunk of events has some sixty thousand, the small rows at the end a few hundred. */
export const SAMPLE_CHARACTERS = 8192;

export class TextFinder implements Finder {
  readonly text: string;
  /** Where in the text the part begins that is looked for first. */
  #offset = 0;
  /** The text from there on. */
  #anchor: string;
  #sampled: boolean;
  /** Finds it as well. */
  readonly #expression: RegExp | undefined;

  private constructor(text: string, expression: RegExp | undefined) {
    this.text = text;
    this.#anchor = text;
    this.#sampled = text.length < 2;
    this.#expression = expression;
  }

  get length(): number {
    return this.text.length;
  }

  /** @param text not empty */
  static of(text: string): TextFinder {
    return new TextFinder(text, undefined);
  }

  /** The same, but not in the names of kinds, levels and protocols. */
  static pastNames(text: string): TextFinder {
    return new TextFinder(text, expressionPastNames(text));
  }

  indexIn(searched: string, from = 0): number {
    if (this.#expression !== undefined) {
      this.#expression.lastIndex = from;
      return this.#expression.test(searched) ? this.#expression.lastIndex - this.text.length : -1;
    }
    if (!this.#sampled && searched.length >= SAMPLE_CHARACTERS) this.#sample(searched);
    if (this.#offset === 0) return searched.indexOf(this.text, from);
    let at = searched.indexOf(this.#anchor, from + this.#offset);
    while (at >= 0 && !searched.startsWith(this.text, at - this.#offset)) at = searched.indexOf(this.#anchor, at + 1);
    return at < 0 ? -1 : at - this.#offset;
  }

  countIn(searched: string): number {
    let count = 0;
    for (let at = this.indexIn(searched); at >= 0; at = this.indexIn(searched, at + this.text.length)) count += 1;
    return count;
  }

  #sample(searched: string): void {
    this.#sampled = true;
    const sample = searched.slice(0, SAMPLE_CHARACTERS);
    const countOf = (text: string): number => sample.split(text).length - 1;
    let least = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset < this.text.length; offset += 1) {
      const anchor = this.text.slice(offset);
      // A step from one place of the character to the next, and a look at what stands before, cost about the same.
      const cost = countOf(anchor.charAt(0)) + (offset === 0 ? 0 : countOf(anchor));
      if (cost >= least) continue;
      least = cost;
      this.#offset = offset;
      this.#anchor = anchor;
    }
  }
}
