/**
 * A name server on loopback, over real UDP and TCP, that knows what a test tells it and behaves as badly as a test wants.
 * `await using dns = await FakeDnsServer.open({ 'example.com': { MX: [[10, 'mx.example.com']] } })`; `dns.address` goes
 * into the settings. A name that is not in the zone does not exist, unless a name below it does.
 */
import * as dgram from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import * as net from 'node:net';
import {
  type Question,
  type TypeName,
  type WireRecord,
  addressBytes,
  mxBytes,
  nameBytes,
  readQuestion,
  replyBytes,
  soaRecord,
  srvBytes,
  txtBytes,
} from './dns-wire.ts';

export type Behaviour =
  /** Never answers. */
  | 'silent'
  /** Answers when the test calls `release`. */
  | 'held'
  | 'servfail'
  /** Names other servers; it is not responsible, and asks nobody. */
  | 'referral'
  /** The same, as one that would ask others. */
  | 'recursive-referral'
  /** Neither responsible nor asking anybody, it says nothing at all. */
  | 'lame'
  /** It asks others, and says that there is nothing, but not for how long. */
  | 'nothing'
  | 'refused'
  | 'formerr'
  /** Answers no question that carries EDNS, as some old servers do. */
  | 'no-edns'
  /** Cut over UDP; whole over TCP. */
  | 'truncated'
  /** Cut over UDP; over TCP the connection is closed. */
  | 'truncated-no-tcp'
  /** Cut over UDP; over TCP nothing comes. */
  | 'truncated-silent-tcp'
  /** Cut over UDP; over TCP it comes in pieces of 7 bytes, the length's two bytes apart. */
  | 'truncated-piecemeal'
  /** Lies, and says nothing else. */
  | 'wrong-id'
  | 'wrong-question'
  | 'garbage'
  /** Lies in these three ways first, and tells the truth after. */
  | 'lies-first'
  /** Records whose compressed names point at themselves. */
  | 'pointer-loop'
  /** Says that there are more records than there are. */
  | 'short';

/** What a name has. Texts of one TXT record that are split come as a list. */
export interface NameData {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly MX?: readonly (readonly [preference: number, exchange: string])[];
  readonly TXT?: readonly (string | readonly string[])[];
  readonly PTR?: readonly string[];
  /** The data in hexadecimal, the three numbers included. */
  readonly TLSA?: readonly string[];
  /** The server says that it has validated what it knows of this name. */
  readonly secure?: true;
  readonly SRV?: readonly (readonly [priority: number, weight: number, port: number, target: string])[];
  readonly CNAME?: string;
  /** Seconds; 300 unless told. */
  readonly ttl?: number;
  /** Seconds for which the lack of a record holds; 60 unless told. */
  readonly negativeTtl?: number;
  readonly behaviour?: Behaviour;
}
export type Zone = Readonly<Record<string, NameData>>;

export interface AskedQuestion {
  readonly name: string;
  readonly type: string;
  readonly transport: 'udp' | 'tcp';
  readonly port: number;
  readonly id: number;
}

type Send = (message: Buffer) => void;

/** CNAMEs that one answer follows. */
const CHAIN = 8;

export class FakeDnsServer {
  /** May be changed at any time. */
  zone: Record<string, NameData>;
  /** In place of that of the names, for all questions. */
  behaviour: Behaviour | undefined;
  readonly questions: AskedQuestion[] = [];
  readonly #held: { readonly name: string; readonly answer: () => void }[] = [];
  readonly #asked = new EventEmitter();
  readonly #sockets = new Set<net.Socket>();
  #udp = dgram.createSocket('udp4');
  readonly #tcp = net.createServer((socket) => this.#serveTcp(socket));

  private constructor(zone: Zone) {
    this.zone = { ...zone };
    this.#asked.setMaxListeners(0);
  }

