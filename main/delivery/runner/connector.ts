/** Opens a connection the way a route says: which host, which of its addresses, and with what encryption. */
import * as net from 'node:net';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DeliverySettings, SmartHostSettings } from '../../../shared/settings/delivery.ts';
import { type ClientOptions, type Patience, SmtpClient } from '../client/smtp-client.ts';
import { type TlsDemand, TlsFailed } from '../client/tls.ts';
import type { Clock } from '../../clock.ts';
import type { EventSink } from '../../log/event-sink.ts';
import { type Contact, HostTrouble, NOBODY, NoWay } from '../outcome.ts';
import { oneLine } from '../reply-text.ts';
import type { TlsPolicies } from '../policy/tls-policies.ts';
import { formatHostAndPort } from '../routing/host-and-port.ts';
import { type MailHostServices, addressesOf, leadsBack, mailHostsOf } from '../routing/mail-hosts.ts';
import { type NamedHostServices, namedHostAddresses } from '../routing/named-host.ts';
import type { Route } from '../routing/router.ts';
import { DeadHosts, type HostCall } from './dead-hosts.ts';
import { FailedHosts } from './failed-hosts.ts';
import { Unfit, brokenPromise } from './fitness.ts';
import { KeptConnections } from './kept-connections.ts';

export interface ConnectorServices extends MailHostServices, NamedHostServices {
  readonly settings: () => DeliverySettings;
  readonly policies: TlsPolicies;
  readonly patience: Patience;
  readonly events: EventSink;
  readonly clock: Clock;
}

/** What a connection is wanted for. */
export interface Errand {
  /** Of the message: hosts that fail are told of there. */
  readonly traceId: string;
  /** It may only travel encrypted (RFC 8689): a host that does not promise that is passed over. */
  readonly requireTls: boolean;
}

interface Call extends Pick<ClientOptions, 'host' | 'port' | 'tls' | 'tlsFailure' | 'login'> {
  readonly address: string;
  /** Where the handshake fails the host is called again and not asked for TLS. */
  readonly mayGoWithout: boolean;
}

const OPPORTUNISTIC: TlsDemand = { when: 'if-offered', proof: { kind: 'none' } };
const WITHOUT: TlsDemand = { when: 'never', proof: { kind: 'none' } };

export class Connector {
  readonly #services: ConnectorServices;
  readonly #clients = new Set<SmtpClient>();
  /** Those that have not got as far as a first message, and since when; the oldest first. */
  readonly #opening = new Map<SmtpClient, number>();
  /** What each was called for: see KeptConnections. */
  readonly #keys = new WeakMap<SmtpClient, string>();
  readonly #kept = new KeptConnections((client) => this.leave(client));
  readonly #deadHosts: DeadHosts;
  readonly #hostCalls = new WeakMap<SmtpClient, HostCall>();
  #isCut = false;

  constructor(services: ConnectorServices) {
    this.#services = services;
    this.#deadHosts = new DeadHosts(services.clock);
  }

  /** Calls every host again, whatever it did a moment ago. */
  forgetDead(): void {
    this.#deadHosts.forget();
  }

