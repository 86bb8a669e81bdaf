/**
 * Sender callout: asks the mail host of a sender's domain whether the sender exists. Any trouble means "unknown", which
 * refuses nobody. What a stranger writes into MAIL FROM decides whom we call, so calls are few: one at a time for a
 * domain, a limit on all, never to addresses that are not public, and every result is remembered.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type MailAddress, formatAddress, isAddressLiteral } from '../../../shared/mail/address.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { AnswerCache } from '../../dns/answer-cache.ts';
import type { DnsLookups, LookupFigures } from '../../dns/dns-lookups.ts';
import { questionName } from '../../dns/dns-name.ts';
import { LookupTimes } from '../../dns/lookup-times.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import type { CalloutResult } from '../lookups.ts';
import { type ProbeQuestion, type ProbeResult, probe } from './probe.ts';
import { isPublicAddress } from './public-address.ts';
import { SmtpDialogue } from './smtp-dialogue.ts';

export interface CalloutOptions {
  /** `delivery.port` is where mail hosts are called. */
  readonly settings: SettingsSource;
  readonly dns: DnsLookups;
  /** What we call ourselves. */
  hostname(): string;
  /** Opens a connection; the socket may still be connecting. */
  connect(address: string, port: number): Socket;
  /** False for addresses never to be called; without it those that are not public. Our own should be among them. */
  allowAddress?(address: string): boolean;
  readonly clock?: Clock;
  /** Milliseconds; for tests that must not wait. */
  readonly budgetMilliseconds?: number;
}

export interface SenderCallout {
  /** Never rejects. When the signal fires, the result is unknown; the probe goes on for whoever asks next. */
  ask(sender: MailAddress, signal: AbortSignal): Promise<CalloutResult>;
  /** Counts since the start; `troubles` are unknown results. */
  statistics(): LookupFigures;
  /** Cuts the probes under way. */
  close(): void;
}

export function createCallout(options: CalloutOptions): SenderCallout {
  return new Callout(options);
}

interface Flight {
  /** The address that is asked about. */
  readonly sender: string;
  readonly result: Promise<CalloutResult>;
  readonly cut: AbortController;
}

/** Keys of the caches: addresses and domains of up to 320 bytes, and what the host has said. */
const CACHE_BYTES = FIXED_LIMITS.calloutCacheEntries * 1000;
/** RFC 5321 section 4.1.1.3 without SMTPUTF8. */
const PRINTABLE = /^[\x20-\x7e]+$/;

class Callout implements SenderCallout {
  readonly #options: CalloutOptions;
  readonly #allowed: (address: string) => boolean;
  readonly #results: AnswerCache<CalloutResult>;
  /** Domains of which it is known whether they accept every address. */
  readonly #domains: AnswerCache<{ readonly acceptsAll: boolean }>;
  /** Probes under way, by domain. */
  readonly #flights = new Map<string, Flight>();
  readonly #times = new LookupTimes('callout');
  #closed = false;

  constructor(options: CalloutOptions) {
    this.#options = options;
    this.#allowed = (address) => options.allowAddress?.(address) ?? isPublicAddress(address);
    const bounds = { entries: FIXED_LIMITS.calloutCacheEntries, bytes: CACHE_BYTES };
    this.#results = new AnswerCache(options.clock ?? systemClock, bounds);
    this.#domains = new AnswerCache(options.clock ?? systemClock, bounds);
  }

  async ask(sender: MailAddress, signal: AbortSignal): Promise<CalloutResult> {
    const begun = performance.now();
    const { hit, result } = this.#result(sender);
    const answer = await unlessAborted(result, signal, unknown('no answer in time'));
    this.#times.note(performance.now() - begun, hit, answer.kind === 'unknown');
    return answer;
  }

  statistics(): LookupFigures {
    return this.#times.figures();
  }

