/**
 * DNS questions over UDP. Each goes out from a port that the system picks at random and is closed when its questions are
 * answered, with a random id: both have to be guessed to forge an answer (RFC 5452 section 9). Under load up to
 * `dnsQuestionsPerPort` questions share a port, so that a thousand open questions do not take a thousand file descriptors.
 */
import { randomInt } from 'node:crypto';
import * as dgram from 'node:dgram';
import { isIPv6 } from 'node:net';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type Question, type Reply, decodeReply, encodeQuestion, messageId } from './message.ts';
import type { NameServer } from './name-servers.ts';

/** A question that waits for its answer. */
interface Waiting {
  readonly question: Question;
  readonly edns: boolean;
  readonly settle: (reply: Reply) => void;
}

export class UdpPorts {
  /** The port that takes the next question, by server. */
  readonly #current = new Map<string, UdpPort>();

  /** Resolves with the answer, or with a failure when the signal fires or the server cannot be reached; never rejects. */
  async ask(server: NameServer, question: Question, edns: boolean, signal: AbortSignal): Promise<Reply> {
    let port = this.#current.get(server.text);
    if (port?.open !== true) {
      port = new UdpPort(server);
      this.#current.set(server.text, port);
    }
    try {
      return await port.ask(question, edns, signal);
    } finally {
      if (!port.open && this.#current.get(server.text) === port) this.#current.delete(server.text);
    }
  }
}

class UdpPort {
  /** False once it takes no more questions. */
  open = true;
  readonly #waiting = new Map<number, Waiting>();
  readonly #socket: dgram.Socket;
  readonly #server: NameServer;
  #connected = false;
  #closed = false;
  #taken = 0;
  #strays = 0;

  constructor(server: NameServer) {
    this.#server = server;
    this.#socket = dgram.createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    this.#socket.on('message', (message) => this.#receive(message));
    // Connected, the system passes on what comes from this server alone, and tells us when nobody listens there.
    this.#socket.on('error', (error) => this.#fail(error.message));
    this.#socket.once('connect', () => {
      this.#connected = true;
      for (const [id, waiting] of this.#waiting) this.#send(id, waiting);
    });
    this.#socket.unref();
    try {
      this.#socket.connect(server.port, server.address);
    } catch (error) {
      this.#fail(String(error));
    }
  }

  async ask(question: Question, edns: boolean, signal: AbortSignal): Promise<Reply> {
    this.#taken += 1;
    if (this.#taken >= FIXED_LIMITS.dnsQuestionsPerPort) this.open = false;
    let id = randomInt(65_536);
    while (this.#waiting.has(id)) id = randomInt(65_536);
    return await new Promise<Reply>((resolve) => {
      const settle = (reply: Reply): void => {
        signal.removeEventListener('abort', giveUp);
        this.#waiting.delete(id);
        this.#closeIfIdle();
        resolve(reply);
      };
      const giveUp = (): void => settle({ kind: 'failure', why: 'no answer in time' });
      if (signal.aborted) {
        giveUp();
        return;
      }
      signal.addEventListener('abort', giveUp, { once: true });
      const waiting = { question, edns, settle };
      this.#waiting.set(id, waiting);
      if (this.#connected) this.#send(id, waiting);
    });
  }

  #send(id: number, waiting: Waiting): void {
    this.#socket.send(encodeQuestion(id, waiting.question, waiting.edns), (error) => {
      if (error !== null) waiting.settle({ kind: 'failure', why: error.message, unreachable: true });
    });
  }

  #receive(message: Buffer): void {
    const id = messageId(message);
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    const reply = waiting === undefined ? undefined : decodeReply(message, waiting.question, waiting.edns);
    if (reply !== undefined) {
      waiting?.settle(reply);
      return;
    }
    // Late, forged, or garbage: the true answer may still come.
    this.#strays += 1;
    if (this.#strays >= FIXED_LIMITS.dnsStrayDatagrams) this.#fail('too many datagrams that answer nothing');
  }

  #fail(why: string): void {
    this.open = false;
    for (const waiting of this.#waiting.values()) waiting.settle({ kind: 'failure', why: `${this.#server.text}: ${why}`, unreachable: true });
    this.#closeIfIdle();
  }

  #closeIfIdle(): void {
    if (this.#closed || this.#waiting.size > 0) return;
    this.#closed = true;
    this.open = false;
    this.#socket.close();
  }
}
