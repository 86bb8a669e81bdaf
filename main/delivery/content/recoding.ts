/**
 * Makes a message fit for its host: 8-bit parts for hosts that take 7 bits alone (RFC 6152 section 3), and parts with lines that are
 * too long for any host, become quoted-printable (RFC 2045 section 6.7), or base64 where that is shorter, unless they are encoded
 * already; long lines of headers are folded, and of parts that are nothing but fields. It goes through the message twice, line by
 * line: first to see which parts have what, then to change those. Nothing is held in memory but a line, or a piece of it, and the
 * headers of a part.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { EIGHT_BIT, folded, isLong, lineEnd, linesOf } from './lines.ts';
import { Base64Part, partEncoder } from './part-encoders.ts';
import { isEncoded, PartWalker } from './part-walker.ts';

export interface BodySurvey {
  /** Bytes beyond ASCII in headers, which cannot be helped: they are for SMTPUTF8 alone. */
  readonly eightBitHeaders: boolean;
  /** Parts with bytes beyond ASCII, by their place. */
  readonly eightBitParts: ReadonlySet<number>;
  /** Somewhere a line is too long that may be changed. */
  readonly isLong: boolean;
  /** Parts with such lines, but for those that can be folded. */
  readonly longParts: ReadonlySet<number>;
  /** Parts that are not encoded, and shorter in base64. */
  readonly base64Parts: ReadonlySet<number>;
}

/** With this share of bytes beyond ASCII, of each of which it makes three, quoted-printable adds a half to a part; base64 adds a third to any. */
const SHORTER_IN_BASE64 = 1 / 4;
/** Bytes of a part below which that makes no difference: what is left of it can be read where nobody decodes it. */
const LEAST_IN_BASE64 = 1000;

/** Looks for bytes beyond ASCII, and for lines that are too long. */
export async function survey(chunks: AsyncIterable<Buffer>): Promise<BodySurvey> {
  const eightBitParts = new Set<number>();
  const longParts = new Set<number>();
  const base64Parts = new Set<number>();
  let eightBitHeaders = false;
  let anyLong = false;
  /** That of the part at hand, unless it is encoded. */
  let body: { readonly part: number; bytes: number; beyondAscii: number } | undefined;
  const bodyEnds = (): void => {
    if (body !== undefined && body.bytes >= LEAST_IN_BASE64 && body.beyondAscii > body.bytes * SHORTER_IN_BASE64) base64Parts.add(body.part);
    body = undefined;
  };
  const walker = new PartWalker();
  for await (const line of linesOf(chunks)) {
    const place = walker.take(line);
    const isEightBit = EIGHT_BIT.test(line.text);
    if (isEightBit) {
      if (place.kind === 'header') eightBitHeaders = true;
      else eightBitParts.add(place.part);
    }
    if (place.kind === 'delimiter') bodyEnds();
    else if (place.kind === 'body' && body !== undefined) {
      body.bytes += line.text.length;
      if (isEightBit) body.beyondAscii += bytesBeyondAscii(line.text);
    } else if (place.kind === 'header' && place.ends === 'leaf' && !isEncoded(walker.encoding)) {
      body = { part: walker.part, bytes: 0, beyondAscii: 0 };
    }
    if (!isLong(line.text) || walker.isFixed) continue;
    anyLong = true;
    if (place.kind === 'body' && !walker.isFields) longParts.add(place.part);
  }
  bodyEnds();
  return { eightBitHeaders, eightBitParts, isLong: anyLong, longParts, base64Parts };
}

function bytesBeyondAscii(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) count += 1;
  return count;
}

export interface Recoding {
  /** Parts to make 7-bit and short-lined. */
  readonly parts: ReadonlySet<number>;
  /** Those of them that become base64. */
  readonly base64: ReadonlySet<number>;
  /** Lines of headers, and of parts that are fields, are folded if they are too long. */
  readonly folds: boolean;
  /** Nothing is beyond ASCII in what comes out. */
  readonly sevenBit: boolean;
}

/** The message with what was asked for changed. */
export async function* recoded(chunks: AsyncIterable<Buffer>, { parts, base64, folds, sevenBit }: Recoding): AsyncGenerator<Buffer, void, void> {
  const walker = new PartWalker();
  let header: string[] = [];
  let out = '';
  let inBase64: Base64Part | undefined;
  for await (const line of linesOf(chunks)) {
    const { isFixed, isMessage } = walker;
    const place = walker.take(line);
    if (place.kind === 'header') {
      if (line.begins) header.push(line.text);
      else header.push(`${header.pop() ?? ''}${line.text}`);
      if (place.ends === undefined) continue;
      const encodes = place.ends === 'leaf' && parts.has(walker.part) && !isEncoded(walker.encoding);
      const lines = folds && !isFixed ? header.map((field) => folded(field)) : header;
      const encoding = base64.has(walker.part) ? 'base64' : 'quoted-printable';
      out += encodes
        ? encodedHeader(lines, encoding, isMessage)
        : sevenBit && !isFixed
          ? withEncoding(lines, '7bit', /:[ \t]*(?:8bit|binary)/i)
          : lines.join('');
      header = [];
      inBase64 = encodes && encoding === 'base64' ? new Base64Part() : undefined;
    } else if (place.kind === 'body') {
      if (inBase64 !== undefined) out += inBase64.take(line.text);
      else if (parts.has(place.part)) out += partEncoder(walker.encoding)(line);
      else out += folds && walker.isFields && !isFixed ? folded(line.text, !line.begins) : line.text;
    } else {
      out += inBase64?.endsBeforeDelimiter() ?? '';
      inBase64 = undefined;
      // RFC 2046 section 5.1.1: white space behind a delimiter is padding.
      out += folds && !walker.isFixed ? `${line.text.trimEnd()}${lineEnd(line.text)}` : line.text;
    }
    if (out.length > FIXED_LIMITS.extentBytes) {
      yield Buffer.from(out, 'latin1');
      out = '';
    }
  }
  out += inBase64?.ends() ?? '';
  yield Buffer.from(out + (folds && !walker.isFixed ? header.map((field) => folded(field)) : header).join(''), 'latin1');
}

const ENCODING = /^content-transfer-encoding[ \t]*:/i;
const VERSION = /^mime-version[ \t]*:/i;

/** @param lines a header, with the empty line at its end. @param isMessage it is that of a message, and not of a part */
function encodedHeader(lines: readonly string[], encoding: 'base64' | 'quoted-printable', isMessage: boolean): string {
  // RFC 2045 section 4: without a version, no reader has to know of encodings.
  const version = isMessage && !lines.some((line) => VERSION.test(line)) ? 'MIME-Version: 1.0\r\n' : '';
  const given = lines.some((line) => ENCODING.test(line)) ? '' : `Content-Transfer-Encoding: ${encoding}\r\n`;
  const [head, end] = [lines.slice(0, -1), lines.slice(-1)];
  return withEncoding([...head, version, given, ...end], encoding, ENCODING);
}

/** Puts an encoding in place of those that match: `7bit` where another would be a lie now. */
function withEncoding(lines: readonly string[], encoding: string, instead: RegExp): string {
  const kept: string[] = [];
  let given = false;
  let skipping = false;
  for (const line of lines) {
    skipping = /^[ \t]/.test(line) ? skipping : ENCODING.test(line) && instead.test(line);
    if (!skipping) kept.push(line);
    else if (!given) kept.push(`Content-Transfer-Encoding: ${encoding}\r\n`);
    given ||= skipping;
  }
  return kept.join('');
}
