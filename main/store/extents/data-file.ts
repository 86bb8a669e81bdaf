/**
 * `messages.dat`: one long-lived file that holds the content of large messages in extents. Creating and deleting a file for
 * each message would cost more than writing it; and what is written here is never written again into the database.
 */
import * as fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StoreError } from '../mail-store.ts';
import { storeError } from '../sqlite/errors.ts';
import type { Extent } from './extent.ts';
import { ExtentSpace } from './extent-space.ts';

export class DataFile {
  readonly file: string;
  readonly #handle: FileHandle;
  readonly #space: ExtentSpace;
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #failedSyncs = 0;
  /** How many copies of the file are being made. */
  #copies = 0;
  /** Freed meanwhile: they are used again after the copies. */
  #keptBack: Extent[] = [];

  private constructor(file: string, handle: FileHandle, space: ExtentSpace) {
    this.file = file;
    this.#handle = handle;
    this.#space = space;
  }

  /**
   * Opens or creates the file around the extents in use, and cuts off what no message needs at its end.
   * @returns the file, and a sentence for each thing that was not as a clean end leaves it.
   */
  static async open(file: string, liveExtents: Float64Array): Promise<{ readonly dataFile: DataFile; readonly repairs: readonly string[] }> {
    try {
      const handle = await open(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
      const { size } = await handle.stat();
      const { space, overlaps } = ExtentSpace.around(liveExtents);
      const repairs: string[] = [];
      if (overlaps > 0) repairs.push(`${file}: ${overlaps} parts of messages overlap others; restore a backup to get these messages back.`);
      if (size < space.end) repairs.push(`${file} is ${space.end - size} bytes shorter than its messages need; restore a backup to get these messages back.`);
      if (size > space.end) {
        await handle.truncate(space.end);
        repairs.push(`${file}: gave back ${size - space.end} bytes of messages that were never accepted.`);
      }
      return { dataFile: new DataFile(file, handle, space), repairs };
    } catch (error) {
      throw storeError(error, file);
    }
  }

  /** Failed syncs so far: a writer notes it before its first write and hands it to `sync`. */
  get failedSyncs(): number {
    return this.#failedSyncs;
  }

  allocate(length: number, previous?: Extent): Extent {
    return this.#space.allocate(length, previous);
  }

  release(extents: readonly Extent[]): void {
    if (this.#copies > 0) this.#keptBack.push(...extents);
    else for (const extent of extents) this.#space.release(extent);
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
   * Gives the free end of the file back to the disk. Synchronous on purpose: no write can be started meanwhile, and those
   * under way are before the end.
   */
  trim(): void {
    try {
      fs.ftruncateSync(this.#handle.fd, this.#space.end);
    } catch {
      // The file only stays longer than it need be, and the next start cuts it.
    }
  }

  async close(): Promise<void> {
    this.trim();
    await this.#handle.close();
  }
}
