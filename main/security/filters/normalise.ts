/**
 * Brings text into the normal form of fold.ts while it streams by, straight into the buffer of whoever searches it, as bytes
 * (text-bytes.ts). Plain ASCII, which is most mail, is taken four bytes at a time. The last character is held back until
 * the next is known: a combining mark at the beginning of the next chunk belongs to it.
 */
import { isAscii } from 'node:buffer';
import { ASCII_FORMS, GONE, SLOW, SPACE, allUnitForms } from './fold.ts';
import { foldCluster, lastPairIn } from './clusters.ts';
import { APART, ROOM, UNIT_BYTES, putUnit, unitsOf } from './text-bytes.ts';

/** Takes bytes at `buffer[fill]`, as many as `room` says: several units at least. A Matcher is one. */
export interface TextSink {
  readonly buffer: Uint8Array;
  /** Of `buffer`. */
  readonly view: DataView;
  fill: number;
  room(): number;
  /** The text is at its end. */
  end(): void;
}

/**
 * Units that are folded together at most: a base character and its marks. No language needs more than a few marks, UAX 15
 * section 13 allows for 30; what piles up more is folded in pieces.
 */
const CLUSTER = 64;

/** Of the four bytes of a number: the highest bit of each, and the lowest. */
const HIGH = 0x80808080 | 0;
const LOW = 0x01010101;
/** No unit is held back. */
const NONE = -1;

/** Units of a string that are made bytes in one go. Fewer than these are quicker one by one. */
const PIECE = 2048;
const FEW = 12;
const encoder = new TextEncoder();
const piece = new Uint8Array(PIECE * UNIT_BYTES);
const pieceView = new DataView(piece.buffer);

export class Normaliser {
  readonly #sink: TextSink;
  /** The last unit written was a space: another would be one too many. */
  #afterSpace = false;
  /** Held back, as what follows may join it: a unit that is plain by itself, or else what has to be folded together. */
  #unit = NONE;
  #cluster = '';

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  /** Takes ASCII; bytes of 128 and more must not occur. */
  ascii(bytes: Uint8Array): void {
    this.#ascii(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes.length);
  }

  /** Takes any text; a surrogate pair may be split between two calls. */
  text(text: string): void {
    if (text.length < FEW) {
      this.#units(text, 0, text.length);
      return;
    }
    for (let from = 0; from < text.length; from += PIECE) {
      const to = Math.min(text.length, from + PIECE);
      const plain = text.charCodeAt(from) < 0x80 ? this.#asciiOf(text, from, to) : 0;
      if (from + plain < to) this.#units(text, from + plain, to);
    }
  }

