/**
 * Cuts what a client sends into command lines, strictly: RFC 1939 section 3 ends a command with CR LF, and nothing else
 * does. A bare CR or LF, or a line without end, is a client that is broken or hostile.
 */

const CR = 0x0d;
const LF = 0x0a;
const NOTHING = Buffer.alloc(0);

export type LineViolation = 'bare-line-ending' | 'line-too-long';

export type NextLine =
  | { readonly kind: 'line'; readonly line: Buffer }
  /** The rest of the line has not arrived yet. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'violation'; readonly violation: LineViolation };

const INCOMPLETE: NextLine = { kind: 'incomplete' };

export class CommandLines {
  readonly #maxBytes: number;
  #bytes: Buffer = NOTHING;

  /** @param maxBytes longest line, its CR LF included */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  /** Forgets what has arrived. */
  clear(): void {
    this.#bytes = NOTHING;
  }

  /** Takes the next line, without its CR LF. */
  next(): NextLine {
    const bytes = this.#bytes;
    const lf = bytes.indexOf(LF);
    const cr = bytes.indexOf(CR);
    const length = lf < 0 ? bytes.length : lf + 1;
    if (length > this.#maxBytes) return { kind: 'violation', violation: 'line-too-long' };
    if (lf < 0) {
      // A CR that is the last byte so far may still get its LF.
      return cr < 0 || cr === bytes.length - 1 ? INCOMPLETE : { kind: 'violation', violation: 'bare-line-ending' };
    }
    if (lf === 0 || cr !== lf - 1) return { kind: 'violation', violation: 'bare-line-ending' };
    this.#bytes = bytes.subarray(lf + 1);
    return { kind: 'line', line: bytes.subarray(0, cr) };
  }
}
