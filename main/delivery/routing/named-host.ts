/**
 * Hosts that the administrator names: the smart host, and where he sends mail by hand. Private addresses are as good as
 * others there, and names that only this computer or this network knows (its hosts file, a name without a dot) are good names.
 * But neither may lead back here: the mail would come in again, to be sent there again.
 */
import { promises as system } from 'node:dns';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DeliverySettings } from '../../../shared/settings/delivery.ts';
import { HostTrouble, NOBODY } from '../outcome.ts';
import { type MailHostServices, inTurn, isIpText } from './mail-hosts.ts';
import type { Route } from './router.ts';

export interface NamedHostServices extends Pick<MailHostServices, 'dns' | 'isOurselves'> {
  readonly settings: () => Pick<DeliverySettings, 'addressFamily'>;
  /** What the system makes of a name that the DNS does not know; empty where it knows nothing either. */
  readonly systemAddresses: (name: string) => Promise<readonly string[]>;
}

/** Asks the system: hosts file, local network, and whatever else it is set up with. */
export async function systemAddresses(name: string): Promise<readonly string[]> {
  try {
    return (await system.lookup(name, { all: true })).map(({ address }) => address);
  } catch {
    return []; // Whoever asks says what the DNS has said.
  }
}

interface NamedHost {
  readonly host: string;
  readonly port: number;
}

/** In the order in which to try them. @throws HostTrouble where there are none, or one is ours */
export async function namedHostAddresses(
  { kind, text }: Exclude<Route, { kind: 'mail-hosts' }>,
  { host, port }: NamedHost,
  services: NamedHostServices,
): Promise<readonly string[]> {
  const contact = { ...NOBODY, host };
  const found = isIpText(host) ? { addresses: [host] } : await lookUp(host, services);
  if ('why' in found) throw new HostTrouble(found.why, true, { contact });
  const own = found.addresses.find((address) => services.isOurselves(address, port));
  if (own !== undefined) {
    const todo = kind === 'smart-host' ? 'Name another smart host in the delivery settings.' : 'Send it to another host, or leave it to the router.';
    throw new HostTrouble(`${text}, is this server itself (${own}): the mail would come back and go round in a circle. ${todo}`, true, { contact });
  }
  const { addressFamily } = services.settings();
  // An address that is written down is meant, whatever its family.
  const wanted =
    isIpText(host) || addressFamily === 'both' ? found.addresses : found.addresses.filter((one) => (addressFamily === 'ipv6') === one.includes(':'));
  if (wanted.length === 0) throw new HostTrouble(`${host} has no ${addressFamily} address`, true, { contact });
  return inTurn(wanted).slice(0, FIXED_LIMITS.deliveryAddressesTried);
}

async function lookUp(host: string, services: NamedHostServices): Promise<{ readonly addresses: readonly string[] } | { readonly why: string }> {
  // A name without a dot is of this network: the DNS of the world has nothing to say about it (RFC 7085).
  const answer = host.includes('.') ? await services.dns.addresses(host) : ({ kind: 'no-such-domain' } as const);
  if (answer.kind === 'found') return { addresses: answer.records };
  const known = await services.systemAddresses(host);
  if (known.length > 0) return { addresses: known };
  switch (answer.kind) {
    case 'none':
      return { why: `${host} has no address` };
    case 'no-such-domain':
      return { why: `${host} does not exist` };
    case 'trouble':
      return { why: `${host} could not be looked up: ${answer.why}` };
  }
}
