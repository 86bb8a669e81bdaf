/** Opens a connection the way a route says: which host, which of its addresses, and with what encryption. */
import * as net from 'node:net';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DeliverySettings, SmartHostSettings } from '../../../shared/settings/delivery.ts';
import { type ClientOptions, type Patience, SmtpClient } from '../client/smtp-client.ts';
import { type TlsDemand, TlsFailed } from '../client/tls.ts';
import type { EventSink } from '../../log/event-sink.ts';
import { type Contact, HostTrouble, NOBODY, NoWay } from '../outcome.ts';
import { oneLine } from '../reply-text.ts';
import type { TlsPolicies } from '../policy/tls-policies.ts';
import { formatHostAndPort } from '../routing/host-and-port.ts';
import { type MailHostServices, addressesOf, leadsBack, mailHostsOf } from '../routing/mail-hosts.ts';
import type { Route } from '../routing/router.ts';
import { FailedHosts } from './failed-hosts.ts';

export interface ConnectorServices extends MailHostServices {
  readonly settings: () => DeliverySettings;
  readonly policies: TlsPolicies;
  readonly patience: Patience;
  readonly events: EventSink;
}

interface Call extends Pick<ClientOptions, 'host' | 'port' | 'tls' | 'tlsFailure' | 'login'> {
  /** An IP address, or a name. */
  readonly address: string;
  /** Where the handshake fails the host is called again and not asked for TLS. */
  readonly mayGoWithout: boolean;
}

const OPPORTUNISTIC: TlsDemand = { when: 'if-offered', proof: { kind: 'none' } };
const WITHOUT: TlsDemand = { when: 'never', proof: { kind: 'none' } };

export class Connector {
  readonly #services: ConnectorServices;
  readonly #clients = new Set<SmtpClient>();

  constructor(services: ConnectorServices) {
    this.#services = services;
  }

  /** Cuts all connections, those in the making included. */
  cut(): void {
    for (const client of this.#clients) client.close();
  }

  /** @param traceId of the message that wants it: hosts that fail are told of there @throws HostTrouble @throws NoWay */
  async open(route: Route, traceId: string): Promise<SmtpClient> {
    const failed = new FailedHosts(this.#services.events, traceId);
    switch (route.kind) {
      case 'smart-host':
        return await this.#openSmartHost(route.smartHost, failed);
      case 'host':
        return await this.#try({ host: route.host, address: route.host, port: route.port, tls: OPPORTUNISTIC, mayGoWithout: true }, failed);
      case 'mail-hosts':
        return await this.#openMailHosts(route.domain, route.port, failed);
    }
  }

  async #openSmartHost({ host, port, tls, user, password }: SmartHostSettings, failed: FailedHosts): Promise<SmtpClient> {
    const login = user === '' ? {} : { login: { user, password } };
    return await this.#try({ host, address: host, port, tls: SMART_HOST_TLS[tls], mayGoWithout: false, ...login }, failed);
  }

  /** One host after the other, and each of its addresses, until one answers (RFC 5321 section 5.1). */
  async #openMailHosts(domain: string, port: number, failed: FailedHosts): Promise<SmtpClient> {
    const { policies, settings } = this.#services;
    const { hosts, secure } = await mailHostsOf(domain, this.#services);
    const policy = await policies.ofDomain(domain);
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
      const demand = await policies.demandFor({ domain, host: name, port, policy, secure: secure && found.secure });
      if (typeof demand === 'string') {
        failed.add(new HostTrouble(demand, true, { contact: { ...NOBODY, host: name } }));
        continue;
      }
      for (const address of found.addresses) {
        if (addressesLeft === 0) break;
        addressesLeft -= 1;
        failed.goOn();
        try {
          return await this.#try({ host: name, address, port, tls: demand ?? OPPORTUNISTIC, mayGoWithout: demand === undefined }, failed);
        } catch (error) {
          if (!(error instanceof HostTrouble)) throw error;
          failed.add(error);
        }
      }
    }
    if (failed.last === undefined && hopeless !== undefined) throw new NoWay(hopeless, '5.4.4');
    throw failed.last ?? new HostTrouble(`no mail host of ${domain} could be tried`, true);
  }

  async #try(call: Call, failed: FailedHosts): Promise<SmtpClient> {
    const { hostname, patience } = this.#services;
    const { address, mayGoWithout, ...facts } = call;
    const { host, port, tlsFailure } = facts;
    const where = net.isIP(address) === 0 ? '' : formatHostAndPort(address, port);
    const contact: Contact = { host, address: where, tls: '', ...(tlsFailure === undefined ? {} : { tlsFailure }) };
    const client = new SmtpClient({ connect: () => net.connect({ host: address, port }), hostname: hostname(), patience, ...facts });
    this.#clients.add(client);
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
        return await this.#try({ ...call, tls: WITHOUT, mayGoWithout: false, tlsFailure: trouble.message }, failed);
      }
      if (error instanceof HostTrouble && error.contact.address === '') throw new HostTrouble(error.message, true, { cause: error, contact });
      throw error;
    }
  }

  /** The connection is over, or to be ended politely. */
  leave(client: SmtpClient): void {
    this.#clients.delete(client);
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
