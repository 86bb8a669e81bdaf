/** Opens a connection the way a route says: which host, which of its addresses, and with what encryption. */
import * as net from 'node:net';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DeliverySettings } from '../../../shared/settings/delivery.ts';
import type { Patience } from '../client/patience.ts';
import { type ClientOptions, SmtpClient } from '../client/smtp-client.ts';
import { OPPORTUNISTIC, TlsFailed, WITHOUT } from '../client/tls.ts';
import type { Clock } from '../../clock.ts';
import type { EventSink } from '../../log/event-sink.ts';
import { type BusyPlaces, type Contact, HOST_SLOW, HostBusy, HostTrouble, NOBODY, NoWay, Stopped } from '../outcome.ts';
import { oneLine } from '../reply-text.ts';
import type { TlsPolicies } from '../policy/tls-policies.ts';
import { formatHostAndPort } from '../routing/host-and-port.ts';
import { type MailHostServices, addressShare, addressesOf, leadsBack, mailHostsOf, othersFirst } from '../routing/mail-hosts.ts';
import { type NamedHostServices, namedHostAddresses } from '../routing/named-host.ts';
import type { Route } from '../routing/router.ts';
import { loginAt, tlsAt } from '../routing/smart-host-login.ts';
import { AddressFamilies } from './address-families.ts';
import { DeadHosts, type HostCall } from './dead-hosts.ts';
import { type Errand, FailedHosts, asOnlyNow, uncalled } from './failed-hosts.ts';
import { Unfit, brokenPromise } from './fitness.ts';
import { HostPlaces, type LeaveHost } from './host-places.ts';
import { hurryOne } from './hurry.ts';
import { KeptConnections, sharedBy } from './kept-connections.ts';

export interface ConnectorServices extends MailHostServices, NamedHostServices {
  readonly settings: () => DeliverySettings;
  readonly policies: TlsPolicies;
  readonly patience: Patience;
  readonly events: EventSink;
  readonly clock: Clock;
  /** Begins a connection; another way in tests. */
  readonly connect?: (address: string, port: number) => net.Socket;
}

interface Call extends Pick<ClientOptions, 'host' | 'port' | 'tls' | 'tlsFailure' | 'login' | 'isNamed'> {
  readonly address: string;
  /** Where the handshake fails the host is called again and not asked for TLS. */
  readonly mayGoWithout: boolean;
}

/** Besides what tells one connection from another. */
interface Way {
  /** Whose mail host it is; left out where the administrator has named the host, which rests by itself and has connections of its own. */
  readonly domain?: string;
  /** Milliseconds to wait for the connection itself, if not as long as usual. */
  readonly connectWithin: number | undefined;
}

/** A connection to a mail host: where, and what to do when it has ended. */
interface AtHost {
  /** Address and port. */
  readonly place: string;
  readonly call: HostCall;
  readonly leaveHost: LeaveHost;
}

export class Connector {
  readonly #services: ConnectorServices;
  readonly #clients = new Set<SmtpClient>();
  /** What each was called for: see KeptConnections. */
  readonly #keys = new WeakMap<SmtpClient, string>();
  readonly #kept = new KeptConnections((client) => void this.leave(client));
  readonly #deadHosts: DeadHosts;
  /** Those to mail hosts. */
  readonly #atHosts = new WeakMap<SmtpClient, AtHost>();
  readonly #places: HostPlaces;
  readonly #families: AddressFamilies;
  /** Tell those that wait for a connection that there will be none. */
  readonly #stops = new Set<() => void>();
  #isStopped = false;

  constructor(services: ConnectorServices) {
    this.#services = services;
    this.#deadHosts = new DeadHosts(services.clock, (place) => this.#places.offerRoom(place));
    this.#families = new AddressFamilies(services.clock);
    this.#places = new HostPlaces((place) => Math.min(services.settings().connectionsPerDestination, this.#deadHosts.most(place)));
  }

  /** Calls every host again, whatever it did a moment ago. */
  forgetDead(): void {
    this.#deadHosts.forget();
    this.#places.forgetLines();
  }

  /** Makes no connections any more, and waits for none: neither for hosts, nor for name servers, nor for policies. Messages on their way go on. */
  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#stops) stop();
    for (const client of this.#clients) if (client.wait?.what === 'opening') client.close('this server stops');
    this.#kept.close();
  }

