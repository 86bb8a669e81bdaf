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
const UTF8_LABELS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii', 'unicode-1-1-utf-8']);

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
  if (UTF8_LABELS.has(charset)) return new Utf8OrLatinDecoder();
  const own = OWN.get(charset);
  if (own !== undefined) return own();
  try {
    return new PlatformDecoder(ALIASES.get(charset) ?? charset);
  } catch {
    // Not a label of the platform.
    return undefined;
  }
}
