/**
 * The bytes of one message on their way from the parser to whoever reads it: handed on at once, without the buffers and the
 * turns of the event loop that a stream of the system puts in between. The reader has to listen before the first byte comes;
 * while it pauses, the parser waits.
 */
import { PassThrough } from 'node:stream';

export class MessageStream extends PassThrough {
  /** Both are kept up to date by smtp-server. */
  byteLength = 0;
  sizeExceeded = false;
  #paused = false;
  #writerWaits = false;
  #ended = false;

  /** False when the writer is to wait for 'drain'. */
  override write(bytes: Buffer): boolean {
    this.emit('data', bytes);
    this.#writerWaits = this.#paused;
    return !this.#paused;
  }

  /** The last bytes. The end itself is told by `finish`. */
  override end(bytes?: unknown): this {
    if (Buffer.isBuffer(bytes)) this.emit('data', bytes);
    return this;
  }

  /** All is over at the parser's end: tells the reader, once it wants to hear. */
  finish(): void {
    this.#ended = true;
    // Not readable: destroyed, or told already.
    if (this.#paused || !this.readable) return;
    this.readable = false;
    this.emit('end');
  }

  override pause(): this {
    this.#paused = true;
    return this;
  }

  override isPaused(): boolean {
    return this.#paused;
  }

  override resume(): this {
    if (!this.#paused) return this;
    this.#paused = false;
    if (this.#writerWaits) {
      this.#writerWaits = false;
      this.emit('drain');
    }
    if (this.#ended) this.finish();
    return this;
  }
}
