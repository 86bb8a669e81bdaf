/**
 * The mail host of a foreign domain, for whoever asks without sending: it knows its mailboxes, and at any step behaves as
 * badly as a test wants. (test/fakes/scripted-smtp.ts is the one that takes whole messages.)
 */
import { once } from 'node:events';
import * as net from 'node:net';

export type Step = 'greeting' | 'EHLO' | 'HELO' | 'MAIL' | 'RCPT' | 'RSET' | 'QUIT';
/** A reply without CRLF, or: nothing at all; the end of the connection; a byte now and then; a line or a reply without end. */
export type Behaviour = `${2 | 3 | 4 | 5}${string}` | 'hang' | 'drop' | 'drip' | 'endless-line' | 'endless-reply';

export interface MxOptions {
  /** Those that exist; the others are refused with `refusal`. */
  readonly mailboxes?: readonly string[];
  readonly refusal?: string;
  readonly steps?: Readonly<Partial<Record<Step, Behaviour>>>;
}

const USUAL: Readonly<Record<string, string>> = { greeting: '220 mx.test ESMTP', EHLO: '250-mx.test\r\n250-SIZE 1000\r\n250 8BITMIME', QUIT: '221 bye' };

export class ScriptedMx {
  /** All command lines, of all connections. */
  readonly commands: string[] = [];
  connections = 0;
  /** May be changed at any time. */
  options: MxOptions;
  readonly #sockets = new Set<net.Socket>();
  readonly #server = net.createServer((socket) => this.#serve(socket));

  private constructor(options: MxOptions) {
    this.options = options;
  }

  static async open(options: MxOptions = {}): Promise<ScriptedMx> {
    const mx = new ScriptedMx(options);
    mx.#server.listen(0, '127.0.0.1');
    await once(mx.#server, 'listening');
    return mx;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Connections that are still open on this side. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Resolves when the other side has closed all its connections. */
  async whenLeft(): Promise<void> {
    await Promise.all([...this.#sockets].map(async (socket) => (socket.closed ? undefined : await once(socket, 'close'))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #serve(socket: net.Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // Clients that leave in the middle are part of what is tested.
    socket.once('close', () => this.#sockets.delete(socket));
    let partial = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      const lines = (partial + text).split('\r\n');
      partial = lines.pop() ?? '';
      for (const line of lines) {
        this.commands.push(line);
        this.#answer(socket, line);
      }
    });
    this.#answer(socket, 'greeting');
  }

  #answer(socket: net.Socket, line: string): void {
    const verb = line.split(' ')[0] ?? '';
    const behaviour = Object.entries(this.options.steps ?? {}).find(([step]) => step === verb)?.[1];
    switch (behaviour) {
      case undefined:
        socket.write(`${verb === 'RCPT' ? this.#recipient(line) : (USUAL[verb] ?? '250 fine')}\r\n`);
        if (verb === 'QUIT') socket.end();
        return;
      case 'hang':
        return;
      case 'drop':
        socket.destroy();
        return;
      case 'drip':
        repeat(socket, '2', 5);
        return;
      case 'endless-line':
        repeat(socket, 'x'.repeat(1000), 0);
        return;
      case 'endless-reply':
        repeat(socket, '250-and another\r\n', 0);
        return;
      default:
        socket.write(`${behaviour}\r\n`);
    }
  }

  #recipient(line: string): string {
    const address = /<(.*)>/.exec(line)?.[1] ?? '';
    const { mailboxes, refusal = '550 5.1.1 no such user' } = this.options;
    return mailboxes === undefined || mailboxes.includes(address) ? '250 2.1.5 fine' : refusal;
  }
}

/** @param pause milliseconds */
function repeat(socket: net.Socket, text: string, pause: number): void {
  const next = (): void => {
    if (socket.writable) socket.write(text, () => setTimeout(next, pause));
  };
  next();
}
