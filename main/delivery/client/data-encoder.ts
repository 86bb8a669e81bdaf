/**
 * Makes content ready for DATA: every line ends with CR LF and with nothing else, so that no host that takes a bare CR or LF
 * for the end of a line finds the end of the message where we see none (RFC 5321 section 4.1.1.4, and SMTP smuggling); a
 * dot at the start of a line is doubled (section 4.5.2).
 */
const CR = 13;
const LF = 10;
const DOT = 46;
const CRLF = Buffer.from('\r\n');
const TWO_DOTS = Buffer.from('..');

export class DataEncoder {
  #atLineStart = true;
  /** The last byte was a CR, of which the LF may be yet to come. */
  #afterCr = false;

  push(bytes: Buffer): Buffer {
    const pieces: Buffer[] = [];
    let begin = 0;
    const cut = (at: number, instead: Buffer, skip: number): void => {
      if (at > begin) pieces.push(bytes.subarray(begin, at));
      pieces.push(instead);
      begin = at + skip;
    };
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#afterCr) {
        this.#afterCr = false;
        this.#atLineStart = true;
        cut(at, CRLF, byte === LF ? 1 : 0);
        if (byte === LF) continue;
      }
      if (byte === CR) {
        // Most lines: both bytes are here and stay where they are.
        if (bytes[at + 1] === LF) {
          at += 1;
          this.#atLineStart = true;
          continue;
        }
        cut(at, Buffer.alloc(0), 1);
        this.#afterCr = true;
      } else if (byte === LF) {
        cut(at, CRLF, 1);
        this.#atLineStart = true;
      } else {
        if (this.#atLineStart && byte === DOT) cut(at, TWO_DOTS, 1);
        this.#atLineStart = false;
      }
    }
    if (pieces.length === 0) return bytes;
    if (begin < bytes.length) pieces.push(bytes.subarray(begin));
    return Buffer.concat(pieces);
  }

  /** What ends the message. */
  end(): Buffer {
    return Buffer.from(this.#afterCr || !this.#atLineStart ? '\r\n.\r\n' : '.\r\n');
  }
}
