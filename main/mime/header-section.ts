/** Gathers the lines of one header section (RFC 5322 section 2.2) into fields, within bounds, and tells where the section ends. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { HeaderField } from './mime-visitor.ts';

/**
 * A field's name, and white space before the colon (RFC 5322 section 4.5); eight-bit bytes are let through, NULs are not seen by clients.
 * The one grammar of all who look at header sections: where two differ, something is hidden from one of them.
 */
export const FIELD = /^([^\s:]{1,200})[ \t]*:/;
/** A line that goes on with the one before it, be there one or not: what is kept has our Received field in front. */
export const CONTINUATION = /^[ \t]/;
/**
 * So it does to some readers alone: those that drop NULs, and those to whom any white space is a blank, the eight-bit one of latin1
 * included. To the others it is no field.
 */
const LOOSE_CONTINUATION = /^(?:\0+[ \t]|\0*[\v\f\xa0])/;
/** The separator of an mbox file, left in by somebody's export. */
const MBOX_SEPARATOR = /^>?From /;

/** Of the body these tell; beyond the limit no others are taken. */
const OF_BODY = /^content-/i;
/** So many lines of them, at most. */
const MOST_OF_BODY = 1000;
/** And no line is longer. */
export const LONGEST_LINE = 64 * 1024;
/** Text of ASCII in UTF-16, from the first byte on or from the second. */
const WIDE = /^(?:(?:[^\0]\0)*[^\0]?|(?:\0[^\0])*\0?)$/;

/** What a line was: `ends` closes the section and belongs to it; `text` is a line of a section that has gone on for too long. */
export type LineKind = 'taken' | 'text' | 'ends' | 'too-much';

export class HeaderSection {
  readonly #fields: { readonly name: string; raw: string }[] = [];
  readonly #maxBytes: number;
  readonly #maxStray: number;
  /** The field at hand as it is to those who see more of its lines than others; beside it, once for each field. */
  #joined: { readonly name: string; raw: string } | undefined;
  #bytes = 0;
  #stray = 0;
  #opening = '';
  /** Too much has come, and the rest is to be text but for what tells of the body. */
  #isFull = false;
  #ofBody = 0;
  #ofBodyBytes = 0;
  /** One of those lines was passed over as text, and what it says of the body is not known. */
  #passedOver = false;
  /** Since then. */
  #restBytes = 0;
  #takesOn = false;

  /** @param maxStray lines that are no fields; one more ends the section, as `HeaderScanner` ends that of the message */
  constructor(maxBytes: number, maxStray: number) {
    this.#maxBytes = maxBytes;
    this.#maxStray = maxStray;
  }

  /** All of it, line breaks included, if it begins with a line that is no field: to some readers it is the beginning of the body. */
  get opening(): string {
    return this.#opening;
  }

  /** It begins with a line that is no field, and there is no field behind it either: it is no header section, but the body. */
  get isBody(): boolean {
    return this.#opening !== '' && this.#fields.every(({ name }) => name === '');
  }

  /** No line has been taken yet. */
  get empty(): boolean {
    return this.#bytes === 0;
  }

