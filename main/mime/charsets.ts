/**
 * A streaming decoder for each charset that mail is written in: those of the platform (WHATWG Encoding), and the ones
 * that browsers have dropped but old mail clients still show, which is what makes them good for hiding words.
 */
import { TextDecoder } from 'node:util';

/** Decodes one text; errors become U+FFFD, never exceptions. */
export interface ByteDecoder {
  write(bytes: Buffer): string;
  end(): string;
}

/** Sequences of valid UTF-8 (RFC 3629 section 4), or else one byte of eight bits. */
const UTF8_SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;
/** The beginning of a sequence at the end of a piece. */
const UNFINISHED = /(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

/** Valid UTF-8 as UTF-8, everything else as windows-1252, byte by byte; a byte order mark at the start goes. */
export class Utf8OrLatinDecoder implements ByteDecoder {
  /** Up to three bytes of a sequence that may be finished by the next piece. */
  #held: Buffer = Buffer.alloc(0);
  #begun = false;

  write(bytes: Buffer): string {
    const all = this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : bytes;
    const unfinished = UNFINISHED.exec(all.subarray(-3).toString('latin1'))?.[0].length ?? 0;
    this.#held = Buffer.from(all.subarray(all.length - unfinished));
    return this.#decode(all.subarray(0, all.length - unfinished));
  }

  end(): string {
    return this.#decode(this.#held);
  }

  #decode(bytes: Buffer): string {
    if (bytes.length === 0) return '';
    const text = decodeUtf8OrLatin(bytes);
    const first = !this.#begun;
    this.#begun = true;
    return first && text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}

function decodeUtf8OrLatin(bytes: Buffer): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    // Not all of it is UTF-8: what is not is taken one byte at a time.
    return bytes.toString('latin1').replace(UTF8_SEQUENCE, (sequence) => {
      const sequenceBytes = Buffer.from(sequence, 'latin1');
      return sequence.length > 1 ? sequenceBytes.toString('utf8') : windows1252.decode(sequenceBytes);
    });
  }
}

class PlatformDecoder implements ByteDecoder {
  readonly #decoder: TextDecoder;

  constructor(label: string) {
    this.#decoder = new TextDecoder(label);
  }

  write(bytes: Buffer): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.#decoder.decode();
  }
}

const isBase64 = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2f;
const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 2152. Bytes above 0x7f are no UTF-7; they are taken as latin1. */
class Utf7Decoder implements ByteDecoder {
  #shifted = false;
  /** Nothing has followed the `+` yet: `+-` is a plus sign. */
  #empty = false;
  #bits = 0;
  #bitCount = 0;

  write(bytes: Buffer): string {
    const text = bytes.toString('latin1');
    let out = '';
    for (let at = 0; at < text.length; at += 1) {
      if (!this.#shifted) {
        const plus = text.indexOf('+', at);
        out += text.slice(at, plus < 0 ? text.length : plus);
        if (plus < 0) break;
        at = plus;
        this.#shifted = true;
        this.#empty = true;
        this.#bits = 0;
        this.#bitCount = 0;
      } else {
        out += this.#shiftedCharacter(text.charCodeAt(at));
      }
    }
    return out;
  }

  end(): string {
    return this.#shifted && this.#empty ? '+' : '';
  }

