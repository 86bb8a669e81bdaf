/**
 * Takes in one message. A message that fits the inline limit gathers in memory and goes into the database from there; a larger one goes into the data file, an extent at a time, and the session never holds more of it
 * than two extents: one that fills and one on its way to the disk.
 */
import { crc32 } from 'node:zlib';
import { GatheredBytes } from '../gathered-bytes.ts';
import type { DataFile } from './extents/data-file.ts';
import type { ExtentBuffers } from './extent-buffers.ts';
import type { ContentExtent, Extent } from './extents/extent.ts';
import { type IncomingMessage, type MessageWriter, StoreError } from './mail-store.ts';
import type { NewContent } from './operations/messages.ts';
import { storeError } from './sqlite/errors.ts';

/** What a writer needs of the store. */
export interface WriterServices {
  readonly dataFile: DataFile;
  readonly buffers: ExtentBuffers;
  readonly inlineMessageBytes: number;
  /** Makes the message durable in the database and tells its id. */
  accept(message: IncomingMessage, size: number, content: NewContent): Promise<number>;
}

const NOTHING = Buffer.alloc(0);

export class ExtentWriter implements MessageWriter {
  readonly #services: WriterServices;
  #state: 'open' | 'committing' | 'ended' = 'open';
  #size = 0;
  /** The message as long as it fits the inline limit. */
  readonly #gathered = new GatheredBytes();
  /** Of a larger one what fills the next extent; undefined while there is nothing of it. */
  #buffer: Buffer<ArrayBuffer> | undefined;
  #used = 0;
  readonly #extents: ContentExtent[] = [];
  #inFlight: Promise<void> | undefined;
  /** What waits for that before it is copied. */
  #waiting: Promise<void> | undefined;
  #failure: Error | undefined;
  #failedSyncsBefore = 0;

  constructor(services: WriterServices) {
    this.#services = services;
  }

  get size(): number {
    return this.#size;
  }

  get copies(): boolean {
    return this.#size > this.#services.inlineMessageBytes;
  }

  /** The bytes must not be changed afterwards, unless it `copies`. Returns a promise where the caller must wait before it goes on. */
  write(bytes: Buffer): Promise<void> | undefined {
    if (this.#state !== 'open') return Promise.reject(new StoreError('failed', 'The message has ended: nothing can be added to it.'));
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#size += bytes.length;
    if (this.#size <= this.#services.inlineMessageBytes) {
      this.#gathered.add(bytes);
      return undefined;
    }
    const gathered = this.#gathered.length === 0 ? undefined : this.#take(this.#gathered.take());
    this.#waiting = gathered === undefined ? this.#take(bytes) : gathered.then(() => this.#take(bytes));
    return this.#waiting;
  }

  #take(bytes: Buffer): Promise<void> | undefined {
    let taken = this.#fill(bytes);
    while (taken < bytes.length) {
      if (this.#inFlight !== undefined) return this.#takeLater(bytes.subarray(taken), this.#inFlight);
      this.#launch();
      taken += this.#fill(bytes.subarray(taken));
    }
    return undefined;
  }

  async #takeLater(bytes: Buffer, inFlight: Promise<void>): Promise<void> {
    await inFlight;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#state !== 'ended') await this.#take(bytes);
  }

  /** Copies what fits into one extent. @returns the bytes copied. */
  #fill(bytes: Buffer): number {
    this.#buffer ??= this.#services.buffers.take();
    const copied = bytes.copy(this.#buffer, this.#used);
    this.#used += copied;
    return copied;
  }

  /** Sends the buffer to the data file, and goes on with another one when there is something to put into it. */
  #launch(): void {
    const full = this.#buffer;
    if (full === undefined) return;
    const { dataFile, buffers } = this.#services;
    if (this.#extents.length === 0) this.#failedSyncsBefore = dataFile.failedSyncs;
    const bytes = full.subarray(0, this.#used);
    const extent = this.#allocate(bytes);
    this.#inFlight = dataFile.write(bytes, extent.offset).then(
      () => {
        this.#inFlight = undefined;
        buffers.giveBack(full);
      },
      (error: unknown) => {
        this.#inFlight = undefined;
        buffers.giveBack(full);
        this.#failure = storeError(error, dataFile.file);
      },
    );
    this.#buffer = undefined;
    this.#used = 0;
  }

