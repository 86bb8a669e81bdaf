/**
 * Text that is shown from right to left though its letters go from left to right: behind an override (U+202E, Unicode Bidirectional
 * Algorithm, X4) `xobni` reads "inbox". Beside the text as it is, such a stretch is searched as a person reads it, turned round in its place
 * among what stands around it. Overrides within each other are taken for one after the other.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { END_OF_OVERRIDE, OVERRIDE } from '../../mime/bidi-controls.ts';
import type { TextPieces, TextTaker } from './text-search.ts';

/** Around it, so much is searched with it; and so much of it is turned round at a time, twice, so that nothing is missed where two pieces meet. */
const CONTEXT = FIXED_LIMITS.mimeReadingContext;
/** Characters that are kept at most, to have the last of them: seldom cut, since each cut is a copy. */
const LAST_KEPT = 64 * CONTEXT;

const CONTROLS = new RegExp(`([${OVERRIDE}${END_OF_OVERRIDE}])`);
/** What turning round by UTF-16 units has torn apart: pairs, and marks that stood behind what they belong to. */
const TORN_PAIR = /([\udc00-\udfff])([\ud800-\udbff])/g;
const TORN_MARKS = /(\p{M}+)(\P{M}?)/gu;

function turned(text: string): string {
  if (text.length < 2) return text;
  const units = Buffer.from(text, 'utf16le').swap16().reverse().toString('utf16le').replaceAll(TORN_PAIR, '$2$1');
  return units.replaceAll(TORN_MARKS, (_torn, marks: string, base: string) => base + Array.from(marks).toReversed().join(''));
}

/** Hands on all texts, and of those with overrides what a person reads as well. */
export class OverriddenText implements TextTaker {
  readonly #taker: TextTaker;

  constructor(taker: TextTaker) {
    this.#taker = taker;
  }

  open(where: Parameters<TextTaker['open']>[0]): TextPieces {
    return new Pieces(this.#taker, where);
  }

  whole(where: Parameters<TextTaker['whole']>[0], text: string): void {
    if (text.includes(OVERRIDE)) {
      const pieces = this.open(where);
      pieces.text(text);
      pieces.end();
    } else this.#taker.whole(where, text);
  }
}

class Pieces implements TextPieces {
  readonly #taker: TextTaker;
  readonly #where: Parameters<TextTaker['open']>[0];
  readonly #text: TextPieces;
  /** The end of what has come. */
  #last = '';
  /** The text as a person reads it, for as long as that may make a difference. */
  #read: { readonly text: TextPieces; left: number } | undefined;
  /** What has come of an overridden stretch. */
  #stretch: string | undefined;

  constructor(taker: TextTaker, where: Parameters<TextTaker['open']>[0]) {
    this.#taker = taker;
    this.#where = where;
    this.#text = taker.open(where);
  }

  ascii(bytes: Uint8Array): void {
    this.#text.ascii(bytes);
    const from = this.#read === undefined ? Math.max(0, bytes.length - CONTEXT) : 0;
    this.#take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from));
  }

  text(text: string): void {
    this.#text.text(text);
    if (!text.includes(OVERRIDE) && this.#stretch === undefined) this.#take(text);
    else for (const piece of text.split(CONTROLS)) this.#takePiece(piece);
  }

  end(): void {
    if (this.#stretch !== undefined) this.#endStretch(false);
    this.#read?.text.end();
    this.#text.end();
  }

  #takePiece(piece: string): void {
    if (piece !== OVERRIDE && piece !== END_OF_OVERRIDE) {
      this.#take(piece);
      return;
    }
    if (this.#stretch !== undefined) this.#endStretch(piece === OVERRIDE);
    this.#stretch = piece === OVERRIDE ? '' : undefined;
    if (piece === OVERRIDE) this.#openRead();
  }

  #openRead(): void {
    if (this.#read === undefined) {
      this.#read = { text: this.#taker.open(this.#where), left: 0 };
      this.#read.text.text(this.#last.slice(-CONTEXT));
    }
    this.#read.left = CONTEXT;
  }

  #take(text: string): void {
    if (this.#stretch !== undefined) {
      this.#stretch += text;
      if (this.#stretch.length <= 2 * CONTEXT) return;
      this.#taker.whole(this.#where, turned(this.#stretch));
      this.#stretch = this.#stretch.slice(-CONTEXT);
      return;
    }
    this.#last = text.length < CONTEXT ? this.#last + text : text.slice(-CONTEXT);
    if (this.#last.length > LAST_KEPT) this.#last = this.#last.slice(-CONTEXT);
    if (this.#read === undefined) return;
    this.#read.text.text(text);
    this.#read.left -= text.length;
    if (this.#read.left > 0) return;
    this.#read.text.end();
    this.#read = undefined;
  }

  /** @param anew another one begins, without an end of this */
  #endStretch(anew: boolean): void {
    const stretch = this.#stretch ?? '';
    const lines = stretch.split('\n');
    // In plain text the end of the line was that of the override.
    const own = anew && lines.length > 1 ? [lines.pop() ?? ''] : [];
    this.#read?.text.text([...lines.map(turned), ...own].join('\n'));
    // In HTML it is a space like others.
    if ([...lines, ...own].filter((line) => line.trim() !== '').length > 1) this.#taker.whole(this.#where, turned(stretch));
    this.#last = '';
    this.#stretch = undefined;
  }
}
