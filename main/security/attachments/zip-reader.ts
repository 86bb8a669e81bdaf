/**
 * Reads the names of a ZIP archive, and the first bytes of its files, while it streams by; nothing goes to disk.
 *
 * Unpackers disagree about damaged and forged archives: some believe the central directory, some the headers before the
 * files, some the last directory, some the first. So this one looks for records by their signatures wherever they stand,
 * and takes the names of all of them. The central directory decides whether the archive is sound: if it is missing, or
 * does not agree with the files, the archive counts as unreadable, with the names that were found.
 */
import { type ArchiveBudget, TOO_MUCH } from './archive-budget.ts';
import type { ArchiveListener, ArchiveReader, FileSink } from './file-sink.ts';
import type { InflateStream } from './inflate-stream.ts';
import { HEAD_BYTES } from './program-type.ts';
import { RecordSkim } from './record-skim.ts';
import { findSignature, readRecord, SIGNATURE_BYTES, type ZipRecord } from './zip-records.ts';

/** Inflated bytes of a nested archive that are handed on in one go. */
const PIECE = 16 * 1024;
/**
 * Bytes behind a header that must be there before it is taken, so that the first bytes of the file can be judged at once:
 * the tables of a deflated block take 300.
 */
const LOOK_AHEAD = 1024;
/** Inflated bytes for each packed one beyond which an archive within is a bomb: what people pack has up to some fifty, deflate can have a thousand. */
const MOST_INFLATED = 100;
const P = 0x50;

const CUT_OFF = 'it is cut off';
const CONTRADICTION = 'its directory does not agree with its files';

const STORED = 0;
const DEFLATED = 8;

/** The file whose content is passing by. */
interface Current {
  readonly sink: FileSink;
  readonly method: typeof STORED | typeof DEFLATED;
  /** Where its next byte is, counted from the beginning of the archive. */
  at: number;
  /** Bytes of its data still to come; infinite where that is not stated. */
  left: number;
  /** Bytes given to the sink, and those of the data that were used. */
  given: number;
  used: number;
  /** It is an archive with a reader of its own: its data is not looked through here. */
  nested: boolean;
}

