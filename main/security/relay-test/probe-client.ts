/** The client of the open-relay test: one conversation with a listener of ours. It has no DATA: nothing can ever be sent with it. */
import * as net from 'node:net';
import * as tls from 'node:tls';

export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  readonly localAddress: string;
  readonly implicitTls: boolean;
}

export interface ProbeReply {
  readonly code: number;
  /** The last line of the reply. */
  readonly line: string;
}

/** The listener has closed the connection, or does not answer. */
export class ProbeEnded extends Error {
  override readonly name = 'ProbeEnded';
}

type Verb = 'EHLO' | 'MAIL' | 'RCPT' | 'RSET' | 'QUIT';

export class ProbeClient {
  readonly #socket: net.Socket;
  readonly #patienceMs: number;
  #received = '';
  #ended: string | undefined;
  #wake: () => void = () => undefined;

  private constructor(socket: net.Socket, patienceMs: number) {
    this.#socket = socket;
    this.#patienceMs = patienceMs;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#wake();
    });
    socket.on('error', (error) => this.#end(error.message));
    socket.on('close', () => this.#end('the listener has closed the connection'));
  }

  /** Connects and hears the greeting. @throws the system's error, or ProbeEnded */
  static async open(target: ProbeTarget, patienceMs: number): Promise<ProbeClient> {
    const { host, port, localAddress, implicitTls } = target;
    const plain = net.connect({ host, port, localAddress });
    await new Promise<void>((resolve, reject) => {
      plain.once('connect', resolve);
      plain.once('error', reject);
    });
    // Its certificate is none of our business here: the other end is this very program.
    const client = new ProbeClient(implicitTls ? tls.connect({ socket: plain, rejectUnauthorized: false }) : plain, patienceMs);
    await client.#reply();
    return client;
  }

  /** @param argument as it goes over the wire; it holds no line end */
  async say(verb: Verb, argument = ''): Promise<ProbeReply> {
    this.#socket.write(`${argument === '' ? verb : `${verb} ${argument}`}\r\n`);
    return await this.#reply();
  }

  async #reply(): Promise<ProbeReply> {
    const deadline = performance.now() + this.#patienceMs;
    for (;;) {
      // The last line of a reply has no hyphen after the code (RFC 5321 section 4.2.1).
      const last = /^(?:\d{3}-[^\n]*\n)*((\d{3})[ \r][^\n]*\n)/.exec(this.#received);
      if (last !== null) {
        const [whole, line = '', code = ''] = last;
        this.#received = this.#received.slice(whole.length);
        return { code: Number(code), line: line.trimEnd() };
      }
      if (this.#ended !== undefined) throw new ProbeEnded(this.#ended);
      await this.#more(deadline - performance.now());
    }
  }

  async #more(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => this.#end('the listener does not answer'), withinMs);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  #end(why: string): void {
    this.#ended ??= why;
    this.#socket.destroy();
    this.#wake();
  }

  /** Says goodbye, and waits until the listener has closed: whoever tore the connection would be a fault in its log. */
  async quit(): Promise<void> {
    try {
      if (this.#ended === undefined) await this.say('QUIT');
      this.#socket.end();
      const deadline = performance.now() + this.#patienceMs;
      while (this.#ended === undefined) await this.#more(deadline - performance.now());
    } catch (error) {
      // It is gone already: nothing more was wanted of it.
      if (!(error instanceof ProbeEnded)) throw error;
    }
    this.close();
  }

  close(): void {
    this.#socket.destroy();
  }
}
