/**
 * HTML of a sender made safe to show: it is not cleaned but written anew, of a closed list of elements without any attribute, and
 * of text that is escaped. Where links, images and forms lead is written beside them, since that is what a person wants to know of
 * them. Whoever shows it forbids everything else once more (sandbox and content security policy).
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut, escapeHostileText } from '../../shared/text/escape.ts';
import { HtmlText } from '../mime/html-text.ts';
import type { HtmlVisitor } from '../mime/html-visitor.ts';

const ELEMENTS = new Set(
  `p div br b i u s strong em small big sub sup h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption blockquote pre code hr center`.split(
    ' ',
  ),
);
/** What leads somewhere, and the word that stands before the address. */
const LEADING: Readonly<Record<string, string>> = {
  img: 'image',
  form: 'form',
  input: 'image',
  iframe: 'frame',
  frame: 'frame',
  object: 'object',
  video: 'video',
  audio: 'audio',
  area: 'link',
};
/** Longest address that is written out. */
const ADDRESS = 200;

/** Writes HTML anew while it streams by. */
export class SafeHtml {
  readonly #html: HtmlText;
  #written = '';
  #full = false;
  /** Addresses of the tag at hand. */
  #urls: string[] = [];
  /** Where the open link leads. */
  #link: string | undefined;

  constructor() {
    const visitor: HtmlVisitor = {
      text: (text) => this.#write(safeText(text)),
      url: (url) => this.#urls.push(url),
      tag: (name, closing) => this.#tag(name, closing),
    };
    this.#html = new HtmlText(visitor);
  }

  write(html: string): void {
    if (!this.#full) this.#html.write(html);
  }

  end(): string {
    if (!this.#full) this.#html.end();
    return this.#written;
  }

  #tag(name: string, closing: boolean): void {
    const [url] = this.#urls;
    this.#urls = [];
    if (name === 'a') {
      if (this.#link !== undefined) this.#address('', this.#link);
      this.#link = closing ? undefined : url;
    } else if (url !== undefined && !closing) {
      const word = LEADING[name];
      if (word !== undefined) this.#address(`${word}: `, url);
    }
    if (ELEMENTS.has(name)) this.#write(closing ? `</${name}>` : `<${name}>`);
  }

  #address(word: string, url: string): void {
    this.#write(` <code>[${word}${escapeMarkup(escapeAndCut(url, ADDRESS))}]</code> `);
  }

  #write(piece: string): void {
    if (this.#written.length + piece.length > FIXED_LIMITS.previewCharacters) this.#full = true;
    else if (!this.#full) this.#written += piece;
  }
}

/** Text as it may stand between tags: line breaks and tabs as they are, all else that is not seen as escapes. */
function safeText(text: string): string {
  return escapeMarkup(text.replaceAll(/[^\t\r\n]+/g, escapeHostileText));
}

export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
