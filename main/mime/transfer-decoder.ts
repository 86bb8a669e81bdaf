/**
 * Takes the transfer encoding off a body (RFC 2045 section 6) while it streams by. As lenient as mail clients are: what
 * they show in spite of an error must come out here, too, or a filter could be passed by making that error.
 */
import type { LeafSink } from './mime-visitor.ts';
import { UuDecoder } from './uuencode.ts';

export type TransferEncoding = 'identity' | 'base64' | 'quoted-printable' | 'uuencode';

/** Takes the encoding off what is written to it, and hands the rest to `sink` in pieces. */
export function transferDecoder(encoding: TransferEncoding, sink: LeafSink): LeafSink {
  switch (encoding) {
    case 'identity':
      return sink;
    case 'base64':
      return new Base64Decoder(sink);
    case 'quoted-printable':
      return new QuotedPrintableDecoder(sink);
    case 'uuencode':
      return new UuDecoder(sink);
  }
}

/**
 * Where a decoder writes what it hands on: one memory for all pieces, since a new one for each would wait for the collector
 * in megabytes (see `spent-bytes.ts`). One each, since a decoder may feed another.
 */
class Scratch {
  #memory: Buffer = Buffer.alloc(0);

  /** At least `bytes` of memory, with what the last piece has left in it. */
  of(bytes: number): Buffer {
    if (this.#memory.length < bytes) this.#memory = Buffer.allocUnsafeSlow(bytes);
    return this.#memory;
  }
}

/** For each byte its six bits, 64 for `=`, 128 for what is not of the alphabet. */
const BASE64 = new Uint8Array(256).fill(128);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';
for (let value = 0; value < ALPHABET.length; value += 1) BASE64[ALPHABET.charCodeAt(value)] = value;
const PADDING = 64;

/**
 * RFC 2045 section 6.8. Characters outside the alphabet are ignored, as the RFC has it; padding ends a group of four, and
 * whatever follows is decoded on: clients differ in whether they go on there, and those that do show it.
 */
class Base64Decoder implements LeafSink {
  readonly #sink: LeafSink;
  readonly #scratch = new Scratch();
  /** Characters of the group at hand, and their bits. */
  #count = 0;
  #bits = 0;

  constructor(sink: LeafSink) {
    this.#sink = sink;
  }

  write(bytes: Buffer): void {
    const out = this.#scratch.of(((bytes.length + 3) >> 2) * 3 + 3);
    const end = bytes.length;
    const last = end - 3;
    let length = 0;
    let at = 0;
    while (at < end) {
      // The whole groups of a line, four characters at a time. Out of bounds cannot happen, but the type has to be told.
      while (this.#count === 0 && at < last) {
        const a = BASE64[bytes[at] ?? 0] ?? 128;
        const b = BASE64[bytes[at + 1] ?? 0] ?? 128;
        const c = BASE64[bytes[at + 2] ?? 0] ?? 128;
        const d = BASE64[bytes[at + 3] ?? 0] ?? 128;
        if ((a | b | c | d) >= PADDING) break;
        const bits = (a << 18) | (b << 12) | (c << 6) | d;
        out[length] = bits >> 16;
        out[length + 1] = bits >> 8;
        out[length + 2] = bits;
        length += 3;
        at += 4;
      }
      if (at >= end) break;
      const value = BASE64[bytes[at] ?? 0] ?? 128;
      at += 1;
      if (value < PADDING) {
        this.#bits = (this.#bits << 6) | value;
        this.#count += 1;
        if (this.#count === 4) length = this.#flush(out, length);
      } else if (value === PADDING) {
        length = this.#flush(out, length);
      }
    }
    if (length > 0) this.#sink.write(out.subarray(0, length));
  }

  end(): void {
    const rest = Buffer.allocUnsafe(3);
    const length = this.#flush(rest, 0);
    if (length > 0) this.#sink.write(rest.subarray(0, length));
    this.#sink.end();
  }

  /** Writes the bytes of the group as far as it has come: one for two characters, two for three; a single one is lost. */
  #flush(out: Buffer, length: number): number {
    const bits = this.#bits << (6 * (4 - this.#count));
    const bytes = Math.max(0, this.#count - 1);
    for (let index = 0; index < bytes; index += 1) out[length + index] = bits >> (16 - 8 * index);
    this.#count = 0;
    this.#bits = 0;
    return length + bytes;
  }
}

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const EQUALS = 0x3d;
/** White space at a line's end, and a `=` at the end of a piece, wait for what follows; a run longer than any line (RFC 5322 section 2.1.1) is text. */
const HELD_BYTES = 998;

/** For each byte its value as a hexadecimal digit, or -1. RFC 2045 section 6.7 wants upper case; decoders take either. */
const HEX = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value += 1) {
  HEX['0123456789abcdef'.charCodeAt(value)] = value;
  HEX['0123456789ABCDEF'.charCodeAt(value)] = value;
}
const hexDigit = (byte: number | undefined): number => (byte === undefined ? -1 : (HEX[byte] ?? -1));

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

/** RFC 2045 section 6.7: soft line breaks and white space at line ends go; what is no valid escape stays as it is. */
class QuotedPrintableDecoder implements LeafSink {
  readonly #sink: LeafSink;
  readonly #scratch = new Scratch();
  /** The end of the last piece, which cannot be decoded without what follows: a `=…`, or white space and a CR. */
  #held: Buffer = Buffer.alloc(0);

