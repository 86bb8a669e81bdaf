/**
 * Which text of HTML is in an element that is not seen: one that its own attributes hide, or that no reader shows. A hidden
 * element may end without its end tag, and may not end at it: what is open where is known as a browser has it.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { END_OF_OVERRIDE, OVERRIDE } from './bidi-controls.ts';
import { type Barrier, type ElementKind, elementKind, HEADINGS, isInScope, type Markup, type Nesting } from './html-elements.ts';

/** Not shown, whatever their attributes are. */
const NEVER_SHOWN = new Set(['template', 'datalist', 'noembed', 'noframes', 'rp', 'title']);
const HEAD_ELEMENTS = new Set(['html', 'head', 'title', 'meta', 'link', 'base', 'basefont', 'bgsound', 'script', 'style', 'template', 'noscript']);
/** What may stand in a `noscript` of the head; anything else ends that. */
const IN_HEAD_NOSCRIPT = new Set(['html', 'basefont', 'bgsound', 'link', 'meta', 'noframes', 'style']);
/** These do nothing there. */
const IGNORED_IN_HEAD_NOSCRIPT = new Set(['head', 'noscript']);
/** End tags that begin the body. */
const BEGIN_BODY = new Set(['body', 'html', 'br']);
/** Anything but white space. */
const OF_BODY = /[^\t\n\f\r ]/;
/** Of these a document has one: once its body has begun, other tags of them are passed over. */
const OF_DOCUMENT = new Set(['html', 'head', 'body', 'frameset']);
/** Their end tag stands for an element of its own if there is none to end. */
const BEGUN_BY_END = new Set(['p', 'br']);
/** What may hold HTML within pictures and formulas. */
const MAY_HOLD_HTML = ['foreignobject', 'desc', 'title', 'mi', 'mo', 'mn', 'ms', 'mtext', 'annotation-xml'];

/** A start tag, as far as it matters here. */
export interface StartTag {
  readonly name: string;
  /** By its attributes, what is in it is not seen. */
  readonly hides: boolean;
  /** By its style, it begins no line of its own. */
  readonly inline: boolean;
  /** By its style, its text goes in one direction. */
  readonly overrides: boolean;
}

interface OpenElement extends StartTag {
  /** '' for one that has ended while others go on that were begun in it. */
  name: string;
  readonly kind: ElementKind;
  hides: boolean;
}

export class HiddenElements implements Nesting {
  readonly #open: OpenElement[] = [];
  /** Where the open ones of a name are, and those that are barriers. */
  readonly #places = new Map<string, number[]>();
  readonly #barriers: Record<Barrier, number[]> = { scope: [], special: [], item: [] };
  #hiding = 0;
  /** Where those are that hide and are a table or a part of one. */
  readonly #hidingTables: number[] = [];
  /** For each open table: how many of those stand around it. */
  readonly #hidingAround: number[] = [];
  /** How many have ended that stood in lines of their own, as far as they are blocks. */
  #ends = 0;
  /** How many are open whose text goes in one direction, and whether that was told. */
  #overriding = 0;
  #overridden = false;
  /** Behind `</head>` the body begins a little earlier. */
  #place: 'head' | 'after-head' | 'body' = 'head';