  /** More bytes than these, with those of the lines before, are too much. */
  exceeds(bytes: number): boolean {
    if (this.#isFull) return bytes > LONGEST_LINE;
    return this.#bytes + bytes > this.#maxBytes;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** It has gone on for too long, and nobody is refused for that, as long as it does not go on for as long again. */
  fill(): void {
    this.#isFull = true;
    this.#takesOn = OF_BODY.test(this.#fields.at(-1)?.name ?? '');
  }

  /**
   * The beginning of a line that is too long is text. Of UTF-16, which has NULs in each line, and no empty line for those who read
   * the bytes as they are, there may be any amount; but no field of the body is in it.
   */
  beginsText(line: string): boolean {
    if (!this.#isFull || !line.includes('\0')) return false;
    this.#takesOn = this.#isOfBody(line, FIELD.exec(line));
    return !this.#takesOn;
  }

  /** @param line without its line break, latin1. @param lineBreak what ended it */
  take(line: string, lineBreak: string): LineKind {
    // A file in UTF-16 has no empty line to whoever reads its bytes. Where there is one, a body follows that nothing is known of.
    if (line === '') return this.#passedOver ? 'too-much' : 'ends';
    if (this.#isFull) return this.#takeOfBody(line);
    const first = this.empty;
    if (this.exceeds(line.length + 2) || this.#fields.length >= FIXED_LIMITS.mimeHeaderFields) return 'too-much';
    this.#bytes += line.length + 2;
    const found = FIELD.exec(line);
    const odd = found === null && !MBOX_SEPARATOR.test(line);
    if (this.#opening !== '' || (first && odd)) this.#opening += line + lineBreak;
    const last = this.#fields.at(-1);
    // A line of nothing but white space continues a field, too, and adds nothing to it (RFC 5322 section 4.2).
    if (CONTINUATION.test(line)) {
      if (last === undefined) this.#fields.push({ name: '', raw: line });
      else this.#goOn(last, line);
      return 'taken';
    }
    if (LOOSE_CONTINUATION.test(line)) this.#join(line);
    else this.#joined = undefined;
    if (found !== null) {
      this.#add(found, line);
      return 'taken';
    }
    this.#fields.push(withoutNuls(line) ?? { name: '', raw: line });
    this.#stray += 1;
    return this.#stray > this.#maxStray ? 'ends' : 'taken';
  }

  #takeOfBody(line: string): LineKind {
    if (!line.includes('\0')) this.#restBytes += line.length + 2;
    if (this.#restBytes > this.#maxBytes) return 'too-much';
    const found = FIELD.exec(line);
    this.#takesOn = this.#isOfBody(line, found);
    if (!this.#takesOn) return 'text';
    this.#ofBody += 1;
    this.#ofBodyBytes += line.length + 2;
    // What is UTF-16 is read as such as well; and a field of the body costs by its length, whatever is in it.
    if (this.#ofBody > MOST_OF_BODY || this.#ofBodyBytes > this.#maxBytes) {
      this.#passedOver = WIDE.test(line);
      return this.#passedOver ? 'text' : 'too-much';
    }
    if (LOOSE_CONTINUATION.test(line)) {
      this.#join(line);
      return 'taken';
    }
    const last = this.#fields.at(-1);
    const other = CONTINUATION.test(line) ? undefined : withoutNuls(line);
    if (found !== null || other !== undefined) this.#joined = undefined;
    if (found !== null) this.#add(found, line);
    else if (other !== undefined) this.#fields.push(other);
    else if (last !== undefined) this.#goOn(last, line);
    return 'taken';
  }

  /** @param found the name of the field */
  #isOfBody(line: string, found: RegExpExecArray | null): boolean {
    if (CONTINUATION.test(line) || LOOSE_CONTINUATION.test(line)) return this.#takesOn;
    return found === null ? withoutNuls(line) !== undefined : OF_BODY.test((found[1] ?? '').replaceAll('\0', ''));
  }

  /** The line goes on with what was before it to everybody. */
  #goOn(last: { raw: string }, line: string): void {
    last.raw += line;
    if (this.#joined !== undefined && this.#joined !== last) this.#joined.raw += line;
  }

  /** The line goes on with the field before it to some; to others that field is over. */
  #join(line: string): void {
    const last = this.#fields.at(-1);
    if (last === undefined) return;
    if (this.#joined === undefined) {
      this.#joined = { name: last.name, raw: last.raw };
      this.#fields.push(this.#joined);
    }
    this.#joined.raw += line;
  }

  #add(found: RegExpExecArray, line: string): void {
    this.#fields.push({ name: (found[1] ?? '').replaceAll('\0', '').toLowerCase(), raw: line.slice(found[0].length) });
  }

  fields(): HeaderField[] {
    return this.#fields.map(({ name, raw }) => ({ name, raw: trimBlanks(raw) }));
  }
}

/** A line that is no field, as the field of the body that it is to who does not see NULs: between any two characters there may be any number. */
function withoutNuls(line: string): { name: string; raw: string } | undefined {
  if (!line.includes('\0')) return undefined;
  const plain = line.replaceAll('\0', '');
  const found = FIELD.exec(plain);
  const name = found?.[1] ?? '';
  return found !== null && OF_BODY.test(name) ? { name: name.toLowerCase(), raw: plain.slice(found[0].length) } : undefined;
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
