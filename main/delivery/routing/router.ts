/**
 * Decides which way a recipient's mail leaves: where the administrator has sent it, to the smart host of its sender's
 * domain, to that of the server, or to the mail hosts of the recipient's domain. It looks nothing up: a route says
 * where to ask, and mail that has one key can share connections.
 */
import { domainKey } from '../../../shared/mail/address.ts';
import type { DeliverySettings, SmartHostSettings } from '../../../shared/settings/delivery.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import { formatHostAndPort, parseHostAndPort } from './host-and-port.ts';

interface Way {
  /** The same for all that can share connections. Has a password in it where one is used: it is for this memory alone. */
  readonly key: string;
  /** In words, for people. */
  readonly text: string;
}

export type Route =
  | (Way & { readonly kind: 'smart-host'; readonly smartHost: SmartHostSettings })
  /** By hand: this host, whatever the DNS says. */
  | (Way & { readonly kind: 'host'; readonly host: string; readonly port: number })
  | (Way & { readonly kind: 'mail-hosts'; readonly domain: string; readonly port: number });

type Routed = Pick<QueueEntry, 'domain' | 'route' | 'reversePath'>;

export function routeFor({ domain, route, reversePath }: Routed, settings: DeliverySettings): Route {
  const byHand = route === '' ? undefined : parseHostAndPort(route);
  if (byHand !== undefined) {
    const { host, port = settings.port } = byHand;
    const text = formatHostAndPort(host, port);
    return { kind: 'host', key: `host ${text}`, text: `the host ${text}, as the administrator wants it`, host, port };
  }
  const smartHost = smartHostFor(reversePath, settings);
  if (smartHost === null) return { kind: 'mail-hosts', key: `mx ${domain}`, text: `the mail hosts of ${domain}`, domain, port: settings.port };
  const { host, port, user, password, tls } = smartHost;
  const text = formatHostAndPort(host, port);
  // Routes to one host may ask for different encryption: what has to be encrypted must not go over a connection that is not.
  const key = `smart-host ${JSON.stringify([host, port, user, password, tls])}`;
  return { kind: 'smart-host', key, text: `the smart host ${text}`, smartHost };
}

function smartHostFor(reversePath: string, { senderRoutes, smartHost }: DeliverySettings): SmartHostSettings | null {
  if (senderRoutes.length === 0) return smartHost;
  const domain = domainKey(reversePath.slice(reversePath.lastIndexOf('@') + 1));
  const own = senderRoutes.find((route) => domainKey(route.domain) === domain);
  return own === undefined ? smartHost : own.smartHost;
}

/** True if all mail for a domain that nobody has routed by hand goes one way, whoever sent it. */
export function isOneWay({ senderRoutes }: DeliverySettings): boolean {
  return senderRoutes.length === 0;
}
