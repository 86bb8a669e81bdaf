/** Reads a stored message: a small one from memory, a large one from the data file in pieces. */
import type { DataFile } from './extents/data-file.ts';
import type { Extent } from './extents/extent.ts';
import { type MessageReader, StoreError } from './mail-store.ts';
import type { OpenedMessage } from './operations/messages.ts';
import { TUNING } from './tuning.ts';

export class StoredMessageReader implements MessageReader {
  readonly messageId: number;
  readonly #message: OpenedMessage;
  readonly #dataFile: DataFile;
  readonly #onClose: () => void;
  #closed = false;
  /** Pieces being read just now: the extents stay held until they are done, even if the reader is closed before. */
  #reading = 0;

  constructor(messageId: number, message: OpenedMessage, dataFile: DataFile, onClose: () => void) {
    this.messageId = messageId;
    this.#message = message;
    this.#dataFile = dataFile;
    this.#onClose = onClose;
  }

  get traceId(): string {
    return this.#message.traceId;
  }

  get reversePath(): string {
    return this.#message.reversePath;
  }

  get receivedAt(): number {
    return this.#message.receivedAt;
  }

  get bodyType(): '7bit' | '8bitmime' {
    return this.#message.bodyType;
  }

  get smtpUtf8(): boolean {
    return this.#message.smtpUtf8;
  }

  get requireTls(): boolean {
    return this.#message.requireTls;
  }

  get size(): number {
    return this.#message.size;
  }

  async *chunks(start = 0): AsyncGenerator<Buffer> {
    const { content } = this.#message;
    switch (content.kind) {
      case 'inline': {
        this.#assertOpen();
        const { bytes } = content;
        if (start < bytes.length) yield Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
        return;
      }
      case 'extents':
        yield* this.#pieces(content.extents, start);
    }
  }

  async *#pieces(extents: readonly Extent[], start: number): AsyncGenerator<Buffer> {
    let skip = start;
    for (const { offset, length } of extents) {
      for (let position = Math.min(skip, length); position < length; ) {
        const piece = Buffer.allocUnsafeSlow(Math.min(TUNING.readPieceBytes, length - position));
        await this.#read(piece, offset + position);
        position += piece.length;
        yield piece;
      }
      skip = Math.max(0, skip - length);
    }
  }

  async #read(piece: Buffer, offset: number): Promise<void> {
    this.#assertOpen();
    this.#reading += 1;
    try {
      await this.#dataFile.read(piece, offset);
    } finally {
      this.#reading -= 1;
      this.#settle();
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreError('failed', `The reader of message ${this.messageId} is closed.`);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#settle();
  }

  #settle(): void {
    if (this.#closed && this.#reading === 0) this.#onClose();
  }
}
