/**
 * Asks one DNS question until somebody answers it or the time is up. A question without an answer is asked again, of the
 * next server, while the earlier ones stay open: a name server that works on a slow domain is not cut off, and one that
 * is dead costs a second and a half. What a server cannot answer (SERVFAIL and the like) goes to the next at once.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { askTcp } from './ask-tcp.ts';
import type { Question, Reply } from './message.ts';
import type { NameServer, NameServers } from './name-servers.ts';
import type { UdpPorts } from './udp-ports.ts';

type Answer = Extract<Reply, { kind: 'answer' }>;
export type Outcome = Answer | { readonly kind: 'trouble'; readonly why: string };

/** Nobody reads it: without a reason each end of a question would cost an error with its stack. */
const OVER = 'over';

function isLocal({ address }: NameServer): boolean {
  return address === '::1' || address.startsWith('127.');
}

export class DnsClient {
  readonly #servers: NameServers;
  readonly #ports: UdpPorts;
  readonly #attemptMilliseconds: number;

  constructor(servers: NameServers, ports: UdpPorts, attemptMilliseconds: number) {
    this.#servers = servers;
    this.#ports = ports;
    this.#attemptMilliseconds = attemptMilliseconds;
  }

  /** Follows the answer to its end, CNAMEs that a server leaves to the client included. Never rejects. */
  async resolve(question: Question, signal: AbortSignal): Promise<Outcome> {
    let current = question;
    // Of the CNAMEs on the way: an answer holds no longer, and is no surer, than what has led to it.
    let ttl = Infinity;
    let secure = true;
    for (let hops = 0; hops <= FIXED_LIMITS.dnsCnames; hops += 1) {
      const reply = await this.#ask(current, signal);
      switch (reply.kind) {
        case 'answer':
          return { ...reply, ttl: reply.ttl === undefined ? undefined : Math.min(ttl, reply.ttl), secure: secure && reply.secure };
        case 'continue':
          current = { ...question, name: reply.name };
          ttl = Math.min(ttl, reply.ttl);
          secure &&= reply.secure;
          break;
        default:
          return { kind: 'trouble', why: reply.kind === 'failure' ? reply.why : 'an answer that answers nothing' };
      }
    }
    return { kind: 'trouble', why: 'CNAME records lead in a circle' };
  }

  async #ask(question: Question, signal: AbortSignal): Promise<Reply> {
    const servers = this.#servers.inOrder();
    if (signal.aborted) return { kind: 'failure', why: 'no answer in time' };
    if (servers.length === 0) return { kind: 'failure', why: 'no name server is known' };
    const done = new AbortController();
    const either = AbortSignal.any([signal, done.signal]);
    try {
      return await this.#race(question, servers, either);
    } finally {
      done.abort(OVER);
    }
  }

  /** Asks again and again, until there is an answer or everybody has failed twice. */
  async #race(question: Question, servers: readonly NameServer[], signal: AbortSignal): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    /** Asked, and not heard of. */
    const silent = new Set<NameServer>();
    const attempts = Math.min(FIXED_LIMITS.dnsAttempts, servers.length * 3);
    let started = 0;
    let failures = 0;
    let timer: NodeJS.Timeout | undefined;
    const next = (): void => {
      clearTimeout(timer);
      const server = servers[started % servers.length];
      if (server === undefined || started >= attempts || signal.aborted) return;
      started += 1;
      silent.add(server);
      timer = setTimeout(next, this.#attemptMilliseconds);
      void this.#askOne(server, question, signal).then((reply) => took(server, reply));
    };
    const took = (server: NameServer, reply: Reply): void => {
      if (!signal.aborted) silent.delete(server);
      if (reply.kind !== 'failure') {
        this.#servers.recovers(server);
        for (const other of silent) this.#servers.ails(other);
      } else {
        failures += 1;
        if (reply.unreachable === true) this.#servers.ails(server);
        // Those asked before may still answer.
        const last = signal.aborted || failures >= servers.length * 2 || failures >= attempts;
        if (!last) {
          next();
          return;
        }
      }
      clearTimeout(timer);
      resolve(reply);
    };
    next();
    return await promise;
  }

  /** Over UDP; again without EDNS, or over TCP, where the server asks for it. */
  async #askOne(server: NameServer, question: Question, signal: AbortSignal): Promise<Reply> {
    let reply = await this.#ports.ask(server, question, true, signal);
    if (reply.kind === 'no-edns') reply = await this.#ports.ask(server, question, false, signal);
    if (reply.kind === 'truncated') reply = await askTcp(server, question, signal);
    if (reply.kind === 'no-edns') return { kind: 'failure', why: 'FORMERR' };
    // RFC 7672 section 2.2.1: the word of a server elsewhere may have been changed on its way.
    return (reply.kind === 'answer' || reply.kind === 'continue') && !isLocal(server) ? { ...reply, secure: false } : reply;
  }
}
