/**
 * HTML to the text that a person sees, while it streams by: tags within a line leave nothing behind (`V<b></b>iagra` reads
 * `Viagra`), blocks begin lines, comments, scripts and styles go. By the tokenizer of HTML
 * (https://html.spec.whatwg.org/multipage/parsing.html), as far as it decides on what is text; it holds a bounded piece of
 * whatever is open, and of a comment or a tag without end nothing.
 *
 * Readers differ in what is a tag and what is text. The first reading is the simple one, in which a tag is a tag wherever it
 * stands; where a browser would go on otherwise the other reading begins, which is as exact as a browser is, and most mail
 * never needs it. At a `<noscript>` a third one begins, that of a browser which runs scripts: files are opened in such. And at a
 * conditional comment that of Outlook (html-conditional.ts), which shows what is in one.
 */
import { HiddenElements } from './hidden-elements.ts';
import { CONDITION_CHARACTERS, END_OF_CONDITIONAL, readCondition } from './html-conditional.ts';
import type { Markup } from './html-elements.ts';
import { type Escape, scriptPiece } from './html-script.ts';
import { breakFor, isBlock } from './html-lines.ts';
import { DROPPED, ENDS_NAME, RAW, untilEndTag, WITH_REFERENCES } from './html-only-text.ts';
import { decodeReferences, referenceStart } from './html-references.ts';
import { HtmlTag, isLetter, isNamePart } from './html-tag.ts';
import type { OtherStart, Reader, State, Tag } from './html-states.ts';
import type { HtmlVisitor } from './html-visitor.ts';
import { isTablePart, TableBreaks } from './table-breaks.ts';

/** In these, a browser takes `style` and `script` for elements like others, or for none. */
const FOREIGN = new Set(['svg', 'math', 'select']);

const LESS = 0x3c;
const SLASH = 0x2f;
const GREATER = 0x3e;
/** No name of an element that matters here is longer. */
const SHORT_NAME = 12;
const TEXT: State = { in: 'text' };
const CDATA = '[CDATA[';

export class HtmlText {
  readonly #visitor: HtmlVisitor;
  readonly #markup: Markup;
  #state: State = TEXT;
  /** What cannot be read without more. */
  #held = '';
  /** The element of another kind (SVG, MathML, a choice) that is open; '' for none. */
  #foreign = '';
  /** In the first reading: the element that has only text for a browser, as long as no tag in it makes a difference; '' for none. */
  #onlyText = '';
  readonly #hiddenElements: HiddenElements;
  readonly #tableBreaks: TableBreaks;
  readonly #reader: Reader;
  readonly #begun: Set<Reader>;
  /** The readings that have begun in this one. */
  readonly #others: HtmlText[] = [];

