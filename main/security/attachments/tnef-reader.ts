/**
 * Reads the names of the files in a winmail.dat, the envelope in which Outlook sends attachments to other Outlooks
 * (MS-OXTNEF), while it streams by, and hands on their content. Of names a bounded piece is kept, and of all else nothing.
 * Outlook writes the long name behind the content, so that a file may be told twice: with its short name and its content,
 * and with the rest of its names.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type ArchiveBudget, STEPS, TOO_MUCH } from './archive-budget.ts';
import type { ArchiveListener, ArchiveReader, FileSink } from './file-sink.ts';
import { type PropertyTaker, TnefProperties } from './tnef-properties.ts';

const DAMAGED = 'it is damaged';
const TOO_LONG = 'a file in it has a name too long to be looked at';
const UNKNOWN_TYPE = 'a file in it has a property of an unknown kind, so that those behind it were not looked at';
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
/** Names of one file that are gathered; a file of more is told several times. */
const NAMES_AT_ONCE = 64;
const SIGNATURE_BYTES = 4;

export function isTnef(head: Buffer): boolean {
  return head.length >= SIGNATURE_BYTES && head.readUInt32LE(0) === SIGNATURE;
}

/** The attribute that is passing by. */
interface Attribute {
  /** Bytes still to come, without the checksum. */
  left: number;
  /** What takes the content of a file. */
  readonly sink: FileSink | undefined;
  /** What takes its short name. */
  readonly title: KeptName | undefined;
  readonly properties: TnefProperties | undefined;
}

/** A name while it comes. */
class KeptName {
  readonly #pieces: Buffer[] = [];
  #room = FIXED_LIMITS.tnefNameBytes;
  tooLong = false;

  write(bytes: Buffer): void {
    if (bytes.length > this.#room) this.tooLong = true;
    if (this.#room > 0) this.#pieces.push(Buffer.from(bytes.subarray(0, this.#room)));
    this.#room = Math.max(0, this.#room - bytes.length);
  }

  /** It ends at its NUL; bytes as latin1, which is enough to know an extension by. */
  text(encoding: 'latin1' | 'utf16le'): string {
    const text = Buffer.concat(this.#pieces).toString(encoding);
    const nul = text.indexOf('\0');
    return nul < 0 ? text : text.slice(0, nul);
  }
}

export class TnefReader implements ArchiveReader {
  readonly recognised = true;
  readonly covers = false;
  readonly endsWithinRecord = false;
  readonly hides = false;
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
  #stopped = false;
  namesUnseen = false;
  #name = new KeptName();
  /** The message within that is passing by: a winmail.dat, or undefined once it is known to be none, or to be too deep. */
  #message: TnefReader | 'begins' | undefined = 'begins';
  #messageHead = Buffer.alloc(0);
  readonly #taker: PropertyTaker = {
    spend: () => !this.#stopped && this.#budget.property(),
    name: (piece) => this.#name.write(piece),
    nameEnds: (isUnicode) => {
      const name = this.#name;
      this.#name = new KeptName();
      this.#addName(name, isUnicode ? 'utf16le' : 'latin1');
    },
    message: (piece) => this.#takeMessage(piece),
    messageEnds: () => this.#endMessage(),
  };

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
    if (cut) this.#trouble ??= 'it is cut off';
    this.#attribute?.sink?.fail('it is cut off');
    if (this.#attribute !== undefined) this.#endProperties(this.#attribute);
    this.#tellNames();
    return this.#trouble;
  }

  get #over(): boolean {
    return this.#stopped || this.#damaged;
  }

  #giveUp(): void {
    this.#trouble ??= TOO_MUCH;
    this.#stopped = true;
    this.namesUnseen = true;
  }

  /** A name could be anywhere in what was not looked at. */
  #unseen(why: string): void {
    this.#trouble ??= why;
    this.namesUnseen = true;
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
    const title = ofFile && id === ATTACH_TITLE ? new KeptName() : undefined;
    const properties = ofFile && id === ATTACHMENT ? new TnefProperties(this.#taker) : undefined;
    this.#attribute = { left: bytes.readUInt32LE(5), sink, title, properties };
    this.#checksumLeft = CHECKSUM_BYTES;
    if (this.#attribute.left === 0) this.#close(this.#attribute);
    return HEADER_BYTES;
  }

  #content(attribute: Attribute, bytes: Buffer): number {
    const data = bytes.subarray(0, attribute.left);
    attribute.sink?.write(data);
    attribute.title?.write(data);
    attribute.properties?.write(data);
    attribute.left -= data.length;
    if (attribute.left === 0) this.#close(attribute);
    return data.length;
  }

  #close(attribute: Attribute): void {
    this.#attribute = undefined;
    attribute.sink?.end();
    if (attribute.title !== undefined) this.#addName(attribute.title, 'latin1');
    this.#endProperties(attribute);
  }

  #endProperties({ properties }: Attribute): void {
    if (properties === undefined) return;
    switch (properties.end()) {
      case 'whole':
        break;
      case 'cut-off':
        this.#endMessage();
        this.#trouble ??= DAMAGED;
        break;
      case 'too-much':
        this.#giveUp();
        break;
      case 'unknown-type':
        this.#unseen(UNKNOWN_TYPE);
    }
    this.#tellNames();
  }

  #addName(name: KeptName, encoding: 'latin1' | 'utf16le'): void {
    if (name.tooLong) this.#unseen(TOO_LONG);
    this.#names.push(name.text(encoding));
    if (this.#names.length >= NAMES_AT_ONCE) this.#tellNames();
  }

  #takeMessage(piece: Buffer): void {
    if (this.#message === undefined) return;
    if (this.#message !== 'begins') {
      this.#message.write(piece);
      return;
    }
    this.#messageHead = Buffer.concat([this.#messageHead, piece]);
    if (this.#messageHead.length < SIGNATURE_BYTES) return;
    const head = this.#messageHead;
    this.#message = isTnef(head) ? this.#inner() : undefined;
    this.#message?.write(head);
  }

  #inner(): TnefReader | undefined {
    this.#tellNames();
    if (this.#depth < FIXED_LIMITS.archiveDepth) return new TnefReader(this.#listener, this.#budget, this.#depth + 1);
    this.#unseen(TOO_DEEP);
    return undefined;
  }

  #endMessage(): void {
    const reader = this.#message;
    this.#message = 'begins';
    this.#messageHead = Buffer.alloc(0);
    if (reader === 'begins' || reader === undefined) return;
    const trouble = reader.end();
    if (trouble !== undefined) this.#trouble ??= trouble;
    if (reader.namesUnseen) this.#unseen(TOO_MUCH);
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
      case 'archive':
        this.#listener.file(names).giveUp(TOO_MUCH, false);
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
