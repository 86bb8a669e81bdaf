/**
 * Takes in one message while it arrives: judges what can be judged on the way (size, header section, loop, line
 * endings), hands the bytes to the store and to whoever looks through the content, and makes them durable. A message that is refused is read to its end
 * without being kept: the reply can only come after CR LF . CR LF (RFC 5321 section 4.1.1.4).
 */
import { isAscii } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { GatheredBytes } from '../gathered-bytes.ts';
import { giveUp } from '../spent-bytes.ts';
import type { ContentScanner } from '../security/content/content-scanner.ts';
import type { PendingSignature } from '../listener.ts';
import type { SenderAuthentication } from '../security/returns/sender-authentication.ts';
import type { IncomingMessage, MessageStore, MessageWriter } from '../store/mail-store.ts';
import { StoreError } from '../store/mail-store.ts';
import { HeaderScanner } from './header-scanner.ts';
import { SmtpRefusal } from './replies.ts';

export interface IntakeLimits {
  /** Bytes of one message; undefined means unlimited. */
  readonly messageBytes: number | undefined;
  readonly receivedHeaders: number;
}

export interface IntakeOptions {
  /** What this server calls itself in Received fields. */
  readonly hostname: string;
  readonly store: Pick<MessageStore, 'writer'>;
  readonly limits: IntakeLimits;
  /** Our Received line; it comes first. */
  readonly traceHeader: string;
  readonly scanner: ContentScanner;
  /** Reads along, too, where somebody wants to know whether the sender is forged. */
  readonly authentication: SenderAuthentication | undefined;
  /** Reads the body along where the message is to be signed. */
  readonly signature: PendingSignature | undefined;
}

/** The client went away before the end of the message: nobody waits for a reply, nothing is kept. */
export class IntakeAborted extends Error {}

const EMPTY_LINE = Buffer.from('\r\n');

export class Intake {
  /** Bytes of the message as it arrived. */
  bytes = 0;
  /** There are bytes beyond ASCII among them. */
  isEightBit = false;
  readonly #writer: MessageWriter;
  readonly #limits: IntakeLimits;
  readonly #scanner: ContentScanner;
  readonly #authentication: SenderAuthentication | undefined;
  readonly #signature: PendingSignature | undefined;
  readonly #headers: HeaderScanner;
  /** Header section so far: it is kept in memory until the end, since it may have to be changed or quoted. */
  readonly #head = new GatheredBytes();
  readonly #traceHeader: Buffer;
  #refusal: ReasonId | undefined;
  #failure: Error | undefined;

  constructor({ store, limits, traceHeader, scanner, authentication, signature, hostname }: IntakeOptions) {
    this.#headers = new HeaderScanner(hostname);
    this.#writer = store.writer();
    this.#limits = limits;
    this.#scanner = scanner;
    this.#authentication = authentication;
    this.#signature = signature;
    this.#traceHeader = Buffer.from(traceHeader);
  }