  /** @param start this is another reading, and begins so */
  constructor(visitor: HtmlVisitor, markup: Markup = 'html', start?: OtherStart) {
    this.#visitor = visitor;
    this.#markup = markup;
    this.#reader = start?.reader ?? 'simple';
    this.#begun = start?.begun ?? new Set<Reader>();
    this.#hiddenElements = new HiddenElements(start?.hiddenElements);
    this.#tableBreaks = new TableBreaks({ text: (text) => visitor.text(text), doubtfulBreak: (text) => visitor.doubtfulBreak?.(text) });
    if (start === undefined) return;
    if (this.#hiddenElements.hidden) visitor.hides?.(true);
    this.#state = start.state;
    this.#foreign = start.foreign;
  }

  write(html: string): void {
    for (const other of this.#others) other.write(html);
    this.#read(this.#held + html, false);
  }

  /** What is still open is read as far as it has come; a tag without end is not shown by clients, either. */
  end(): void {
    const begun = this.#others.splice(0);
    for (const other of begun) other.end();
    this.#read(this.#held, true);
    this.#tableBreaks.release();
    // Others may have begun in what was held.
    for (const other of this.#others) other.end();
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
    }
  }

  /** A browser differs from a simple reader, from `at` on. */
  #differs(html: string, at: number, state: State): void {
    this.#tableBreaks.release();
    if (this.#reader === 'simple') this.#beginOther('browser', html, at, state);
  }

  /** From `at` on it makes a difference whether scripts run. */
  #differsByScripts(html: string, at: number): void {
    // A browser's own reading begins it, where there is one.
    if (this.#reader === 'outlook' || (this.#reader === 'simple' && this.#begun.has('browser'))) return;
    this.#beginOther('scripting', html, at, { in: 'dropped', element: 'noscript' });
  }

  #beginOther(reader: Reader, html: string, at: number, state: State): void {
    const visitor = this.#begun.has(reader) ? undefined : this.#visitor.otherReading?.();
    if (visitor === undefined) return;
    this.#begun.add(reader);
    const other = new HtmlText(visitor, this.#markup, { reader, begun: this.#begun, state, foreign: this.#foreign, hiddenElements: this.#hiddenElements });
    this.#others.push(other);
    other.write(html.slice(at));
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
      case 'bogus':
        return this.#passOver('>', html, at, final);
      case 'instruction':
        return this.#passOver('?>', html, at, final);
      case 'cdata':
        return this.#cdata(html, at, final);
      case 'not-for-outlook':
        return this.#passOver(END_OF_CONDITIONAL, html, at, final, { in: 'bogus' });
      case 'dropped':
        return this.#untilEnd(state.element, html, at, final);
      case 'script':
        return this.#script(state.escape, html, at, final);
      case 'raw':
        return this.#raw(state.element, html, at, final);
    }
  }

  #text(html: string, at: number, final: boolean): number {
    const lower = html.indexOf('<', at);
    const end = lower < 0 ? html.length : lower;
    const whole = lower < 0 && !final ? referenceStart(html, at, end) : end;
    if (whole > at) this.#ofBody(decodeReferences(html.slice(at, whole), false));
    return whole < end ? ~whole : end;
  }

  /** At a `<`: what does it begin? */
  #open(html: string, at: number, final: boolean): number {
    if (this.#onlyText !== '' && !this.#judgeOnlyText(this.#onlyText, html, at, final)) return ~at;
    const next = html.charCodeAt(at + 1);
    if (isLetter(next)) return this.#openTag(html, at + 1, false);
    if (next === SLASH && isLetter(html.charCodeAt(at + 2))) return this.#openTag(html, at + 2, true);
    const rest = html.slice(at + 1, at + 4);
    if (!final && (rest === '' || rest === '/' || rest === '!' || rest === '!-')) return ~at;
    if (rest === '!--') {
      this.#state = { in: 'comment-start' };
      return at + 4;
    }
    if (/^[!?/]/.test(rest)) return this.#openDeclaration(html, at + 1, final);
    this.#ofBody('<');
    return at + 1;
  }

