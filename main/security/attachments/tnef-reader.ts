/**
 * Reads the names of the files in a winmail.dat, the envelope in which Outlook sends attachments to other Outlooks
 * (MS-OXTNEF), while it streams by, and hands on their content. Attributes that hold names are kept up to a bound. Outlook
 * writes the long name behind the content, so that a file may be told twice: with its short name and its content, and
 * with the rest of its names.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type ArchiveBudget, STEPS, TOO_MUCH } from './archive-budget.ts';
import type { ArchiveListener, ArchiveReader, FileSink } from './file-sink.ts';

const DAMAGED = 'it is damaged';
const TOO_LONG = 'the properties of a file in it are too long to be looked through';
const TOO_DEEP = `messages are packed into each other more than ${FIXED_LIMITS.archiveDepth} times`;

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
const LEVEL_MESSAGE = 1;
const LEVEL_ATTACHMENT = 2;
/** MAPI properties with names of the file: PR_ATTACH_FILENAME, PR_ATTACH_LONG_FILENAME, PR_DISPLAY_NAME, PR_ATTACH_TRANSPORT_NAME. */
const NAME_PROPERTIES = new Set([0x3704, 0x3707, 0x3001, 0x370c]);
/** PR_ATTACH_DATA_OBJ: a message in the message, itself TNEF behind the id of its interface. */
const DATA_OBJECT = 0x3701;
const INTERFACE_ID_BYTES = 16;

export function isTnef(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32LE(0) === SIGNATURE;
}

/** The attribute that is passing by. */
interface Attribute {
  readonly id: number;
  /** Bytes still to come, without the checksum. */
  left: number;
  /** What takes the content of a file. */
  readonly sink: FileSink | undefined;
  /** What is kept of any other attribute that is of interest. */
  readonly kept: Buffer[] | undefined;
  room: number;
}

export class TnefReader implements ArchiveReader {
  readonly recognised = true;
  readonly #listener: ArchiveListener;
  readonly #budget: ArchiveBudget;
  readonly #depth: number;
  #held: Buffer = Buffer.alloc(0);
  #preamble = true;
  #attribute: Attribute | undefined;
  #checksumLeft = 0;
  /** Names of the attachment at hand that were not told yet. */
  #names: string[] = [];
  #trouble: string | undefined;
  #damaged = false;
  stopped = false;

  /** @param depth of winmail.dat within winmail.dat */
  constructor(listener: ArchiveListener, budget: ArchiveBudget, depth = 0) {
    this.#listener = listener;
    this.#budget = budget;
    this.#depth = depth;
  }

  write(bytes: Buffer): void {
    if (this.#over) return;
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    let at = 0;
    while (at < all.length && !this.#over) {
      const taken = this.#take(all.subarray(at));
      if (taken === 0) break;
      at += taken;
    }
    this.#held = Buffer.from(all.subarray(at));
  }

  end(): string | undefined {
    // A line break or the like behind the last attribute is no sign of more.
    const cut = this.#attribute !== undefined || this.#preamble;
    this.#attribute?.sink?.fail('it is cut off');
    this.#tellNames();
    return this.#trouble ?? (cut ? 'it is cut off' : undefined);
  }

  get #over(): boolean {
    return this.stopped || this.#damaged;
  }

