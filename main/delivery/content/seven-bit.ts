/**
 * Makes a message 7-bit for hosts that take nothing else (RFC 6152 section 3): its 8-bit parts become quoted-printable
 * (RFC 2045 section 6.7). It goes through the message twice, line by line: first to see which parts have bytes beyond ASCII,
 * then to change those. Nothing is held in memory but a line and the headers of a part.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

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

/** The message with each part that has bytes beyond ASCII made quoted-printable. */
export async function* toSevenBit(chunks: AsyncIterable<Buffer>, { eightBitParts }: Extract<BodySurvey, { kind: 'body' }>): AsyncGenerator<Buffer, void, void> {
  const walker = new PartWalker();
  let header: string[] = [];
  let out = '';
  for await (const line of linesOf(chunks)) {
    const place = walker.take(line);
    if (place.kind === 'header') {
      header.push(line);
      if (place.ends === undefined) continue;
      out += place.ends === 'leaf' ? headerOfLeaf(header, eightBitParts.has(walker.part)) : headerOfComposite(header);
      header = [];
    } else {
      out += place.kind === 'body' && eightBitParts.has(place.part) ? quotedPrintable(line) : line;
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
    const unfolded = this.#header.replaceAll(/\r?\n[ \t]+/g, ' ');
    const type = /^content-type[ \t]*:[ \t]*([^\s;]+)([^\r\n]*)/im.exec(unfolded);
    const [, name = 'text/plain', parameters = ''] = type ?? [];
    const boundary = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(parameters);
    this.#header = '';
    if (/^multipart\//i.test(name) && boundary !== null && this.#boundaries.length < FIXED_LIMITS.mimeDepth) {
      this.#boundaries.push(`--${(boundary[1] ?? boundary[2] ?? '').replaceAll(/\\(.)/g, '$1')}`);
      this.#inHeader = false;
      // What stands before the first part belongs to none; nobody shows it.
      return 'composite';
    }
    if (/^message\/rfc822$/i.test(name)) {
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

const ENCODING = /^content-transfer-encoding[ \t]*:/i;

/** @param lines with the empty one at their end */
function headerOfLeaf(lines: readonly string[], eightBit: boolean): string {
  if (!eightBit) return withEncoding(lines, undefined);
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

/** RFC 2045 section 6.7: lines of at most 76 characters. */
const LONGEST = 76;

function quotedPrintable(line: string): string {
  const end = line.endsWith('\r\n') ? '\r\n' : line.endsWith('\n') ? '\n' : '';
  const text = line.slice(0, line.length - end.length);
  let out = '';
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const last = at === text.length - 1;
    const plain = /[\x21-\x3c\x3e-\x7e]/.test(character) || (!last && (character === ' ' || character === '\t'));
    const piece = plain ? character : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
    if (length + piece.length > LONGEST - 1) {
      out += '=\r\n';
      length = 0;
    }
    out += piece;
    length += piece.length;
  }
  return out + end;
}