  /** @returns false if more is needed to tell whether a tag stands in an element that has only text for a browser */
  #judgeOnlyText(element: string, html: string, at: number, final: boolean): boolean {
    const end = `</${element}`;
    const there = html.slice(at, at + end.length + 1).toLowerCase();
    if (!final && there.length <= end.length && end.startsWith(there)) return false;
    this.#onlyText = '';
    if (element === 'plaintext' || !there.startsWith(end) || !ENDS_NAME.test(there.charAt(end.length))) this.#differs(html, at, { in: 'raw', element });
    return true;
  }

  /** At what stands behind the `<` of something like `<!doctype`. */
  #openDeclaration(html: string, at: number, final: boolean): number {
    const behind = this.#conditional(html, at + 1, final);
    if (behind !== at + 1) return behind < 0 ? ~(at - 1) : behind;
    const begun = html.slice(at + 1, at + 1 + CDATA.length);
    const mayBeSection = html.charAt(at) === '!' && CDATA.startsWith(begun);
    if (mayBeSection && begun.length < CDATA.length && !final) return ~(at - 1);
    // In HTML there are such sections only in pictures and formulas.
    const isForeign = this.#foreign === 'svg' || this.#foreign === 'math';
    if (begun === CDATA && mayBeSection && (isForeign || this.#nesting === 'xml')) {
      if (!isForeign) this.#differs(html, at, { in: 'bogus' });
      this.#state = { in: 'cdata' };
      return at + 1 + CDATA.length;
    }
    this.#state = { in: this.#nesting === 'xml' && html.charAt(at) === '?' ? 'instruction' : 'bogus' };
    return at;
  }

  #openTag(html: string, at: number, closing: boolean): number {
    // Most tags are a short name and nothing else.
    let end = at + 1;
    while (end < html.length && end - at < SHORT_NAME && isNamePart(html.charCodeAt(end))) end += 1;
    if (html.charCodeAt(end) === GREATER) {
      this.#endTag({ name: html.slice(at, end).toLowerCase(), closing, hides: false, inline: false, overrides: false, selfClosing: false }, html, end + 1);
      return end + 1;
    }
    this.#state = { in: 'tag', tag: new HtmlTag(closing, this.#visitor) };
    return at;
  }

  #tag(tag: HtmlTag, html: string, at: number): number {
    const end = tag.read(html, at);
    if (tag.complete) this.#endTag(tag, html, end);
    return end;
  }

  /** @param behind where the tag ends */
  #endTag(tag: Tag, html: string, behind: number): void {
    const { name, closing } = tag;
    if (closing) this.#ends(name);
    else this.#begins(tag);
    this.#visitor.tag?.(name, closing);
    this.#state = TEXT;
    if (!closing) this.#enter(name, tag.selfClosing, html, behind);
    // A block ends a picture or a formula that was left open; a list to choose from may hold some.
    else if (name === this.#foreign) this.#foreign = '';
    if (!closing && this.#foreign !== 'select' && isBlock(name) && !RAW.has(name)) this.#foreign = '';
  }

  /** How its elements are nested: the other readings are those of a browser which takes it for HTML. */
  get #nesting(): Markup {
    return this.#reader === 'simple' ? this.#markup : 'html';
  }

  #isEmpty({ name, selfClosing }: Tag): boolean {
    return selfClosing && (this.#nesting === 'xml' || name === 'svg' || name === 'math' || this.#foreign === 'svg' || this.#foreign === 'math');
  }

  /** An element begins: it may be hidden, or end one that is. */
  #begins(tag: Tag): void {
    const { hidden } = this.#hiddenElements;
    const hasEffect = this.#isEmpty(tag) ? !tag.hides && !tag.inline : this.#hiddenElements.start(tag, this.#nesting);
    this.#hides(hidden);
    this.#break(tag.name, false, hasEffect);
  }

  #ends(name: string): void {
    const { hidden } = this.#hiddenElements;
    const hasEffect = this.#hiddenElements.end(name, this.#nesting);
    // The end of a line that is not seen is not seen, either.
    this.#break(name, true, hasEffect);
    this.#hides(hidden);
  }

  /** @param before whether what came before was hidden */
  #hides(before: boolean): void {
    const control = this.#hiddenElements.takeControl();
    if (control !== '') this.#visitor.control?.(control);
    if (this.#hiddenElements.hidden === before) return;
    // In a table, and in none of its cells, it stands before the table as the text around it does.
    if (!this.#misplaced) this.#tableBreaks.release();
    this.#visitor.hides?.(!before);
  }

  get #takesDoubtful(): boolean {
    return this.#visitor.doubtfulBreak !== undefined;
  }

  get #misplaced(): boolean {
    return this.#takesDoubtful && this.#hiddenElements.misplaced;
  }

  /** Text that stands there as such; in the head it begins the body. */
  #ofBody(text: string): void {
    const { hidden, inHead } = this.#hiddenElements;
    if (inHead) this.#hiddenElements.text(text, this.#nesting);
    this.#hides(hidden);
    this.#show(text);
  }

  #show(text: string): void {
    this.#tableBreaks.text(text, this.#misplaced, this.#hiddenElements.hides);
  }

  #break(name: string, closing: boolean, hasEffect: boolean): void {
    const text = breakFor(name);
    if (text === '') return;
    const isPart = this.#takesDoubtful && isTablePart(name, closing);
    if (isPart && this.#tableBreaks.part(text, hasEffect, this.#hiddenElements.hidden)) return;
    // What is held is doubtful, too, as long as nothing else comes.
    if (!hasEffect && this.#takesDoubtful && this.#tableBreaks.holds) return;
    this.#tableBreaks.release();
    if (hasEffect || this.#visitor.doubtfulBreak === undefined) this.#visitor.text(text);
    else this.#visitor.doubtfulBreak(text);
  }

  #enter(name: string, selfClosing: boolean, html: string, behind: number): void {
    if (DROPPED.has(name)) this.#enterDropped(name, selfClosing, html, behind);
    else if (FOREIGN.has(name)) this.#foreign = selfClosing && name !== 'select' ? this.#foreign : name;
    else if (RAW.has(name) && this.#foreign === '') {
      if (this.#reader !== 'simple') this.#state = { in: 'raw', element: name };
      else if (!this.#begun.has('browser')) this.#onlyText = name;
    } else if (name === 'noscript' && this.#foreign === '') {
      if (this.#reader === 'scripting') this.#state = { in: 'dropped', element: name };
      else this.#differsByScripts(html, behind);
    }
  }

  #enterDropped(name: string, selfClosing: boolean, html: string, behind: number): void {
    const dropped: State = name === 'style' ? { in: 'dropped', element: name } : { in: 'script', escape: 'plain' };
    if (this.#reader !== 'simple') {
      if (this.#foreign === '') this.#state = dropped;
    } else if (selfClosing && this.#markup === 'xml') {
      if (this.#foreign === '') this.#differs(html, behind, dropped);
    } else {
      if (this.#foreign !== '') this.#differs(html, behind, TEXT);
      this.#state = dropped;
    }
  }

  /** Its text is told as it is, without the tags that others see in it. */
  #raw(element: string, html: string, at: number, final: boolean): number {
    const next = element === 'plaintext' ? html.length : this.#untilEnd(element, html, at, final);
    const end = next < 0 ? ~next : next;
    const references = WITH_REFERENCES.has(element);
    const whole = references && !final && this.#state !== TEXT ? referenceStart(html, at, end) : end;
    const text = html.slice(at, whole);
    if (text !== '') this.#show(references ? decodeReferences(text, false) : text);
    return whole < end ? ~whole : next;
  }

  /** Where `[if …]>` may stand, at which Outlook's reading begins. @returns where to go on: in that one behind it; ~at if more is needed */
  #conditional(html: string, at: number, final: boolean): number {
    if (html.charAt(at) !== '[') return at;
    const condition = readCondition(html.slice(at, at + CONDITION_CHARACTERS), final);
    if (condition === 'none') return at;
    if (condition === 'more') return ~at;
    const state: State = condition.forOutlook ? TEXT : { in: 'not-for-outlook' };
    const behind = at + condition.length;
    if (this.#reader !== 'outlook') {
      this.#beginOther('outlook', html, behind, state);
      return at;
    }
    this.#state = state;
    return behind;
  }

  /** Right after `<!--`: `<!-->` and `<!--->` are comments that are over. */
  #commentStart(html: string, at: number, final: boolean): number {
    const behind = this.#conditional(html, at, final);
    if (behind !== at) return behind;
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

  /** Passes over all up to `end`, and over that. */
  #passOver(end: string, html: string, at: number, final: boolean, next: State = TEXT): number {
    const found = html.indexOf(end, at);
    if (found < 0) return final ? html.length : ~Math.max(at, html.length - end.length + 1);
    this.#state = next;
    return found + end.length;
  }

  /** Up to `]]>` all is text. */
  #cdata(html: string, at: number, final: boolean): number {
    const found = html.indexOf(']]>', at);
    const end = found >= 0 ? found : final ? html.length : Math.max(at, html.length - 2);
    if (end > at) this.#show(html.slice(at, end));
    if (found < 0) return final ? end : ~end;
    this.#state = TEXT;
    return found + 3;
  }

  #script(escape: Escape, html: string, at: number, final: boolean): number {
    const piece = scriptPiece(escape, html, at, final, this.#reader !== 'simple');
    if (piece.deeper !== undefined) this.#differs(html, piece.deeper, { in: 'script', escape: 'escaped' });
    this.#state = piece.ends ? TEXT : { in: 'script', escape: piece.escape };
    return piece.ends || piece.next === html.length ? piece.next : ~piece.next;
  }

  /** Passes over all up to the end tag of an element. */
  #untilEnd(element: string, html: string, at: number, final: boolean): number {
    const { next, ends } = untilEndTag(element, html, at, final);
    if (ends) this.#state = TEXT;
    return next;
  }
}
