/** Byte-stuffing (RFC 1939 section 3), piece by piece: no message is ever held whole. */

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const LINE_THAT_STARTS_WITH_DOT = Buffer.from('\r\n.');
const TERMINATOR = Buffer.from('.\r\n');
const LINE_END_AND_TERMINATOR = Buffer.from('\r\n.\r\n');

export class ByteStuffer {
  /** Where the bytes so far have ended: at the start of a line, after a CR, or (neither) within a line. */
  #lineStart = true;
  #afterCr = false;

  /** Puts a dot before each line of the content that starts with one. Without such lines `chunk` itself comes back. */
  stuff(chunk: Buffer): Buffer {
    if (chunk.length === 0) return chunk;
    if (this.#hasDots(chunk)) return this.#copyWithDots(chunk);
    const last = chunk[chunk.length - 1];
    const crBeforeLast = chunk.length > 1 ? chunk[chunk.length - 2] === CR : this.#afterCr;
    this.#lineStart = last === LF && crBeforeLast;
    this.#afterCr = last === CR;
    return chunk;
  }

  #hasDots(chunk: Buffer): boolean {
    if (this.#lineStart && chunk[0] === DOT) return true;
    if (this.#afterCr && chunk[0] === LF && chunk[1] === DOT) return true;
    return chunk.includes(LINE_THAT_STARTS_WITH_DOT);
  }

  /** Byte by byte, so that a message of nothing but dots takes no longer than any other. */
  #copyWithDots(chunk: Buffer): Buffer {
    // Each stuffed line but the first has three bytes at least.
    const stuffed = Buffer.allocUnsafe(chunk.length + Math.ceil(chunk.length / 3) + 1);
    let length = 0;
    let lineStart = this.#lineStart;
    let afterCr = this.#afterCr;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (lineStart && byte === DOT) {
        stuffed[length] = DOT;
        length += 1;
      }
      stuffed[length] = byte;
      length += 1;
      lineStart = byte === LF && afterCr;
      afterCr = byte === CR;
    }
    this.#lineStart = lineStart;
    this.#afterCr = afterCr;
    return stuffed.subarray(0, length);
  }

  /**
   * The line with the single dot that ends a multi-line answer. It stands on a line of its own also after content that
   * does not end with CR LF.
   */
  end(): Buffer {
    return this.#lineStart ? TERMINATOR : LINE_END_AND_TERMINATOR;
  }
}
