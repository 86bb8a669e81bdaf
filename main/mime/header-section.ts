/** Gathers the lines of one header section (RFC 5322 section 2.2) into fields, within bounds, and tells where the section ends. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { HeaderField } from './mime-visitor.ts';

/** A field's name, and white space before the colon (RFC 5322 section 4.5); eight-bit bytes are let through, NULs are not seen by clients. */
const FIELD = /^([^\s:]{1,200})[ \t]*:/;

/** What a line was: `ends` closes the section and belongs to it, `body` closes it and is the first line of the body. */
export type LineKind = 'taken' | 'ends' | 'body' | 'too-much';

export class HeaderSection {
  readonly #fields: { readonly name: string; readonly pieces: string[] }[] = [];
  readonly #maxBytes: number;
  #bytes = 0;
  #stray = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** No line has been taken yet. */
  get empty(): boolean {
    return this.#bytes === 0;
  }

  /** More bytes than these, with those of the lines before, are too much. */
  exceeds(bytes: number): boolean {
    return this.#bytes + bytes > this.#maxBytes;
  }

  /** @param line without its line break, latin1. */
  take(line: string): LineKind {
    if (line === '') return 'ends';
    const first = this.empty;
    this.#bytes += line.length + 2;
    if (this.#bytes > this.#maxBytes || this.#fields.length >= FIXED_LIMITS.mimeHeaderFields) return 'too-much';
    const last = this.#fields.at(-1);
    // A line of nothing but white space continues a field, too, and adds nothing to it (RFC 5322 section 4.2).
    if (last !== undefined && /^[ \t]/.test(line)) {
      last.pieces.push(line);
      return 'taken';
    }
    const found = FIELD.exec(line);
    if (found !== null) {
      this.#fields.push({ name: (found[1] ?? '').replaceAll('\0', '').toLowerCase(), pieces: [line.slice(found[0].length)] });
      return 'taken';
    }
    // The separator of an mbox file, left in by somebody's export.
    if (first && !/^>?From /.test(line)) return 'body';
    this.#stray += 1;
    if (this.#stray > FIXED_LIMITS.mimeStrayLines) return 'body';
    this.#fields.push({ name: '', pieces: [line] });
    return 'taken';
  }

  fields(): HeaderField[] {
    return this.#fields.map(({ name, pieces }) => ({ name, raw: trimBlanks(pieces.join('')) }));
  }
}

/** `trim` would take off the eight-bit space of latin1, which is half a character of UTF-8. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
