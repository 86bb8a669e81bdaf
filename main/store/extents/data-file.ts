/**
 * `messages.dat`: one long-lived file that holds the content of large messages in extents. Creating and deleting a file for
 * each message would cost more than writing it; and what is written here is never written again into the database.
 */
import * as fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { StoreError } from '../mail-store.ts';
import { storeError } from '../sqlite/errors.ts';
import { TUNING } from '../tuning.ts';
import { readClosingMark, writeClosingMark } from './closing-mark.ts';
import type { Extent, KnownExtent } from './extent.ts';
import { ExtentSpace } from './extent-space.ts';
import { cutUnknownEnd, keepCopy, removeUnfinishedCopies } from './unknown-end.ts';

/** What the opened database says of the file, and who wants to know of it. */
export interface DataFileOptions {
  /** Offset and length in turn of each extent in use, in order of offset. */
  readonly liveExtents: Float64Array;
  /** The last run did not close this very database: what it had begun is still in the file. */
  readonly brokeOff: boolean;
  /** Milliseconds since 1970, for the name of a copy. */
  readonly now: number;
  /** Called when a part of the file was given back to the disk. */
  readonly onGivenBack?: () => void;
}

export interface OpenedDataFile {
  readonly dataFile: DataFile;
  readonly missingFrom?: number;
  /** Of the close that it had; undefined after a run that broke off, and where it has no messages. */
  readonly closingMark?: string;
  /** All of the file was kept under another name. */
  readonly kept: boolean;
  readonly repairs: readonly string[];
}

export class DataFile {
  readonly file: string;
  readonly #handle: FileHandle;
  readonly #space: ExtentSpace;
  readonly #onGivenBack: () => void;
  /** How far the file reaches at most: what is behind the end of the space is free, but the disk does not have it back yet. */
  #reached: number;
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #failedSyncs = 0;
  /** On their way to the disk. */
  readonly #writes = new Set<Promise<void>>();
  #closing = false;
  /** How many copies of the file are being made. */
  #copies = 0;
  /** Freed meanwhile: they are used again after the copies. */
  #keptBack: Extent[] = [];

  private constructor(file: string, handle: FileHandle, space: ExtentSpace, onGivenBack: () => void) {
    this.file = file;
    this.#handle = handle;
    this.#space = space;
    this.#reached = space.end;
    this.#onGivenBack = onGivenBack;
  }

