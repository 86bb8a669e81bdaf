/** Commands out and replies in, over one socket: each reply goes to the command that waited for it first. */
import type { Socket } from 'node:net';
import { clientAddress } from '../../client-address.ts';
import { type Reply, ReplyReader } from './reply-reader.ts';
import { openSslReason } from './tls.ts';

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** The connection has failed, broken or fallen silent, and no word of the host tells why. */
export class ConnectionBroken extends Error {
  override readonly name = 'ConnectionBroken';
  /** Of the system or of OpenSSL, such as `ECONNREFUSED`. */
  readonly code: unknown;
  constructor(message: string, cause?: Error) {
    super(message, { cause });
    this.code = cause !== undefined && 'code' in cause ? cause.code : undefined;
  }
}

export class LineChannel {
  #socket: Socket;
  #reader = new ReplyReader();
  #waiting: Waiting[] = [];
  /** What came before it was asked for: a host may greet before we listen. */
  #early: Reply | undefined;
  #hasReplied = false;
  #ended: Error | undefined;
  /** It ended with something that is no reply: which command the replies before it belong to is anybody's guess. */
  #garbled = false;
  #remoteAddress = '';
  #onConnect: () => void = () => undefined;
  #onDrain: () => void = () => undefined;
  /** Rejects whoever waits for the connection, or for room to write. */
  #onEnd: (error: Error) => void = () => undefined;
  readonly #receive = (bytes: Buffer): void => this.#take(bytes);
  readonly #error = (error: Error): void => {
    const reason = openSslReason(error);
    this.#end(new ConnectionBroken(reason === undefined ? error.message : `TLS has failed: ${reason}`, error));
  };
  /** What it said last and nobody had asked for tells why. */
  readonly #close = (): void => this.#end(this.#early === undefined ? new ConnectionBroken('the host has closed the connection') : new Error(this.#early.text));

  /** @param socket just created; it may still be connecting */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    this.#listen(socket);
    socket.once('connect', () => this.#onConnect());
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** Why the connection is of no more use; undefined while it is. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  /** A whole reply has come over the socket of this moment, wanted or not. */
  get hasReplied(): boolean {
    return this.#hasReplied;
  }

  get remoteAddress(): string {
    if (this.#remoteAddress === '') this.#remoteAddress = clientAddress(this.#socket);
    return this.#remoteAddress;
  }

  /** Resolves once the connection stands. @param patience milliseconds */
  async connected(patience: number): Promise<void> {
    if (this.#socket.connecting) {
      await this.#timed<void>(patience, 'the host did not take the connection in time', (resolve) => {
        this.#onConnect = resolve;
      });
    }
    // Asked for now, since a closed socket has forgotten it.
    void this.remoteAddress;
  }

  /** The rest of the conversation goes over this socket, which stands on the old one (TLS). */
  continueOn(socket: Socket): void {
    this.#socket.removeListener('data', this.#receive);
    this.#socket = socket;
    // RFC 3207 section 5: what was said in the clear, perhaps by somebody in between, counts for nothing.
    this.#reader = new ReplyReader();
    this.#early = undefined;
    this.#hasReplied = false;
    this.#listen(socket);
  }

  #listen(socket: Socket): void {
    socket.on('data', this.#receive);
    socket.on('error', this.#error);
    socket.on('close', this.#close);
    socket.on('drain', () => this.#onDrain());
  }

  /** The next reply. @throws Error when the time is up or the connection ends */
  async reply(patience: number): Promise<Reply> {
    const early = this.takeEarly();
    if (early !== undefined) return early;
    return await this.#timed(patience, 'the host did not answer in time', (resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** What has come before it was asked for, if anything has. */
  get early(): Reply | undefined {
    return this.#early;
  }

  /** The same: it is not given to whoever asks next. */
  takeEarly(): Reply | undefined {
    const early = this.#early;
    this.#early = undefined;
    return early;
  }

  async command(line: string, patience: number): Promise<Reply> {
    const [reply] = await this.commands([line], patience);
    if (reply === undefined) throw new Error('the host did not answer');
    return reply;
  }

  /** Sends commands together and waits for all their replies. Where the connection ends before: those that have come. @throws Error where none has */
  async commands(lines: readonly string[], patience: number): Promise<readonly Reply[]> {
    // A reply that came before its command would be taken for the answer to it.
    if (this.#early !== undefined) this.#end(new Error(this.#early.text));
    if (this.#ended !== undefined) throw this.#ended;
    this.#socket.write(`${lines.join('\r\n')}\r\n`);
    const replies: Reply[] = [];
    return await this.#timed(patience, 'the host did not answer in time', (resolve, reject) => {
      for (const _line of lines) {
        this.#waiting.push({
          resolve: (reply) => {
            replies.push(reply);
            if (replies.length === lines.length) resolve(replies);
          },
          // What the host has said before it closed is what it has to say.
          reject: (error) => (replies.length > 0 && !this.#garbled ? resolve(replies) : reject(error)),
        });
      }
    });
  }

  /** Writes, and waits while the host takes nothing more. */
  async write(bytes: Buffer, patience: number): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    if (this.#socket.write(bytes)) return;
    await this.#timed<void>(patience, 'the host takes no more data', (resolve) => {
      this.#onDrain = resolve;
    });
  }

  /** Says QUIT and does not wait for longer than `patience` milliseconds: nothing depends on the answer. @param onClosed called when the connection is gone */
  leave(patience: number, onClosed: () => void): void {
    if (this.#ended !== undefined) {
      onClosed();
      return;
    }
    this.#socket.write('QUIT\r\n');
    const socket = this.#socket;
    const timer = setTimeout(() => socket.destroy(), patience);
    timer.unref();
    socket.once('data', () => socket.end());
    socket.once('close', () => {
      clearTimeout(timer);
      onClosed();
    });
    this.#end(new Error('done'), false);
  }

  close(why: string): void {
    this.#end(new Error(why));
  }

  /** Waits for what `start` arranges, for the end of the connection, or for the time to be up, which ends it. */
  async #timed<T>(patience: number, tooLate: string, start: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    if (this.#ended !== undefined) throw this.#ended;
    const timer = setTimeout(() => this.#end(new ConnectionBroken(tooLate)), patience);
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#onEnd = reject;
        start(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
      this.#onEnd = () => undefined;
    }
  }

  #take(bytes: Buffer): void {
    if (this.#ended !== undefined) return;
    try {
      for (const reply of this.#reader.push(bytes)) {
        this.#hasReplied = true;
        const waiting = this.#waiting.shift();
        if (waiting !== undefined) waiting.resolve(reply);
        // RFC 5321 section 3.8: a host that is going away says 421 unasked.
        else if (reply.code === 421 || this.#early !== undefined) this.#end(new Error(reply.text));
        else this.#early = reply;
      }
    } catch (error) {
      this.#garbled = true;
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #end(error: Error, destroy = true): void {
    if (destroy) this.#socket.destroy();
    if (this.#ended !== undefined) return;
    this.#ended = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    this.#onEnd(error);
  }
}
