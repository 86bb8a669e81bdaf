/** Lines of a part as 7-bit text, in the encoding that its readers will undo (RFC 2045 sections 6.7 and 6.8). */
import type { TransferEncoding } from '../../mime/transfer-decoder.ts';

export type LineEncoder = (line: string) => string;

/** For the lines of a part whose encoding is declared as `declared`: what is encoded already is not encoded once more. */
export function sevenBitEncoder(declared: TransferEncoding): LineEncoder {
  switch (declared) {
    case 'base64':
      return withoutStrayBytes;
    case 'quoted-printable':
      return mendedQuotedPrintable;
    case 'identity':
    case 'uuencode':
      return quotedPrintable;
  }
}

/** RFC 2045 section 6.7: lines of at most 76 characters. */
const LONGEST = 76;

/** @param line with its end, one character a byte */
function quotedPrintable(line: string): string {
  return broken(line, /[\s\S]/g, (character, last) => /[\x21-\x3c\x3e-\x7e]/.test(character) || (!last && (character === ' ' || character === '\t')));
}

/** Quoted-printable with raw bytes in it, which much software lets through: they alone are encoded. */
function mendedQuotedPrintable(line: string): string {
  return /[\x80-\xff]/.test(line) ? broken(line, /=[0-9a-f]{2}|=[ \t]*$|[\s\S]/gi, (piece) => !/[\x80-\xff]/.test(piece)) : line;
}

/** RFC 2045 section 6.8: decoders pass over what is not of their alphabet. */
function withoutStrayBytes(line: string): string {
  return line.replaceAll(/[\x80-\xff]/g, '');
}

/** Encodes the pieces that are not plain, and breaks the line between pieces. */
function broken(line: string, pieces: RegExp, isPlain: (piece: string, last: boolean) => boolean): string {
  const end = line.endsWith('\r\n') ? '\r\n' : line.endsWith('\n') ? '\n' : '';
  const text = line.slice(0, line.length - end.length);
  let out = '';
  let length = 0;
  for (const { 0: found, index } of text.matchAll(pieces)) {
    const piece = isPlain(found, index === text.length - 1) ? found : `=${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
    if (length + piece.length > LONGEST - 1) {
      out += '=\r\n';
      length = 0;
    }
    out += piece;
    length += piece.length;
  }
  return out + end;
}
