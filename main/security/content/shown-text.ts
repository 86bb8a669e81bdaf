/** What the filters get of HTML that a person sees, in one of its readings. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { OVERRIDE } from '../../mime/bidi-controls.ts';
import type { HtmlVisitor } from '../../mime/html-visitor.ts';
import type { TextPieces, TextTaker } from '../filters/text-search.ts';
import { UrlFinder, urlReadings } from '../filters/url-finder.ts';

export function searchUrl(search: TextTaker, url: string): void {
  for (const reading of urlReadings(url)) search.whole('urls', reading);
}

/** Characters of shown text that are kept at most, to have the last of them. */
const LAST_KEPT = 64 * FIXED_LIMITS.mimeReadingContext;

/** The end of what has been shown, so that another reading can go on from there. */
export interface ShownBefore {
  readonly all: string;
  /** Without what is hidden and what breaks it in doubt, as long as that may make a difference. */
  readonly seen: string | undefined;
}

function endOf(text: string): string {
  return text.slice(-FIXED_LIMITS.mimeReadingContext);
}

/** Seldom cut, since each cut is a copy. */
function kept(text: string): string {
  return text.length > LAST_KEPT ? endOf(text) : text;
}

/**
 * What HTML shows, in one of its readings. What is in it and not seen is searched with the rest, since readers differ in what they
 * hide, and so is a line break that not all of them show; and around it the text is searched as well as it is without.
 */
export class ShownText {
  readonly visitor: HtmlVisitor;
  #last: string;
  readonly #search: TextTaker;
  readonly #text: TextPieces;
  readonly #urls: UrlFinder;
  #hidden = false;
  /** An override of direction is open. */
  #overridden = false;
  /** The text without what is hidden and what breaks it in doubt, for as long as that may make a difference. */
  #seen: { readonly text: TextPieces; left: number; last: string } | undefined;

  /** @param before of the reading that this one goes on from */
  constructor(search: TextTaker, before: ShownBefore = { all: '', seen: undefined }) {
    this.#last = before.all;
    this.#search = search;
    this.#text = search.open('body');
    this.#urls = new UrlFinder((url) => searchUrl(search, url));
    this.visitor = {
      text: (text) => this.#take(text),
      doubtfulBreak: (text) => this.#takeDoubtful(text),
      control: (control) => this.#takeControl(control),
      url: (url) => searchUrl(search, url),
      words: (words) => search.whole('body', words),
      hides: (hidden) => this.#hides(hidden),
    };
    if (before.all !== '') this.#text.text(before.all);
    if (before.seen !== undefined) this.#openSeen(before.seen);
  }

  get before(): ShownBefore {
    return { all: this.#endOf(this.#last), seen: this.#seen === undefined ? undefined : this.#endOf(this.#seen.last) };
  }

  end(): void {
    this.#text.end();
    this.#urls.end();
    this.#seen?.text.end();
  }

  /** The override that is open may have begun before. */
  #endOf(text: string): string {
    const end = endOf(text);
    return this.#overridden && !end.includes(OVERRIDE) ? OVERRIDE + end : end;
  }

  #hides(hidden: boolean): void {
    this.#hidden = hidden;
    if (hidden) this.#openSeen();
  }

  #openSeen(before?: string): void {
    if (this.#seen === undefined) {
      const last = before ?? this.#endOf(this.#last);
      this.#seen = { text: this.#search.open('body'), left: 0, last };
      this.#seen.text.text(last);
    }
    this.#seen.left = FIXED_LIMITS.mimeReadingContext;
  }

  #takeSeen(text: string): void {
    const seen = this.#seen;
    if (seen === undefined || this.#hidden) return;
    seen.text.text(text);
    seen.last = kept(seen.last + text);
    seen.left -= text.length;
    if (seen.left > 0) return;
    seen.text.end();
    this.#seen = undefined;
  }

  /** What is seen goes on without it. */
  #takeDoubtful(text: string): void {
    if (!this.#hidden) this.#openSeen();
    this.#takeAll(text);
  }

  #take(text: string): void {
    this.#takeSeen(text);
    this.#takeAll(text);
  }

  /** Addresses are the same without it. */
  #takeControl(control: string): void {
    this.#overridden = control === OVERRIDE;
    const seen = this.#seen;
    if (seen !== undefined) {
      seen.text.text(control);
      seen.last = kept(seen.last + control);
    }
    this.#takeText(control);
  }

  #takeAll(text: string): void {
    this.#urls.write(text);
    this.#takeText(text);
  }

  #takeText(text: string): void {
    this.#text.text(text);
    this.#last = kept(this.#last + text);
  }
}