  /** Takes what of a piece comes before the first unit that is not ASCII. @returns how many units that was */
  #asciiOf(text: string, from: number, to: number): number {
    // In UTF-8, ASCII is what it is, and everything else takes more bytes than units.
    const { written } = encoder.encodeInto(text.slice(from, to), piece);
    const plain = written === to - from ? written : asciiEnd(pieceView, written);
    this.#ascii(pieceView, plain);
    return plain;
  }

  /** The text is at its end, the next one has nothing to do with it. */
  end(): void {
    this.#release();
    this.#afterSpace = false;
    this.#sink.end();
  }

  /** The same, but what takes the bytes gets the next text along with this one. */
  endPart(): void {
    this.#release();
    this.#afterSpace = false;
    this.#put(APART);
  }

  #ascii(bytes: DataView, length: number): void {
    let last = length - 1;
    while (last >= 0 && ASCII_FORMS[bytes.getUint8(last)] === GONE) last -= 1;
    if (last < 0) return;
    this.#release();
    this.#writeAscii(bytes, last);
    this.#unit = bytes.getUint8(last);
  }

  /** Four bytes at a time, which nearly all are plain, and single spaces between them. */
  #writeAscii(bytes: DataView, to: number): void {
    const sink = this.#sink;
    const { view } = sink;
    /** As `spaces` has it for the byte before. */
    let after = this.#afterSpace ? 0x80 : 0;
    for (let at = 0; at < to; ) {
      const end = Math.min(to, at + sink.room());
      let fill = sink.fill;
      while (at < end) {
        if (at + 4 <= end) {
          const word = bytes.getInt32(at, true);
          // The highest bit of each byte up to 0x20. No byte carries over into the next, as all are ASCII.
          const spaces = ~(word + 0x5f * LOW) & HIGH;
          // Controls, of which 0x7f is one, and spaces next to each other are looked at one by one.
          if (((~(word + 0x60 * LOW) | (word + LOW)) & HIGH) === 0 && (spaces & ((spaces << 8) | after)) === 0) {
            const upper = (word + 0x3f * LOW) & ~(word + 0x25 * LOW) & HIGH;
            view.setInt32(fill, word | (upper >>> 2), true);
            fill += 4;
            at += 4;
            after = spaces >>> 24;
            continue;
          }
        }
        const stop = Math.min(end, at + 4);
        for (; at < stop; at += 1) {
          const form = ASCII_FORMS[bytes.getUint8(at)] as number;
          if (form === GONE || (form === SPACE && after !== 0)) continue;
          view.setUint8(fill, form);
          fill += 1;
          after = form === SPACE ? 0x80 : 0;
        }
      }
      sink.fill = fill;
    }
    this.#afterSpace = after !== 0;
  }

  /** Takes any units, from `from` up to `to`. */
  #units(text: string, from: number, to: number): void {
    const forms = allUnitForms();
    for (let at = from; at < to; ) {
      while (at < to && forms[text.charCodeAt(at)] === GONE) at += 1;
      const joining = at;
      while (at < to && forms[text.charCodeAt(at)] === SLOW && at - joining < CLUSTER) at += 1;
      if (at > joining) this.#hold(text.slice(joining, at));
      else if (at < to) at = this.#writeUnits(text, at, to, forms);
    }
  }

  /** Takes units from `from` on, where a plain one stands, up to the first that has to be looked at with its neighbours. @returns where that is */
  #writeUnits(text: string, from: number, to: number, forms: Uint16Array): number {
    this.#release();
    const sink = this.#sink;
    const { buffer } = sink;
    let after = this.#afterSpace;
    let at = from;
    /** What is held back, and its form; none has the one that means it is gone. */
    let unit = NONE;
    let form = GONE;
    while (at < to) {
      const end = Math.min(to, at + Math.floor(sink.room() / UNIT_BYTES));
      let fill = sink.fill;
      for (; at < end; at += 1) {
        const next = text.charCodeAt(at);
        const nextForm = forms[next] as number;
        if (nextForm === GONE) continue;
        if (nextForm === SLOW) break;
        if (form > SPACE) {
          after = false;
          if (form < 0x80) {
            buffer[fill] = form;
            fill += 1;
          } else {
            fill = putUnit(buffer, fill, form);
          }
        } else if (form === SPACE && !after) {
          after = true;
          buffer[fill] = SPACE;
          fill += 1;
        }
        unit = next;
        form = nextForm;
      }
      sink.fill = fill;
      if (at < end) break;
    }
    this.#afterSpace = after;
    this.#unit = unit;
    return at;
  }

  /** Adds to what is held back, and writes of it what is too much. */
  #hold(joining: string): void {
    this.#cluster = (this.#unit === NONE ? this.#cluster : String.fromCharCode(this.#unit)) + joining;
    this.#unit = NONE;
    if (this.#cluster.length <= CLUSTER) return;
    // Most that gets so long is characters in pairs, such as emoji: cut where one of them begins.
    const cut = lastPairIn(this.#cluster) || this.#cluster.length;
    this.#writeCluster(this.#cluster.slice(0, cut));
    this.#cluster = this.#cluster.slice(cut);
  }

  #release(): void {
    if (this.#unit !== NONE) {
      this.#put(formOf(this.#unit));
      this.#unit = NONE;
    } else if (this.#cluster !== '') {
      this.#writeCluster(this.#cluster);
      this.#cluster = '';
    }
  }

  #writeCluster(cluster: string): void {
    const folded = foldCluster(cluster);
    for (let at = 0; at < folded.length; at += 1) this.#put(folded.charCodeAt(at));
  }

  #put(form: number): void {
    const sink = this.#sink;
    if (form === SPACE) {
      if (this.#afterSpace) return;
      this.#afterSpace = true;
    } else {
      this.#afterSpace = false;
    }
    sink.room();
    if (form < 0x80) {
      sink.buffer[sink.fill] = form;
      sink.fill += 1;
    } else {
      sink.fill = putUnit(sink.buffer, sink.fill, form);
    }
  }
}

function formOf(unit: number): number {
  return (unit < 0x80 ? ASCII_FORMS[unit] : allUnitForms()[unit]) as number;
}

/** Where the first byte stands that is not ASCII. */
function asciiEnd(bytes: DataView, length: number): number {
  let at = 0;
  while (at + 4 <= length && (bytes.getInt32(at, true) & HIGH) === 0) at += 4;
  while (at < length && bytes.getUint8(at) < 0x80) at += 1;
  return at;
}

/** Gathers a whole normal form. */
class Gathering implements TextSink {
  readonly buffer = Buffer.alloc(1024);
  readonly view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
  fill = 0;
  #text = '';
  room(): number {
    if (this.buffer.length - this.fill < ROOM) this.end();
    return this.buffer.length - this.fill;
  }
  end(): void {
    const bytes = this.buffer.subarray(0, this.fill);
    this.#text += isAscii(bytes) ? bytes.toString('latin1') : String.fromCharCode(...unitsOf(bytes));
    this.fill = 0;
  }
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

/** Texts in normal form as a whole: for patterns, and for looking at what a search sees. */
export class NormalText {
  readonly #gathering = new Gathering();
  readonly #normaliser = new Normaliser(this.#gathering);

  ascii(bytes: Uint8Array): void {
    this.#normaliser.ascii(bytes);
  }

  text(text: string): void {
    this.#normaliser.text(text);
  }

  /** The text is at its end; another may begin. */
  end(): string {
    this.#normaliser.end();
    return this.#gathering.take();
  }
}

const ofPatterns = new NormalText();

/**
 * The normal form of a filter's text. White space around it is dropped: people paste with a space or a line end too many, and a
 * filter that silently never matches helps nobody. '' if nothing is left (only white space or invisible characters).
 */
export function normalisePattern(text: string): string {
  ofPatterns.text(text);
  return ofPatterns.end().trim();
}