  /** Cuts all connections, those in the making included, and makes no others. */
  cut(): void {
    this.#isCut = true;
    for (const client of this.#clients) client.close();
  }

  /** Ends the connections that nobody uses, and keeps no others. */
  endKept(): void {
    this.#kept.close();
  }

  /** Gives up the host that has been waited for longest, if it has had a fair time: too many others wait as well. */
  hurry(): void {
    const [oldest] = this.#opening;
    if (oldest === undefined) return;
    const [client, since] = oldest;
    if (performance.now() - since < FIXED_LIMITS.deliveryHurriedSeconds * 1000) return;
    this.#opening.delete(client);
    client.close(`the host did not answer within ${FIXED_LIMITS.deliveryHurriedSeconds} seconds, and too many others are waited for to give it longer`);
  }

  /** @throws HostTrouble @throws NoWay @throws NoneFit */
  async open(route: Route, errand: Errand): Promise<SmtpClient> {
    const failed = new FailedHosts(this.#services.events, errand.traceId);
    switch (route.kind) {
      case 'smart-host': {
        const { host, port, tls, user, password } = route.smartHost;
        const login = user === '' ? {} : { login: { user, password } };
        return await this.#openNamed({ host, port, tls: SMART_HOST_TLS[tls], mayGoWithout: false, ...login }, route, errand, failed);
      }
      case 'host':
        return await this.#openNamed({ host: route.host, port: route.port, tls: OPPORTUNISTIC, mayGoWithout: true }, route, errand, failed);
      case 'mail-hosts':
        return await this.#openMailHosts(route.domain, route.port, errand, failed);
    }
  }

  /** A host that the administrator has named, one address after the other. */
  async #openNamed(call: Omit<Call, 'address'>, route: Exclude<Route, { kind: 'mail-hosts' }>, errand: Errand, failed: FailedHosts): Promise<SmtpClient> {
    for (const address of await namedHostAddresses(route, call, this.#services)) {
      const client = await this.#callFor(errand, { ...call, address }, failed);
      if (client !== undefined) return client;
    }
    throw failed.verdict() ?? new HostTrouble(`${call.host} could not be tried`, true);
  }

  /** One host after the other, and each of its addresses, until one answers (RFC 5321 section 5.1). */
  async #openMailHosts(domain: string, port: number, errand: Errand, failed: FailedHosts): Promise<SmtpClient> {
    const { policies, settings } = this.#services;
    const { hosts, secure, canonical: nextHop } = await mailHostsOf(domain, this.#services);
    let policy: ReturnType<TlsPolicies['ofDomain']> | undefined;
    let addressesLeft: number = FIXED_LIMITS.deliveryAddressesTried;
    /** Not one of the hosts seen so far may ever be called. */
    let hopeless: string | undefined;
    for (const { name, preference } of hosts) {
      const found = await addressesOf(name, port, settings(), this.#services);
      if (found.kind === 'ourselves') {
        // RFC 5321 section 5.1: no host that is as good as we are, or worse.
        const better = hosts.some((host) => host.preference < preference);
        if (failed.last === undefined && !better) throw leadsBack(domain);
        break;
      }
      if (found.kind === 'none') {
        const trouble = new HostTrouble(found.why, true, { contact: { ...NOBODY, host: name } });
        if (found.forGood && hosts.length > 1) failed.tell(trouble);
        if (found.forGood) hopeless ??= found.why;
        else failed.addUncalled(trouble);
        continue;
      }
      const { canonical } = found;
      const addresses = found.addresses.filter((address) => !this.#isDead(name, address, port, failed));
      if (addresses.length === 0) continue;
      policy ??= policies.ofDomain(domain);
      const demand = await policies.demandFor({ domain, nextHop, host: name, canonical, port, policy: await policy, secure: secure && found.secure });
      if (typeof demand === 'string') {
        failed.add(new HostTrouble(demand, true, { contact: { ...NOBODY, host: name } }));
        continue;
      }
      for (const address of addresses) {
        if (addressesLeft === 0) break;
        addressesLeft -= 1;
        const call: Call = { host: name, address, port, tls: demand ?? OPPORTUNISTIC, mayGoWithout: demand === undefined };
        const client = await this.#callFor(errand, call, failed, this.#deadHosts);
        if (client !== undefined) return client;
        // What it does not promise at one address it does not promise at another.
        if (failed.last instanceof Unfit) break;
      }
    }
    if (failed.last === undefined && hopeless !== undefined) throw new NoWay(hopeless, '5.4.4');
    throw failed.verdict() ?? new HostTrouble(`no mail host of ${domain} could be tried`, true);
  }

  /** It has just failed, for this or another domain, and is not called. */
  #isDead(host: string, address: string, port: number, failed: FailedHosts): boolean {
    const place = formatHostAndPort(address, port);
    const why = this.#deadHosts.whyNot(place);
    if (why !== undefined) failed.addUncalled(new HostTrouble(why, true, { contact: { ...NOBODY, host, address: place } }));
    return why !== undefined;
  }

  /**
   * @param deadHosts those that are not to be called; left out where the administrator has named the host, which rests by itself
   * @returns undefined where the host fails, or is not fit for the message
   */
  async #callFor({ requireTls }: Errand, call: Call, failed: FailedHosts, deadHosts?: DeadHosts): Promise<SmtpClient | undefined> {
    failed.goOn();
    try {
      const key = JSON.stringify(call);
      const client = this.#kept.take(key) ?? (await this.#begin(call, failed, deadHosts));
      this.#keys.set(client, key);
      const broken = requireTls ? brokenPromise(client) : undefined;
      if (broken === undefined) return client;
      failed.add(new Unfit(broken, client.contact));
      this.leave(client);
    } catch (error) {
      if (!(error instanceof HostTrouble)) throw error;
      failed.add(error);
    }
    return undefined;
  }

  async #begin(call: Call, failed: FailedHosts, deadHosts: DeadHosts | undefined): Promise<SmtpClient> {
    const place = formatHostAndPort(call.address, call.port);
    const hostCall = await deadHosts?.begin(place);
    if (typeof hostCall === 'string') throw new HostTrouble(hostCall, true, { contact: { ...NOBODY, host: call.host, address: place } });
    try {
      if (this.#isCut) throw new HostTrouble('this server stops', true);
      const client = await this.#try(call, failed, hostCall);
      if (hostCall !== undefined) this.#hostCalls.set(client, hostCall);
      return client;
    } catch (error) {
      hostCall?.ended(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  async #try(call: Call, failed: FailedHosts, hostCall: HostCall | undefined): Promise<SmtpClient> {
    const { hostname, patience } = this.#services;
    const { address, mayGoWithout, ...facts } = call;
    const { host, port, tlsFailure } = facts;
    const contact: Contact = { host, address: formatHostAndPort(address, port), tls: '', ...(tlsFailure === undefined ? {} : { tlsFailure }) };
    const client = new SmtpClient({
      connect: () => net.connect({ host: address, port }),
      hostname: hostname(),
      patience,
      onGreeting: () => hostCall?.greeted(),
      ...facts,
    });
    this.#clients.add(client);
    this.#opening.set(client, performance.now());
    try {
      await client.open();
      return client;
    } catch (error) {
      this.#clients.delete(client);
      if (error instanceof TlsFailed) {
        const trouble = new HostTrouble(oneLine(error.message), true, { cause: error, contact });
        if (!mayGoWithout) throw trouble;
        // RFC 7435 section 3: better in the clear than not at all, where nobody has promised anything else.
        failed.tell(trouble);
        return await this.#try({ ...call, tls: WITHOUT, mayGoWithout: false, tlsFailure: trouble.message }, failed, hostCall);
      }
      if (error instanceof HostTrouble && error.contact.address === '') throw new HostTrouble(error.message, true, { cause: error, contact });
      throw error;
    } finally {
      this.#opening.delete(client);
    }
  }

  /** Nothing is left for it where it belongs, for now at least: others may go on with it. */
  pass(client: SmtpClient): void {
    const key = this.#keys.get(client);
    if (key === undefined) this.leave(client);
    else this.#kept.keep(key, client);
  }

  /** Goes on with one that was passed on. @returns false if somebody else has it, or it has ended */
  takeBack(client: SmtpClient): boolean {
    return this.#kept.takeBack(client);
  }

  /** The connection is over, or to be ended politely. */
  leave(client: SmtpClient): void {
    this.#clients.delete(client);
    this.#hostCalls.get(client)?.ended('');
    client.quit();
  }
}

const VALID = { kind: 'certificate', by: 'the setting of the smart host' } as const;
/** Required TLS means a valid certificate. */
const SMART_HOST_TLS: Readonly<Record<SmartHostSettings['tls'], TlsDemand>> = {
  none: WITHOUT,
  opportunistic: OPPORTUNISTIC,
  starttls: { when: 'required', proof: VALID },
  implicit: { when: 'at-once', proof: VALID },
};
