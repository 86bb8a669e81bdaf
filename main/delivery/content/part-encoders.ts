/** Lines of a part as short lines of 7-bit text, in the encoding that its readers will undo (RFC 2045 sections 6.7 and 6.8). */
import type { TransferEncoding } from '../../mime/transfer-decoder.ts';
import { type Line, EIGHT_BIT, isLong, lineEnd } from './lines.ts';

export type LineEncoder = (line: Line) => string;

/** For the lines of a part whose encoding is declared as `declared`: what is encoded already is not encoded once more. */
export function partEncoder(declared: TransferEncoding): LineEncoder {
  switch (declared) {
    case 'base64':
      return mendedBase64;
    case 'quoted-printable':
      return mendedQuotedPrintable;
    case 'identity':
    case 'uuencode':
      return quotedPrintable;
  }
}

/** RFC 2045 sections 6.7 and 6.8: lines of at most 76 characters. */
const LONGEST = 76;

function quotedPrintable(line: Line): string {
  return broken(textOf(line).replaceAll(/[^\t\x20-\x3c\x3e-\x7e]|[ \t]$/g, escape), line);
}

/** Raw bytes in quoted-printable, which much software lets through, are encoded; a line that is too long gets soft breaks. */
function mendedQuotedPrintable(line: Line): string {
  if (isWhole(line) && !isLong(line.text) && !EIGHT_BIT.test(line.text)) return line.text;
  // White space at the end of a line is not of the text; a `=` that begins nothing stands for itself, and would not before a break.
  const text = line.ends ? withoutBlanks(textOf(line)) : line.text;
  return broken(text.replaceAll(/[\x80-\xff]|=(?![0-9a-f]{2}|$)/gi, escape), line);
}

/** RFC 2045 section 6.8: decoders pass over what is not of their alphabet, and over ends of lines. */
function mendedBase64(line: Line): string {
  if (isWhole(line) && !isLong(line.text)) return line.text.replaceAll(/[\x80-\xff]/g, '');
  return `${wrapped(line.text.replaceAll(/[^a-z0-9+/=]/gi, ''))}${lineEnd(line.text) || '\r\n'}`;
}

/** @param digits of base64 */
const wrapped = (digits: string): string => (digits.match(/.{1,76}/g) ?? []).join('\r\n');

/** Bytes in a line of base64. */
const LINE_BYTES = (LONGEST / 4) * 3;

/** The body of a part in base64, ends of lines as they are (RFC 2045 section 6.8). */
export class Base64Part {
  /** What does not fill a line yet, or ends one. */
  #rest = '';

  take(text: string): string {
    this.#rest += text;
    // The last end of a line may belong to a delimiter.
    const whole = this.#rest.length - lineEnd(this.#rest).length;
    const bytes = whole - (whole % LINE_BYTES);
    const encoded = inBase64(this.#rest.slice(0, bytes));
    this.#rest = this.#rest.slice(bytes);
    return encoded;
  }

  ends(): string {
    return inBase64(this.#rest);
  }

  /** RFC 2046 section 5.1.1: the end of the line before it belongs to the delimiter. */
  endsBeforeDelimiter(): string {
    return inBase64(this.#rest.slice(0, this.#rest.length - lineEnd(this.#rest).length));
  }
}

/** Whole lines. @param bytes as characters */
function inBase64(bytes: string): string {
  return bytes === '' ? '' : `${wrapped(Buffer.from(bytes, 'latin1').toString('base64'))}\r\n`;
}

const escape = (character: string): string => `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const isWhole = ({ begins, ends }: Line): boolean => begins && ends;

const textOf = ({ text }: Line): string => text.slice(0, text.length - lineEnd(text).length);

/** From the end back: an expression would look at each run of blanks from each of its places. */
function withoutBlanks(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end -= 1;
  return text.slice(0, end);
}

/** @param escaped quoted-printable text of a line, or a piece of one, to be broken into lines that are short enough */
function broken(escaped: string, { text, begins, ends }: Line): string {
  const lines: string[] = [];
  let lead = '';
  let start = 0;
  const leadsOn = (): void => {
    // A new line that begins with hyphens could be taken for a delimiter (RFC 2046 section 5.1.1).
    lead = escaped[start] === '-' ? '=2D' : '';
    if (lead !== '') start += 1;
  };
  if (!begins) leadsOn();
  while (lead.length + escaped.length - start > LONGEST - 1) {
    let cut = start + LONGEST - 1 - lead.length;
    if (escaped[cut - 1] === '=') cut -= 1;
    else if (escaped[cut - 2] === '=') cut -= 2;
    lines.push(`${lead}${escaped.slice(start, cut)}=`);
    start = cut;
    leadsOn();
  }
  const last = lead + escaped.slice(start);
  return `${[...lines, ends ? last : `${last}=`].join('\r\n')}${ends ? lineEnd(text) : '\r\n'}`;
}
