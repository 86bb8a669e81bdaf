/**
 * Texts of a few words out of few, each put together once: there are several of them in a line and many lines for each
 * message, and the pieces that a line is put together from cost more, when it is handed over, than its length.
 */
export class JoinedWords {
  readonly #texts = new Map<string, Map<string, Map<string, string>>>();
  readonly #make: (...words: readonly [string, string, string]) => string;

  /** @param make by `join`: that makes one string, where a template makes a chain of its pieces. The words must be of closed lists */
  constructor(make: (...words: readonly [string, string, string]) => string) {
    this.#make = make;
  }

  of(one: string, other: string, third = ''): string {
    let byOther = this.#texts.get(one);
    if (byOther === undefined) this.#texts.set(one, (byOther = new Map<string, Map<string, string>>()));
    let byThird = byOther.get(other);
    if (byThird === undefined) byOther.set(other, (byThird = new Map<string, string>()));
    let text = byThird.get(third);
    if (text === undefined) byThird.set(third, (text = this.#make(one, other, third)));
    return text;
  }
}
