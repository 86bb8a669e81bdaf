/**
 * Which text of HTML is in an element that is not seen: one that its own attributes hide, or that no reader shows. A hidden
 * element may end without its end tag, and may not end at it: what is open where is known as a browser has it.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type Barrier, type ElementKind, elementKind, HEADINGS, isInScope, type Markup, type Nesting } from './html-elements.ts';

/** Not shown, whatever their attributes are. */
const NEVER_SHOWN = new Set(['template', 'datalist', 'noembed', 'noframes', 'rp', 'title']);
const HEAD_ELEMENTS = new Set(['html', 'head', 'title', 'meta', 'link', 'base', 'basefont', 'bgsound', 'script', 'style', 'template', 'noscript']);
/** What may hold HTML within pictures and formulas. */
const MAY_HOLD_HTML = ['foreignobject', 'desc', 'title', 'mi', 'mo', 'mn', 'ms', 'mtext', 'annotation-xml'];

interface OpenElement {
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
  #inHead = true;

  /** @param like is so far the same */
  constructor(like?: HiddenElements) {
    if (like === undefined) return;
    this.#inHead = like.#inHead;
    for (const { name, kind, hides } of like.#open) this.#push(name, kind, hides);
  }

  /** What comes now is not seen. */
  get hidden(): boolean {
    return this.#hiding > 0;
  }

  /** The body has not begun: a title is none of the text, and hides nothing that stands around it. */
  get inHead(): boolean {
    return this.#inHead;
  }

  /** Text that shows is of the body, wherever it stands. */
  text(text: string): void {
    if (this.#inHead && this.#open.length === 0 && /\S/.test(text)) this.#inHead = false;
  }

  /** @param hides by its attributes, what is in it is not seen */
  start(name: string, hides: boolean, markup: Markup): void {
    if (this.#inHead && !HEAD_ELEMENTS.has(name)) this.#inHead = false;
    const kind = elementKind(name);
    if (markup === 'html') {
      if (kind.breaksOut) this.#breakOut();
      const isIgnored = this.#isIgnored(name, kind);
      kind.start?.(this, name);
      if (isIgnored) return;
    }
    this.#push(name, kind, hides || (NEVER_SHOWN.has(name) && !(this.#inHead && name === 'title')));
  }

  end(name: string, markup: Markup): void {
    if (this.#inHead && !HEAD_ELEMENTS.has(name)) this.#inHead = false;
    const isOpen = this.last(name) >= 0;
    if (markup === 'xml') this.cut(this.last(name));
    else if (isOpen || HEADINGS.includes(name)) elementKind(name).end(this, name);
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
    this.#ended(ended);
    ended.name = '';
    ended.hides = false;
  }

  /** Parts of a table are none outside of one; a form has no form in it; and in a list to choose from the tag of another ends it. */
  #isIgnored(name: string, kind: ElementKind): boolean {
    if (kind.ofTable) return this.last('table') < 0 && this.last('template') < 0;
    return (name === 'form' && this.last('form') >= 0) || (name === 'select' && isInScope(this, 'select'));
  }

  #breakOut(): void {
    const foreign = Math.max(this.last('svg'), this.last('math'));
    if (foreign >= 0 && MAY_HOLD_HTML.every((name) => this.last(name) < foreign)) this.cut(foreign);
  }

  #push(name: string, kind: ElementKind, hides: boolean): void {
    if (kind.holds === 'nothing' || this.#open.length >= FIXED_LIMITS.htmlOpenElements) return;
    const place = this.#open.length;
    this.#open.push({ name, kind, hides });
    if (hides) this.#hiding += 1;
    const places = this.#places.get(name);
    if (places === undefined) this.#places.set(name, [place]);
    else places.push(place);
    for (const barrier of kind.barriers) this.#barriers[barrier].push(place);
  }

  #ended({ name, kind, hides }: OpenElement): void {
    if (name === '') return;
    if (hides) this.#hiding -= 1;
    const places = this.#places.get(name);
    places?.pop();
    // Of names that a sender made up there may be any number.
    if (places?.length === 0 && !kind.known) this.#places.delete(name);
    for (const barrier of kind.barriers) this.#barriers[barrier].pop();
  }
}
