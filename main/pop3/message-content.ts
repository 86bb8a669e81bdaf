/** A message on its way to the client: Return-Path, content, byte-stuffing and the ending dot, in small pieces. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { MessageReader } from '../store/mail-store.ts';
import { ByteStuffer } from './byte-stuffing.ts';
import { returnPathLine } from './maildrop.ts';
import type { StreamedBody } from './replies.ts';
import type { TopLines } from './top-lines.ts';

/** The body of the answer to RETR, or to TOP where `top` is given. Closing it closes the reader. */
export class MessageBody implements StreamedBody {
  readonly #reader: MessageReader;
  readonly #top: TopLines | undefined;
  readonly #sent: () => void;

  /** @param sent called when the client has been given the whole message */
  constructor(reader: MessageReader, top: TopLines | undefined, sent: () => void) {
    this.#reader = reader;
    this.#top = top;
    this.#sent = sent;
  }

  async *pieces(): AsyncGenerator<Buffer, void, undefined> {
    const stuffer = new ByteStuffer();
    for await (const piece of this.#finalContent()) {
      yield stuffer.stuff(this.#top === undefined ? piece : this.#top.take(piece));
      if (this.#top?.done === true) break;
    }
    yield stuffer.end();
    // Some clients fetch with TOP and a count of lines that no message has.
    if (this.#top?.done !== true) this.#sent();
  }

  /** The message as final delivery makes it, in pieces of which a slow client holds no more than one at a time. */
  async *#finalContent(): AsyncGenerator<Buffer, void, undefined> {
    yield Buffer.from(returnPathLine(this.#reader.reversePath));
    for await (const chunk of this.#reader.chunks()) {
      for (let at = 0; at < chunk.length; at += FIXED_LIMITS.pop3WriteBytes) yield chunk.subarray(at, at + FIXED_LIMITS.pop3WriteBytes);
    }
  }

  close(): void {
    this.#reader.close();
  }
}
