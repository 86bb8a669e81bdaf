/**
 * HTML to the text that a person sees, while it streams by: tags within a line leave nothing behind (`V<b></b>iagra` reads
 * `Viagra`), blocks begin lines, comments, scripts and styles go. By the tokenizer of HTML
 * (https://html.spec.whatwg.org/multipage/parsing.html), as far as it decides on what is text; it holds a bounded piece of
 * whatever is open, and of a comment or a tag without end nothing.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { decodeReferences } from './html-references.ts';
import { HtmlTag } from './html-tag.ts';

export interface HtmlVisitor {
  /** A piece of visible text. White space is as in the source; blocks and `<br>` make a line feed, table cells a space. */
  text(text: string): void;
  /** The value of an attribute that leads somewhere (href, src, action, background, …), references decoded. */
  url(url: string): void;
  /** A tag has been read; its URLs have been told before, and what blocks and cells make of the text as well. */
  tag?(name: string, closing: boolean): void;
  /** The value of an attribute that clients show as text (alt, title, …), references decoded. */
  words?(words: string): void;
  /** From here on readers differ in what is a tag and what is text. @returns what is told of the other reading, which goes on from here */
  otherReading?(): HtmlVisitor;
}

const BLOCKS = new Set(
  `address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6
  head header hr html legend li main menu nav ol optgroup option p pre section select summary table tbody tfoot thead title tr ul`.split(/\s+/),
);
const CELLS = new Set(['td', 'th']);
/** Their content is shown by no mail client. */
const DROPPED = new Set(['script', 'style']);

/** In these, browsers take all for text up to the end tag (HTML, "parsing elements that contain only text"); readers that do not know them see tags. */
const RAW = new Set(['title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes']);
/** In these, a browser takes `style` and `script` for elements like others, or for none. */
const FOREIGN = new Set(['svg', 'math', 'select']);

/** What is being read: text, a tag (html-tag.ts), a comment, something like `<!doctype` that ends at `>`, or the content of a dropped element. */
type State =
  | { readonly in: 'text' }
  | { readonly in: 'tag'; readonly tag: HtmlTag }
  | { readonly in: 'comment-start' | 'comment' | 'bogus' }
  | { readonly in: 'dropped' | 'raw'; readonly element: string };

const LESS = 0x3c;
const SLASH = 0x2f;
const GREATER = 0x3e;
/** No name of an element that matters here is longer. */
const SHORT_NAME = 12;
const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
const isNamePart = (code: number): boolean => isLetter(code) || (code >= 0x30 && code <= 0x39);
const TEXT: State = { in: 'text' };

export class HtmlText {
  readonly #visitor: HtmlVisitor;
  #state: State = TEXT;
  /** What cannot be read without more. */
  #held = '';
  /** The element within which readers differ, in the other reading; in this one, that it has just begun. */
  #within = '';
  readonly #isOther: boolean;
  #other: HtmlText | undefined;

  /** @param within this is the other reading, and begins within that element; undefined for the first one, which knows none of them */
  constructor(visitor: HtmlVisitor, within?: string) {
    this.#visitor = visitor;
    this.#isOther = within !== undefined;
    if (within !== undefined) this.#enter(within);
  }

  write(html: string): void {
    this.#other?.write(html);
    this.#read(this.#held + html, false);
  }

  /** What is still open is read as far as it has come; a tag without end is not shown by clients, either. */
  end(): void {
    this.#other?.end();
    this.#read(this.#held, true);
  }

  #read(html: string, final: boolean): void {
    this.#held = '';
    let at = 0;
    while (at < html.length) {
      const next = this.#step(html, at, final);
      if (next < 0) {
        this.#held = html.slice(~next);
        return;
      }
      at = next;
      if (this.#within !== '' && !this.#isOther) this.#beginOther(html.slice(at));
    }
  }

