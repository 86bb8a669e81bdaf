/**
 * Reads the names of the files in a winmail.dat, the envelope in which Outlook sends attachments to other Outlooks
 * (MS-OXTNEF), while it streams by. Attributes that hold names are kept up to a bound, of the content of files only the
 * first bytes are looked at.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { ArchiveListener, ArchiveReader, FileSink } from './file-sink.ts';

const SIGNATURE = 0x223e9f78;
/** Attribute ids, MS-OXTNEF section 2.1.3.2: a new attachment begins, its short name, its data, its MAPI properties. */
const ATTACH_REND_DATA = 0x00069002;
const ATTACH_TITLE = 0x00018010;
const ATTACH_DATA = 0x0006800f;
const ATTACHMENT = 0x00069005;
/** Level, id, length. */
const HEADER_BYTES = 9;
const CHECKSUM_BYTES = 2;
/** Signature and key. */
const PREAMBLE_BYTES = 6;
/** MAPI properties with names of the file: PR_ATTACH_FILENAME, PR_ATTACH_LONG_FILENAME, PR_DISPLAY_NAME, PR_ATTACH_TRANSPORT_NAME. */
const NAME_PROPERTIES = new Set([0x3704, 0x3707, 0x3001, 0x370c]);
const LEVEL_ATTACHMENT = 2;

export function isTnef(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32LE(0) === SIGNATURE;
}

export class TnefReader implements ArchiveReader {
  readonly recognised = true;
  readonly #listener: ArchiveListener;
  #held: Buffer = Buffer.alloc(0);
  #preamble = true;
  /** The attribute whose data is passing by. */
  #attribute: { readonly level: number; readonly id: number; left: number; data: Buffer } | undefined;
  /** What is known of the attachment at hand. */
  #names: string[] = [];
  #head: Buffer = Buffer.alloc(0);
  #open = false;
  #files = 0;
  #trouble: string | undefined;

  constructor(listener: ArchiveListener) {
    this.#listener = listener;
  }

  write(bytes: Buffer): void {
    if (this.#trouble !== undefined) return;
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    if (this.#preamble && rest.length >= PREAMBLE_BYTES) {
      this.#preamble = false;
      rest = rest.subarray(PREAMBLE_BYTES);
    }
    while (!this.#preamble && rest.length > 0) {
      const taken = this.#take(rest);
      if (taken === 0) break;
      rest = rest.subarray(taken);
    }
    this.#held = Buffer.from(rest);
  }

  end(): string | undefined {
    this.#closeFile();
    return this.#trouble ?? (this.#attribute !== undefined || this.#held.length > 0 ? 'it is cut off' : undefined);
  }

  /** @returns bytes used; 0 if more are needed */
  #take(bytes: Buffer): number {
    const attribute = this.#attribute;
    if (attribute === undefined) return this.#begin(bytes);
    const data = bytes.subarray(0, attribute.left);
    const room = FIXED_LIMITS.tnefAttributeBytes - attribute.data.length;
    if (room > 0) attribute.data = Buffer.concat([attribute.data, data.subarray(0, room)]);
    attribute.left -= data.length;
    if (attribute.left === 0) {
      this.#attribute = undefined;
      if (attribute.level === LEVEL_ATTACHMENT) this.#attributeOf(attribute.id, attribute.data.subarray(0, -CHECKSUM_BYTES));
    }
    return data.length;
  }

  #begin(bytes: Buffer): number {
    if (bytes.length < HEADER_BYTES) return 0;
    const level = bytes.readUInt8(0);
    if (level !== 1 && level !== LEVEL_ATTACHMENT) {
      this.#trouble = 'it is damaged';
      return 0;
    }
    this.#attribute = { level, id: bytes.readUInt32LE(1), left: bytes.readUInt32LE(5) + CHECKSUM_BYTES, data: Buffer.alloc(0) };
    return HEADER_BYTES;
  }

  #attributeOf(id: number, data: Buffer): void {
    switch (id) {
      case ATTACH_REND_DATA:
        this.#closeFile();
        this.#open = true;
        return;
      case ATTACH_TITLE:
        this.#open = true;
        this.#names.push(textOf(data));
        return;
      case ATTACH_DATA:
        this.#open = true;
        this.#head = Buffer.from(data);
        return;
      case ATTACHMENT:
        this.#open = true;
        this.#names.push(...namesIn(data));
        return;
      default:
    }
  }

  #closeFile(): void {
    if (!this.#open) return;
    this.#files += 1;
    if (this.#files > FIXED_LIMITS.archiveEntries) {
      this.#trouble ??= `it has more than ${FIXED_LIMITS.archiveEntries} files`;
      return;
    }
    const sink: FileSink = this.#listener.file(this.#names);
    sink.write(this.#head);
    // The rest of the file was not kept, which says nothing about it.
    sink.leave();
    this.#names = [];
    this.#head = Buffer.alloc(0);
    this.#open = false;
  }
}

/** A text that ends at its NUL; bytes as latin1, which is enough to know an extension by. */
function textOf(data: Buffer): string {
  const nul = data.indexOf(0);
  return data.toString('latin1', 0, nul < 0 ? data.length : nul);
}

/** Sizes of property values by type; MS-OXCDATA section 2.11.1. Those of variable size have a count and lengths. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [0x02, 4],
  [0x03, 4],
  [0x04, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x0a, 4],
  [0x0b, 4],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);
const STRING8 = 0x1e;
const UNICODE = 0x1f;
const VARIABLE = new Set([STRING8, UNICODE, 0x0d, 0x102]);
const MULTIPLE = 0x1000;
const NAMED = 0x8000;

/** The names among the MAPI properties; what is damaged or unknown ends the search. */
function namesIn(data: Buffer): string[] {
  const names: string[] = [];
  const reader = new Reader(data);
  for (let left = reader.u32(); left > 0 && reader.good; left -= 1) {
    const type = reader.u16();
    const id = reader.u16();
    if (id >= NAMED) reader.skipName();
    const base = type & ~MULTIPLE;
    const size = SIZES.get(base);
    const variable = VARIABLE.has(base);
    if (size === undefined && !variable) break;
    const count = variable || (type & MULTIPLE) !== 0 ? reader.u32() : 1;
    for (let value = 0; value < count && reader.good; value += 1) {
      const bytes = reader.bytes(size ?? reader.u32());
      if (!NAME_PROPERTIES.has(id)) continue;
      if (base === STRING8) names.push(textOf(bytes));
      if (base === UNICODE) names.push(bytes.toString('utf16le').replace(/\0.*$/s, ''));
    }
  }
  return names;
}

/** Reads little-endian values, padded to four bytes; past the end it is no longer good, and everything is zero. */
class Reader {
  good = true;
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  u16(): number {
    return this.#ok(2) ? this.#data.readUInt16LE((this.#at += 2) - 2) : 0;
  }

  u32(): number {
    return this.#ok(4) ? this.#data.readUInt32LE((this.#at += 4) - 4) : 0;
  }

  bytes(length: number): Buffer {
    const padded = Math.ceil(length / 4) * 4;
    if (!this.#ok(length)) return Buffer.alloc(0);
    const bytes = this.#data.subarray(this.#at, this.#at + length);
    this.#at += padded;
    return bytes;
  }

  /** A named property has a GUID, and a number or a name. */
  skipName(): void {
    this.bytes(16);
    if (this.u32() === 0) this.u32();
    else this.bytes(this.u32());
  }

  #ok(length: number): boolean {
    this.good &&= this.#at + length <= this.#data.length;
    return this.good;
  }
}
