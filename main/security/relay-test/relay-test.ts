/**
 * The open-relay test: plays a stranger to our own listeners, over real sockets, and looks whether any of them would pass on mail
 * to somebody elsewhere. It names senders and recipients and never sends DATA. It runs when asked, and after each change of the
 * settings or domains that relaying depends on.
 */
import { randomInt } from 'node:crypto';
import type { ListenerState } from '../../../shared/admin-api/server.ts';
import type { RelayAttempt, RelayTestGap, RelayTestResult, TestedListener } from '../../../shared/admin-api/relay-test.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { escapeAndCut } from '../../../shared/text/escape.ts';
import type { AccountDirectory } from '../../accounts/account-directory.ts';
import type { Clock } from '../../clock.ts';
import type { EventSink } from '../../log/event-sink.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import type { ServerAddressLists } from '../address-lists/server-address-lists.ts';
import type { ProbeAddresses } from './probe-addresses.ts';
import { ProbeClient, ProbeEnded, type ProbeTarget } from './probe-client.ts';
import { recipientForms } from './recipient-forms.ts';

export interface RelayTestParts {
  readonly listeners: () => readonly ListenerState[];
  readonly settings: SettingsSource;
  readonly accounts: Pick<AccountDirectory, 'listDomains' | 'onChange'>;
  readonly addressLists: Pick<ServerAddressLists, 'trusted' | 'banned'>;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly probes: ProbeAddresses;
}

const SMTP_PROTOCOLS: ReadonlySet<string> = new Set(['smtp', 'submission', 'submissions']);
/** A domain that is no domain of anybody (RFC 2606): nobody's name server is asked for long, nobody's mail server at all. */
const STRANGERS_NAME = 'mail.relay-test.invalid';
const STRANGER = 'stranger@relay-test.invalid';
/** Connections to one listener: it may end a conversation after too many odd commands, but not for ever. */
const MOST_CONNECTIONS = 30;
const SHOWN_CHARACTERS = 300;

export class RelayTest {
  readonly #parts: RelayTestParts;
  readonly #watchers = new Set<() => void>();
  #last: RelayTestResult | undefined;
  /** One test at a time; the next waits for it. */
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopFollowing: (() => void) | undefined;
  #client: ProbeClient | undefined;
  #stopped = false;

  constructor(parts: RelayTestParts) {
    this.#parts = parts;
  }

  /** The last result since the start. */
  get last(): RelayTestResult | undefined {
    return this.#last;
  }

