/**
 * The socket of one session, as something to ask for lines and to give bytes to. The client is read only while the
 * session waits for it, and written to only as fast as it reads: neither way anything piles up. Whatever goes wrong
 * with the client becomes a SessionEnded.
 */
import type * as net from 'node:net';
import * as tls from 'node:tls';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { CommandLines } from './command-lines.ts';
import { SessionEnded, type SessionEnding } from './session-ending.ts';

const SECOND = 1000;

export class Pop3Connection {
  /** Version and cipher once TLS is on, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`. */
  cipher: string | undefined;
  bytesSent = 0;
  bytesReceived = 0;
  #socket: net.Socket;
  readonly #idleSeconds: () => number;
  readonly #lines = new CommandLines(FIXED_LIMITS.pop3CommandLineBytes);
  #linesInTurn = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Why we have cut the connection, if we have. */
  #cutAs: SessionEnding | undefined;
  /** Set once the session is to take no further command. */
  #stopped: SessionEnding | undefined;
  #inputEnded = false;
  #gone = false;
  #wake: () => void = () => undefined;

  /** @param idleSeconds how long the client may keep us waiting, asked anew each time */
  constructor(socket: net.Socket, idleSeconds: () => number) {
    this.#socket = socket;
    this.#idleSeconds = idleSeconds;
    this.#listen(socket);
  }

