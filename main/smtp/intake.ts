/**
 * Takes in one message while it arrives: judges what can be judged on the way (size, header section, loop, line
 * endings), hands the bytes to the store, and makes them durable. A message that is refused is read to its end
 * without being kept: the reply can only come after CR LF . CR LF (RFC 5321 section 4.1.1.4).
 */
import type { Readable } from 'node:stream';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { IncomingMessage, MessageStore, MessageWriter } from '../store/mail-store.ts';
import { StoreError } from '../store/mail-store.ts';
import { HeaderScanner } from './header-scanner.ts';
import { SmtpRefusal } from './replies.ts';

export interface IntakeLimits {
  /** Bytes of one message; undefined means unlimited. */
  readonly messageBytes: number | undefined;
  readonly receivedHeaders: number;
}

/** The client went away before the end of the message: nobody waits for a reply, nothing is kept. */
export class IntakeAborted extends Error {}

export class Intake {
  /** Bytes of the message as it arrived. */
  bytes = 0;
  readonly #writer: MessageWriter;
  readonly #limits: IntakeLimits;
  readonly #headers = new HeaderScanner();
  #refusal: ReasonId | undefined;
  #failure: Error | undefined;

  constructor(store: MessageStore, limits: IntakeLimits, traceHeader: string) {
    this.#writer = store.writer();
    this.#limits = limits;
    // The first bytes fit the writer's buffer: there is nothing to wait for.
    void this.#store(Buffer.from(traceHeader));
  }

  /** Reads the message to its end. Rejects with IntakeAborted if the end never comes. */
  read(stream: Readable): Promise<void> {
    return new Promise((resolve, reject) => {
      stream.on('data', (chunk: Buffer) => {
        const wait = this.#take(chunk);
        if (wait === undefined) return;
        stream.pause();
        void wait.then(() => stream.resume());
      });
      let ended = false;
      stream.once('end', () => {
        ended = true;
        resolve();
      });
      // 'close' follows an error, too; it also comes after a good end.
      stream.once('close', () => {
        if (!ended) reject(new IntakeAborted());
      });
      stream.on('error', () => stream.destroy());
    });
  }

  /**
   * Makes the message durable.
   * @throws SmtpRefusal with the reason if it must be refused, or could not be stored. Nothing is kept then.
   */
  async commit(message: IncomingMessage, bareLineEnding: boolean): Promise<void> {
    const refusal = this.#refusal ?? (bareLineEnding ? 'bare-line-ending-in-message' : undefined) ?? this.#headerRefusal();
    if (refusal !== undefined) {
      this.abort();
      throw new SmtpRefusal(refusal);
    }
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await this.#writer.commit(message);
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  abort(): void {
    this.#writer.abort();
  }

  #take(chunk: Buffer): Promise<void> | undefined {
    this.bytes += chunk.length;
    if (this.#refusal !== undefined || this.#failure !== undefined) return undefined;
    if (!this.#headers.ended) this.#headers.scan(chunk);
    const limit = this.#limits.messageBytes;
    if (limit !== undefined && this.bytes > limit) return this.#refuse('message-too-big');
    const headerRefusal = this.#headerRefusal();
    if (headerRefusal !== undefined) return this.#refuse(headerRefusal);
    return this.#store(chunk);
  }

  #headerRefusal(): ReasonId | undefined {
    if (this.#headers.receivedCount > this.#limits.receivedHeaders) return 'mail-loop';
    if (this.#headers.bytes > FIXED_LIMITS.headerSectionBytes) return 'headers-too-big';
    return undefined;
  }

  #refuse(reason: ReasonId): undefined {
    this.#refusal = reason;
    this.abort();
  }

  /** Hands bytes to the store; a failure is kept for the end of the message, when it can be answered. */
  #store(bytes: Buffer): Promise<void> | undefined {
    return this.#writer.write(bytes)?.catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.abort();
    });
  }
}

/** What the client is told when storing failed: always a temporary refusal, so that it keeps the message. */
export function storageRefusal(error: unknown): SmtpRefusal {
  if (error instanceof SmtpRefusal) return error;
  return new SmtpRefusal(error instanceof StoreError && error.kind === 'disk-full' ? 'disk-full' : 'storage-error');
}