  /** Cuts all connections, those of which the end is waited for as well, and makes no others. */
  cut(): void {
    this.stop();
    for (const client of this.#clients) client.close();
  }

  /** Milliseconds for which mail waits in memory for a place at its host. */
  get placePatience(): number {
    return this.#services.patience.place ?? FIXED_LIMITS.deliveryPlaceSeconds * 1000;
  }

  /** Whether mail that found a host busy would find a connection to it now: there is room, or one that nobody uses. */
  mayFindOne({ places, domain }: BusyPlaces): boolean {
    return places.some((place) => this.#hasIdle(place, domain));
  }

  /** Calls back when mail of a domain may have a connection to a host that was busy; at once if it may now. */
  whenFree({ places, domain }: HostBusy, onFree: () => void): void {
    if (places.some((place) => this.#places.hasRoom(place, domain))) {
      onFree();
      return;
    }
    const once = (): void => {
      for (const place of places) this.#places.leaveLine(place, domain, once);
      onFree();
    };
    for (const place of places) this.#places.waitFor(place, domain, once);
  }

  /** Gives up the host that has been waited for longest, if it has had a fair time: too many others wait as well. */
  hurry(): void {
    hurryOne(this.#clients);
  }

  /** @throws HostTrouble @throws NoWay @throws NoneFit @throws HostBusy @throws Stopped */
  async open(route: Route, errand: Errand): Promise<SmtpClient> {
    if (this.#isStopped) throw new Stopped();
    const { promise, resolve, reject } = Promise.withResolvers<SmtpClient>();
    const stop = (): void => reject(new Stopped());
    this.#stops.add(stop);
    const failed = new FailedHosts(this.#services.events, errand);
    // What it waits for may take a minute, and cannot always be ended: then nobody waits for what comes of it.
    void this.#open(route, errand, failed)
      .finally(() => {
        this.#stops.delete(stop);
        failed.end();
      })
      .then((client) => {
        if (this.#isStopped) void this.leave(client);
        resolve(client);
      }, reject);
    return await promise;
  }

  async #open(route: Route, errand: Errand, failed: FailedHosts): Promise<SmtpClient> {
    switch (route.kind) {
      case 'smart-host': {
        const { host, port, tls } = route.smartHost;
        return await this.#openNamed({ host, port, tls: tlsAt(tls), mayGoWithout: false, ...loginAt(route.smartHost) }, route, errand, failed);
      }
      case 'host':
        return await this.#openNamed({ host: route.host, port: route.port, tls: OPPORTUNISTIC, mayGoWithout: true }, route, errand, failed);
      case 'mail-hosts':
        return await this.#openMailHosts(route.domain, route.port, errand, failed);
    }
  }

  /** A host that the administrator has named, one address after the other. */
  async #openNamed(call: Omit<Call, 'address'>, route: Exclude<Route, { kind: 'mail-hosts' }>, errand: Errand, failed: FailedHosts): Promise<SmtpClient> {
    const addresses = this.#families.inOrder(await namedHostAddresses(route, call, this.#services));
    for (const address of addresses) {
      const client = await this.#callFor(errand, { ...call, address, isNamed: true }, failed, {
        connectWithin: this.#families.patienceFor(address, addresses),
      });
      if (client !== undefined && client !== 'busy') return client;
    }
    throw failed.verdict() ?? new HostTrouble(`${call.host} could not be tried`, true);
  }

  /** One host after the other, and each of its addresses, until one answers (RFC 5321 section 5.1). */
  async #openMailHosts(domain: string, port: number, errand: Errand, failed: FailedHosts): Promise<SmtpClient> {
    const { policies, settings } = this.#services;
    const { hosts: all, secure, canonical: nextHop } = await mailHostsOf(domain, this.#services);
    const { putOff } = errand;
    const hosts = othersFirst(all, putOff?.contact.host);
    let policy: ReturnType<TlsPolicies['ofDomain']> | undefined;
    let addressesLeft: number = FIXED_LIMITS.deliveryAddressesTried;
    /** Not one of the hosts seen so far may ever be called. */
    let hopeless: string | undefined;
    /** The best preference of which a host has no place for us. */
    let busyAt = Infinity;
    for (const mailHost of hosts) {
      const { name, preference } = mailHost;
      // A host that is busy is no reason for a worse one, but where nothing shows that it takes any mail.
      if (preference > busyAt) break;
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
      const others = found.addresses.filter((address) => formatHostAndPort(address, port) !== putOff?.contact.address);
      const addresses = this.#families.inOrder(others).filter((address) => !this.#isDead(name, address, port, failed));
      if (addresses.length === 0) continue;
      policy ??= policies.ofDomain(domain);
      const demand = await policies.demandFor({ domain, nextHop, host: name, canonical, port, policy: await policy, secure: secure && found.secure });
      if (typeof demand === 'string') {
        failed.add(new HostTrouble(demand, true, { contact: { ...NOBODY, host: name } }));
        continue;
      }
      const tried = addresses.slice(0, addressShare(hosts, mailHost, addressesLeft));
      for (const address of tried) {
        addressesLeft -= 1;
        const call: Call = { host: name, address, port, tls: demand ?? OPPORTUNISTIC, mayGoWithout: demand === undefined };
        const client = await this.#callFor(errand, call, failed, { domain, connectWithin: this.#families.patienceFor(address, tried) });
        if (client === 'busy') busyAt = this.#deadHosts.hangs(formatHostAndPort(address, port)) ? busyAt : preference;
        else if (client !== undefined) {
          this.#places.hasAnother(domain);
          return client;
        }
        // What it does not promise at one address it does not promise at another.
        if (failed.last instanceof Unfit) break;
      }
    }
    if (failed.busy !== undefined) throw busyAt === Infinity ? new HostBusy(failed.busy.places, domain, HOST_SLOW) : failed.busy;
    if (failed.last === undefined && hopeless !== undefined) throw new NoWay(hopeless, '5.4.4');
    throw failed.verdict() ?? new HostTrouble(`no mail host of ${domain} could be tried`, true);
  }

  /** It has just failed, for this or another domain, and is not called. */
  #isDead(host: string, address: string, port: number, failed: FailedHosts): boolean {
    const place = formatHostAndPort(address, port);
    const failure = this.#deadHosts.whyNot(place);
    if (failure !== undefined) failed.addUncalled(uncalled(failure, host, place));
    return failure !== undefined;
  }

  /** @returns undefined where the host fails, or is not fit for the message @throws Stopped */
  async #callFor({ requireTls }: Errand, call: Call, failed: FailedHosts, way: Way): Promise<SmtpClient | 'busy' | undefined> {
    if (this.#isStopped) throw new Stopped();
    failed.goOn();
    try {
      const place = formatHostAndPort(call.address, call.port);
      const kept = way.domain === undefined || this.#hasIdle(place, way.domain) ? this.#takeKept(call) : undefined;
      kept?.continueAs(call.host);
      if (kept !== undefined && way.domain !== undefined) this.#places.arrived(place, way.domain);
      const client = kept ?? (await this.#begin(call, failed, way));
      // Where encryption has failed for one name it may work for another.
      this.#keys.set(client, client.contact.tlsFailure === undefined ? sharedBy(call) : JSON.stringify(call));
      const broken = requireTls ? brokenPromise(client) : undefined;
      if (broken === undefined) return client;
      failed.add(new Unfit(broken, client.contact));
      void this.leave(client);
    } catch (error) {
      if (this.#isStopped) throw new Stopped();
      if (error instanceof HostBusy) {
        failed.busy = new HostBusy([...(failed.busy?.places ?? []), ...error.places], error.domain);
        return 'busy';
      }
      if (!(error instanceof HostTrouble)) throw error;
      failed.add(error);
    }
    return undefined;
  }

  async #begin(call: Call, failed: FailedHosts, { domain, connectWithin }: Way): Promise<SmtpClient> {
    if (domain === undefined) return await this.#try(call, failed, connectWithin, undefined);
    const place = formatHostAndPort(call.address, call.port);
    const leaveHost = await this.#takePlace(place, domain);
    let hostCall: HostCall | undefined;
    try {
      const answer = await this.#deadHosts.begin(place);
      if ('why' in answer) throw uncalled(answer, call.host, place);
      hostCall = answer;
      const client = await this.#try(call, failed, connectWithin, hostCall);
      this.#atHosts.set(client, { place, call: hostCall, leaveHost });
      return client;
    } catch (error) {
      const refusesAll = error instanceof HostTrouble && error.refusesAll;
      const isOneTooMany = hostCall?.ended({ why: error instanceof Error ? error.message : String(error), refusesAll }) === true;
      leaveHost(this.#deadHosts.whyNot(place) !== undefined);
      if (isOneTooMany && error instanceof HostTrouble) {
        failed.tell(error);
        throw new HostBusy([place], domain);
      }
      // It takes mail of ours at this moment.
      throw refusesAll && this.#deadHosts.isConnected(place) ? asOnlyNow(error) : error;
    }
  }

  #takeKept(call: Call): SmtpClient | undefined {
    return this.#kept.take(sharedBy(call)) ?? this.#kept.take(JSON.stringify(call));
  }

  /** There are more idle connections to the host than others have been called for. */
  #hasIdle(place: string, domain: string): boolean {
    return this.#places.hasRoom(place, domain, () => this.#kept.count((client) => this.#atHosts.get(client)?.place === place));
  }

  /** @throws HostBusy */
  async #takePlace(place: string, domain: string): Promise<LeaveHost> {
    const taken = this.#places.take(place, domain);
    if (taken !== undefined) return taken;
    // One that nobody uses, and that is not as it would have to be for this domain, makes room: it is over in a moment.
    const who = Symbol(domain);
    const ended = Promise.withResolvers<void>();
    this.#places.waitFor(place, who, ended.resolve, true);
    // A host that does not let go of it is no reason to wait for ever.
    const patience = setTimeout(ended.resolve, FIXED_LIMITS.deliveryHurriedSeconds * 1000);
    try {
      const makesRoom = this.#hasIdle(place, domain) && this.#kept.endOne((client) => this.#atHosts.get(client)?.place === place);
      if (makesRoom) await ended.promise;
      const leave = makesRoom ? this.#places.take(place, who) : undefined;
      if (leave === undefined) throw new HostBusy([place], domain);
      return leave;
    } finally {
      clearTimeout(patience);
      this.#places.giveUp(place, who);
    }
  }

  async #try(call: Call, failed: FailedHosts, connectWithin: number | undefined, hostCall: HostCall | undefined): Promise<SmtpClient> {
    if (this.#isStopped) throw new Stopped();
    const { hostname, patience, connect = beginConnection } = this.#services;
    const { address, mayGoWithout, ...facts } = call;
    const { host, port, tlsFailure } = facts;
    const contact: Contact = { host, address: formatHostAndPort(address, port), tls: '', ...(tlsFailure === undefined ? {} : { tlsFailure }) };
    const client = new SmtpClient({
      connect: () => connect(address, port),
      hostname: hostname(),
      patience,
      connectWithin,
      onWelcome: () => hostCall?.greeted(),
      ...facts,
    });
    this.#clients.add(client);
    try {
      await client.open();
      this.#families.reached(host, address);
      return client;
    } catch (error) {
      this.#clients.delete(client);
      if (!client.reached && !this.#isStopped) this.#families.unreached(host, address);
      if (error instanceof TlsFailed) {
        const trouble = new HostTrouble(oneLine(error.message), true, { cause: error, contact });
        if (!mayGoWithout) throw trouble;
        // RFC 7435 section 3: better in the clear than not at all, where nobody has promised anything else.
        failed.tell(trouble);
        return await this.#try({ ...call, tls: WITHOUT, mayGoWithout: false, tlsFailure: trouble.message }, failed, connectWithin, hostCall);
      }
      if (error instanceof HostTrouble && error.contact.address === '') {
        throw new HostTrouble(error.message, true, { cause: error, contact, refusesAll: error.refusesAll });
      }
      throw error;
    }
  }

  /** Nothing is left for it where it belongs, for now at least: others may go on with it. @returns when they may, or when it is over */
  async pass(client: SmtpClient): Promise<void> {
    const key = this.#keys.get(client);
    if (key === undefined || !this.#kept.keep(key, client)) await this.leave(client);
    else this.#places.offer(this.#atHosts.get(client)?.place ?? '');
  }

  /** Goes on with one that was passed on. @returns false if somebody else has it, or has been called for it, or it has ended */
  takeBack(client: SmtpClient): boolean {
    const place = this.#atHosts.get(client)?.place;
    return (place === undefined || this.#hasIdle(place, '')) && this.#kept.takeBack(client);
  }

  /** The host takes long over a message. @returns to be called when that is over */
  takesLong(client: SmtpClient): () => void {
    return (client.messages === 0 ? this.#atHosts.get(client)?.call.takesLong() : undefined) ?? (() => undefined);
  }

  /** The connection is over, or to be ended politely. @returns when it is gone */
  async leave(client: SmtpClient): Promise<void> {
    const atHost = this.#atHosts.get(client);
    // It counts at the host as long as it stands there.
    const gone = Promise.withResolvers<void>();
    client.quit(() => {
      this.#clients.delete(client);
      atHost?.call.ended();
      atHost?.leaveHost(false);
      gone.resolve();
    });
    await gone.promise;
  }
}

function beginConnection(address: string, port: number): net.Socket {
  return net.connect({ host: address, port });
}