  /** The header section with our Received line. */
  get head(): Buffer {
    return Buffer.concat([this.#traceHeader, this.#head.whole()]);
  }

  /** There is an Authentication-Results field in it. */
  get hasResults(): boolean {
    return this.#headers.hasResults;
  }

  /** There is a field in it that looks like a mark of ours. */
  get hasMarks(): boolean {
    return this.#headers.hasMarks;
  }

  /** Reads the message to its end. Rejects with IntakeAborted if the end never comes. */
  read(stream: Readable): Promise<void> {
    return new Promise((resolve, reject) => {
      let taking: Promise<void> | undefined;
      stream.on('data', (chunk: Buffer) => {
        const isCopied = this.#isCopied;
        const wait = this.#take(chunk);
        if (wait === undefined) {
          if (isCopied) giveUp(chunk);
          return;
        }
        stream.pause();
        taking = wait.then(() => {
          taking = undefined;
          if (isCopied) giveUp(chunk);
          stream.resume();
        });
      });
      let ended = false;
      stream.once('end', () => {
        ended = true;
        // A message that is all headers.
        if (!this.#headers.ended) this.#verify();
        // A pause keeps back what follows the last bytes, but not the end itself: these may still be on their way.
        if (taking === undefined) resolve();
        else void taking.then(resolve);
      });
      // 'close' follows an error, too; it also comes after a good end.
      stream.once('close', () => {
        if (!ended) reject(new IntakeAborted());
      });
      stream.on('error', () => stream.destroy());
    });
  }

  /** Why the message must be refused whatever it says, once it has been read; undefined if nothing stands against it. @throws StoreError if it could not be stored */
  refusal(bareLineEnding: boolean): ReasonId | undefined {
    const refusal = this.#refusal ?? (bareLineEnding ? 'bare-line-ending-in-message' : undefined) ?? this.#headerRefusal();
    if (refusal === undefined && this.#failure !== undefined) throw this.#failure;
    return refusal;
  }

  /**
   * Makes the message durable. @param head the header section to put before the rest
   * @throws StoreError if it could not be stored; nothing is kept then.
   */
  async commit(message: IncomingMessage, head = this.head): Promise<number> {
    const { messageId } = await this.#writer.commit(message, head);
    return messageId;
  }

  /** Forgets the message; safe to call at any time. */
  abort(): void {
    this.#writer.abort();
    this.#scanner.abort();
    this.#authentication?.abort();
  }

  /** What comes next is copied by whoever wants it: so it is with the body of a large message. */
  get #isCopied(): boolean {
    if (!this.#headers.ended || this.#headers.signed || this.#signature !== undefined) return false;
    return this.#writer.copies && this.#scanner.copies;
  }

  #take(chunk: Buffer): Promise<void> | undefined {
    this.bytes += chunk.length;
    if (this.#refusal !== undefined || this.#failure !== undefined) return undefined;
    this.isEightBit ||= !isAscii(chunk);
    const headerBytes = this.#scanHeaders(chunk);
    const limit = this.#limits.messageBytes;
    if (limit !== undefined && this.bytes > limit) return this.#refuse('message-too-big');
    const headerRefusal = this.#headerRefusal();
    if (headerRefusal !== undefined) return this.#refuse(headerRefusal);
    return all(this.#keep(chunk, headerBytes), this.#scan(chunk, headerBytes), this.#authenticate(chunk, headerBytes));
  }

  /** @returns how many bytes of the chunk belong to the header section */
  #scanHeaders(chunk: Buffer): number {
    if (this.#headers.ended) return 0;
    const before = this.#headers.bytes;
    this.#headers.scan(chunk);
    return this.#headers.bytes - before;
  }

  #keep(chunk: Buffer, headerBytes: number): Promise<void> | undefined {
    if (headerBytes > 0) this.#head.add(chunk.subarray(0, headerBytes));
    // So that what follows is the body to every reader, and no place for fields that pretend to be ours.
    if (headerBytes > 0 && this.#headers.cutShort) this.#head.add(EMPTY_LINE);
    if (headerBytes === chunk.length) return undefined;
    const body = headerBytes === 0 ? chunk : chunk.subarray(headerBytes);
    this.#signature?.body(body);
    return this.#store(body);
  }

  /** Whoever looks through the message sees what is kept of it, the empty line included. */
  #scan(chunk: Buffer, headerBytes: number): Promise<void> | undefined {
    if (headerBytes === 0 || !this.#headers.cutShort) return this.#scanner.write(chunk);
    const parts = [chunk.subarray(0, headerBytes), EMPTY_LINE, chunk.subarray(headerBytes)];
    return all(...parts.map((part) => this.#scanner.write(part)));
  }

  /** Whether there is a signature is known once the header section is over. A message without one costs nothing more. */
  #authenticate(chunk: Buffer, headerBytes: number): Promise<void> | undefined {
    if (!this.#headers.ended || !this.#headers.signed) return undefined;
    if (headerBytes > 0) this.#verify();
    return this.#authentication?.write(headerBytes === 0 ? chunk : chunk.subarray(headerBytes));
  }

  #verify(): void {
    if (this.#headers.signed) this.#authentication?.verify(this.#head.whole());
  }

  #headerRefusal(): ReasonId | undefined {
    // A forward elsewhere that leads back here would hand the message round until the other limit is reached.
    if (this.#headers.receivedCount > this.#limits.receivedHeaders || this.#headers.ownCount > FIXED_LIMITS.ownPasses) return 'mail-loop';
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

/** Waits for those that want to be waited for. */
function all(...waits: readonly (Promise<void> | undefined)[]): Promise<void> | undefined {
  const asked = waits.filter((wait) => wait !== undefined);
  return asked.length < 2 ? asked[0] : Promise.all(asked).then(() => undefined);
}

/** What the client is told when storing failed: always a temporary refusal, so that it keeps the message. */
export function storageRefusal(error: unknown): SmtpRefusal {
  if (error instanceof SmtpRefusal) return error;
  return new SmtpRefusal(error instanceof StoreError && error.kind === 'disk-full' ? 'disk-full' : 'storage-error');
}
