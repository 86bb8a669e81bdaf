/** One tag of HTML while it streams by: its name, where it ends, and the attributes that lead somewhere or can be read. Holds no more than one bounded value. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { readStyle } from './hiding-styles.ts';
import { decodeReferences } from './html-references.ts';

const URL_ATTRIBUTES = new Set(['href', 'src', 'action', 'background', 'formaction', 'poster', 'data', 'xlink:href', 'longdesc', 'cite', 'srcset', 'ping']);
/** Shown where a picture is not, when the mouse rests on something, or in a field. */
const SHOWN_ATTRIBUTES = new Set(['alt', 'title', 'placeholder', 'value', 'label', 'summary']);
/** Longer than any name that means something. */
const NAME_CHARACTERS = 64;

/** Where in the tag the next character stands (HTML, "tag name state" and the ones that follow it). */
type Place = 'name' | 'between' | 'attribute' | 'after-attribute' | 'before-value' | 'double' | 'single' | 'bare';

export const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
export const isNamePart = (code: number): boolean => isLetter(code) || (code >= 0x30 && code <= 0x39);
const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const SLASH = 0x2f;
const EQUALS = 0x3d;
const GREATER = 0x3e;

/** Where the run of a place ends that begins at `from`: at the first character that means something else there, or at the end. */
function runEnd(place: Place, html: string, from: number): number {
  if (place === 'double' || place === 'single') {
    const quote = html.indexOf(place === 'double' ? '"' : "'", from);
    return quote < 0 ? html.length : quote;
  }
  let at = from;
  while (at < html.length && !endsRun(place, html.charCodeAt(at))) at += 1;
  return at;
}

function endsRun(place: Exclude<Place, 'double' | 'single'>, code: number): boolean {
  switch (place) {
    case 'name':
      return isSpace(code) || code === SLASH || code === GREATER;
    case 'between':
      return !isSpace(code) && code !== SLASH;
    case 'attribute':
      return isSpace(code) || code === SLASH || code === GREATER || code === EQUALS;
    case 'after-attribute':
    case 'before-value':
      return !isSpace(code);
    case 'bare':
      return isSpace(code) || code === GREATER;
  }
}

/** Takes values of attributes, character references decoded. */
export interface AttributeTaker {
  /** One that leads somewhere. */
  url(url: string): void;
  /** One that a person may read. */
  words?(words: string): void;
}

export class HtmlTag {
  readonly closing: boolean;
  readonly #taker: AttributeTaker;
  #place: Place = 'name';
  #name = '';
  #attribute = '';
  #value = '';
  #complete = false;
  #hides = false;
  #inline = false;
  #overrides = false;
  #selfClosing = false;

  constructor(closing: boolean, taker: AttributeTaker) {
    this.closing = closing;
    this.#taker = taker;
  }

  /** Lower case. */
  get name(): string {
    return this.#name.toLowerCase();
  }

  /** By its attributes, what is in the element is not seen. */
  get hides(): boolean {
    return this.#hides;
  }

  /** By its style, it begins no line of its own. */
  get inline(): boolean {
    return this.#inline;
  }

  /** By its style, its text goes in one direction, whatever the letters are. */
  get overrides(): boolean {
    return this.#overrides;
  }

  /** It ends with `/>`, which in XML makes it an empty element. */
  get selfClosing(): boolean {
    return this.#selfClosing;
  }

  /** Its `>` has been read. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Reads on from `at`; gives where it stopped: after the tag, or at the end. */
  read(html: string, at: number): number {
    let position = at;
    while (position < html.length && !this.#complete) {
      const end = runEnd(this.#place, html, position);
      this.#keep(html, position, end);
      position = end;
      if (end < html.length) position = this.#enter(html.charAt(end), end);
    }
    return position;
  }

  #keep(html: string, from: number, to: number): void {
    if (to > from) this.#selfClosing = this.#place === 'between' && html.charCodeAt(to - 1) === SLASH;
    switch (this.#place) {
      case 'name':
        this.#name += html.slice(from, Math.min(to, from + NAME_CHARACTERS - this.#name.length));
        return;
      case 'attribute':
        this.#attribute += html.slice(from, Math.min(to, from + NAME_CHARACTERS - this.#attribute.length));
        return;
      case 'double':
      case 'single':
      case 'bare':
        this.#value += html.slice(from, Math.min(to, from + FIXED_LIMITS.htmlAttributeCharacters - this.#value.length));
        return;
      case 'between':
      case 'after-attribute':
      case 'before-value':
        return;
    }
  }

  /** The run of the place is over at `character`; gives where to go on. */
  #enter(character: string, at: number): number {
    const place = this.#place;
    if (character !== '>') this.#selfClosing = character === '/' && place !== 'double' && place !== 'single' && place !== 'before-value';
    if (place === 'attribute' && this.#attribute.toLowerCase() === 'hidden') this.#hides = true;
    if (place === 'double' || place === 'single' || place === 'bare') {
      this.#endValue();
      if (place !== 'bare') return at + 1;
    }
    if (character === '>') {
      this.#complete = true;
      return at + 1;
    }
    switch (place) {
      case 'name':
      case 'bare':
        this.#place = 'between';
        return at + 1;
      case 'between':
        this.#beginAttribute();
        // A `=` in front of a name is part of it.
        if (character === '=') this.#attribute = '=';
        return character === '=' ? at + 1 : at;
      case 'attribute':
        if (character === '=') this.#place = 'before-value';
        else this.#place = character === '/' ? 'between' : 'after-attribute';
        return at + 1;
      case 'after-attribute':
        if (character === '=') this.#place = 'before-value';
        else if (character === '/') this.#place = 'between';
        else this.#beginAttribute();
        return this.#place === 'attribute' ? at : at + 1;
      case 'before-value':
        this.#value = '';
        this.#place = character === '"' ? 'double' : character === "'" ? 'single' : 'bare';
        return this.#place === 'bare' ? at : at + 1;
    }
  }

  #beginAttribute(): void {
    this.#attribute = '';
    this.#place = 'attribute';
  }

  #endValue(): void {
    this.#place = 'between';
    if (this.closing) return;
    const attribute = this.#attribute.toLowerCase();
    if (attribute === 'style') this.#takeStyle(decodeReferences(this.#value, true));
    // Of a style it is the pictures that are fetched; whoever searches for their address finds it in the whole.
    if (URL_ATTRIBUTES.has(attribute) || (attribute === 'style' && /url\s*\(/i.test(this.#value))) this.#takeUrl();
    else if (SHOWN_ATTRIBUTES.has(attribute)) this.#taker.words?.(decodeReferences(this.#value, true));
  }

  #takeStyle(style: string): void {
    const { hides, inline, overrides } = readStyle(style);
    this.#hides ||= hides;
    this.#inline ||= inline;
    this.#overrides ||= overrides;
  }

  #takeUrl(): void {
    // Line breaks and tabs within a URL are passed over (WHATWG URL, "basic URL parser").
    const url = decodeReferences(this.#value, true)
      .replace(/[\t\r\n]/g, '')
      .trim();
    if (url !== '') this.#taker.url(url);
  }
}