  close(): void {
    this.#closed = true;
    for (const { cut } of this.#flights.values()) cut.abort();
  }

  #result(sender: MailAddress): { readonly hit: boolean; readonly result: CalloutResult | Promise<CalloutResult> } {
    const domain = isAddressLiteral(sender.domain) ? undefined : questionName(sender.domain);
    const address = domain === undefined ? '' : formatAddress({ localPart: sender.localPart, domain });
    if (domain === undefined || !PRINTABLE.test(address)) return { hit: true, result: unknown('no mail host could be asked about this address') };
    const known = this.#results.get(address);
    if (known !== undefined) return { hit: true, result: known };
    if (this.#domains.get(domain)?.acceptsAll === true) return { hit: true, result: unknown('the mail host accepts every address') };
    const flight = this.#flights.get(domain);
    if (flight?.sender === address) return { hit: true, result: flight.result };
    if (flight !== undefined) return { hit: true, result: unknown('the mail host is being asked about another address') };
    if (this.#closed || this.#flights.size >= FIXED_LIMITS.calloutsAtOnce) return { hit: true, result: unknown('too many callouts are under way') };
    return { hit: false, result: this.#fly(address, domain) };
  }

  #fly(sender: string, domain: string): Promise<CalloutResult> {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), this.#options.budgetMilliseconds ?? FIXED_LIMITS.calloutSeconds * 1000);
    const result = this.#probeHosts(sender, domain, cut.signal)
      .catch((error: unknown): ProbeResult => ({ kind: 'unknown', detail: `the callout failed: ${String(error)}` }))
      .then((found) => {
        clearTimeout(timer);
        this.#flights.delete(domain);
        return this.#remember(sender, domain, found);
      });
    this.#flights.set(domain, { sender, result, cut });
    return result;
  }

  #remember(sender: string, domain: string, found: ProbeResult): CalloutResult {
    const refusesUnknown = found.kind === 'accepted' && found.refusesUnknown === true;
    const acceptsAll = found.kind === 'unknown' && found.acceptsAll === true;
    if (refusesUnknown || acceptsAll) this.#domains.set(domain, { acceptsAll }, FIXED_LIMITS.calloutAcceptedSeconds, domain.length + 100);
    const result: CalloutResult = {
      kind: found.kind === 'no-host' ? 'unknown' : found.kind,
      detail: found.detail.slice(0, FIXED_LIMITS.calloutLineBytes),
    };
    // What ended because we are stopping says nothing.
    if (!this.#closed) this.#results.set(sender, result, SECONDS[result.kind], 2 * (sender.length + result.detail.length) + 100);
    return result;
  }

  /** Calls one mail host after the other, until one can be asked. */
  async #probeHosts(sender: string, domain: string, signal: AbortSignal): Promise<ProbeResult> {
    const hosts = await unlessAborted(this.#mailHosts(domain), signal, undefined);
    if (hosts === undefined) return { kind: 'unknown', detail: 'the DNS says no mail host' };
    let result: ProbeResult = { kind: 'unknown', detail: 'no mail host has an address that may be called' };
    let connections = 0;
    const question: ProbeQuestion = {
      hostname: this.#options.hostname(),
      sender,
      // Found in no dictionary, and never the same twice, so that nobody can have it made.
      nobody: this.#domains.get(domain)?.acceptsAll === false ? undefined : `nobody-${randomBytes(8).toString('hex')}@${domain}`,
      postmaster: `postmaster@${domain}`,
    };
    for (const host of hosts.slice(0, FIXED_LIMITS.calloutConnections)) {
      const found = await unlessAborted(this.#options.dns.addresses(host), signal, undefined);
      for (const address of found?.kind === 'found' ? found.records.filter(this.#allowed) : []) {
        if (connections >= FIXED_LIMITS.calloutConnections || signal.aborted) return result;
        connections += 1;
        result = await this.#probeAddress(address, question, signal);
        if (result.kind !== 'no-host') return result;
      }
    }
    return result;
  }

  /** Names of the mail hosts in the order of RFC 5321 section 5.1, equals shuffled; undefined if the DNS says none. */
  async #mailHosts(domain: string): Promise<readonly string[] | undefined> {
    const answer = await this.#options.dns.mx(domain);
    switch (answer.kind) {
      case 'found':
        return answer.records
          .filter(({ exchange }) => exchange !== '')
          .map((record) => ({ ...record, chance: Math.random() }))
          .toSorted((left, right) => left.preference - right.preference || left.chance - right.chance)
          .map(({ exchange }) => exchange);
      case 'none':
        return [domain];
      case 'no-such-domain':
      case 'trouble':
        return undefined;
    }
  }

  async #probeAddress(address: string, question: ProbeQuestion, signal: AbortSignal): Promise<ProbeResult> {
    let socket: Socket;
    try {
      socket = this.#options.connect(address, this.#options.settings.current.delivery.port);
    } catch (error) {
      return { kind: 'no-host', detail: String(error) };
    }
    const dead = setTimeout(() => {
      if (socket.connecting) socket.destroy();
    }, FIXED_LIMITS.calloutConnectSeconds * 1000);
    try {
      return await probe(new SmtpDialogue(socket, signal), question);
    } finally {
      clearTimeout(dead);
    }
  }
}

const SECONDS = {
  accepted: FIXED_LIMITS.calloutAcceptedSeconds,
  refused: FIXED_LIMITS.calloutRefusedSeconds,
  unknown: FIXED_LIMITS.calloutUnknownSeconds,
} as const satisfies Record<CalloutResult['kind'], number>;

function unknown(detail: string): CalloutResult {
  return { kind: 'unknown', detail };
}

/** The result; or `otherwise`, once the signal fires. */
async function unlessAborted<Value, Otherwise>(result: Value | Promise<Value>, signal: AbortSignal, otherwise: Otherwise): Promise<Value | Otherwise> {
  const { promise, resolve } = Promise.withResolvers<Otherwise>();
  const giveUp = (): void => resolve(otherwise);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([result, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
