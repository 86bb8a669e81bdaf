/**
 * Cuts the byte stream of an SMTP client into commands and message data, strictly.
 *
 * RFC 5321 section 2.3.8: CR and LF appear only together. The parser of smtp-server takes a bare LF for the end of a
 * command, and keeps bare line endings in data; where two servers disagree about what ends a line, a second message
 * can be smuggled past the first one's checks. Here only CR LF ends a command, only CR LF . CR LF ends a message, and
 * every bare CR or LF is noticed: in a command it ends the session, in data it makes the message refusable.
 *
 * It is also a good deal faster: one pass over the bytes, no copy but where a stuffed dot has to go, and time linear in
 * the input whatever its shape.
 */
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { MessageStream } from './message-stream.ts';

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const CR_BYTE = Buffer.from('\r');
const NOTHING = Buffer.alloc(0);

/** Where the data scanner stands between two bytes; carried from chunk to chunk. */
type DataState = 'line-start' | 'in-line' | 'after-cr' | 'after-dot' | 'after-dot-cr';

/** What a command line can be so wrong about that the session ends. */
export type LineViolation = 'bare-line-ending' | 'line-too-long';

type Done = (error?: Error | null) => void;

const NOBODY_WAITS: Done = () => undefined;

export class SmtpLineParser extends SMTPStream {
  /** True once the message now arriving has shown a bare CR or bare LF. */
  bareLineEnding = false;
  /** Called at the first command line that breaks the line rules; nothing more is parsed after it. */
  onviolation: (violation: LineViolation) => void = () => undefined;
  /** Called each time bytes have come of a command line that is not at its end. */
  onpartial: () => void = () => undefined;

  /** Chunks not done with, the one at hand first. */
  readonly #waiting: { readonly chunk: Buffer; readonly done: Done }[] = [];
  #taking = false;
  /** Whoever writes was asked to wait. */
  #behind = false;
  #message: MessageStream | undefined;
  #partialLine: Buffer = NOTHING;
  #dataState: DataState = 'line-start';

  override startDataMode(maxBytes?: number): MessageStream {
    this.bareLineEnding = false;
    this.#dataState = 'line-start';
    this._dataMode = true;
    this._maxBytes = maxBytes ?? Number.POSITIVE_INFINITY;
    this.dataBytes = 0;
    this.#message = new MessageStream();
    this._dataStream = this.#message;
    return this.#message;
  }

  /**
   * Takes a chunk at once: what a stream of the system does around that, several times for each message, costs more than the
   * parsing. Whoever writes is asked to wait once a chunk has to wait for another: to stop it for each command that takes a
   * moment would cost as much again.
   */
  override write(chunk: Buffer, encoding?: BufferEncoding | Done, done: Done = NOBODY_WAITS): boolean {
    this.#waiting.push({ chunk, done: typeof encoding === 'function' ? encoding : done });
    this.#takeNext();
    this.#behind = this.#waiting.length > 1;
    return !this.#behind;
  }

  /** The chunk at hand stays the first of those that wait until it is done with. */
  #takeNext(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#taking) return;
    this.#taking = true;
    this._write(first.chunk, 'buffer', (error) => {
      this.#taking = false;
      this.#waiting.shift();
      first.done(error);
      if (this.#waiting.length > 0) this.#takeNext();
      else if (this.#behind) {
        this.#behind = false;
        this.emit('drain');
      }
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding | 'buffer', done: Done): void {
    if (this.isClosed || chunk.length === 0) {
      done();
      return;
    }
    if (this._dataMode) {
      this._feedDataStream(chunk, done);
      return;
    }
    const input = this.#partialLine.length === 0 ? chunk : Buffer.concat([this.#partialLine, chunk]);
    this.#partialLine = NOTHING;
    this.#runCommands(input, done);
  }

  /**
   * A message has been answered: what came behind it goes on. The library forgets its callback only after calling it; by then
   * the next message, if all of it was there already, has set one of its own, which would be forgotten in its place.
   */
  override continue(): void {
    const go = this._continueCallback;
    this._continueCallback = typeof go !== 'function';
    if (typeof go === 'function') go();
  }

  /** A line without its CR LF when the connection ends is no command (the library would run it). */
  override _flushData(): void {
    this.#partialLine = NOTHING;
  }

  /** Runs each complete command line of `input` in order, one after the other has been answered. */
  #runCommands(input: Buffer, done: Done): void {
    let position = 0;
    let inTurn = 0;
    let running = false;
    let answered = false;
    const next = (): void => {
      // A handler may answer before it returns; loop then, instead of growing the stack with pipelined commands.
      answered = true;
      if (running) return;
      running = true;
      try {
        while (answered) {
          if (this.isClosed) {
            done();
            return;
          }
          if (this._dataMode) {
            this._write(input.subarray(position), 'buffer', done);
            return;
          }
          if (inTurn >= FIXED_LIMITS.smtpCommandsPerTurn) {
            inTurn = 0;
            setImmediate(next);
            return;
          }
          const end = this.#endOfLine(input, position);
          if (end === undefined) {
            done();
            return;
          }
          const line = input.subarray(position, end);
          position = end + 2;
          inTurn += 1;
          answered = false;
          this.oncommand(line, next);
        }
      } finally {
        running = false;
      }
    };
    next();
  }

  /** Index of the CR LF that ends the line at `from`; undefined if the line is not complete yet, or broken. */
  #endOfLine(input: Buffer, from: number): number | undefined {
    const lf = input.indexOf(LF, from);
    const cr = input.indexOf(CR, from);
    const length = (lf < 0 ? input.length : lf) - from;
    if (length > FIXED_LIMITS.smtpCommandLineBytes) return this.#violate('line-too-long');
    // The first CR and the first LF must be neighbours; a CR that is the last byte so far may still get its LF.
    const whole = lf < 0 ? cr < 0 || cr === input.length - 1 : cr === lf - 1 && cr >= from;
    if (!whole) return this.#violate('bare-line-ending');
    if (lf < 0) {
      this.#partialLine = Buffer.from(input.subarray(from));
      if (length > 0) this.onpartial();
      return undefined;
    }
    return lf - 1;
  }