  /** Calls back after each test; returns the way to stop that. */
  onResult(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Tests again, a moment after each change that relaying depends on. */
  followChanges(): void {
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.run('changed'), FIXED_LIMITS.relayTestDelayMs).unref();
    };
    const stops = [
      this.#parts.settings.onChange((now, before) => {
        if (relayPart(now) !== relayPart(before)) soon();
      }),
      this.#parts.accounts.onChange(({ subject }) => {
        if (subject === 'domain') soon();
      }),
    ];
    this.#stopFollowing = () => {
      for (const stop of stops) stop();
    };
  }

  run(cause: RelayTestResult['cause']): Promise<RelayTestResult> {
    const test = this.#turn.then(() => this.#run(cause));
    // The next test has its turn whatever came of this one; who asked hears of it.
    this.#turn = test.catch(() => undefined);
    return test;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopFollowing?.();
    clearTimeout(this.#timer);
    this.#client?.close();
    await this.#turn;
  }

  async #run(cause: RelayTestResult['cause']): Promise<RelayTestResult> {
    const { clock, probes } = this.#parts;
    const [at, began] = [clock.now(), performance.now()];
    const address = this.#strangersAddress();
    const states = this.#parts.listeners().filter(({ protocol }) => SMTP_PROTOCOLS.has(protocol));
    const listeners =
      address === undefined ? states.map((state) => tested(state, 'no-stranger')) : await probes.lend(address, async () => await this.#all(states, address));
    const gap = listeners.length > 0 && listeners.every((each) => each.gap === listeners[0]?.gap) ? serverGap(listeners[0]?.gap) : undefined;
    const result: RelayTestResult = {
      at,
      milliseconds: performance.now() - began,
      cause,
      verdict: verdictOf(listeners),
      ...(address === undefined ? {} : { clientAddress: address }),
      ...(gap === undefined ? {} : { gap }),
      listeners,
    };
    if (this.#stopped) return result;
    this.#last = result;
    this.#note(result);
    for (const watcher of this.#watchers) watcher();
    return result;
  }

  /** A loopback address that is on no list; undefined if none was found. */
  #strangersAddress(): string | undefined {
    const { addressLists, clock } = this.#parts;
    for (let attempt = 0; attempt < FIXED_LIMITS.relayTestAddresses; attempt += 1) {
      const address = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
      if (addressLists.trusted(address, clock.now()) === undefined && addressLists.banned(address, clock.now()) === undefined) return address;
    }
    return undefined;
  }

  async #all(states: readonly ListenerState[], address: string): Promise<TestedListener[]> {
    const listeners: TestedListener[] = [];
    for (const state of states) listeners.push(await this.#one(state, address));
    return listeners;
  }

  async #one(state: ListenerState, localAddress: string): Promise<TestedListener> {
    if (state.state !== 'listening') return tested(state, 'not-listening');
    const everywhere = state.address === '' || state.address === '0.0.0.0' || state.address === '::';
    const target: ProbeTarget = { host: everywhere ? '127.0.0.1' : state.address, port: state.port, localAddress, implicitTls: state.tls === 'implicit' };
    const attempts: RelayAttempt[] = [];
    try {
      const gap = await this.#converse(target, attempts);
      return tested(state, gap, attempts);
    } catch (error) {
      return tested(state, errorCode(error) === 'EADDRNOTAVAIL' ? 'no-address' : 'not-reachable', attempts);
    } finally {
      this.#client?.close();
      this.#client = undefined;
    }
  }

  /** Every recipient for every sender. A connection that the listener ends is replaced by the next. */
  async #converse(target: ProbeTarget, attempts: RelayAttempt[]): Promise<RelayTestGap | undefined> {
    const domain = this.#parts.accounts.listDomains()[0]?.name;
    const forms = recipientForms(domain ?? 'local.invalid');
    const senders = ['', STRANGER, ...(domain === undefined ? [] : [`postmaster@${domain}`])];
    let connections = 0;
    for (const sender of senders) {
      let next = 0;
      while (next < forms.length) {
        connections += 1;
        if (connections > MOST_CONNECTIONS || this.#stopped) return 'cut-off';
        const client = await this.#greet(target);
        next = await this.#nameRecipients(client, sender, forms, next, attempts);
        await client.quit();
      }
    }
    return undefined;
  }

  async #greet(target: ProbeTarget): Promise<ProbeClient> {
    const client = await ProbeClient.open(target, FIXED_LIMITS.relayTestSeconds * 1000);
    this.#client = client;
    await client.say('EHLO', STRANGERS_NAME);
    return client;
  }

  /** @returns the place of the first recipient that is still to be named */
  async #nameRecipients(client: ProbeClient, sender: string, forms: readonly string[], from: number, attempts: RelayAttempt[]): Promise<number> {
    let place = from;
    try {
      const mail = await client.say('MAIL', `FROM:<${sender}>`);
      if (mail.code >= 300) {
        attempts.push({ sender, reply: shown(mail.line), taken: false });
        return forms.length;
      }
      for (; place < forms.length; place += 1) {
        const recipient = forms[place] ?? '';
        const reply = await client.say('RCPT', `TO:<${recipient}>`);
        attempts.push({ sender, recipient: shown(recipient), reply: shown(reply.line), taken: reply.code < 300 });
        // After 421 the listener closes (RFC 5321 section 3.8).
        if (reply.code === 421) return place + 1;
      }
    } catch (error) {
      // That recipient was not taken, whatever ended the connection.
      if (error instanceof ProbeEnded) return place + 1;
      throw error;
    }
    return place;
  }

  #note({ verdict, listeners }: RelayTestResult): void {
    const taken = listeners.flatMap(({ id, attempts }) => attempts.filter((attempt) => attempt.taken).map((attempt) => ({ id, ...attempt })));
    const untested = listeners.filter(({ gap }) => gap !== undefined).map(({ id }) => id);
    const count = listeners.reduce((sum, { attempts }) => sum + attempts.length, 0);
    const [first] = taken;
    const text =
      first !== undefined
        ? `open-relay test: THIS SERVER RELAYS FOR STRANGERS. The listener ${first.id} took the recipient <${first.recipient ?? ''}> from the sender <${first.sender}>`
        : verdict === 'closed'
          ? `open-relay test: no listener relays for strangers (${count} attempts at ${listeners.map(({ id }) => id).join(', ')})`
          : `open-relay test: nothing was relayed, but not all could be tested: ${untested.join(', ') || 'there is no SMTP listener'}`;
    this.#parts.events.emit({ kind: 'server', level: first !== undefined ? 'error' : verdict === 'closed' ? 'info' : 'warning', protocol: 'server', text });
  }
}

/** The settings that relaying depends on, as one text. */
function relayPart({ server, security }: Settings): string {
  return JSON.stringify([
    server.listeners,
    security['smtp-authentication'],
    security['smtp-after-pop'],
    security['sender-rules'],
    security['trusted-addresses'],
  ]);
}

function tested({ id, protocol, port }: ListenerState, gap: RelayTestGap | undefined, attempts: RelayAttempt[] = []): TestedListener {
  return { id, protocol, port, attempts, ...(gap === undefined ? {} : { gap }) };
}

function verdictOf(listeners: readonly TestedListener[]): RelayTestResult['verdict'] {
  if (listeners.some(({ attempts }) => attempts.some(({ taken }) => taken))) return 'open';
  // One that does not listen relays nothing.
  const running = listeners.filter(({ gap }) => gap !== 'not-listening');
  return running.some(({ gap }) => gap !== undefined) || running.length === 0 ? 'unsure' : 'closed';
}

function serverGap(gap: RelayTestGap | undefined): RelayTestGap | undefined {
  return gap === 'no-stranger' || gap === 'no-address' ? gap : undefined;
}

function shown(text: string): string {
  return escapeAndCut(text, SHOWN_CHARACTERS);
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
