/**
 * Reads the names of a ZIP archive, and the first bytes of its files, while it streams by; nothing goes to disk.
 *
 * Unpackers disagree about damaged and forged archives: some believe the central directory, some the headers before the
 * files, some the last directory, some the first. So this one looks for records by their signatures wherever they stand,
 * and takes the names of all of them. The central directory decides whether the archive is sound: if it is missing, or
 * does not agree with the files, the archive counts as unreadable, with the names that were found.
 *
 * The data of a file that is an archive itself is passed over where a reader of its own looks for records in the very same
 * bytes. Of records in other such data (packed, or no ZIP archive) the names are taken: what headers say need not be true.
 */
import { type ArchiveBudget, TOO_MUCH } from './archive-budget.ts';
import type { ArchiveListener, ArchiveReader } from './file-sink.ts';
import type { InflateStream } from './inflate-stream.ts';
import { HEAD_BYTES } from './program-type.ts';
import { RecordSkim } from './record-skim.ts';
import {
  type CentralRecord,
  type Current,
  DEFLATED,
  type EndRecord,
  isDescriptor,
  type LocalRecord,
  LOOK_AHEAD,
  MOST_INFLATED,
  PIECE,
  type SeenFile,
  seenFile,
  STORED,
} from './zip-current.ts';
import { type DirectoryPlace, ZipPlaces } from './zip-places.ts';
import { P, readRecord, SIGNATURE_BYTES, type ZipRecord } from './zip-records.ts';

const CUT_OFF = 'it is cut off';
const CONTRADICTION = 'its directory does not agree with its files';
const WITHIN = 'it stands within another file';

export class ZipReader implements ArchiveReader {
  readonly #listener: ArchiveListener;
  readonly #budget: ArchiveBudget;
  readonly #inflater: InflateStream;
  /** What was not looked at yet: less than a record. `#start` is where it begins in the archive. */
  #pieces: Buffer[] = [];
  #waiting = 0;
  #needed = 0;
  #start = 0;
  #current: Current | undefined;
  /** By names. */
  readonly #files = new Map<string, SeenFile>();
  readonly #places = new ZipPlaces();
  /** Names in the data of a file that has a reader of its own, which may tell them itself. */
  #within: (readonly string[])[] = [];
  /** The last record of an archive was found in such data, and none behind it. */
  #endsWithin = false;
  #locals = 0;
  /** Directory entries that follow each other without a gap, where the first begins and the last ends. */
  #runLength = 0;
  #runBegin = -1;
  #runEnd = -1;
  #entries64: number | undefined;
  #directory64: DirectoryPlace | undefined;
  #directory: 'missing' | 'sound' | 'contradicts' = 'missing';
  #trouble: string | undefined;
  #stopped = false;
  namesUnseen = false;
  recognised = false;
  endsWithinRecord = false;
  hides = false;
  // Of some files only the type was looked at.
  #typesOnly = false;
  readonly #skim = new RecordSkim();

  constructor(listener: ArchiveListener, budget: ArchiveBudget, depth: number) {
    this.#listener = listener;
    this.#budget = budget;
    this.#inflater = budget.inflater(depth);
  }

  get covers(): boolean {
    return !this.#stopped;
  }

