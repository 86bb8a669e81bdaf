/**
 * Text that is shown from right to left though its letters go from left to right: behind an override (U+202E, Unicode Bidirectional
 * Algorithm, X4) `xobni` reads "inbox". Beside the text as it is, such a stretch is searched as a person reads it, turned round in its place
 * among what stands around it. Overrides within each other count as one.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { OVERRIDE } from '../../mime/bidi-controls.ts';
import type { TextPieces, TextTaker } from './text-search.ts';

/** Around it, so much is searched with it; and so much of it is turned round at a time, twice, so that nothing is missed where two pieces meet. */
const CONTEXT = FIXED_LIMITS.mimeReadingContext;
/** Characters that are kept at most, to have the last of them: seldom cut, since each cut is a copy. */
const LAST_KEPT = 64 * CONTEXT;

const CONTROLS = /([\u202a-\u202e\u2066-\u2069])/;
/** What an override is within, or has within it, and what ends these (Unicode Bidirectional Algorithm, X2 to X7). */
type Control = 'embedding' | 'isolate' | 'end-of-embedding' | 'end-of-isolate';
const KINDS: ReadonlyMap<string, Control> = new Map([
  ['\u202a', 'embedding'],
  ['\u202b', 'embedding'],
  ['\u202d', 'embedding'],
  [OVERRIDE, 'embedding'],
  ['\u2066', 'isolate'],
  ['\u2067', 'isolate'],
  ['\u2068', 'isolate'],
  ['\u202c', 'end-of-embedding'],
  ['\u2069', 'end-of-isolate'],
]);
/** BD2: deeper ones have no effect, but their ends are told apart. */
const MAX_DEPTH = 125;

/** What turning round by UTF-16 units has torn apart: pairs, and marks that stood behind what they belong to. */
const TORN_PAIR = /([\udc00-\udfff])([\ud800-\udbff])/g;
const TORN_MARKS = /(\p{M}+)(\P{M}?)/gu;

function turned(text: string): string {
  if (text.length < 2) return text;
  const units = Buffer.from(text, 'utf16le').swap16().reverse().toString('utf16le').replaceAll(TORN_PAIR, '$2$1');
  return units.replaceAll(TORN_MARKS, (_torn, marks: string, base: string) => base + Array.from(marks).toReversed().join(''));
}

/** An override does not reach over these, and leaves the blanks in front of them behind the text (L1). */
const SEPARATORS = '\x1c-\x1f';
const LINE_END = new RegExp(`[\\r\\n\\t\\v\\f\\x85\\u2028\\u2029${SEPARATORS}]`);

function turnedLine(line: string): string {
  const text = line.trimEnd();
  return turned(text) + line.slice(text.length);
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
  /** Of its last line; lines that end are turned round by themselves. */
  #line = '';
  /** How many of its lines have text, and whether one has ended: in plain text that ended the override as well. */
  #lines = 0;
  #ended = false;
  /** Embeddings and isolates in which the stretch is, itself the first: 'e' and 'i'; and how many are open beyond the depth that counts. */
  #open = '';
  #surplus = 0;

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
    const kind = KINDS.get(piece);
    if (kind === undefined) {
      this.#take(piece);
      return;
    }
    if (this.#stretch !== undefined && !(piece === OVERRIDE && this.#ended)) {
      this.#nest(kind);
      if (this.#open === '') this.#endStretch(false);
      return;
    }
    if (piece !== OVERRIDE) return;
    if (this.#stretch !== undefined) this.#endStretch(true);
    this.#stretch = '';
    this.#open = 'e';
    this.#openRead();
  }

  #nest(kind: Control): void {
    switch (kind) {
      case 'embedding':
      case 'isolate':
        if (this.#open.length < MAX_DEPTH) this.#open += kind === 'embedding' ? 'e' : 'i';
        else this.#surplus += 1;
        return;
      case 'end-of-embedding':
        if (this.#surplus > 0) this.#surplus -= 1;
        else if (this.#open.endsWith('e')) this.#open = this.#open.slice(0, -1);
        return;
      case 'end-of-isolate':
        // It ends the embeddings in the isolate as well, and where the override itself is in one, that too.
        if (this.#surplus > 0) this.#surplus -= 1;
        else this.#open = this.#open.slice(0, Math.max(0, this.#open.lastIndexOf('i')));
    }
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
      this.#takeLines(text);
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

  #takeLines(text: string): void {
    const [first = '', ...more] = text.split(LINE_END);
    this.#line += first;
    for (const next of more) {
      this.#read?.text.text(`${turnedLine(this.#line)}\n`);
      if (this.#line.trim() !== '') this.#lines += 1;
      this.#line = next;
      this.#ended = true;
      this.#open = 'e';
      this.#surplus = 0;
    }
    // Where it is broken into lines nobody knows.
    if (this.#line.length > 2 * CONTEXT) this.#line = this.#line.slice(-CONTEXT);
  }

  #endStretch(anew: boolean): void {
    this.#read?.text.text(anew && this.#ended ? this.#line : turnedLine(this.#line));
    if (this.#lines + Number(this.#line.trim() !== '') > 1) this.#taker.whole(this.#where, turned(this.#stretch ?? ''));
    this.#last = '';
    this.#line = '';
    this.#lines = 0;
    this.#ended = false;
    this.#surplus = 0;
    this.#stretch = undefined;
  }
}