  constructor(sink: LeafSink) {
    this.#sink = sink;
  }

  write(bytes: Buffer): void {
    this.#decode(this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : bytes, false);
  }

  end(): void {
    this.#decode(this.#held, true);
    this.#sink.end();
  }

  #decode(bytes: Buffer, final: boolean): void {
    const out = this.#scratch.of(bytes.length);
    const end = bytes.length;
    let length = 0;
    let at = 0;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      const next = bytes[at + 1];
      if (byte !== EQUALS && (!isBlank(byte) || (next !== undefined && next > SPACE))) {
        out[length] = byte;
        length += 1;
        at += 1;
        continue;
      }
      const high = byte === EQUALS ? hexDigit(next) : -1;
      const low = high < 0 ? -1 : hexDigit(bytes[at + 2]);
      if (low >= 0) {
        out[length] = (high << 4) | low;
        length += 1;
        at += 3;
        continue;
      }
      const used = byte === EQUALS ? this.#escape(bytes, at, final) : this.#blanks(bytes, at, final);
      if (used === 0) break;
      // Negative: a soft break, or white space at the end of a line. Else it stands for itself.
      if (used > 0) length += bytes.copy(out, length, at, at + used);
      at += Math.abs(used);
    }
    this.#held = Buffer.from(bytes.subarray(at));
    if (length > 0) this.#sink.write(out.subarray(0, length));
  }

  /** How much of what begins with a `=` at `at`, and is no whole escape, is a soft break (negative), or stands for itself (positive); 0 if that cannot be told yet. */
  #escape(bytes: Buffer, at: number, final: boolean): number {
    if (hexDigit(bytes[at + 1]) >= 0) return at + 2 >= bytes.length && !final ? 0 : 1;
    let next = at + 1;
    while (isBlank(bytes[next]) && next - at < HELD_BYTES) next += 1;
    if (bytes[next] === CR) next += 1;
    // A `=` that ends the body is a soft break before nothing.
    if (next >= bytes.length) return final ? at - next : 0;
    return bytes[next] === LF ? at - next - 1 : 1;
  }

  /** The same for white space, which goes at the end of a line (RFC 2045 section 6.7 rule 3). */
  #blanks(bytes: Buffer, at: number, final: boolean): number {
    let next = at + 1;
    while (isBlank(bytes[next]) && next - at < HELD_BYTES) next += 1;
    if (next - at >= HELD_BYTES) return next - at;
    const afterCr = bytes[next] === CR ? next + 1 : next;
    if (afterCr >= bytes.length) return final ? at - next : 0;
    return bytes[afterCr] === LF ? at - next : next - at;
  }
}