  #violate(violation: LineViolation): undefined {
    this.isClosed = true;
    this.onviolation(violation);
  }

  /**
   * Takes message data: passes it on without the stuffed dots (RFC 5321 section 4.5.2: a leading dot is removed, and a
   * line of one dot ends the message), and watches each CR and LF.
   */
  override _feedDataStream(chunk: Buffer, done: Done): void {
    const pieces: Buffer[] = [];
    let runStart = this.#dataState === 'after-dot-cr' ? -1 : 0;
    let state = this.#dataState;
    let index = 0;
    for (; index < chunk.length; index += 1) {
      if (state === 'in-line') index = endOfRun(chunk, index);
      const byte = chunk[index];
      if (byte === undefined) break;
      switch (state) {
        case 'in-line':
          if (byte === CR) state = 'after-cr';
          else this.bareLineEnding = true;
          break;
        case 'line-start':
          if (byte === DOT) {
            if (index > runStart) pieces.push(chunk.subarray(runStart, index));
            runStart = index + 1;
            state = 'after-dot';
          } else if (byte === CR) state = 'after-cr';
          else {
            if (byte === LF) this.bareLineEnding = true;
            state = 'in-line';
          }
          break;
        case 'after-cr':
          if (byte === LF) state = 'line-start';
          else {
            this.bareLineEnding = true;
            state = byte === CR ? 'after-cr' : 'in-line';
          }
          break;
        case 'after-dot':
          if (byte === CR) state = 'after-dot-cr';
          else {
            if (byte === LF) this.bareLineEnding = true;
            state = 'in-line';
          }
          break;
        case 'after-dot-cr':
          if (byte === LF) {
            this.#dataState = 'line-start';
            this.#end(pieces, chunk.subarray(index + 1), done);
            return;
          }
          // The CR after the dot was content after all. It may have come with the chunk before.
          this.bareLineEnding = true;
          if (runStart < 0) {
            pieces.push(CR_BYTE);
            runStart = 0;
          }
          state = byte === CR ? 'after-cr' : 'in-line';
          break;
      }
    }
    this.#dataState = state;
    // In 'after-dot-cr' the CR is held back: it is either part of the end or given out with the next byte.
    const runEnd = state === 'after-dot-cr' ? chunk.length - 1 : chunk.length;
    if (runStart >= 0 && runEnd > runStart) pieces.push(chunk.subarray(runStart, runEnd));
    this.#pass(pieces, done);
  }

  #pass(pieces: Buffer[], done: Done): void {
    const data = joined(pieces);
    const stream = this._dataStream;
    if (data === undefined || !stream?.writable) {
      done();
      return;
    }
    this._countDataBytes(data.length);
    if (stream.write(data) || stream.destroyed) {
      done();
      return;
    }
    // A stream that was destroyed never drains, it only closes.
    const go = (): void => {
      stream.removeListener('drain', go);
      stream.removeListener('close', go);
      done();
    };
    stream.once('drain', go);
    stream.once('close', go);
  }

  #end(pieces: Buffer[], rest: Buffer, done: Done): void {
    const data = joined(pieces);
    if (data !== undefined) this._countDataBytes(data.length);
    const message = this.#message;
    this.#message = undefined;
    this._endDataMode(data ?? false, rest, done);
    message?.finish();
  }
}

/** Index of the next CR or LF, or the length: the loop in which nearly all of the time goes, so it does nothing else. */
function endOfRun(chunk: Buffer, from: number): number {
  const { length } = chunk;
  let index = from;
  while (index < length) {
    const byte = chunk[index];
    if (byte === CR || byte === LF) break;
    index += 1;
  }
  return index;
}

function joined(pieces: Buffer[]): Buffer | undefined {
  return pieces.length <= 1 ? pieces[0] : Buffer.concat(pieces);
}