  #shiftedCharacter(code: number): string {
    if (isBase64(code)) {
      this.#empty = false;
      this.#bits = ((this.#bits << 6) | BASE64_ALPHABET.indexOf(String.fromCharCode(code))) & 0x3fffff;
      this.#bitCount += 6;
      if (this.#bitCount < 16) return '';
      this.#bitCount -= 16;
      return String.fromCharCode((this.#bits >> this.#bitCount) & 0xffff);
    }
    this.#shifted = false;
    const plus = this.#empty ? '+' : '';
    if (code === 0x2d) return plus;
    // A second `+` right after a run of base64 cannot be: it is of the alphabet itself.
    return plus + String.fromCharCode(code);
  }
}

/**
 * ISO-2022-JP (RFC 1468). The platform takes an escape sequence right after another for an error, which encoded words make
 * where they meet, and which clients do not show: words must not be hidden behind it.
 */
class Iso2022JpDecoder extends PlatformDecoder {
  constructor() {
    super('iso-2022-jp');
  }

  override write(bytes: Buffer): string {
    return super.write(bytes).replaceAll('\ufffd', '');
  }

  override end(): string {
    return super.end().replaceAll('\ufffd', '');
  }
}

/**
 * Seven-bit charsets that switch between ASCII and a two-byte set: HZ (RFC 1843; `~{` to `~}`, GB 2312) and ISO-2022-KR
 * (RFC 1557; SO to SI, KS X 1001). Their two-byte characters are those of the eight-bit charset with the high bits off.
 */
class ShiftedDecoder implements ByteDecoder {
  readonly #decoder: TextDecoder;
  readonly #shiftOut: string;
  /** Every sequence that is no text, by what it stands for; longer ones first. */
  readonly #sequences: readonly (readonly [string, string])[];
  #held = '';
  #shifted = false;

  constructor(label: string, shiftOut: string, sequences: readonly (readonly [string, string])[]) {
    this.#decoder = new TextDecoder(label);
    this.#shiftOut = shiftOut;
    this.#sequences = sequences;
  }

  write(bytes: Buffer): string {
    return this.#decode(this.#held + bytes.toString('latin1'), true);
  }

  end(): string {
    return this.#decode(this.#held, false);
  }

  #decode(text: string, stream: boolean): string {
    let high = '';
    let at = 0;
    while (at < text.length) {
      const found = this.#sequences.find(([sequence]) => text.startsWith(sequence, at));
      if (found !== undefined) {
        const [sequence, character] = found;
        high += character;
        if (character === '') this.#shifted = sequence === this.#shiftOut;
        at += sequence.length;
        continue;
      }
      const rest = text.slice(at, at + 3);
      // The first half of a shift, maybe.
      if (stream && at + rest.length === text.length && this.#sequences.some(([sequence]) => sequence.startsWith(rest))) break;
      const code = text.charCodeAt(at);
      high += String.fromCharCode(this.#shifted && code > 0x20 && code < 0x7f ? code | 0x80 : code);
      at += 1;
    }
    this.#held = text.slice(at);
    return this.#decoder.decode(Buffer.from(high, 'latin1'), { stream });
  }
}

const OWN: ReadonlyMap<string, () => ByteDecoder> = new Map<string, () => ByteDecoder>([
  ['utf-7', () => new Utf7Decoder()],
  ['unicode-1-1-utf-7', () => new Utf7Decoder()],
  ['x-unicode-2-0-utf-7', () => new Utf7Decoder()],
  [
    'hz-gb-2312',
    () =>
      new ShiftedDecoder('gbk', '~{', [
        ['~{', ''],
        ['~}', ''],
        ['~~', '~'],
      ]),
  ],
  [
    'iso-2022-kr',
    () =>
      new ShiftedDecoder('euc-kr', '\x0e', [
        ['\x1b$)C', ''],
        ['\x0e', ''],
        ['\x0f', ''],
      ]),
  ],
]);
const UTF8_LABELS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii', 'ansi_x3.4-1968', 'unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'x-unicode20utf8']);

/** UTF-8, or US-ASCII, which is part of it. */
export function isUtf8(charset: string): boolean {
  return UTF8_LABELS.has(charset);
}

/**
 * The labels of WHATWG Encoding that the platform decodes. To ask it costs an exception for each one that it does not know,
 * and a header section of 1 MB has room for 100,000.
 */
const PLATFORM_LABELS = new Set(
  `
  866 ansi_x3.4-1968 arabic ascii asmo-708 big5 big5-hkscs chinese cn-big5 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp819 cp866
  csbig5 cseuckr cseucpkdfmtjapanese csgb2312 csibm866 csiso2022jp csiso58gb231280 csiso88596e csiso88596i csiso88598e csiso88598i csisolatin1
  csisolatin2 csisolatin3 csisolatin4 csisolatin5 csisolatin6 csisolatin9 csisolatinarabic csisolatincyrillic csisolatingreek csisolatinhebrew cskoi8r
  csksc56011987 csmacintosh csshiftjis csunicode cyrillic dos-874 ecma-114 ecma-118 elot_928 euc-jp euc-kr gb18030 gb2312 gb_2312 gb_2312-80 gbk greek
  greek8 hebrew ibm819 ibm866 iso-10646-ucs-2 iso-2022-jp iso-8859-1 iso-8859-10 iso-8859-11 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 iso-8859-2
  iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-8859-7 iso-8859-8 iso-8859-8-e iso-8859-8-i iso-8859-9 iso-ir-100 iso-ir-101
  iso-ir-109 iso-ir-110 iso-ir-126 iso-ir-127 iso-ir-138 iso-ir-144 iso-ir-148 iso-ir-149 iso-ir-157 iso-ir-58 iso8859-1 iso8859-10 iso8859-11
  iso8859-13 iso8859-14 iso8859-15 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso88591 iso885910 iso885911
  iso885913 iso885914 iso885915 iso88592 iso88593 iso88594 iso88595 iso88596 iso88597 iso88598 iso88599 iso_8859-1 iso_8859-15 iso_8859-1:1987
  iso_8859-2 iso_8859-2:1987 iso_8859-3 iso_8859-3:1988 iso_8859-4 iso_8859-4:1988 iso_8859-5 iso_8859-5:1988 iso_8859-6 iso_8859-6:1987 iso_8859-7
  iso_8859-7:1987 iso_8859-8 iso_8859-8:1988 iso_8859-9 iso_8859-9:1989 koi koi8 koi8-r koi8-ru koi8-u koi8_r korean ks_c_5601-1987 ks_c_5601-1989
  ksc5601 ksc_5601 l1 l2 l3 l4 l5 l6 l9 latin1 latin2 latin3 latin4 latin5 latin6 logical mac macintosh ms932 ms_kanji shift-jis shift_jis sjis
  sun_eu_greek tis-620 ucs-2 unicode unicode-1-1-utf-8 unicode11utf8 unicode20utf8 unicodefeff unicodefffe us-ascii utf-16 utf-16be utf-16le utf-8 utf8
  visual windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 windows-31j windows-874
  windows-949 x-cp1250 x-cp1251 x-cp1252 x-cp1253 x-cp1254 x-cp1255 x-cp1256 x-cp1257 x-cp1258 x-euc-jp x-gbk x-mac-cyrillic x-mac-roman x-mac-ukrainian
  x-sjis x-unicode20utf8 x-user-defined x-x-big5
  `
    .trim()
    .split(/\s+/),
);

/** Names that mail uses and browsers do not know, by the ones they know. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['cp932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['cp866', 'ibm866'],
  ['iso-8859-8-e', 'iso-8859-8'],
  ['iso-2022-jp-1', 'iso-2022-jp'],
  ['iso-2022-jp-2', 'iso-2022-jp'],
  ['iso-2022-jp-ms', 'iso-2022-jp'],
]);

/** A decoder for a charset (lower case), or undefined if it is not known. US-ASCII is read as UTF-8. */
export function byteDecoder(charset: string): ByteDecoder | undefined {
  if (isUtf8(charset)) return new Utf8OrLatinDecoder();
  const own = OWN.get(charset);
  if (own !== undefined) return own();
  const label = ALIASES.get(charset) ?? charset;
  if (label === 'iso-2022-jp' || label === 'csiso2022jp') return new Iso2022JpDecoder();
  return PLATFORM_LABELS.has(label) ? new PlatformDecoder(label) : undefined;
}
