/**
 * The content of a file that may be a message in UTF-16, as Windows saves texts and web pages. Whoever knows that reads it so, and
 * others read the bytes as they are: where it begins like that, it is read both ways.
 */
import { TextDecoder } from 'node:util';
import type { LeafSink } from './mime-visitor.ts';

/** So much tells. */
const HEAD_BYTES = 4;
const NOTHING: Buffer = Buffer.alloc(0);

export class FileText implements LeafSink {
  readonly #sink: LeafSink;
  readonly #openOther: () => LeafSink;
  #head: Buffer | undefined = NOTHING;
  #other: { readonly sink: LeafSink; readonly decoder: TextDecoder } | undefined;

  /** @param sink takes it as it is. @param openOther gives what takes it in UTF-8, where it seems to be UTF-16 */
  constructor(sink: LeafSink, openOther: () => LeafSink) {
    this.#sink = sink;
    this.#openOther = openOther;
  }

  write(bytes: Buffer): void {
    if (this.#head === undefined) {
      this.#pass(bytes);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= HEAD_BYTES) this.#begin(this.#head);
  }

  end(): void {
    if (this.#head !== undefined) this.#begin(this.#head);
    this.#sink.end();
    this.#other?.sink.write(Buffer.from(this.#other.decoder.decode(), 'utf8'));
    this.#other?.sink.end();
  }

  #begin(head: Buffer): void {
    this.#head = undefined;
    const encoding = encodingOf(head);
    if (encoding !== undefined) this.#other = { sink: this.#openOther(), decoder: new TextDecoder(encoding) };
    this.#pass(head);
  }

  #pass(bytes: Buffer): void {
    this.#sink.write(bytes);
    // A character may stand across pieces: the decoder keeps its beginning.
    this.#other?.sink.write(Buffer.from(this.#other.decoder.decode(bytes, { stream: true }), 'utf8'));
  }
}

/** By its byte order mark, or by every second byte, which is NUL in letters of ASCII. */
function encodingOf(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const mark = head.length < 2 ? 0 : head.readUInt16BE(0);
  if (mark === 0xfffe) return 'utf-16le';
  if (mark === 0xfeff) return 'utf-16be';
  if (head.length < HEAD_BYTES) return undefined;
  const [first, second, third, fourth] = [...head.subarray(0, HEAD_BYTES)].map((byte) => byte !== 0);
  if (first && !second && third && !fourth) return 'utf-16le';
  return !first && second && !third && fourth ? 'utf-16be' : undefined;
}
