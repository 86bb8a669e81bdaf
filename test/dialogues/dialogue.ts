/**
 * A conversation with a line-based server, written as it would be spoken:
 *
 *     await dialogue.play(`
 *       S: 220 … ESMTP
 *       C: EHLO client.example
 *       S: 250-…
 *     `);
 *
 * `C:` lines are sent with CRLF; each `S:` line must be the next line the server says, where `…` stands for anything.
 */
import * as net from 'node:net';
import * as tls from 'node:tls';

export interface DialogueOptions {
  readonly host?: string;
  /** Play an outsider from 127.0.0.2 and the like. */
  readonly localAddress?: string;
  readonly implicitTls?: boolean;
  /** How long one answer may take, in milliseconds. */
  readonly patience?: number;
}

export class Dialogue {
  /** Everything said so far, for failure messages. */
  readonly transcript: string[] = [];
  #socket: net.Socket;
  #buffer = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void) | undefined;
  readonly #patience: number;

  private constructor(socket: net.Socket, patience: number) {
    this.#socket = socket;
    this.#patience = patience;
    this.#listen();
  }

  static async open(port: number, options: DialogueOptions = {}): Promise<Dialogue> {
    const target = { host: options.host ?? '127.0.0.1', port, ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }) };
    const socket = options.implicitTls ? tls.connect({ ...target, rejectUnauthorized: false }) : net.connect(target);
    const dialogue = new Dialogue(socket, options.patience ?? 10_000);
    await new Promise<void>((resolve, reject) => {
      socket.once(options.implicitTls ? 'secureConnect' : 'connect', resolve);
      socket.once('error', reject);
    });
    return dialogue;
  }

  #listen(): void {
    this.#socket.on('data', (chunk: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#wake?.();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    this.#socket.on('close', end);
    this.#socket.on('error', end);
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${this.#patience} ms after:\n${this.transcript.join('\n')}`)), this.#patience);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  /** The next line of the server without CRLF; undefined once the server has closed the connection. */
  async hear(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#buffer.toString('utf8', 0, end);
        this.#buffer = this.#buffer.subarray(end + 2);
        this.transcript.push(`S: ${line}`);
        return line;
      }
      if (this.#ended) return undefined;
      await this.#more();
    }
  }

  /** All lines of one SMTP reply (250-…, 250 …). */
  async hearReply(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.hear();
      if (line === undefined) return lines;
      lines.push(line);
      if (!/^\d{3}-/.test(line)) return lines;
    }
  }

  /** Everything up to a line with a single dot, as bytes before dot-unstuffing, without the dot line. */
  async hearMultiline(): Promise<Buffer> {
    for (;;) {
      const end = this.#buffer.subarray(0, 3).equals(Buffer.from('.\r\n')) ? 0 : this.#buffer.indexOf('\r\n.\r\n');
      if (end >= 0) {
        const cut = end === 0 ? 0 : end + 2;
        const body = this.#buffer.subarray(0, cut);
        this.#buffer = this.#buffer.subarray(cut + 3);
        return Buffer.from(body);
      }
      if (this.#ended) throw new Error(`closed in the middle of a multi-line answer:\n${this.transcript.join('\n')}`);
      await this.#more();
    }
  }

  say(line: string): void {
    this.transcript.push(`C: ${line}`);
    this.#socket.write(`${line}\r\n`);
  }

  /** Sends bytes as they are. */
  raw(bytes: string | Buffer): void {
    this.transcript.push(`C: <${bytes.length} raw bytes>`);
    this.#socket.write(bytes);
  }

  /** Sends bytes as they are, only as fast as the server takes them. */
  async stream(...pieces: readonly (string | Buffer)[]): Promise<void> {
    for (const piece of pieces) {
      if (this.#ended) throw new Error(`closed while bytes were sent:\n${this.transcript.join('\n')}`);
      if (this.#socket.write(piece)) continue;
      await new Promise<void>((resolve) => {
        const go = (): void => {
          this.#socket.removeListener('drain', go);
          this.#socket.removeListener('close', go);
          resolve();
        };
        this.#socket.once('drain', go);
        this.#socket.once('close', go);
      });
    }
  }

  async play(script: string): Promise<void> {
    for (const rawLine of script.split('\n')) {
      const line = rawLine.trim();
      if (line === '') continue;
      if (line.startsWith('C:')) this.say(line.slice(2).replace(/^ /, ''));
      else if (line.startsWith('S:')) await this.#expect(line.slice(2).replace(/^ /, ''));
      else throw new Error(`a dialogue line starts with C: or S:, not: ${line}`);
    }
  }

  async #expect(pattern: string): Promise<void> {
    const line = await this.hear();
    const parts = pattern.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    if (line === undefined || !new RegExp(`^${parts.join('.*')}$`, 's').test(line)) {
      throw new Error(`expected: ${pattern}\nheard:    ${line ?? '(connection closed)'}\nin:\n${this.transcript.join('\n')}`);
    }
  }

  /** Goes on over TLS; call after the server has agreed to STARTTLS or STLS. */
  async startTls(): Promise<void> {
    this.#socket.removeAllListeners();
    const secure = tls.connect({ socket: this.#socket, rejectUnauthorized: false });
    this.#socket = secure;
    await new Promise<void>((resolve, reject) => {
      secure.once('secureConnect', resolve);
      secure.once('error', reject);
    });
    this.#listen();
  }

  /** Resolves once the server has closed the connection. */
  async closed(): Promise<void> {
    while (!this.#ended) await this.#more();
  }

  /** Drops the connection without a word. */
  drop(): void {
    this.#socket.on('error', () => undefined);
    this.#socket.destroy();
  }
}