  /** @param like is so far the same */
  constructor(like?: HiddenElements) {
    if (like === undefined) return;
    this.#place = like.#place;
    this.#overridden = like.#overridden;
    for (const element of like.#open) this.#push(element);
  }

  /** What comes now is not seen. What is shown before a table is not hidden by that, nor by its rows. */
  get hidden(): boolean {
    if (this.#hidingTables.length === 0 || !this.misplaced) return this.#hiding > 0;
    return this.#hiding > this.#hiddenParts;
  }

  /** Something that is open hides; of a table that does the white space between its cells is not seen, either. */
  get hides(): boolean {
    return this.#hiding > 0;
  }

  /**
   * What stands for the beginning or the end of elements that override the direction of letters (CSS Writing Modes, "Bidi control codes
   * injected by unicode-bidi"), as if it were from right to left: in which it is depends on all that is around. '' if nothing has changed.
   */
  takeControl(): string {
    const overridden = this.#overriding > 0;
    if (overridden === this.#overridden) return '';
    this.#overridden = overridden;
    return overridden ? OVERRIDE : END_OF_OVERRIDE;
  }

  /** Of the innermost table, itself included: how many around the place at hand are hidden. */
  get #hiddenParts(): number {
    return this.#hidingTables.length - (this.#hidingAround.at(-1) ?? 0);
  }

  /** What comes now stands in a table, and in none of its cells: text is shown before the table. */
  get misplaced(): boolean {
    const table = this.last('table');
    return table >= 0 && table === this.barrier('scope');
  }

  /** The body has not begun: a title is none of the text, and hides nothing that stands around it. */
  get inHead(): boolean {
    return this.#place !== 'body';
  }

  /** Text that shows is of the body, wherever it stands. */
  text(text: string, markup: Markup): void {
    if (!this.inHead || this.#open.length > this.#countOf('noscript') || !OF_BODY.test(text)) return;
    if (markup === 'html') this.#endHeadNoscript();
    this.#place = 'body';
  }

  /** @returns whether a block that it begins or ends is seen to; without that the text goes on as if the tag were not there */
  start({ name, hides, inline: inLine, overrides }: StartTag, markup: Markup): boolean {
    const passedOver = !this.inHead && OF_DOCUMENT.has(name);
    if (this.inHead && !this.#startsInHead(name, markup)) return true;
    const kind = this.#kindOf(name);
    const ends = this.#ends;
    const table = this.last('table');
    if (markup === 'html') {
      if (kind.breaksOut) this.#breakOut();
      const isIgnored = this.#isIgnored(name, kind);
      kind.start?.(this, name);
      if (isIgnored) return this.#ends > ends;
    }
    const unseen = isOfTable(name, kind) && (hides || this.#hiddenParts > 0);
    const inline = inLine || unseen;
    // Where a document does not say what it is, the paragraph around a table goes on behind that.
    const endsParagraphAtMost = unseen && name === 'table' && this.last('table') === table;
    this.#push({ name, kind, hides: hides || (NEVER_SHOWN.has(name) && !(this.inHead && name === 'title')), inline, overrides: overrides || name === 'bdo' });
    if (endsParagraphAtMost) return false;
    return this.#ends > ends || !(inline || passedOver || (hides && kind.holds === 'nothing'));
  }

  /** @returns as `start` does */
  end(name: string, markup: Markup): boolean {
    // Before the body there is no text that it could break.
    if (this.inHead && !this.#endsInHead(name, markup)) return true;
    const place = this.last(name);
    const inline = this.#open[place]?.inline === true;
    const ends = this.#ends;
    if (markup === 'xml') this.cut(place);
    else if (place >= 0 || HEADINGS.includes(name)) elementKind(name).end(this, name);
    return !inline && (this.#ends > ends || BEGUN_BY_END.has(name));
  }

  /** A start tag before the body (HTML, "the "in head" insertion mode" and those beside it). @returns whether it does anything */
  #startsInHead(name: string, markup: Markup): boolean {
    if (markup === 'html' && this.last('noscript') >= 0) {
      if (IGNORED_IN_HEAD_NOSCRIPT.has(name)) return false;
      if (!IN_HEAD_NOSCRIPT.has(name)) this.#endHeadNoscript();
    }
    if (!HEAD_ELEMENTS.has(name) || (name === 'noscript' && this.#place === 'after-head')) this.#place = 'body';
    return true;
  }

  #endsInHead(name: string, markup: Markup): boolean {
    if (markup === 'xml') {
      if (OF_DOCUMENT.has(name)) return false;
      if (!HEAD_ELEMENTS.has(name)) this.#place = 'body';
      return true;
    }
    if (this.last(name) >= 0) return true;
    const inNoscript = this.last('noscript') >= 0;
    if (name === 'br') this.#endHeadNoscript();
    else if (inNoscript) return false;
    if (name === 'head') this.#place = 'after-head';
    else if (BEGIN_BODY.has(name)) this.#place = 'body';
    return this.#place === 'body' && name === 'br';
  }

  #endHeadNoscript(): void {
    this.cut(this.last('noscript'));
  }

  #countOf(name: string): number {
    return this.#places.get(name)?.length ?? 0;
  }

  last(name: string): number {
    return this.#places.get(name)?.at(-1) ?? -1;
  }

  barrier(kind: Barrier): number {
    return this.#barriers[kind].at(-1) ?? -1;
  }

  get current(): string {
    return this.#open.at(-1)?.name ?? '';
  }

  cut(place: number): void {
    if (place < 0) return;
    while (this.#open.length > place) {
      const ended = this.#open.pop();
      if (ended !== undefined) this.#ended(ended);
    }
  }

  endAlone(place: number): void {
    const ended = this.#open[place];
    if (ended === undefined) return;
    const ends = this.#ends;
    this.#ended(ended);
    // The text goes on in what was begun in it.
    if (place < this.#open.length - 1) this.#ends = ends;
    ended.name = '';
    ended.hides = false;
  }

  /** What only pictures and formulas have is nothing elsewhere. */
  #kindOf(name: string): ElementKind {
    return elementKind(MAY_HOLD_HTML.includes(name) && name !== 'title' && this.last('svg') < 0 && this.last('math') < 0 ? '' : name);
  }

  /** Parts of a table are none outside of one; a form has no form in it, and right in a table nothing; and in a list to choose from the tag of another ends it. */
  #isIgnored(name: string, kind: ElementKind): boolean {
    if (kind.ofTable) return this.last('table') < 0 && this.last('template') < 0;
    return (name === 'form' && (this.last('form') >= 0 || this.misplaced)) || (name === 'select' && isInScope(this, 'select'));
  }

  #breakOut(): void {
    const foreign = Math.max(this.last('svg'), this.last('math'));
    if (foreign >= 0 && MAY_HOLD_HTML.every((name) => this.last(name) < foreign)) this.cut(foreign);
  }

  #push({ name, kind, hides, inline, overrides }: OpenElement): void {
    if (kind.holds === 'nothing' || this.#open.length >= FIXED_LIMITS.htmlOpenElements) return;
    const place = this.#open.length;
    this.#open.push({ name, kind, hides, inline, overrides });
    if (overrides) this.#overriding += 1;
    if (hides) this.#hiding += 1;
    if (name === 'table') this.#hidingAround.push(this.#hidingTables.length);
    if (hides && isOfTable(name, kind)) this.#hidingTables.push(place);
    const places = this.#places.get(name);
    if (places === undefined) this.#places.set(name, [place]);
    else places.push(place);
    for (const barrier of kind.barriers) this.#barriers[barrier].push(place);
  }

  #ended({ name, kind, hides, inline, overrides }: OpenElement): void {
    if (name === '') return;
    if (!inline) this.#ends += 1;
    if (hides) this.#hiding -= 1;
    if (overrides) this.#overriding -= 1;
    if (name === 'table') this.#hidingAround.pop();
    if (hides && isOfTable(name, kind)) this.#hidingTables.pop();
    const places = this.#places.get(name);
    places?.pop();
    // Of names that a sender made up there may be any number.
    if (places?.length === 0 && !kind.known) this.#places.delete(name);
    for (const barrier of kind.barriers) this.#barriers[barrier].pop();
  }
}

function isOfTable(name: string, kind: ElementKind): boolean {
  return kind.ofTable || name === 'table';
}
