/**
 * Makes a message 7-bit for hosts that take nothing else (RFC 6152 section 3): its 8-bit parts become quoted-printable
 * (RFC 2045 section 6.7), unless they are encoded already. It goes through the message twice, line by line: first to see which parts have bytes beyond ASCII,
 * then to change those. Nothing is held in memory but a line and the headers of a part.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { FIELD } from '../../mime/header-section.ts';
import type { HeaderField } from '../../mime/mime-visitor.ts';
import { readPartHeaders } from '../../mime/part-headers.ts';
import type { TransferEncoding } from '../../mime/transfer-decoder.ts';
import { sevenBitEncoder } from './seven-bit-encodings.ts';

export type BodySurvey =
  | {
      readonly kind: 'body' /** Nothing needs to be changed. */;
      readonly sevenBit: boolean /** Parts with bytes beyond ASCII, by their place. */;
      readonly eightBitParts: ReadonlySet<number>;
    }
  | { readonly kind: 'impossible'; readonly why: string };

const EIGHT_BIT = /[\x80-\xff]/;

/** Looks for bytes beyond ASCII. Those in headers cannot be helped: they are for SMTPUTF8 alone. */
export async function survey(chunks: AsyncIterable<Buffer>): Promise<BodySurvey> {
  const eightBitParts = new Set<number>();
  let inHeaders = false;
  const walker = new PartWalker();
  for await (const line of linesOf(chunks)) {
    const place = walker.take(line);
    if (!EIGHT_BIT.test(line)) continue;
    if (place.kind === 'header') inHeaders = true;
    else eightBitParts.add(place.part);
  }
  if (inHeaders) return { kind: 'impossible', why: 'the host takes no bytes beyond ASCII (8BITMIME), and the message has them in its headers' };
  return { kind: 'body', sevenBit: eightBitParts.size === 0, eightBitParts };
}

/** The message with each part that has bytes beyond ASCII made 7-bit. */
export async function* toSevenBit(chunks: AsyncIterable<Buffer>, { eightBitParts }: Extract<BodySurvey, { kind: 'body' }>): AsyncGenerator<Buffer, void, void> {
  const walker = new PartWalker();
  let header: string[] = [];
  let out = '';
  for await (const line of linesOf(chunks)) {
    const place = walker.take(line);
    if (place.kind === 'header') {
      header.push(line);
      if (place.ends === undefined) continue;
      out += place.ends === 'leaf' ? headerOfLeaf(header, eightBitParts.has(walker.part) && !isEncoded(walker.encoding)) : headerOfComposite(header);
      header = [];
    } else {
      out += place.kind === 'body' && eightBitParts.has(place.part) ? sevenBitEncoder(walker.encoding)(line) : line;
    }
    if (out.length > FIXED_LIMITS.extentBytes) {
      yield Buffer.from(out, 'latin1');
      out = '';
    }
  }
  yield Buffer.from(out + header.join(''), 'latin1');
}

/** Lines with their ends, one character a byte. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  /** Of a line that has not come to its end: put together once, however many chunks it goes through. */
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    for (const piece of chunk.toString('latin1').split(/(?<=\n)/)) {
      pieces.push(piece);
      if (!piece.endsWith('\n')) continue;
      yield pieces.length === 1 ? piece : pieces.join('');
      pieces = [];
    }
  }
  const rest = pieces.join('');
  if (rest !== '') yield rest;
}

type Place =
  /** `ends`: this is the empty line behind the header of a part, of that kind. */
  | { readonly kind: 'header'; readonly ends?: 'leaf' | 'composite' }
  | { readonly kind: 'body'; readonly part: number }
  /** Between parts. */
  | { readonly kind: 'delimiter'; readonly part: number };

/** Knows for each line of a message which part it belongs to. */
class PartWalker {
  /** The place of the part at hand. */
  part = 0;
  /** What its header has declared. */
  encoding: TransferEncoding = 'identity';
  #header = '';
  #inHeader = true;
  /** Delimiters of the multiparts that are open, the innermost last. */
  readonly #boundaries: string[] = [];

