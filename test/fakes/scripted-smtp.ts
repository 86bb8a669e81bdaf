/** A mail server that answers each command as a test wants it, and keeps the bytes of the messages as they came over the wire. */
import * as net from 'node:net';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';

export interface ScriptedSession {
  /** The number of the connection, from 1. */
  readonly number: number;
  readonly commands: string[];
  /** STARTTLS has been answered with 220, by a server that has TLS. */
  encrypted: boolean;
}

/**
 * The reply without CRLF; `drop` cuts the connection, as a last line once the rest was said; `hang` says nothing, `drip` says a byte
 * now and then, `endless` a reply without end; `354 slow` takes the content a little now and then, `354 cut` cuts the connection
 * in the middle of it, and says before what stands behind that. `undefined` for the usual answer.
 */
type Answer = string | undefined;

/** Asked for `greeting`, each command line, and `message` once one has come in whole. */
export type Script = (what: string, session: ScriptedSession) => Answer;

const USUAL: Readonly<Record<string, string>> = {
  greeting: '220 scripted',
  EHLO: '250-scripted\r\n250 PIPELINING',
  DATA: '354 go on',
  message: '250 taken',
  QUIT: '221 bye',
};

export class ScriptedSmtp {
  /** Message bytes between the reply to DATA and the final dot, before dots are unstuffed. */
  readonly messages: Buffer[] = [];
  readonly sessions: ScriptedSession[] = [];
  readonly #script: Script;
  readonly #tls: TLSSocketOptions | undefined;
  readonly #sockets = new Set<net.Socket>();
  /** Connections that there were at one time. */
  mostAtOnce = 0;
  readonly #server = net.createServer({ noDelay: true }, (socket) => this.#serve(socket));

  private constructor(script: Script, tls?: TLSSocketOptions) {
    this.#script = script;
    this.#tls = tls;
  }

  /** @param at where it listens: a port of its own on 127.0.0.1 unless told; `tls` for what follows a 220 to STARTTLS */
  static async open(
    script: Script = () => undefined,
    { address = '127.0.0.1', port = 0, tls }: { address?: string; port?: number; tls?: TLSSocketOptions | undefined } = {},
  ): Promise<ScriptedSmtp> {
    const server = new ScriptedSmtp(script, tls);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(port, address, resolve);
    });
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Connections that there are. */
  get atOnce(): number {
    return this.#sockets.size;
  }

  get commands(): string[] {
    return this.sessions.flatMap(({ commands }) => commands);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #serve(socket: net.Socket): void {
    const session: ScriptedSession = { number: this.sessions.length + 1, commands: [], encrypted: false };
    this.sessions.push(session);
    this.#sockets.add(socket);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#sockets.size);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#converse(socket, session);
  }

  #converse(socket: net.Socket, session: ScriptedSession): void {
    socket.on('error', () => undefined); // Clients that go away in the middle are part of what is tested.
    let buffer = Buffer.alloc(0);
    let inData = false;
    const answer = (what: string): void => {
      const reply = this.#script(what, session) ?? USUAL[what.split(' ')[0] ?? ''] ?? '250 fine';
      if (reply === 'drop') socket.destroy();
      else if (reply.endsWith('\r\ndrop')) socket.end(reply.slice(0, -'drop'.length));
      else if (reply === 'drip') repeat(socket, (count) => '250-\r\n'.charAt(count % 6), 10);
      else if (reply === 'endless') repeat(socket, () => '250-and another line of it\r\n', 0);
      else if (reply !== 'hang') socket.write(`${reply}\r\n`);
      if (reply === '354 slow') readSlowly(socket);
      if (reply === '354 cut') socket.once('data', () => socket.destroy());
      else if (reply.startsWith('354 cut ')) socket.once('data', () => socket.end(`${reply.slice('354 cut '.length)}\r\n`));
      inData = what === 'DATA' && reply.startsWith('354');
      if (what !== 'STARTTLS' || !reply.startsWith('220') || this.#tls === undefined) return;
      socket.removeAllListeners('data');
      session.encrypted = true;
      this.#converse(new TLSSocket(socket, { isServer: true, ...this.#tls }), session);
    };
    if (!session.encrypted) answer('greeting');
    socket.on('data', (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      while (socket.writable) {
        const mark = inData ? '\r\n.\r\n' : '\r\n';
        // An empty message is the dot alone: the CRLF before it is that of the DATA command.
        const empty = inData && buffer.indexOf('.\r\n') === 0;
        const end = empty ? 0 : buffer.indexOf(mark);
        if (end < 0) return;
        const line = buffer.subarray(0, empty ? 0 : end + (inData ? 2 : 0));
        buffer = buffer.subarray(empty ? 3 : end + mark.length);
        if (inData) {
          this.messages.push(Buffer.from(line));
          answer('message');
        } else {
          session.commands.push(line.toString());
          answer(line.toString());
        }
      }
    });
  }
}

/** @param pause milliseconds */
function repeat(socket: net.Socket, text: (count: number) => string, pause: number): void {
  let count = 0;
  const next = (): void => {
    if (socket.writable) socket.write(text(count), () => setTimeout(next, pause));
    count += 1;
  };
  next();
}

/** One look at what has come every 20 ms. */
function readSlowly(socket: net.Socket): void {
  const timer = setInterval(() => socket.resume(), 20);
  socket.on('data', () => socket.pause());
  socket.once('close', () => clearInterval(timer));
  socket.pause();
}

/** Offers these in the answer to EHLO. */
export function offers(...keywords: readonly string[]): (what: string) => string | undefined {
  return (what) => (what.startsWith('EHLO') ? ['250-scripted', ...keywords.map((keyword) => `250-${keyword}`), '250 HELP'].join('\r\n') : undefined);
}