  static async open(zone: Zone = {}): Promise<FakeDnsServer> {
    const server = new FakeDnsServer(zone);
    while (!(await server.#listen())) server.#udp = dgram.createSocket('udp4');
    return server;
  }

  /** @returns false where the system has given us a UDP port whose TCP port is somebody else's: another one is needed then */
  async #listen(): Promise<boolean> {
    const udp = this.#udp;
    udp.on('message', (message, peer) => {
      this.#serve(message, 'udp', peer.port, (reply) => udp.send(reply, peer.port, peer.address));
    });
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    this.#tcp.listen(this.port, '127.0.0.1');
    try {
      await once(this.#tcp, 'listening');
      return true;
    } catch {
      udp.close();
      return false; // Others listen on ports that the system picks, too.
    }
  }

  get port(): number {
    return this.#udp.address().port;
  }

  /** As `server.dns.servers` of the settings wants it. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** How often it was asked about this name, or at all. */
  asked(name?: string): number {
    return this.questions.filter((question) => name === undefined || question.name === name).length;
  }

  /** Resolves once it has been asked `times` about this name. */
  async whenAsked(name: string, times = 1): Promise<void> {
    while (this.asked(name) < times) await once(this.#asked, 'question');
  }

  /** Answers what is held for this name, or for all; the last question first. */
  release(name?: string): void {
    for (const held of this.#held.splice(0).toReversed()) {
      if (name === undefined || held.name === name) held.answer();
      else this.#held.unshift(held);
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([
      new Promise<void>((resolve) => {
        this.#udp.close(() => resolve());
      }),
      new Promise<void>((resolve) => {
        this.#tcp.close(() => resolve());
      }),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #serveTcp(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // Clients that leave in the middle are part of what is tested.
    socket.once('close', () => this.#sockets.delete(socket));
    let buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      while (buffer.length >= 2 && buffer.length >= 2 + buffer.readUInt16BE(0)) {
        const message = buffer.subarray(2, 2 + buffer.readUInt16BE(0));
        buffer = buffer.subarray(2 + message.length);
        this.#serve(message, 'tcp', socket.remotePort ?? 0, (reply) => sendTcp(socket, reply, this.#behaviourOf(message)));
      }
    });
  }

  #behaviourOf(message: Buffer): Behaviour | undefined {
    return this.behaviour ?? this.zone[readQuestion(message)?.name ?? '']?.behaviour;
  }

  #serve(message: Buffer, transport: 'udp' | 'tcp', port: number, send: Send): void {
    const question = readQuestion(message);
    if (question === undefined) return;
    const { name, type, id } = question;
    this.questions.push({ name, type, transport, port, id });
    const answer = (): void => this.#answer(question, transport, send);
    if (this.#behaviourOf(message) === 'held') this.#held.push({ name, answer });
    else answer();
    this.#asked.emit('question');
  }

  #answer(question: Question, transport: 'udp' | 'tcp', send: Send): void {
    const behaviour = this.behaviour ?? this.zone[question.name]?.behaviour;
    switch (behaviour) {
      case 'silent':
        return;
      case 'servfail':
      case 'refused':
      case 'formerr':
        send(replyBytes(question, { rcode: behaviour }));
        return;
      case 'referral':
      case 'recursive-referral':
        send(
          replyBytes(question, {
            rcode: 'noerror',
            role: behaviour === 'referral' ? 'neither' : 'recursive',
            authority: [{ name: question.name, type: 'NS', ttl: 300, data: nameBytes('ns.elsewhere.test') }],
          }),
        );
        return;
      case 'lame':
      case 'nothing':
        send(replyBytes(question, { rcode: 'noerror', role: behaviour === 'lame' ? 'neither' : 'recursive' }));
        return;
      case 'no-edns':
        send(question.edns ? replyBytes(question, { rcode: 'formerr' }) : this.#truth(question, transport));
        return;
      case 'truncated':
      case 'truncated-no-tcp':
      case 'truncated-silent-tcp':
      case 'truncated-piecemeal':
        if (transport === 'udp') send(replyBytes(question, { rcode: 'noerror', truncated: true }));
        else if (behaviour !== 'truncated-silent-tcp') send(this.#truth(question, transport));
        return;
      case 'wrong-id':
      case 'wrong-question':
      case 'garbage':
        send(lie(question, behaviour));
        return;
      case 'lies-first':
        for (const kind of ['wrong-id', 'wrong-question', 'garbage'] as const) send(lie(question, kind));
        send(this.#truth(question, transport));
        return;
      case 'pointer-loop':
        send(pointerLoop(question));
        return;
      case 'short': {
        const reply = this.#truth(question, transport);
        reply.writeUInt16BE(500, 6);
        send(reply);
        return;
      }
      case 'held':
      case undefined:
        send(this.#truth(question, transport));
    }
  }

  /** What the zone says; cut where it does not fit into a datagram. */
  #truth(question: Question, transport: 'udp' | 'tcp'): Buffer {
    const answers: WireRecord[] = [];
    let { name } = question;
    for (let hops = 0; hops < CHAIN; hops += 1) {
      const target = this.zone[name]?.CNAME;
      if (target === undefined) break;
      answers.push({ name, type: 'CNAME', ttl: this.zone[name]?.ttl ?? 300, data: nameBytes(target) });
      name = target;
    }
    const data = this.zone[name];
    const found = data === undefined ? [] : recordsOf(name, question.type, data);
    answers.push(...found);
    const exists = data !== undefined || Object.keys(this.zone).some((other) => other.endsWith(`.${name}`));
    // A chain that goes on is left to the client: that is no lack of a record.
    const authority = found.length > 0 || data?.CNAME !== undefined ? [] : [soaRecord('', data?.negativeTtl ?? 60)];
    const whole = replyBytes(question, { rcode: exists ? 'noerror' : 'nxdomain', answers, authority, secure: data?.secure === true });
    return transport === 'udp' && whole.length > question.payload ? replyBytes(question, { rcode: 'noerror', truncated: true }) : whole;
  }
}

function sendTcp(socket: net.Socket, reply: Buffer, behaviour: Behaviour | undefined): void {
  if (behaviour === 'truncated-no-tcp') {
    socket.destroy();
    return;
  }
  const framed = Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 0xff]), reply]);
  if (behaviour !== 'truncated-piecemeal') {
    socket.write(framed);
    return;
  }
  socket.setNoDelay(true);
  const pieces = [framed.subarray(0, 1), framed.subarray(1, 2)];
  for (let at = 2; at < framed.length; at += 7) pieces.push(framed.subarray(at, at + 7));
  const next = (): void => {
    const piece = pieces.shift();
    if (piece !== undefined && !socket.destroyed) socket.write(piece, () => setImmediate(next));
  };
  next();
}

function recordsOf(name: string, type: string, data: NameData): WireRecord[] {
  const wrap = (as: TypeName, contents: readonly Buffer[]): WireRecord[] =>
    contents.map((content) => ({ name, type: as, ttl: data.ttl ?? 300, data: content }));
  switch (type) {
    case 'A':
      return wrap(type, (data.A ?? []).map(addressBytes));
    case 'AAAA':
      return wrap(type, (data.AAAA ?? []).map(addressBytes));
    case 'MX':
      return wrap(
        type,
        (data.MX ?? []).map(([preference, exchange]) => mxBytes(preference, exchange)),
      );
    case 'TXT':
      return wrap(
        type,
        (data.TXT ?? []).map((text) => txtBytes(typeof text === 'string' ? [text] : text)),
      );
    case 'PTR':
      return wrap(type, (data.PTR ?? []).map(nameBytes));
    case 'TLSA':
      return wrap(
        type,
        (data.TLSA ?? []).map((hex) => Buffer.from(hex, 'hex')),
      );
    case 'SRV':
      return wrap(
        type,
        (data.SRV ?? []).map(([priority, weight, port, target]) => srvBytes(priority, weight, port, target)),
      );
    default:
      return [];
  }
}

/** A wrong answer that a careless client would take: it says that the name has the address 192.0.2.66, or does not exist. */
function lie(question: Question, kind: 'wrong-id' | 'wrong-question' | 'garbage'): Buffer {
  const forged: WireRecord[] = [{ name: question.name, type: 'A', ttl: 300, data: addressBytes('192.0.2.66') }];
  switch (kind) {
    case 'wrong-id':
      return replyBytes({ ...question, id: question.id ^ 0x5555 }, { rcode: 'noerror', answers: forged });
    case 'wrong-question': {
      const section = Buffer.concat([nameBytes('other.test'), question.section.subarray(-4)]);
      return replyBytes({ id: question.id, section }, { rcode: 'nxdomain' });
    }
    case 'garbage':
      return Buffer.concat([replyBytes(question, { rcode: 'noerror' }).subarray(0, 6), Buffer.from('ffffffffffffdeadbeef', 'hex')]);
  }
}

/** An answer whose one name is a pointer to itself (RFC 1035 section 4.1.4). */
function pointerLoop(question: Question): Buffer {
  const reply = replyBytes(question, { rcode: 'noerror' });
  reply.writeUInt16BE(1, 6);
  const pointer = Buffer.from([0xc0 | (reply.length >> 8), reply.length & 0xff]);
  return Buffer.concat([reply, pointer, Buffer.from('000100010000012c0004c0000242', 'hex')]);
}
