/** Follows the lines of a message, and knows for each which part it belongs to. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { FIELD } from '../../mime/header-section.ts';
import type { HeaderField } from '../../mime/mime-visitor.ts';
import { readPartHeaders } from '../../mime/part-headers.ts';
import type { TransferEncoding } from '../../mime/transfer-decoder.ts';
import type { Line } from './lines.ts';

export type Place =
  /** `ends`: this is the empty line behind the header of a part, of that kind. */
  | { readonly kind: 'header'; readonly ends?: 'leaf' | 'composite' }
  | { readonly kind: 'body'; readonly part: number }
  /** Between parts. */
  | { readonly kind: 'delimiter'; readonly part: number };

/** Bodies of header fields (RFC 3464 section 2, RFC 8098 section 3, RFC 5965 section 3, RFC 6533): the first has to be 7bit. */
const OF_FIELDS = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/global-disposition-notification',
  'message/feedback-report',
]);

export class PartWalker {
  /** The place of the part at hand. */
  part = 0;
  /** What its header has declared. */
  encoding: TransferEncoding = 'identity';
  /** The header at hand is that of a message, and not of a part. */
  isMessage = true;
  /** Its body is header fields, which can be folded and need no encoding. */
  isFields = false;
  #header = '';
  #inHeader = true;
  /** Delimiters of the multiparts that are open, the innermost last. */
  readonly #multiparts: { readonly delimiter: string; readonly isSigned: boolean; readonly isDigest: boolean }[] = [];
  /** The body of the part would be another in any other form. */
  #isBodyFixed = false;
  #place: Place = { kind: 'header' };

  /**
   * Nothing here is changed but for bytes that cannot pass: it is what a signature was made of (RFC 1847 section 2.1), a piece of a
   * message that others put together (RFC 2046 section 5.2.2), or in an encoding of its own.
   */
  get isFixed(): boolean {
    return this.#isBodyFixed || this.#multiparts.at(-1)?.isSigned === true;
  }

  take({ text, begins }: Line): Place {
    // What goes on is where it began.
    if (begins) this.#place = this.#placeOf(text);
    return this.#place;
  }

  #placeOf(line: string): Place {
    const boundary = this.#inHeader && this.#header !== '' ? undefined : this.#delimiterIn(line);
    if (boundary !== undefined) {
      this.#multiparts.length = boundary.depth;
      this.#begin(!boundary.closes, false);
      return { kind: 'delimiter', part: this.part };
    }
    if (!this.#inHeader) return { kind: 'body', part: this.part };
    if (line !== '\r\n' && line !== '\n') {
      if (this.#header.length < FIXED_LIMITS.mimePartHeaderBytes) this.#header += line;
      return { kind: 'header' };
    }
    return { kind: 'header', ends: this.#headerEnds() };
  }

  #begin(inHeader: boolean, isMessage: boolean): void {
    this.part += 1;
    this.encoding = 'identity';
    this.isMessage = isMessage;
    this.#header = '';
    this.#inHeader = inHeader;
    this.#isBodyFixed = false;
    this.isFields = false;
  }

  #headerEnds(): 'leaf' | 'composite' {
    // RFC 2046 section 5.1.5: there, parts are messages unless they say otherwise.
    const inDigest = !this.isMessage && this.#multiparts.at(-1)?.isDigest === true;
    const { info, shape, boundaries, encodings } = readPartHeaders('', fieldsOf(this.#header), inDigest);
    const [boundary] = boundaries;
    this.#header = '';
    this.encoding = 'identity';
    if (shape === 'multipart' && boundary !== undefined && this.#multiparts.length < FIXED_LIMITS.mimeDepth) {
      const isSigned = this.isFixed || info.mediaType === 'multipart/signed';
      this.#multiparts.push({ delimiter: `--${boundary}`, isSigned, isDigest: info.mediaType === 'multipart/digest' });
      this.#inHeader = false;
      // What stands before the first part belongs to none; nobody shows it.
      return 'composite';
    }
    this.encoding = encodings[0] ?? 'identity';
    if (shape === 'attached-message' && !isEncoded(this.encoding)) {
      this.#begin(true, true);
      return 'composite';
    }
    this.#inHeader = false;
    this.isFields = OF_FIELDS.has(info.mediaType) && this.encoding === 'identity';
    this.#isBodyFixed = info.mediaType === 'message/partial' || this.encoding === 'uuencode';
    return 'leaf';
  }

  #delimiterIn(line: string): { readonly depth: number; readonly closes: boolean } | undefined {
    if (!line.startsWith('--')) return undefined;
    const text = line.trimEnd();
    for (let depth = this.#multiparts.length; depth > 0; depth -= 1) {
      const { delimiter = '' } = this.#multiparts[depth - 1] ?? {};
      if (text === delimiter) return { depth, closes: false };
      if (text === `${delimiter}--`) return { depth: depth - 1, closes: true };
    }
    return undefined;
  }
}

/** @param header the lines of a header section, folded and with their ends */
function fieldsOf(header: string): readonly HeaderField[] {
  return header
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [start, name = ''] = FIELD.exec(line) ?? [];
      return start === undefined ? [] : [{ name: name.toLowerCase(), raw: line.slice(start.length).trim() }];
    });
}

/** Its lines are 7-bit and short, or ought to be. */
export function isEncoded(encoding: TransferEncoding): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable';
}