  /**
   * Opens or creates the file around the extents in use, and cuts off what no message needs at its end.
   * @returns the file; where it ends, if that is before its messages do; and a sentence for each thing that was not as a clean end leaves it.
   */
  static async open(file: string, options: DataFileOptions): Promise<OpenedDataFile> {
    const { liveExtents, brokeOff, now, onGivenBack = () => undefined } = options;
    let handle: FileHandle | undefined;
    try {
      await removeUnfinishedCopies(file);
      handle = await open(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
      const { size } = await handle.stat();
      const { space, overlaps, contentEnd } = ExtentSpace.around(liveExtents);
      const repairs: string[] = [];
      if (overlaps > 0) repairs.push(`${file}: ${overlaps} parts of messages overlap others; restore a backup to get these messages back.`);
      if (size < contentEnd) repairs.push(`${file} is ${contentEnd - size} bytes shorter than its messages need; restore a backup to get these messages back.`);
      const closing = await readClosingMark(handle, size);
      const messagesSize = closing !== undefined && closing.at >= contentEnd ? closing.at : size;
      const isLonger = messagesSize > space.end;
      if (isLonger) repairs.push(await cutUnknownEnd(handle, { file, size: messagesSize, knownEnd: space.end, brokeOff, now }));
      else if (messagesSize < size) await handle.truncate(messagesSize);
      return {
        dataFile: new DataFile(file, handle, space, onGivenBack),
        repairs,
        kept: isLonger && !brokeOff,
        ...(size < contentEnd ? { missingFrom: size } : {}),
        ...(closing === undefined ? {} : { closingMark: closing.mark }),
      };
    } catch (error) {
      await handle?.close();
      throw storeError(error, file);
    }
  }

  /** Bytes that new messages can take without any of the disk: free places between messages, and what is free at the end. */
  get freeBytes(): number {
    return this.#space.freeBytes + this.#reached - this.#space.end;
  }

  /** Failed syncs so far: a writer notes it before its first write and hands it to `sync`. */
  get failedSyncs(): number {
    return this.#failedSyncs;
  }

  allocate(length: number, previous?: Extent): Extent {
    const extent = this.#space.allocate(length, previous);
    this.#reached = Math.max(this.#reached, this.#space.end);
    return extent;
  }

  release(extents: readonly Extent[]): void {
    if (this.#copies > 0) {
      this.#keptBack.push(...extents);
      return;
    }
    for (const extent of extents) this.#space.release(extent);
    if (this.#reached - this.#space.end >= TUNING.freeEndBytes) this.#giveBack(TUNING.givenBackBytes);
  }

  /**
   * Nothing that is in the file now is written over until the returned function is called: whoever copies the database first and
   * then the file has all that the copy of the database needs.
   */
  keepForCopy(): () => void {
    this.#copies += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#copies -= 1;
      if (this.#copies > 0) return;
      const freed = this.#keptBack;
      this.#keptBack = [];
      this.release(freed);
    };
  }

  /** Writes all of `bytes` at `offset`. */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    if (this.#closing) throw new StoreError('failed', 'The store is closed.');
    const write = this.#write(bytes, offset);
    this.#writes.add(write);
    try {
      await write;
    } finally {
      this.#writes.delete(write);
    }
  }

  async #write(bytes: Uint8Array, offset: number): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) {
        const { bytesWritten } = await this.#handle.write(bytes, written, bytes.length - written, offset + written);
        written += bytesWritten;
      }
    } catch (error) {
      throw storeError(error, this.file);
    }
  }

  /**
   * Resolves when everything written before this call is on disk. All who ask while a sync runs share the next one.
   * After a failed sync the system may have dropped pages that it had not written, and a later sync would not tell
   * (https://wiki.postgresql.org/wiki/Fsync_Errors): whoever wrote before the failure has to fail, which `failedSyncs` tells.
   */
  async sync(failedSyncsBefore: number): Promise<void> {
    await this.#joinSync();
    if (failedSyncsBefore !== this.#failedSyncs) {
      throw new StoreError('failed', `${this.file} could not be written to the disk: check the disk and the system log.`);
    }
  }

  #joinSync(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#runSync();
      return this.#running;
    }
    // The running one may have begun before our bytes were written.
    this.#queued ??= this.#running.then(() => {
      this.#queued = undefined;
      this.#running = this.#runSync();
      return this.#running;
    });
    return this.#queued;
  }

  async #runSync(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch {
      // Counted, and thrown by `sync` for each writer that it concerns.
      this.#failedSyncs += 1;
    }
    if (this.#queued === undefined) this.#running = undefined;
  }

  /** Fills `buffer` with the bytes at `offset`. */
  async read(buffer: Buffer, offset: number): Promise<void> {
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, buffer.length - filled, offset + filled).catch((error: unknown) => {
        throw storeError(error, this.file);
      });
      if (bytesRead === 0) throw new StoreError('failed', `${this.file} ends before the message does: restore a backup to get the message back.`);
      filled += bytesRead;
    }
  }

  /**
   * True if the bytes at all these places are there, and are not zero. At once, since a start asks it of very many messages: a way through
   * the pool of threads for each byte took most of that time.
   */
  hasText(offsets: readonly number[]): boolean {
    const byte = Buffer.alloc(1);
    return offsets.every((offset) => {
      try {
        return fs.readSync(this.#handle.fd, byte, 0, 1, offset) === 1 && byte[0] !== 0;
      } catch {
        // What cannot be read just now is looked at again at the next start.
        return false;
      }
    });
  }

  /** True if all these parts have the bytes that were put there, as far as that can be told: read in order, and not together. */
  async fits(extents: readonly KnownExtent[]): Promise<boolean> {
    for (const { offset, length, checksum } of extents) {
      if (checksum === undefined) continue;
      const piece = Buffer.allocUnsafe(Math.min(TUNING.checkedPieceBytes, length));
      let found = 0;
      for (let done = 0; done < length; ) {
        const { bytesRead } = await this.#handle.read(piece, 0, Math.min(piece.length, length - done), offset + done).catch((error: unknown) => {
          throw storeError(error, this.file);
        });
        if (bytesRead === 0) return false;
        found = crc32(piece.subarray(0, bytesRead), found);
        done += bytesRead;
      }
      if (found !== checksum) return false;
    }
    return true;
  }

  /** Keeps all of the file under another name. @returns the name @throws StoreError */
  async keepCopy(now: number): Promise<string> {
    const { size } = await this.#handle.stat();
    return await keepCopy(this.file, size, now);
  }

  /** Gives all of the free end of the file back to the disk. */
  trim(): void {
    this.#giveBack(Number.POSITIVE_INFINITY);
  }

  /**
   * Synchronous on purpose: no write can be started meanwhile, and those under way are before the end.
   * @param mostBytes of the file at once, so that nobody waits long for it; the rest goes with what is freed next
   */
  #giveBack(mostBytes: number): void {
    const end = Math.max(this.#space.end, this.#reached - mostBytes);
    try {
      fs.ftruncateSync(this.#handle.fd, end);
    } catch {
      // The file only stays longer than it need be, and its end is used again.
      return;
    }
    this.#reached = end;
    this.#onGivenBack();
  }

  /**
   * @param knownEnd where the last message ends that the closed database knows. What is behind it was broken off, or its commit has
   * failed in an unknown way, or it was kept for a copy.
   * @param mark of the close, which that database has
   * @returns whether all of that has gone, on the disk too
   */
  async close(knownEnd = this.#space.end, mark?: string): Promise<boolean> {
    this.#closing = true;
    await Promise.allSettled(this.#writes);
    try {
      if (knownEnd < this.#reached) await this.#handle.truncate(knownEnd);
      if (mark !== undefined && knownEnd > 0) await writeClosingMark(this.#handle, { mark, at: knownEnd });
      await this.#handle.datasync();
      return true;
    } catch {
      // The file is only longer than it need be: the next start looks at its end.
      return false;
    } finally {
      await this.#handle.close();
    }
  }
}