  /** Room for the next bytes; where it adjoins the last extent it makes that one longer. @returns the room alone. */
  #allocate(bytes: Buffer): Extent {
    const last = this.#extents.at(-1);
    const extent = this.#services.dataFile.allocate(bytes.length, last);
    if (last !== undefined && last.offset + last.length === extent.offset) {
      this.#extents.splice(-1, 1, { offset: last.offset, length: last.length + bytes.length, checksum: crc32(bytes, last.checksum) });
    } else this.#extents.push({ ...extent, checksum: crc32(bytes) });
    return extent;
  }

  async commit(message: IncomingMessage, head: Buffer = NOTHING): Promise<{ readonly messageId: number }> {
    if (this.#state !== 'open') throw new StoreError('failed', 'The message has ended: it cannot be committed again.');
    this.#state = 'committing';
    this.#size += head.length;
    try {
      const inline = this.#extents.length === 0 && this.#size <= this.#services.inlineMessageBytes;
      const content = inline ? this.#inline(head) : await this.#flush(head);
      return { messageId: await this.#services.accept(message, this.#size, content) };
    } catch (error) {
      this.#giveBack(error);
      throw error;
    } finally {
      this.#end();
    }
  }

  #inline(head: Buffer): NewContent {
    const body = this.#gathered.take();
    // Memory of its own, since it goes over to the writing thread.
    const whole = Buffer.allocUnsafeSlow(head.length + body.length);
    head.copy(whole);
    body.copy(whole, head.length);
    return { kind: 'inline', bytes: whole };
  }

  /** Brings what is left into the data file, the head with it, and all of it onto the disk. */
  async #flush(head: Buffer): Promise<NewContent> {
    // Whoever commits without having waited loses nothing.
    await this.#waiting;
    if (this.#gathered.length > 0) await this.#take(this.#gathered.take());
    await this.#inFlight;
    if (this.#failure === undefined && this.#used > 0) this.#launch();
    await this.#inFlight;
    if (this.#failure === undefined && head.length > 0) await this.#writeHead(head);
    if (this.#failure !== undefined) throw this.#failure;
    await this.#services.dataFile.sync(this.#failedSyncsBefore);
    return { kind: 'extents', extents: this.#extents };
  }

  /** The head gets an extent of its own, which stands before those that are written already. */
  async #writeHead(head: Buffer): Promise<void> {
    const { dataFile } = this.#services;
    if (this.#extents.length === 0) this.#failedSyncsBefore = dataFile.failedSyncs;
    const extent = dataFile.allocate(head.length);
    this.#extents.unshift({ ...extent, checksum: crc32(head) });
    try {
      await dataFile.write(head, extent.offset);
    } catch (error) {
      this.#failure = storeError(error, dataFile.file);
    }
  }

  /** While a commit is under way this does nothing: the commit decides. */
  abort(): void {
    if (this.#state !== 'open') return;
    this.#giveBack(this.#failure);
    this.#end();
  }

  /** Gives the extents back, once no write is on its way into them. */
  #giveBack(reason: unknown): void {
    // A commit that failed in an unknown way may still be found durable after a restart: its bytes must not be overwritten.
    if (this.#state === 'committing' && reason instanceof StoreError && isUnknown(reason) && reason !== this.#failure) return;
    const extents = this.#extents.splice(0);
    if (extents.length === 0) return;
    const { dataFile } = this.#services;
    const release = (): void => {
      dataFile.release(extents);
      if (reason instanceof StoreError && reason.kind === 'disk-full') dataFile.trim();
    };
    if (this.#inFlight === undefined) release();
    else void this.#inFlight.then(release);
  }

  #end(): void {
    this.#state = 'ended';
    this.#gathered.take();
    if (this.#buffer !== undefined) this.#services.buffers.giveBack(this.#buffer);
    this.#buffer = undefined;
  }
}

/** It does not say whether the commit is on disk. */
function isUnknown({ kind }: StoreError): boolean {
  return kind === 'failed' || kind === 'damaged';
}