  #listen(socket: net.Socket): void {
    socket.on('data', (chunk: Buffer) => {
      socket.pause();
      this.bytesReceived += chunk.length;
      this.#lines.push(chunk);
      this.#wake();
    });
    socket.on('end', () => {
      this.#inputEnded = true;
      this.#wake();
    });
    socket.on('drain', () => this.#wake());
    // 'close' follows each 'error', and says all that matters: the client is gone.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#gone = true;
      this.#wake();
    });
    socket.pause();
  }

  /**
   * The next command line, without its CR LF. What has been written goes out before the client is waited for.
   * The idle limit is one for the whole line: a byte now and then does not keep a session alive.
   */
  async readLine(): Promise<Buffer> {
    await this.#yieldAtTimes();
    let deadline: number | undefined;
    for (;;) {
      if (this.#stopped !== undefined) throw new SessionEnded(this.#stopped);
      const next = this.#lines.next();
      if (next.kind === 'line') return next.line;
      if (next.kind === 'violation') throw new SessionEnded(next.violation);
      if (this.#waitingBytes > 0) {
        await this.#flush();
        continue;
      }
      if (this.#inputEnded) throw new SessionEnded('client-gone');
      this.#socket.resume();
      deadline ??= performance.now() + this.#idleSeconds() * SECOND;
      await this.#waitForClient(deadline, 'idle');
    }
  }

  /** A client that pipelines thousands of commands gets its answers, and others get their turn. */
  async #yieldAtTimes(): Promise<void> {
    this.#linesInTurn += 1;
    if (this.#linesInTurn < FIXED_LIMITS.pop3CommandsPerTurn) return;
    this.#linesInTurn = 0;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Writes, at the latest when the next line is read. Waits while the client is slow to read. */
  async write(data: string | Buffer): Promise<void> {
    this.#enqueue(data);
    if (this.#waitingBytes >= FIXED_LIMITS.pop3WriteBytes) await this.#flush();
  }

  #enqueue(data: string | Buffer): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  async #flush(): Promise<void> {
    const data = this.#takeWaiting();
    if (data.length === 0) return;
    this.#checkPresence();
    if (this.#socket.write(data)) return;
    const deadline = performance.now() + this.#idleSeconds() * SECOND;
    while (this.#socket.writableNeedDrain) await this.#waitForClient(deadline, 'not-reading');
  }

  #takeWaiting(): Buffer {
    const [first, ...others] = this.#waiting;
    this.#waiting = [];
    this.bytesSent += this.#waitingBytes;
    this.#waitingBytes = 0;
    if (first === undefined) return Buffer.alloc(0);
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }

  #checkPresence(): void {
    if (this.#gone || this.#socket.destroyed) throw new SessionEnded(this.#cutAs ?? 'client-gone');
  }

  /** Until something happens on the socket. @param deadline by performance.now(); past it the session ends as `late` */
  async #waitForClient(deadline: number, late: SessionEnding): Promise<void> {
    this.#checkPresence();
    const { promise, resolve } = Promise.withResolvers<'woken' | 'late'>();
    this.#wake = () => resolve('woken');
    const timer = setTimeout(() => resolve('late'), deadline - performance.now());
    const outcome = await promise;
    clearTimeout(timer);
    this.#wake = () => undefined;
    this.#checkPresence();
    if (outcome === 'late') throw new SessionEnded(late);
  }

  /**
   * Goes on over TLS as the server.
   * @param invitation the reply to STLS. Whatever the client has sent before it is thrown away unread: in the clear it
   *   may have come from somebody else, and must not be taken for the client's word under TLS (RFC 2595 section 4).
   */
  async startTls(secureContext: tls.SecureContext, invitation = ''): Promise<void> {
    const plain = this.#socket;
    if (invitation !== '') {
      while (plain.read() !== null);
      this.#lines.clear();
      await this.write(invitation);
      await this.#sendAll();
    }
    this.#checkPresence();
    plain.removeAllListeners('data').removeAllListeners('end').removeAllListeners('drain');
    const secure = new tls.TLSSocket(plain, { isServer: true, secureContext });
    this.#socket = secure;
    this.#listen(secure);
    await this.#handshake(secure);
  }

  /** Resolves when the last byte has left for the system: before that nobody else may have the handle. */
  async #sendAll(): Promise<void> {
    let sent = false;
    this.#socket.write(this.#takeWaiting(), () => {
      sent = true;
      this.#wake();
    });
    const deadline = performance.now() + this.#idleSeconds() * SECOND;
    while (!sent) await this.#waitForClient(deadline, 'not-reading');
  }

  async #handshake(secure: tls.TLSSocket): Promise<void> {
    let failure: Error | undefined;
    let established = false;
    secure.once('error', (error: Error) => {
      failure = error;
    });
    secure.once('secure', () => {
      established = true;
      this.#wake();
    });
    try {
      const deadline = performance.now() + FIXED_LIMITS.pop3HandshakeSeconds * SECOND;
      while (!established && this.#stopped === undefined) {
        await this.#waitForClient(deadline, 'tls-failed');
        if (this.#inputEnded) throw new SessionEnded('client-gone');
      }
    } catch (error) {
      throw new SessionEnded('tls-failed', { cause: failure ?? error });
    }
    if (!established) {
      secure.destroy();
      throw new SessionEnded(this.#stopped ?? 'stopping');
    }
    this.cipher = `${secure.getProtocol() ?? 'TLS'} ${secure.getCipher().name}`;
  }

  /** No further command: a session that waits for one ends now, one that is at work ends when that is done. */
  stop(ending: SessionEnding = 'stopping'): void {
    this.#stopped ??= ending;
    this.#wake();
  }

  /** Sends what is waiting and closes. A client that does not read it, or does not close its side, is cut off. */
  async close(farewell = ''): Promise<void> {
    if (this.#gone) return;
    const socket = this.#socket;
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    socket.once('close', resolve);
    this.#enqueue(farewell);
    // Unread bytes turn our close into a reset, which may overtake the last reply: so they are read, for a while.
    const lingerSeconds = this.#waitingBytes === 0 ? 0 : FIXED_LIMITS.pop3LingerSeconds;
    let timer = setTimeout(() => this.destroy(), this.#idleSeconds() * SECOND);
    socket.once('finish', () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.destroy(), lingerSeconds * SECOND);
    });
    socket.removeAllListeners('data').resume();
    socket.end(this.#takeWaiting());
    await closed;
    clearTimeout(timer);
  }

  /** Closes at once, whatever the session is doing; it ends as this, and not as if the client had gone. */
  cut(ending: SessionEnding): void {
    this.#cutAs = ending;
    this.destroy();
    this.stop(ending);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