  #beginOther(rest: string): void {
    const visitor = this.#other === undefined ? this.#visitor.otherReading?.() : undefined;
    if (visitor !== undefined) {
      this.#other = new HtmlText(visitor, this.#within);
      this.#other.write(rest);
    }
    this.#within = '';
  }

  #enter(element: string): void {
    if (RAW.has(element)) this.#state = { in: 'raw', element };
    else this.#within = element;
  }

  /** Reads on from `at`; gives where the next step begins, or the complement of where the rest begins that has to wait for more. */
  #step(html: string, at: number, final: boolean): number {
    const state = this.#state;
    switch (state.in) {
      case 'text':
        return html.charCodeAt(at) === LESS ? this.#open(html, at, final) : this.#text(html, at, final);
      case 'tag':
        return this.#tag(state.tag, html, at);
      case 'comment-start':
        return this.#commentStart(html, at, final);
      case 'comment':
        return this.#comment(html, at, final);
      case 'bogus': {
        const end = html.indexOf('>', at);
        if (end < 0) return html.length;
        this.#state = TEXT;
        return end + 1;
      }
      case 'dropped':
        return this.#dropped(state.element, html, at, final);
      case 'raw':
        return this.#raw(state.element, html, at, final);
    }
  }

  #text(html: string, at: number, final: boolean): number {
    const lower = html.indexOf('<', at);
    let end = lower < 0 ? html.length : lower;
    let waits = false;
    if (lower < 0 && !final) {
      // A character reference may go on in the next piece.
      const ampersand = html.lastIndexOf('&');
      if (ampersand >= at && html.length - ampersand < FIXED_LIMITS.htmlEntityCharacters && /^&#?[A-Za-z0-9]*$/.test(html.slice(ampersand))) {
        end = ampersand;
        waits = true;
      }
    }
    if (end > at) this.#visitor.text(decodeReferences(html.slice(at, end), false));
    return waits ? ~end : end;
  }

  /** At a `<`: what does it begin? */
  #open(html: string, at: number, final: boolean): number {
    const next = html.charCodeAt(at + 1);
    if (isLetter(next)) return this.#openTag(html, at + 1, false);
    if (next === SLASH && isLetter(html.charCodeAt(at + 2))) return this.#openTag(html, at + 2, true);
    const rest = html.slice(at + 1, at + 4);
    if (!final && (rest === '' || rest === '/' || rest === '!' || rest === '!-')) return ~at;
    if (rest === '!--') {
      this.#state = { in: 'comment-start' };
      return at + 4;
    }
    if (/^[!?/]/.test(rest)) {
      this.#state = { in: 'bogus' };
      return at + 1;
    }
    this.#visitor.text('<');
    return at + 1;
  }

  #openTag(html: string, at: number, closing: boolean): number {
    // Most tags are a short name and nothing else.
    let end = at + 1;
    while (end < html.length && end - at < SHORT_NAME && isNamePart(html.charCodeAt(end))) end += 1;
    if (html.charCodeAt(end) === GREATER) {
      this.#endTag(html.slice(at, end).toLowerCase(), closing);
      return end + 1;
    }
    this.#state = { in: 'tag', tag: new HtmlTag(closing, this.#visitor) };
    return at;
  }

  #tag(tag: HtmlTag, html: string, at: number): number {
    const end = tag.read(html, at);
    if (!tag.complete) return end;
    this.#endTag(tag.name, tag.closing);
    return end;
  }

  #endTag(name: string, closing: boolean): void {
    if (BLOCKS.has(name)) this.#visitor.text('\n');
    else if (CELLS.has(name)) this.#visitor.text(' ');
    this.#visitor.tag?.(name, closing);
    this.#state = !closing && DROPPED.has(name) && this.#within === '' ? { in: 'dropped', element: name } : TEXT;
    if (!closing && (RAW.has(name) || FOREIGN.has(name))) this.#enterAny(name);
    // A block ends a picture or a formula that was left open; a list to choose from may hold some.
    else if (closing ? name === this.#within : this.#within !== 'select' && BLOCKS.has(name)) this.#within = '';
  }

  /** The first reading goes on as if the element were any other; where it begins, the other reading begins. */
  #enterAny(name: string): void {
    if (this.#isOther) this.#enter(name);
    else if (this.#other === undefined) this.#within = name;
  }

  /** Its text is told as it is, without the tags that others see in it. */
  #raw(element: string, html: string, at: number, final: boolean): number {
    const next = this.#dropped(element, html, at, final);
    const end = next < 0 ? ~next : next;
    if (end > at) this.#visitor.text(decodeReferences(html.slice(at, end), false));
    return next;
  }

  /** Right after `<!--`: `<!-->` and `<!--->` are comments that are over. */
  #commentStart(html: string, at: number, final: boolean): number {
    const rest = html.slice(at, at + 2);
    if (rest === '-' && !final) return ~at;
    const over = rest.startsWith('>') ? 1 : rest === '->' ? 2 : 0;
    this.#state = over > 0 ? TEXT : { in: 'comment' };
    return at + over;
  }

  /** Nothing of a comment is kept but what may be the beginning of its end. */
  #comment(html: string, at: number, final: boolean): number {
    const end = /-->|--!>/g;
    end.lastIndex = at;
    const found = end.exec(html);
    if (found === null) return final ? html.length : ~Math.max(at, html.length - 3);
    this.#state = TEXT;
    return found.index + found[0].length;
  }

  #dropped(element: string, html: string, at: number, final: boolean): number {
    for (let end = html.indexOf('</', at); end >= 0; end = html.indexOf('</', end + 2)) {
      const after = end + 2 + element.length;
      if (after >= html.length) return final ? html.length : ~end;
      if (html.slice(end + 2, after).toLowerCase() !== element || !/[\s/>]/.test(html.charAt(after))) continue;
      this.#state = TEXT;
      return end;
    }
    return final || !html.endsWith('<') ? html.length : ~(html.length - 1);
  }
}
