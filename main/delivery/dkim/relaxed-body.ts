/** The "relaxed" form of a message body (RFC 6376 section 3.4.4), hashed while the body passes by, in bounded memory. */
import { createHash, type Hash } from 'node:crypto';

/** What may yet turn out to be the end of a line, or its trailing white space. From the end back: an expression would look at each run of blanks from each of its places. */
function openEnd(text: string): string {
  let at = text.endsWith('\r') ? text.length - 1 : text.length;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  return text.slice(at);
}

export class RelaxedBodyHash {
  readonly #hash: Hash = createHash('sha256');
  /** White space and a CR at the end of what came so far: the next bytes tell what they are. */
  #open = '';
  /** Something of the line at hand has been hashed. */
  #inLine = false;
  /** Empty lines that count only if something follows. */
  #emptyLines = 0;

  /** Takes bytes of the body; its lines end with CR LF. */
  update(bytes: Buffer): void {
    const text = this.#open + bytes.toString('latin1');
    const open = openEnd(text);
    // Any run of white space is one space in the end: no line of blanks fills the memory.
    this.#open = open.replace(/[ \t]+/, ' ');
    const lines = text.slice(0, text.length - open.length).split('\r\n');
    const last = lines.pop() ?? '';
    for (const line of lines) this.#endLine(line);
    if (last !== '') this.#put(last.replaceAll(/[ \t]+/g, ' '));
  }

  #endLine(line: string): void {
    const plain = line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, '');
    if (plain === '' && !this.#inLine) {
      this.#emptyLines += 1;
      return;
    }
    this.#put(`${plain}\r\n`);
    this.#inLine = false;
  }

  #put(text: string): void {
    if (this.#emptyLines > 0) {
      for (let left = this.#emptyLines; left > 0; left -= 1000) this.#hash.update('\r\n'.repeat(Math.min(left, 1000)), 'latin1');
      this.#emptyLines = 0;
    }
    this.#hash.update(text, 'latin1');
    this.#inLine = true;
  }

  /** The hash in base64. Nothing can be added after that. */
  digest(): string {
    // A body that does not end with CR LF gets one; empty lines at its end are none.
    if (this.#inLine) this.#hash.update('\r\n', 'latin1');
    return this.#hash.digest('base64');
  }
}