type LocalRecord = Extract<ZipRecord, { kind: 'local' }>;
type CentralRecord = Extract<ZipRecord, { kind: 'central' }>;

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
  /** Methods by names: what the headers before the files say. */
  readonly #methods = new Map<string, number>();
  #locals = 0;
  /** Directory entries that follow each other without a gap, and where the last of them ends. */
  #runLength = 0;
  #runEnd = -1;
  #entries64: number | undefined;
  #directory: 'missing' | 'sound' | 'contradicts' = 'missing';
  #trouble: string | undefined;
  #stopped = false;
  namesUnseen = false;
  recognised = false;
  /** Of some files only the type was looked at. */
  #typesOnly = false;
  readonly #skim = new RecordSkim();

  constructor(listener: ArchiveListener, budget: ArchiveBudget, depth: number) {
    this.#listener = listener;
    this.#budget = budget;
    this.#inflater = budget.inflater(depth);
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
    let at = this.#feed(buffer, 0);
    while (!this.#stopped) {
      const found = findSignature(buffer, at);
      if (found < 0) {
        this.#needed = SIGNATURE_BYTES;
        // The last bytes may be the beginning of a signature.
        const begun = buffer.indexOf(P, Math.max(at, buffer.length - SIGNATURE_BYTES + 1));
        return begun < 0 ? buffer.length : begun;
      }
      if (this.#budget.skims && this.#skimmed(buffer, found)) {
        at = this.#skim.behindName(buffer, found);
        continue;
      }
      const record = readRecord(buffer, found);
      const needed = record === undefined ? 0 : record.kind === 'local' ? record.length + LOOK_AHEAD : record.length;
      if (record === undefined || (last && record.kind === 'short')) {
        at = found + SIGNATURE_BYTES;
        // There is one by chance in many gigabytes, or somebody means to keep us busy.
        if (!this.#budget.record(0)) this.#stop();
      } else if (record.kind === 'short' || (!last && buffer.length < found + needed)) {
        this.#needed = needed;
        return found;
      } else at = this.#take(record, buffer, found);
    }
    return buffer.length;
  }

  /** @returns whether the record at `found` is of a file about which no more is to be known */
  #skimmed(buffer: Buffer, found: number): boolean {
    const skim = this.#skim;
    if (this.#current !== undefined || !skim.read(buffer, found) || !(skim.folder || this.#budget.knows(skim.type))) return false;
    // The directory of an archive of which all files were seen may be the first thing that is too much.
    if (skim.central && !this.#typesOnly) return false;
    this.recognised = true;
    if (skim.central) this.#inDirectory(this.#start + found, skim.length);
    else this.#locals += 1;
    if (!skim.folder) {
      this.#trouble ??= TOO_MUCH;
      this.#typesOnly = true;
    }
    if (!this.#budget.skimmed(skim.characters, skim.fields)) this.#stop();
    return true;
  }

  /**
   * @returns where to look on: behind the signature, and not behind the record, since a forged length could make a record
   *   of everything that follows
   */
  #take(record: Exclude<ZipRecord, { kind: 'short' }>, buffer: Buffer, found: number): number {
    this.recognised = true;
    if (!this.#budget.record('extraBytes' in record ? record.extraBytes : 0)) this.#stop();
    const behind = found + SIGNATURE_BYTES;
    this.#closeCurrent(CONTRADICTION);
    switch (record.kind) {
      case 'local':
        this.#local(record, this.#start + found + record.length);
        return this.#feed(buffer, behind);
      case 'central':
        this.#central(record, this.#start + found);
        return behind;
      case 'end64':
        this.#entries64 = record.entries;
        return behind;
      case 'end': {
        const entries = record.entries === 0xffff ? (this.#entries64 ?? record.entries) : record.entries;
        // Headers can be more than directory entries: deleted files, and archives within that are not packed.
        this.#directory = this.#runLength === entries && this.#locals >= entries ? 'sound' : 'contradicts';
        if (record.split) this.#trouble ??= 'it is one part of a split archive';
        this.#runLength = 0;
        this.#entries64 = undefined;
        return behind;
      }
      case 'encrypted-directory':
        this.#trouble ??= 'its directory is encrypted';
        return behind;
    }
  }

  #local(record: LocalRecord, dataAt: number): void {
    this.#locals += 1;
    if (record.masked) this.#trouble ??= 'its directory is encrypted';
    if (!this.#enter(record) || record.directory) return;
    const sink = this.#listener.file(record.names);
    const { method } = record;
    if (record.encrypted) sink.fail('it is encrypted');
    else if (method === STORED || method === DEFLATED) {
      const current: Current = { sink, method, at: dataAt, left: record.packedBytes ?? Infinity, given: 0, used: 0, nested: false };
      this.#current = current;
      if (method === DEFLATED) this.#inflater.start((bytes) => this.#inflated(current, bytes), HEAD_BYTES);
    } else sink.fail('it is packed in a way that cannot be read');
  }

  #central(record: CentralRecord, at: number): void {
    this.#inDirectory(at, record.length);
    if (record.masked) this.#trouble ??= 'its directory is encrypted';
    const methods = record.names.map((name) => this.#methods.get(name));
    if (methods.includes(undefined)) {
      if (this.#enter(record) && !record.directory) this.#listener.file(record.names).leave();
    } else if (!methods.includes(record.method)) this.#trouble ??= CONTRADICTION;
  }

  #inDirectory(at: number, length: number): void {
    this.#runLength = at === this.#runEnd ? this.#runLength + 1 : 1;
    this.#runEnd = at + length;
  }

  /** Notes a file. False if its content is not looked at, since there are too many. */
  #enter(record: LocalRecord | CentralRecord): boolean {
    if (this.#stopped) return false;
    const entered = this.#budget.enter(record.names, record.directory);
    if (entered === 'all') {
      for (const name of record.names) this.#methods.set(name, record.method);
      return true;
    }
    this.#trouble ??= TOO_MUCH;
    if (entered === 'stop') this.#stop();
    else if (entered === 'archive') this.#listener.file(record.names).giveUp(TOO_MUCH, false);
    else if (entered === 'name') this.#listener.file(record.names).leave();
    else if (!record.directory) this.#typesOnly = true;
    return false;
  }

  #stop(): void {
    this.#stopped = true;
    this.namesUnseen = true;
    this.#pieces = [];
    this.#trouble ??= TOO_MUCH;
  }

  /**
   * Gives the current file what is there of its data.
   * @returns where to look for records: behind what a nested archive has used, else at `from`, since what the header says of
   *   the size need not be true
   */
  #feed(buffer: Buffer, from: number): number {
    const current = this.#current;
    if (current === undefined) return from;
    const begin = current.at - this.#start;
    const data = buffer.subarray(begin, Math.min(buffer.length, begin + current.left));
    const used = current.method === STORED ? this.#store(current, data) : this.#inflate(current, data);
    return current.nested ? Math.max(from, begin + used) : from;
  }

  #store(current: Current, data: Buffer): number {
    const { sink } = current;
    // Where the end is not stated, a nested archive cannot be told from what follows it: its records are found here then.
    const known = current.left !== Infinity;
    const piece = known ? data : data.subarray(0, HEAD_BYTES - current.given);
    this.#give(current, piece);
    current.at += piece.length;
    current.left -= piece.length;
    if (known && current.nested && current.left > 0) return piece.length;
    if (current.left === 0 || !sink.wanted) this.#finish(() => sink.end());
    else if (!known && current.given >= HEAD_BYTES) {
      current.nested = false;
      this.#finish(() => sink.leave());
    }
    return piece.length;
  }

  #inflate(current: Current, data: Buffer): number {
    const { sink } = current;
    const used = this.#inflater.write(data);
    current.at += used;
    current.left -= used;
    current.used += used;
    switch (this.#inflater.state) {
      case 'done':
        this.#finish(() => sink.end());
        break;
      case 'stopped':
        if (sink.wanted) {
          // Of an archive within, it is told itself.
          if (!current.nested) this.#trouble ??= TOO_MUCH;
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
    return used;
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
    }
  }
}
