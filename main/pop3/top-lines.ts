/** TOP (RFC 1939 section 7): the header section, the empty line, and the first lines of the body. */

const CR = 0x0d;
const LF = 0x0a;

export class TopLines {
  /** True once all that was asked for has gone by. */
  done = false;
  #inHeader = true;
  #bodyLinesLeft: number;
  /** Bytes of the line at hand so far, and whether the last of them was a CR. */
  #lineBytes = 0;
  #afterCr = false;

  constructor(bodyLines: number) {
    this.#bodyLinesLeft = bodyLines;
  }

  /** The part of `chunk` that belongs to the answer. */
  take(chunk: Buffer): Buffer {
    let from = 0;
    while (!this.done) {
      const lf = chunk.indexOf(LF, from);
      if (lf < 0) {
        this.#lineBytes += chunk.length - from;
        if (chunk.length > 0) this.#afterCr = chunk[chunk.length - 1] === CR;
        return chunk;
      }
      const crBefore = lf > 0 ? chunk[lf - 1] === CR : this.#afterCr;
      const lineBytes = this.#lineBytes + lf + 1 - from;
      from = lf + 1;
      if (crBefore) this.#lineEnded(lineBytes === 2);
      // A bare LF ends no line (RFC 1939 section 3).
      this.#lineBytes = crBefore ? 0 : lineBytes;
      this.#afterCr = false;
    }
    return chunk.subarray(0, from);
  }

  #lineEnded(empty: boolean): void {
    if (!this.#inHeader) this.#bodyLinesLeft -= 1;
    else if (empty) this.#inHeader = false;
    this.done = !this.#inHeader && this.#bodyLinesLeft <= 0;
  }
}
