/** Opens a connection the way a route says: which host, which of its addresses, and with what encryption. */
import * as net from 'node:net';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DeliverySettings, SmartHostSettings } from '../../../shared/settings/delivery.ts';
import { type ClientOptions, type Patience, SmtpClient } from '../client/smtp-client.ts';
import { type TlsDemand, TlsFailed } from '../client/tls.ts';
import { type Contact, HostTrouble, NOBODY, NoWay } from '../outcome.ts';
import type { TlsPolicies } from '../policy/tls-policies.ts';
import { formatHostAndPort } from '../routing/host-and-port.ts';
import { type MailHostServices, addressesOf, leadsBack, mailHostsOf } from '../routing/mail-hosts.ts';
import type { Route } from '../routing/router.ts';

export interface ConnectorServices extends MailHostServices {
  readonly settings: () => DeliverySettings;
  readonly policies: TlsPolicies;
  readonly patience: Patience;
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

  /** @throws HostTrouble @throws NoWay */
  async open(route: Route): Promise<SmtpClient> {
    switch (route.kind) {
      case 'smart-host':
        return await this.#openSmartHost(route.smartHost);
      case 'host':
        return await this.#try(route.host, route.host, route.port, OPPORTUNISTIC, true);
      case 'mail-hosts':
        return await this.#openMailHosts(route.domain, route.port);
    }
  }

  async #openSmartHost({ host, port, tls, user, password }: SmartHostSettings): Promise<SmtpClient> {
    const login = user === '' ? {} : { login: { user, password } };
    return await this.#try(host, host, port, SMART_HOST_TLS[tls], false, login);
  }

  /** One host after the other, and each of its addresses, until one answers (RFC 5321 section 5.1). */
  async #openMailHosts(domain: string, port: number): Promise<SmtpClient> {
    const { policies, settings } = this.#services;
    const { hosts, secure } = await mailHostsOf(domain, this.#services);
    const policy = await policies.ofDomain(domain);
    let trouble: HostTrouble | undefined;
    let addressesLeft: number = FIXED_LIMITS.deliveryAddressesTried;
    /** Not one of the hosts seen so far may ever be called. */
    let hopeless: string | undefined;
    for (const { name, preference } of hosts) {
      const found = await addressesOf(name, port, settings(), this.#services);
      if (found.kind === 'ourselves') {
        // RFC 5321 section 5.1: no host that is as good as we are, or worse.
        const better = hosts.some((host) => host.preference < preference);
        if (trouble === undefined && !better) throw leadsBack(domain);
        break;
      }
      if (found.kind === 'none') {
        if (found.forGood) hopeless ??= found.why;
        else trouble ??= new HostTrouble(found.why, true, { contact: { ...NOBODY, host: name } });
        continue;
      }
      const demand = await policies.demandFor({ domain, host: name, port, policy, secure: secure && found.secure });
      if (typeof demand === 'string') {
        trouble = new HostTrouble(demand, true, { contact: { ...NOBODY, host: name } });
        continue;
      }
      for (const address of found.addresses) {
        if (addressesLeft === 0) break;
        addressesLeft -= 1;
        try {
          return await this.#try(name, address, port, demand ?? OPPORTUNISTIC, demand === undefined);
        } catch (error) {
          if (!(error instanceof HostTrouble)) throw error;
          trouble = error;
        }
      }
    }
    if (trouble === undefined && hopeless !== undefined) throw new NoWay(hopeless, '5.4.4');
    throw trouble ?? new HostTrouble(`no mail host of ${domain} could be tried`, true);
  }

  /** @param mayGoWithout where the handshake fails the host is called again and not asked for TLS */
  async #try(host: string, address: string, port: number, tls: TlsDemand, mayGoWithout: boolean, more: Pick<ClientOptions, 'login'> = {}): Promise<SmtpClient> {
    const { hostname, patience } = this.#services;
    const contact: Contact = { host, address: net.isIP(address) === 0 ? '' : formatHostAndPort(address, port), tls: '' };
    const client = new SmtpClient({ connect: () => net.connect({ host: address, port }), host, port, hostname: hostname(), patience, tls, ...more });
    this.#clients.add(client);
    try {
      await client.open();
      return client;
    } catch (error) {
      this.#clients.delete(client);
      if (error instanceof TlsFailed) {
        // RFC 7435 section 3: better in the clear than not at all, where nobody has promised anything else.
        if (mayGoWithout) return await this.#try(host, address, port, WITHOUT, false, more);
        throw new HostTrouble(error.message, true, { cause: error, contact });
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