  #giveUp(): void {
    this.#trouble ??= TOO_MUCH;
    this.stopped = true;
  }

  /** @returns bytes used; 0 if more are needed */
  #take(bytes: Buffer): number {
    if (this.#preamble) {
      if (bytes.length < PREAMBLE_BYTES) return 0;
      this.#preamble = false;
      return PREAMBLE_BYTES;
    }
    if (this.#attribute !== undefined) return this.#content(this.#attribute, bytes);
    if (this.#checksumLeft > 0) {
      const taken = Math.min(this.#checksumLeft, bytes.length);
      this.#checksumLeft -= taken;
      return taken;
    }
    return this.#begin(bytes);
  }

  #begin(bytes: Buffer): number {
    if (bytes.length < HEADER_BYTES) return 0;
    if (!this.#budget.record(STEPS.attribute)) {
      this.#giveUp();
      return 0;
    }
    const level = bytes.readUInt8(0);
    const id = bytes.readUInt32LE(1);
    const ofFile = level === LEVEL_ATTACHMENT;
    if (!ofFile && level !== LEVEL_MESSAGE) {
      this.#trouble ??= DAMAGED;
      this.#damaged = true;
      return 0;
    }
    if (ofFile && id === ATTACH_REND_DATA) this.#tellNames();
    const sink = ofFile && id === ATTACH_DATA ? this.#file() : undefined;
    const kept = ofFile && (id === ATTACH_TITLE || id === ATTACHMENT) ? [] : undefined;
    this.#attribute = { id, left: bytes.readUInt32LE(5), sink, kept, room: FIXED_LIMITS.tnefAttributeBytes };
    this.#checksumLeft = CHECKSUM_BYTES;
    if (this.#attribute.left === 0) this.#close(this.#attribute);
    return HEADER_BYTES;
  }

  #content(attribute: Attribute, bytes: Buffer): number {
    const data = bytes.subarray(0, attribute.left);
    attribute.sink?.write(data);
    if (attribute.kept !== undefined) {
      // Names may stand behind what there is no room for.
      if (data.length > attribute.room) this.#trouble ??= TOO_LONG;
      if (attribute.room > 0) attribute.kept.push(Buffer.from(data.subarray(0, attribute.room)));
      attribute.room = Math.max(0, attribute.room - data.length);
    }
    attribute.left -= data.length;
    if (attribute.left === 0) this.#close(attribute);
    return data.length;
  }

  #close({ id, sink, kept }: Attribute): void {
    this.#attribute = undefined;
    sink?.end();
    if (kept === undefined) return;
    const data = Buffer.concat(kept);
    if (id === ATTACH_TITLE) this.#names.push(textOf(data));
    else this.#properties(data);
  }

  #properties(data: Buffer): void {
    const { names, message, read } = readProperties(data);
    // Their names count nevertheless: there are no more of them than fit into one attribute.
    if (!this.#budget.record(read * STEPS.property)) this.#giveUp();
    this.#names.push(...names);
    this.#tellNames();
    if (message === undefined || !isTnef(message)) return;
    if (this.#depth >= FIXED_LIMITS.archiveDepth) {
      this.#trouble ??= TOO_DEEP;
      return;
    }
    const reader = new TnefReader(this.#listener, this.#budget, this.#depth + 1);
    reader.write(message);
    const trouble = reader.end();
    if (trouble !== undefined) this.#trouble ??= trouble;
    this.stopped ||= reader.stopped;
  }

  #tellNames(): void {
    if (this.#names.length > 0) this.#file()?.leave();
  }

  /** A file with the names that were not told yet; undefined if there was too much to look at its content. */
  #file(): FileSink | undefined {
    const names = this.#names.map((name) => name.slice(-FIXED_LIMITS.fileNameCharacters));
    this.#names = [];
    switch (this.#budget.enter(names)) {
      case 'all':
        return this.#listener.file(names);
      case 'name':
        this.#listener.file(names).leave();
        break;
      case 'known':
        break;
      case 'stop':
        this.#giveUp();
    }
    this.#trouble ??= TOO_MUCH;
    return undefined;
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
const OBJECT = 0x0d;
const VARIABLE = new Set([STRING8, UNICODE, OBJECT, 0x102]);
const MULTIPLE = 0x1000;
const NAMED = 0x8000;

/** The names among the MAPI properties, and a message within; what is damaged or unknown ends the search. */
function readProperties(data: Buffer): { readonly names: readonly string[]; readonly message: Buffer | undefined; readonly read: number } {
  const names: string[] = [];
  let read = 0;
  let message: Buffer | undefined;
  const reader = new Reader(data);
  for (let left = reader.u32(); left > 0 && reader.good; left -= 1) {
    read += 1;
    const type = reader.u16();
    const id = reader.u16();
    if (id >= NAMED) reader.skipName();
    const base = type & ~MULTIPLE;
    const size = SIZES.get(base);
    const variable = VARIABLE.has(base);
    if (size === undefined && !variable) break;
    const count = variable || (type & MULTIPLE) !== 0 ? reader.u32() : 1;
    for (let value = 0; value < count && reader.good; value += 1) {
      read += 1;
      const bytes = reader.bytes(size ?? reader.u32());
      if (id === DATA_OBJECT && base === OBJECT) message = bytes.subarray(INTERFACE_ID_BYTES);
      if (!NAME_PROPERTIES.has(id)) continue;
      if (base === STRING8) names.push(textOf(bytes));
      if (base === UNICODE) names.push(bytes.toString('utf16le').replace(/\0.*$/s, ''));
    }
  }
  return { names, message, read };
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