  write(bytes: Buffer): void {
    if (this.#stopped) return;
    this.#waiting += bytes.length;
    if (this.#waiting < this.#needed) {
      this.#pieces.push(Buffer.from(bytes));
      return;
    }
    const buffer = this.#pieces.length === 0 ? bytes : Buffer.concat([...this.#pieces, bytes]);
    const looked = this.#look(buffer, false);
    this.#pieces = looked < buffer.length ? [Buffer.from(buffer.subarray(looked))] : [];
    this.#waiting = buffer.length - looked;
    this.#start += looked;
  }

  end(): string | undefined {
    this.#look(Buffer.concat(this.#pieces), true);
    this.#closeCurrent(CUT_OFF);
    this.#tellWithin();
    if (this.#endsWithin) this.#hide();
    if (!this.recognised) return 'it is no ZIP archive';
    if (this.#trouble !== undefined) return this.#trouble;
    switch (this.#directory) {
      case 'sound':
        return undefined;
      case 'missing':
        return `${CUT_OFF}: it has no directory`;
      case 'contradicts':
        return CONTRADICTION;
    }
  }

  /**
   * Looks for records.
   * @param last no more will come: what is there of a record is all of it
   * @returns how many bytes need not be looked at again
   */
  #look(buffer: Buffer, last: boolean): number {
    this.#feed(buffer);
    let at = 0;
    while (!this.#stopped) {
      const found = this.#places.findRecord(buffer, at, this.#start);
      if (found < 0) {
        this.#needed = SIGNATURE_BYTES;
        // The last bytes may be the beginning of a signature.
        const begun = buffer.indexOf(P, Math.max(at, buffer.length - (SIGNATURE_BYTES - 1)));
        return begun < 0 ? buffer.length : begun;
      }
      const isWithin = this.#places.isWithin(this.#start + found);
      if (this.#budget.skims && this.#skimmed(buffer, found, isWithin)) {
        at = this.#skim.behindName(buffer, found);
        continue;
      }
      const record = readRecord(buffer, found, last);
      const needed = record === undefined ? 0 : record.kind === 'local' && !isWithin ? record.length + LOOK_AHEAD : record.length;
      this.endsWithinRecord ||= last && record !== undefined && (record.kind === 'short' || ('cut' in record && record.cut));
      if (record === undefined || (last && record.kind === 'short')) {
        at = found + SIGNATURE_BYTES;
        // There is one by chance in many gigabytes, or somebody means to keep us busy.
        if (!this.#budget.record(0)) this.#stop();
      } else if (record.kind === 'short' || (!last && buffer.length < found + needed)) {
        // So much more is waited for that what is there is joined now and then, not with each piece that comes.
        this.#needed = Math.max(needed, Math.ceil((buffer.length - found) * 1.25));
        return found;
      } else {
        // Behind the signature, and not behind the record: a forged length could make a record of everything that follows.
        at = found + SIGNATURE_BYTES;
        if (isWithin) this.#noteWithin(record, this.#start + found);
        else this.#take(record, buffer, found);
      }
    }
    return buffer.length;
  }

  /** @returns whether the record at `found` is of a file about which no more is to be known */
  #skimmed(buffer: Buffer, found: number, isWithin: boolean): boolean {
    const skim = this.#skim;
    if ((this.#current !== undefined && !isWithin) || !skim.read(buffer, found) || !(skim.folder || this.#budget.knows(skim.type))) return false;
    // The directory of an archive of which all files were seen may be the first thing that is too much.
    if (skim.central && !this.#typesOnly && !isWithin) return false;
    if (isWithin) {
      if (skim.central) this.#places.directoryWithin(this.#start + found);
    } else {
      this.recognised = true;
      this.#tellWithin();
      if (skim.central) this.#inDirectory(this.#start + found, skim.length);
      else this.#locals += 1;
      if (!skim.folder) this.#trouble ??= TOO_MUCH;
      this.#typesOnly ||= !skim.folder;
    }
    if (!this.#budget.skimmed(skim.characters, skim.fields)) this.#stop();
    return true;
  }

  #take(record: Exclude<ZipRecord, { kind: 'short' }>, buffer: Buffer, found: number): void {
    const at = this.#start + found;
    this.recognised = true;
    if (!this.#budget.record('extraBytes' in record ? record.extraBytes : 0)) this.#stop();
    this.#closeCurrent(CONTRADICTION);
    this.#tellWithin();
    switch (record.kind) {
      case 'local':
        this.#local(record, at);
        this.#feed(buffer);
        break;
      case 'central':
        this.#central(record, at);
        break;
      case 'end64':
        this.#entries64 = record.entries;
        this.#directory64 = { toldAt: at, size: record.size, offset: record.offset };
        break;
      case 'locator64':
        if (this.#places.isDirectoryWithin(record.offset)) this.#hide();
        break;
      case 'end':
        this.#end(record, at);
        break;
      case 'encrypted-directory':
        this.#trouble ??= 'its directory is encrypted';
    }
  }

  /** A record in the data of a file that has a reader of its own: an archive that is packed, but hardly, shows its own there. */
  #noteWithin(record: Exclude<ZipRecord, { kind: 'short' }>, at: number): void {
    const names = record.kind === 'local' || record.kind === 'central' ? record.names : [];
    const characters = names.reduce((sum, { length }) => sum + length, 0);
    if (!this.#budget.record(('extraBytes' in record ? record.extraBytes : 0) + characters)) this.#stop();
    if (record.kind === 'central' || record.kind === 'end64') this.#places.directoryWithin(at);
    else if (record.kind === 'end') this.#endsWithin = true;
    if (names.length > 0 && !('directory' in record && record.directory) && !this.#budget.hasEntered(names)) this.#within.push(names);
  }

  /** Something follows that data: what its reader has not told until now, it does not see. */
  #tellWithin(): void {
    if (this.#within.length === 0) return;
    const within = this.#within;
    this.#within = [];
    for (const names of within) {
      if (!this.#budget.hasEntered(names) && this.#enter({ names, directory: false }) === 'all') this.#listener.file(names).giveUp(WITHIN, false);
    }
  }

  #local(record: LocalRecord, at: number): void {
    this.#locals += 1;
    if (record.masked) this.#trouble ??= 'its directory is encrypted';
    const entered = this.#enter(record);
    if (entered === 'all' || entered === 'archive') {
      const seen = seenFile(record, at);
      this.#places.file(seen, at + record.length);
      for (const name of record.names) this.#files.set(name, seen);
    }
    if (entered !== 'all' || record.directory) return;
    const sink = this.#listener.file(record.names);
    const { method } = record;
    const from = at + record.length;
    if (record.encrypted) sink.fail('it is encrypted');
    else if (method === STORED || method === DEFLATED) {
      const current: Current = { sink, method, from, at: from, left: record.packedBytes ?? Infinity, given: 0, used: 0, nested: false };
      this.#current = current;
      if (method === DEFLATED) this.#inflater.start((bytes) => this.#inflated(current, bytes), HEAD_BYTES);
    } else sink.fail('it is packed in a way that cannot be read');
  }

  #central(record: CentralRecord, at: number): void {
    this.#inDirectory(at, record.length);
    if (record.masked) this.#trouble ??= 'its directory is encrypted';
    const files = record.names.map((name) => this.#files.get(name));
    if (files.includes(undefined)) {
      if (this.#enter(record) === 'all' && !record.directory) this.#listener.file(record.names).leave();
    } else if (!files.some((one) => one?.method === record.method)) this.#trouble ??= CONTRADICTION;
    if (!this.#places.leadsToSeen(record, files[0])) this.#hide();
  }

  #end(record: EndRecord, at: number): void {
    const entries = record.entries === 0xffff ? (this.#entries64 ?? record.entries) : record.entries;
    // Headers can be more than directory entries: deleted files, and archives within that are not packed.
    this.#directory = this.#runLength === entries && this.#locals >= entries ? 'sound' : 'contradicts';
    if (record.split) this.#trouble ??= 'it is one part of a split archive';
    const told = [{ toldAt: at, size: record.size, offset: record.offset }, ...(this.#directory64 === undefined ? [] : [this.#directory64])];
    // An entry that reaches beyond this record is one of which unpackers believe less.
    if (!this.#places.end(told, [this.#runBegin, this.#runEnd]) || this.#runEnd > at) this.#hide();
    this.#runLength = 0;
    this.#entries64 = undefined;
    this.#directory64 = undefined;
    this.#endsWithin = false;
  }

  #inDirectory(at: number, length: number): void {
    if (at === this.#runEnd) this.#runLength += 1;
    else {
      if (!this.#places.beginDirectory()) this.#hide();
      this.#runLength = 1;
      this.#runBegin = at;
    }
    this.#runEnd = at + length;
  }

  /** Notes a file. Its content is looked at only for 'all'; for others there are too many. */
  #enter({ names, directory }: Pick<LocalRecord, 'names' | 'directory'>): 'all' | 'archive' | 'not' {
    if (this.#stopped) return 'not';
    const entered = this.#budget.enter(names, directory);
    if (entered === 'all') return 'all';
    this.#trouble ??= TOO_MUCH;
    if (entered === 'stop') this.#stop();
    else if (entered === 'archive') {
      this.#listener.file(names).giveUp(TOO_MUCH, false);
      return 'archive';
    } else if (entered === 'name') this.#listener.file(names).leave();
    else if (!directory) this.#typesOnly = true;
    return 'not';
  }

  /** Unpackers may find other files than those that were looked at. */
  #hide(): void {
    this.hides = true;
    this.namesUnseen = true;
    this.#trouble ??= CONTRADICTION;
  }

  #stop(): void {
    this.#stopped = true;
    this.namesUnseen = true;
    this.#pieces = [];
    this.#trouble ??= TOO_MUCH;
  }

  /** Gives the current file what is there of its data. */
  #feed(buffer: Buffer): void {
    const current = this.#current;
    if (current === undefined) return;
    const begin = current.at - this.#start;
    const data = buffer.subarray(begin, Math.min(buffer.length, begin + current.left));
    if (current.method === STORED) this.#store(current, data);
    else this.#inflate(current, data);
  }

  #store(current: Current, data: Buffer): void {
    const { sink } = current;
    // Where the end is not stated, a nested archive cannot be told from what follows it: its records are found here then.
    const known = current.left !== Infinity;
    const empty = !known && current.given === 0 && isDescriptor(data);
    const piece = known ? data : data.subarray(0, empty ? 0 : HEAD_BYTES - current.given);
    this.#give(current, piece);
    current.at += piece.length;
    current.left -= piece.length;
    const { covers } = sink;
    if (known && current.nested) this.#places.read(current.from, current.at, covers);
    if (known && current.nested && current.left > 0) return;
    if (current.left === 0 || !sink.wanted) {
      this.#finish(() => sink.end());
      // What its reader could not read to its end is not read here either.
      if (covers && (sink.endsWithinRecord || sink.hides)) this.#hide();
    } else if (empty || (!known && current.given >= HEAD_BYTES)) {
      current.nested = false;
      this.#finish(() => sink.leave());
    }
  }

  #inflate(current: Current, data: Buffer): void {
    const { sink } = current;
    const used = this.#inflater.write(data);
    current.at += used;
    current.left -= used;
    current.used += used;
    if (current.nested) this.#places.read(current.from, current.at, false);
    switch (this.#inflater.state) {
      case 'done':
        this.#finish(() => sink.end());
        break;
      case 'stopped':
        if (sink.wanted) {
          // Of an archive within, it is told itself.
          if (!current.nested) this.#trouble ??= TOO_MUCH;
          else if (current.left !== Infinity) this.#places.givenUp(current.at + current.left);
          this.#finish(() => sink.giveUp('it is too big when unpacked', current.given > current.used * MOST_INFLATED));
        } else this.#finish(() => sink.end());
        break;
      case 'damaged':
        this.#trouble ??= 'a file in it is damaged';
        this.#finish(() => sink.fail('it is damaged'));
        break;
      case 'more':
        if (current.left === 0) this.#closeCurrent('a file in it is damaged');
    }
  }

  /** @returns how many bytes more are wanted */
  #inflated(current: Current, bytes: Buffer): number {
    this.#give(current, bytes);
    if (!current.sink.wanted) return 0;
    return current.nested ? PIECE : HEAD_BYTES;
  }

  #give(current: Current, bytes: Buffer): void {
    current.sink.write(bytes);
    current.given += bytes.length;
    if (current.given >= HEAD_BYTES && current.sink.wanted) current.nested = true;
  }

  #finish(tell: () => void): void {
    this.#current = undefined;
    tell();
  }

  /** The current file has not come to its end, but something else begins, or the archive ends. */
  #closeCurrent(trouble: string): void {
    const current = this.#current;
    if (current === undefined) return;
    if (current.method === DEFLATED) this.#inflater.flush();
    const { sink, left } = current;
    if (left === Infinity && !current.nested) this.#finish(() => sink.leave());
    else {
      this.#trouble ??= trouble;
      this.#finish(() => sink.fail(CUT_OFF));
      if (sink.hides) this.#hide();
    }
  }
}
