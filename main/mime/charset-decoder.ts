/**
 * Text of any declared charset to strings, while it streams by. Declarations lie, by mistake or on purpose, and clients
 * differ in whom they believe: where two readings are plausible both are given, since a filter should match what any
 * client shows. The rules:
 *
 * - A byte order mark wins, as in browsers; UTF-16 without any is known by its NULs.
 * - UTF-8, US-ASCII, unknown and missing charsets: each valid UTF-8 sequence is taken as UTF-8, every other byte as
 *   windows-1252. A legacy charset hardly ever makes valid UTF-8 by accident.
 * - Any other charset is believed, with UTF-8 as the second reading once there are bytes that the two take differently.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type ByteDecoder, byteDecoder, isUtf8, Utf8OrLatinDecoder } from './charsets.ts';

/** A `<meta charset>` stands within the first 1024 bytes (HTML, "determining the character encoding"). */
const META = /charset\s*=\s*["']?\s*([\w.:-]{1,40})/i;
/** Every this many bytes of UTF-16 in Latin script have a NUL each; of other scripts, at least their spaces and line ends. */
const UTF16_SHARE = 8;

/** UTF-16 by its NULs: they stand in the high half of each character. */
function utf16ByNuls(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (let at = sample.indexOf(0); at >= 0; at = sample.indexOf(0, at + 1)) {
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (Math.max(even, odd) * UTF16_SHARE < sample.length || sample.length < 4) return undefined;
  if (odd > 4 * even) return 'utf-16le';
  return even > 4 * odd ? 'utf-16be' : undefined;
}

function byteOrderMark(sample: Buffer): string | undefined {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8';
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** The charsets to read a text as, that of most clients first. `utf-8` stands for UTF-8 or windows-1252 byte by byte. */
function readings(declared: string, sample: Buffer): string[] {
  const known = byteDecoder(declared) !== undefined;
  const charset = known ? declared : 'utf-8';
  const found = [byteOrderMark(sample), utf16ByNuls(sample)].filter((one) => one !== undefined);
  const meta = known ? undefined : META.exec(sample.toString('latin1'))?.[1]?.toLowerCase();
  const others = meta !== undefined && byteDecoder(meta) !== undefined && !meta.startsWith('utf-16') ? [meta] : [];
  // RFC 2781 section 4.3 has UTF-16 without a mark be big-endian, browsers have it little-endian.
  if (found.length === 0 && charset === 'utf-16') others.push('utf-16be');
  // ISO-2022-JP is seven-bit, and old Japanese mail does not declare it.
  if (isUtf8(charset) && sample.includes('\x1b$', 0, 'latin1')) others.push('iso-2022-jp');
  return [...new Set([...found, charset, ...others, 'utf-8'].map((one) => (isUtf8(one) ? 'utf-8' : one)))];
}

/** Charsets whose bytes below 0x80 are ASCII and nothing else: a second reading differs only from the first other byte on. */
const PLAIN_ASCII = /^(?:iso-?8859|windows-|cp\d|latin|l\d$|koi8|macintosh|x-mac|ibm|big5|gb|euc|ks_c|tis-620|x-)/;

/** A reading that begins only where it differs from the first one, with a stretch of what went before as context. */
class LateReading {
  readonly #decoder: ByteDecoder = new Utf8OrLatinDecoder();
  readonly #take: (text: string) => void;
  #context = '';
  #begun = false;

  constructor(take: (text: string) => void) {
    this.#take = take;
  }

  write(bytes: Buffer): void {
    let rest = bytes;
    if (!this.#begun) {
      const text = bytes.toString('latin1');
      const first = text.search(/[\x80-\xff]/);
      this.#context = (this.#context + (first < 0 ? text : text.slice(0, first))).slice(-FIXED_LIMITS.mimeReadingContext);
      if (first < 0) return;
      this.#begun = true;
      this.#take(this.#context);
      rest = bytes.subarray(first);
    }
    this.#take(this.#decoder.write(rest));
  }

  end(): void {
    if (this.#begun) this.#take(this.#decoder.end());
  }
}

interface Reading {
  write(bytes: Buffer): void;
  end(): void;
}

/**
 * Decodes one text. `take` gets it piece by piece; `reading` is 0 for the one that most clients show, and each further
 * number is another plausible one: a text of its own, to be matched separately.
 */
export class CharsetDecoder {
  readonly #charset: string;
  readonly #take: (text: string, reading: number) => void;
  /** The beginning, by which the readings are chosen. */
  #sample: Buffer = Buffer.alloc(0);
  #readings: Reading[] | undefined;

  /** @param charset as declared; '' where it is not. */
  constructor(charset: string, take: (text: string, reading: number) => void) {
    this.#charset = charset.trim().toLowerCase();
    this.#take = take;
  }

  write(bytes: Buffer): void {
    if (this.#readings === undefined) {
      this.#sample = Buffer.concat([this.#sample, bytes]);
      if (this.#sample.length >= FIXED_LIMITS.mimeCharsetSampleBytes) this.#choose();
      return;
    }
    for (const reading of this.#readings) reading.write(bytes);
  }

  end(): void {
    if (this.#readings === undefined) this.#choose();
    for (const reading of this.#readings ?? []) reading.end();
  }

  #choose(): void {
    const sample = this.#sample;
    const charsets = readings(this.#charset, sample.subarray(0, FIXED_LIMITS.mimeCharsetSampleBytes));
    this.#readings = charsets.map((charset, number): Reading => {
      const take = (text: string): void => {
        if (text.length > 0) this.#take(text, number);
      };
      if (number > 0 && charset === 'utf-8' && charsets.slice(0, number).every((before) => PLAIN_ASCII.test(before))) return new LateReading(take);
      const decoder = byteDecoder(charset) ?? new Utf8OrLatinDecoder();
      return { write: (bytes) => take(decoder.write(bytes)), end: () => take(decoder.end()) };
    });
    this.#sample = Buffer.alloc(0);
    for (const reading of this.#readings) reading.write(sample);
  }
}

/** A short text, such as a header's, in the reading that most clients show. */
export function decodeBytes(charset: string, bytes: Buffer): string {
  let decoded = '';
  const decoder = new CharsetDecoder(charset, (text, reading) => {
    if (reading === 0) decoded += text;
  });
  decoder.write(bytes);
  decoder.end();
  return decoded;
}
