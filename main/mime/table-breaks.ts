/**
 * Text that stands right in a table, in none of its cells, is shown before the table, on the line that is there (HTML, "foster
 * parenting"), and white space between the parts of a table not at all: `vi<table><tr>agra` reads `viagra`. So what breaks the
 * text between such parts waits until it is known what comes.
 */

/** Their tags are between the cells of a table, as far as they do not end it. */
const PARTS = new Set(['table', 'tbody', 'tfoot', 'thead', 'tr']);
/** Anything but what is white space in HTML: a space that does not break is not. */
const OF_TEXT = /[^\t\n\f\r ]/;
/** No table has more white space at one place; what is longer breaks the text. */
const MOST_HELD = 1000;

export function isTablePart(name: string, closing: boolean): boolean {
  return PARTS.has(name) && !(closing && name === 'table');
}

export interface BreakTaker {
  text(text: string): void;
  doubtfulBreak(text: string): void;
}

export class TableBreaks {
  readonly #taker: BreakTaker;
  #held = '';
  /** Text has come since the last tag of a part of a table: white space after it is of the text. */
  #inText = false;

  constructor(taker: BreakTaker) {
    this.#taker = taker;
  }

  get holds(): boolean {
    return this.#held !== '';
  }

  /**
   * The tag of a part of a table breaks the text, unless more text stands right behind it.
   * @param unseen it stands in what is hidden: no waiting begins, since it would end where that is over
   * @returns whether the break waits
   */
  part(text: string, hasEffect: boolean, unseen: boolean): boolean {
    this.#inText = false;
    const waits = hasEffect && (this.holds || !unseen);
    if (waits) this.#hold(text);
    return waits;
  }

  #hold(text: string): void {
    this.#held += text;
    if (this.#held.length > MOST_HELD) this.release();
  }

  /**
   * @param misplaced the text stands in a table, and in none of its cells
   * @param unseen where it is white space between the parts of that, nothing is seen of it
   */
  text(text: string, misplaced: boolean, unseen: boolean): void {
    const begin = misplaced && !this.#inText ? spaceBefore(text) : 0;
    if (begin > 0) {
      if (unseen && !this.holds) this.#taker.doubtfulBreak(text.slice(0, begin));
      else this.#hold(text.slice(0, begin));
    }
    if (begin === text.length) return;
    if (misplaced && this.#held !== '') this.#taker.doubtfulBreak(this.#take());
    else this.release();
    this.#inText = misplaced;
    this.#taker.text(text.slice(begin));
  }

  /** Something else comes: what is held breaks the text. */
  release(): void {
    if (this.#held !== '') this.#taker.text(this.#take());
  }

  #take(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** How much white space it begins with. */
function spaceBefore(text: string): number {
  const found = text.search(OF_TEXT);
  return found < 0 ? text.length : found;
}
