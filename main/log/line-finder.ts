/** Finds the lines of a chunk that hold one of some texts where it counts, without taking any line apart: from one place of a text to the next. */
import { FIELD } from './event-line.ts';
import { FieldFinder, type Finder, TextFinder } from './text-finder.ts';

const TAB = 9;
const LINE_FEED = 10;
/** A text this short may stand many times in what comes before the fields that count, and is not looked at each time. */
const SHORT = 2;

export interface Lines {
  readonly text: string;
  /** The same without its case, and with as many characters. */
  readonly folded: string;
}

export class LineFinder {
  readonly #finders: readonly Finder[];
  readonly #fieldsBefore: number;
  readonly #isFolded: boolean;

  private constructor(finders: readonly Finder[], fieldsBefore: number, isFolded: boolean) {
    this.#finders = finders;
    this.#fieldsBefore = fieldsBefore;
    this.#isFolded = isFolded;
  }

  /** Lines with `text` in `field` or one after it, as it is. */
  static ofText(text: string, field: keyof typeof FIELD): LineFinder {
    return new LineFinder([TextFinder.of(text)], FIELD[field], false);
  }

  /** The same in any case; `text` has none. The field is none of those for names. */
  static ofFolded(text: string, field: 'account'): LineFinder {
    return new LineFinder([TextFinder.pastNames(text)], FIELD[field], true);
  }

  /** The same, or with one of these reasons. */
  static ofFoldedOrReason(text: string, field: 'remoteAddress', reasons: readonly string[]): LineFinder {
    return new LineFinder([TextFinder.pastNames(text)], FIELD[field], true).withReasons(reasons);
  }

  /** The same with other reasons. */
  withReasons(reasons: readonly string[]): LineFinder {
    const wanted = reasons.length === 0 ? [] : [new FieldFinder(reasons)];
    return new LineFinder([...this.#finders.slice(0, 1), ...wanted], this.#fieldsBefore, this.#isFolded);
  }

  /** Lines of which a field, neither the first nor the last, is one of `values`. */
  static ofValues(values: readonly string[]): LineFinder {
    return new LineFinder(
      [...new Set(values)].map((value) => TextFinder.of(`\t${value}\t`)),
      0,
      false,
    );
  }

  /** False if there is no such line; true if there may be one. */
  mayBeIn(lines: Lines): boolean {
    const searched = this.#searched(lines);
    return this.#finders.some((finder) => finder.indexIn(searched) >= 0);
  }

  /** How many places there are in `lines`, at most. */
  countIn(lines: Lines): number {
    const searched = this.#searched(lines);
    return this.#finders.reduce((sum, finder) => sum + finder.countIn(searched), 0);
  }

  /** Where such lines begin, in order. */
  startsIn(lines: Lines): readonly number[] {
    const searched = this.#searched(lines);
    const [first, ...others] = this.#finders.map((finder) => this.#starts(finder, searched));
    if (others.length === 0) return first ?? [];
    // A login may be called as a kind of event: its line is found twice.
    return [...new Set([first ?? [], ...others].flat())].toSorted((one, other) => one - other);
  }

  #searched({ text, folded }: Lines): string {
    return this.#isFolded ? folded : text;
  }

  #starts(finder: Finder, searched: string): number[] {
    const starts: number[] = [];
    // Forward: looking for the last place first takes several times as long.
    for (let at = finder.indexIn(searched); at >= 0; ) {
      let start = at;
      let fields = 0;
      for (let code = 0; start > 0; start -= 1) {
        code = searched.charCodeAt(start - 1);
        if (code === LINE_FEED) break;
        if (code === TAB) fields += 1;
      }
      let next = at + 1;
      if (fields >= this.#fieldsBefore) {
        starts.push(start);
        const end = searched.indexOf('\n', at);
        next = end < 0 ? searched.length : end + 1;
      } else if (finder.length <= SHORT) {
        for (let code = 0; fields < this.#fieldsBefore && code !== LINE_FEED && next < searched.length; next += 1) {
          code = searched.charCodeAt(next);
          if (code === TAB) fields += 1;
        }
      }
      at = finder.indexIn(searched, next);
    }
    return starts;
  }
}