  take(line: string): Place {
    const boundary = this.#inHeader && this.#header !== '' ? undefined : this.#delimiterIn(line);
    if (boundary !== undefined) {
      this.#boundaries.length = boundary.depth;
      this.#begin(!boundary.closes);
      return { kind: 'delimiter', part: this.part };
    }
    if (!this.#inHeader) return { kind: 'body', part: this.part };
    if (line !== '\r\n' && line !== '\n') {
      if (this.#header.length < FIXED_LIMITS.mimePartHeaderBytes) this.#header += line;
      return { kind: 'header' };
    }
    return { kind: 'header', ends: this.#headerEnds() };
  }

  #begin(inHeader: boolean): void {
    this.part += 1;
    this.#header = '';
    this.#inHeader = inHeader;
  }

  #headerEnds(): 'leaf' | 'composite' {
    const { shape, boundaries, encodings } = readPartHeaders('', fieldsOf(this.#header), false);
    const [boundary] = boundaries;
    this.#header = '';
    this.encoding = 'identity';
    if (shape === 'multipart' && boundary !== undefined && this.#boundaries.length < FIXED_LIMITS.mimeDepth) {
      this.#boundaries.push(`--${boundary}`);
      this.#inHeader = false;
      // What stands before the first part belongs to none; nobody shows it.
      return 'composite';
    }
    this.encoding = encodings[0] ?? 'identity';
    if (shape === 'attached-message' && !isEncoded(this.encoding)) {
      this.#begin(true);
      return 'composite';
    }
    this.#inHeader = false;
    return 'leaf';
  }

  #delimiterIn(line: string): { readonly depth: number; readonly closes: boolean } | undefined {
    if (!line.startsWith('--')) return undefined;
    const text = line.trimEnd();
    for (let depth = this.#boundaries.length; depth > 0; depth -= 1) {
      const boundary = this.#boundaries[depth - 1] ?? '';
      if (text === boundary) return { depth, closes: false };
      if (text === `${boundary}--`) return { depth: depth - 1, closes: true };
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

/** Its lines are 7-bit, or ought to be. */
function isEncoded(encoding: TransferEncoding): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable';
}

const ENCODING = /^content-transfer-encoding[ \t]*:/i;

/** @param lines with the empty one at their end */
function headerOfLeaf(lines: readonly string[], toBeEncoded: boolean): string {
  if (!toBeEncoded) return withEncoding(lines, undefined);
  return withEncoding(lines, 'quoted-printable');
}

/** RFC 2045 section 6.4: a composite part has no encoding but 7bit, 8bit and binary. */
function headerOfComposite(lines: readonly string[]): string {
  return withEncoding(lines, undefined);
}

/** Puts an encoding in place of the one there is, or `7bit` in place of one that would be a lie now. */
function withEncoding(lines: readonly string[], encoding: 'quoted-printable' | undefined): string {
  const kept: string[] = [];
  let given = false;
  let skipping = false;
  for (const line of lines.slice(0, -1)) {
    if (/^[ \t]/.test(line)) {
      if (!skipping) kept.push(line);
      continue;
    }
    skipping = false;
    if (!ENCODING.test(line)) {
      kept.push(line);
      continue;
    }
    const lies = /:[ \t]*(?:8bit|binary)/i.test(line);
    if (encoding === undefined && !lies) {
      kept.push(line);
      continue;
    }
    skipping = true;
    if (!given) kept.push(`Content-Transfer-Encoding: ${encoding ?? '7bit'}\r\n`);
    given = true;
  }
  if (encoding !== undefined && !given) kept.push(`Content-Transfer-Encoding: ${encoding}\r\n`);
  return `${kept.join('')}${lines.at(-1) ?? ''}`;
}
