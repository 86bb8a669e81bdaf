/**
 * Looks at the header section of a message while it passes by, without keeping it: counts the Received lines
 * (loop detection, RFC 5321 section 6.3) and the bytes.
 */
const LF = 0x0a;
const NAME = 'received:';
const NAME_LENGTH = NAME.length;

export class HeaderScanner {
  /** Received lines so far. */
  receivedCount = 0;
  /** Bytes of the header section so far. */
  bytes = 0;
  /** True once the empty line after the headers was seen. */
  ended = false;

  /** The first bytes of the line at hand, as far as earlier chunks held them. */
  #lineStart = '';

  scan(chunk: Buffer): void {
    let position = 0;
    while (!this.ended && position < chunk.length) {
      const lf = chunk.indexOf(LF, position);
      const end = lf < 0 ? chunk.length : lf + 1;
      if (this.#lineStart.length < NAME_LENGTH) {
        this.#lineStart += chunk.toString('latin1', position, Math.min(end, position + NAME_LENGTH - this.#lineStart.length));
      }
      this.bytes += end - position;
      position = end;
      if (lf >= 0) this.#endLine();
    }
  }

  #endLine(): void {
    const start = this.#lineStart.toLowerCase();
    this.#lineStart = '';
    if (start === '\r\n' || start === '\n') this.ended = true;
    else if (start.startsWith(NAME)) this.receivedCount += 1;
  }
}
