/**
 * The content of a file that may be a message, in lines as a walk reads them. Who opens a file is more lenient than who reads
 * mail: empty lines in front of the header section are passed over, and where the first line ends with a bare CR, all do. (A bare CR
 * further on ends a line of headers or a delimiter, which is for the walk to see: the content may be no text.) Byte order marks in front are none of the first line.
 */
import type { LeafSink } from './mime-visitor.ts';

const CR = 0x0d;
const LF = 0x0a;
/** Of UTF-8. */
const MARK: Buffer = Buffer.from([0xef, 0xbb, 0xbf]);
const NOTHING: Buffer = Buffer.alloc(0);

export class FileLines implements LeafSink {
  readonly #sink: LeafSink;
  /** How its lines end, once that is known. */
  #ends: 'as-in-mail' | 'with-bare-cr' | undefined;
  #begun = false;
  /** The CR that ends the first line, while it is not known what follows. */
  #held = NOTHING;
  /** With bare CRs: the last byte was one. */
  #afterCr = false;

  constructor(sink: LeafSink) {
    this.#sink = sink;
  }

  write(bytes: Buffer): void {
    if (this.#ends === undefined) this.#first(this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]));
    else this.#pass(bytes);
  }

  end(): void {
    this.#pass(this.#held);
    this.#sink.end();
  }

  /** Up to the end of the first line. */
  #first(bytes: Buffer): void {
    this.#held = NOTHING;
    const from = this.#begun ? 0 : inFront(bytes);
    const begins = this.#begun || !isBegunMark(bytes.subarray(from));
    if (!begins) {
      this.#held = Buffer.from(bytes.subarray(from));
      return;
    }
    this.#begun = true;
    const end = bytes.findIndex((byte, at) => at >= from && isLineEnd(byte));
    if (end >= 0 && end === bytes.length - 1 && bytes[end] === CR) {
      this.#pass(bytes.subarray(from, end));
      this.#held = Buffer.from(bytes.subarray(end));
      return;
    }
    if (end >= 0) this.#ends = bytes[end] === CR && bytes[end + 1] !== LF ? 'with-bare-cr' : 'as-in-mail';
    this.#pass(bytes.subarray(from));
  }

  #pass(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#ends !== 'with-bare-cr') {
      this.#sink.write(bytes);
      return;
    }
    const text = bytes.toString('latin1', this.#afterCr && bytes[0] === LF ? 1 : 0);
    this.#afterCr = bytes[bytes.length - 1] === CR;
    this.#sink.write(Buffer.from(text.replaceAll(/\r\n?/g, '\n'), 'latin1'));
  }
}

/** How many bytes stand in front of the first line: of empty lines, and of byte order marks that are there whole. */
function inFront(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    if (isLineEnd(bytes[at])) at += 1;
    else if (bytes[at] === MARK[0] && bytes.subarray(at, at + MARK.length).equals(MARK)) at += MARK.length;
    else break;
  }
  return at;
}

/** Nothing yet, or perhaps the beginning of a byte order mark. */
function isBegunMark(bytes: Buffer): boolean {
  return bytes.length < MARK.length && MARK.subarray(0, bytes.length).equals(bytes);
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === CR || byte === LF;
}
