/** Byte-stuffing (RFC 1939 section 3), piece by piece: no message is ever held whole. */

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const LINE_THAT_STARTS_WITH_DOT = Buffer.from('\r\n.');
const TERMINATOR = Buffer.from('.\r\n');
const LINE_END_AND_TERMINATOR = Buffer.from('\r\n.\r\n');

/** Where the bytes so far have ended. */
type Place = 'line-start' | 'after-cr' | 'in-line';

export class ByteStuffer {
  #place: Place = 'line-start';

  /** Puts a dot before each line of the content that starts with one. Without such lines `chunk` itself comes back. */
  stuff(chunk: Buffer): Buffer {
    if (chunk.length === 0) return chunk;
    const dots = this.#dots(chunk);
    this.#place = this.#placeAfter(chunk);
    if (dots.length === 0) return chunk;
    const stuffed = Buffer.allocUnsafe(chunk.length + dots.length);
    let from = 0;
    let at = 0;
    for (const dot of dots) {
      at += chunk.copy(stuffed, at, from, dot);
      stuffed[at] = DOT;
      at += 1;
      from = dot;
    }
    chunk.copy(stuffed, at, from);
    return stuffed;
  }

  /**
   * The line with the single dot that ends a multi-line answer. It stands on a line of its own also after content that
   * does not end with CR LF.
   */
  end(): Buffer {
    return this.#place === 'line-start' ? TERMINATOR : LINE_END_AND_TERMINATOR;
  }

  /** Where the dots are that start a line. */
  #dots(chunk: Buffer): number[] {
    const dots: number[] = [];
    if (this.#place === 'line-start' && chunk[0] === DOT) dots.push(0);
    if (this.#place === 'after-cr' && chunk[0] === LF && chunk[1] === DOT) dots.push(1);
    for (let at = chunk.indexOf(LINE_THAT_STARTS_WITH_DOT); at >= 0; at = chunk.indexOf(LINE_THAT_STARTS_WITH_DOT, at + 3)) dots.push(at + 2);
    return dots;
  }

  #placeAfter(chunk: Buffer): Place {
    const last = chunk[chunk.length - 1];
    if (last === CR) return 'after-cr';
    const beforeLast = chunk.length > 1 ? chunk[chunk.length - 2] === CR : this.#place === 'after-cr';
    return last === LF && beforeLast ? 'line-start' : 'in-line';
  }
}
