/**
 * The mail hosts of a domain, in the order in which to try them (RFC 5321 section 5.1), and their addresses. What a
 * stranger's DNS says decides whom we call: never ourselves, and no private address unless that is allowed.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { isAddressLiteral } from '../../../shared/mail/address.ts';
import type { DeliverySettings } from '../../../shared/settings/delivery.ts';
import type { DnsAnswer, DnsLookups, MxRecord } from '../../dns/dns-lookups.ts';
import { HostTrouble, NoWay } from '../outcome.ts';

export interface MailHostServices {
  readonly dns: Pick<DnsLookups, 'mx' | 'addresses'>;
  /** Never to be called, unless private addresses are allowed. */
  readonly isPublic: (address: string) => boolean;
  /** This server itself answers there. */
  readonly isOurselves: (address: string, port: number) => boolean;
  readonly hostname: () => string;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** A mail host; `addresses` is asked when its turn comes. */
export interface MailHost {
  readonly name: string;
  /** Hosts from this preference on lead back to us, once one of them does. */
  readonly preference: number;
}

export interface MailHosts {
  readonly hosts: readonly MailHost[];
  /** The answer was validated by DNSSEC. */
  readonly secure: boolean;
  /** What the domain is an alias of, if it is one. */
  readonly canonical?: string | undefined;
}

/** @throws NoWay where no host can ever take the mail @throws HostTrouble where nobody knows now */
export async function mailHostsOf(domain: string, services: MailHostServices): Promise<MailHosts> {
  // RFC 5321 section 5.1: an address literal is the host.
  if (isAddressLiteral(domain)) return { hosts: [{ name: domain.replace(/^\[(?:ipv6:)?/i, '').replace(/\]$/, ''), preference: 0 }], secure: false };
  const answer = await services.dns.mx(domain);
  switch (answer.kind) {
    case 'found':
      return { hosts: inOrder(domain, answer.records, services), secure: answer.secure === true, canonical: answer.canonical };
    case 'none':
      // RFC 5321 section 5.1: without an MX record the domain is its own host.
      return { hosts: [{ name: domain, preference: 0 }], secure: answer.secure === true };
    case 'no-such-domain':
      throw new NoWay(`the domain ${domain} does not exist`, '5.1.2');
    case 'trouble':
      throw new HostTrouble(`the mail hosts of ${domain} could not be looked up: ${answer.why}`, true);
  }
}

function inOrder(domain: string, records: readonly MxRecord[], { hostname, random }: MailHostServices): readonly MailHost[] {
  // RFC 7505 section 3: the null MX stands alone.
  if (records.every(({ exchange }) => exchange === '')) throw new NoWay(`the domain ${domain} takes no mail (null MX)`, '5.1.10');
  const own = records.filter(({ exchange }) => exchange === hostname().toLowerCase()).map(({ preference }) => preference);
  // RFC 5321 section 5.1: if we are one of the hosts, only better ones than us are tried.
  const limit = own.length === 0 ? Infinity : Math.min(...own);
  const hosts = records
    .filter(({ exchange, preference }) => exchange !== '' && preference < limit)
    .map(({ exchange, preference }) => ({ name: exchange, preference, chance: random() }))
    .toSorted((one, other) => one.preference - other.preference || one.chance - other.chance)
    .slice(0, FIXED_LIMITS.deliveryHostsTried);
  if (hosts.length === 0) throw leadsBack(domain);
  return hosts;
}

/** In their order, but for the one that has been asked already: it comes last, for what other addresses it has. @param asked its name, if there is one */
export function othersFirst(hosts: readonly MailHost[], asked: string | undefined): readonly MailHost[] {
  return [...hosts.filter(({ name }) => name !== asked), ...hosts.filter(({ name }) => name === asked)];
}

/** How many addresses of a host one attempt tries. @param left of all that it may try */
export function addressShare(hosts: readonly MailHost[], host: MailHost, left: number): number {
  if (hosts.length <= 1) return left;
  const { preference } = host;
  const worse = new Set(hosts.map((other) => other.preference).filter((other) => other > preference)).size;
  const { deliveryAddressesOfHost: most, deliveryAddressesForBackup: kept } = FIXED_LIMITS;
  // However many preferences there are, each has something as long as there is anything.
  const least = hosts.find((other) => other.preference === preference) === host ? kept : 0;
  return Math.min(most, left, Math.max(least, left - kept * worse));
}

export function leadsBack(domain: string): NoWay {
  return new NoWay(`the mail hosts of ${domain} lead back to this server, which does not have that domain`, '5.4.6');
}

/** What a host's name leads to. */
export type HostAddresses =
  | {
      readonly kind: 'addresses';
      readonly addresses: readonly string[];
      readonly secure: boolean /** What it is an alias of. */;
      readonly canonical: string | undefined;
    }
  | { readonly kind: 'ourselves' }
  /** For good, or for now. */
  | { readonly kind: 'none'; readonly why: string; readonly forGood: boolean };

export async function addressesOf(host: string, port: number, settings: DeliverySettings, services: MailHostServices): Promise<HostAddresses> {
  const answer: DnsAnswer<string> = isIpText(host) ? { kind: 'found', records: [host] } : await services.dns.addresses(host);
  switch (answer.kind) {
    case 'found': {
      if (answer.records.some((address) => services.isOurselves(address, port))) return { kind: 'ourselves' };
      const allowed = answer.records.filter((address) => settings.allowPrivateAddresses || services.isPublic(address));
      const family = allowed.filter((address) => settings.addressFamily === 'both' || (settings.addressFamily === 'ipv6') === address.includes(':'));
      if (allowed.length === 0) return { kind: 'none', why: `${host} has private addresses only, which are not allowed`, forGood: answer.incomplete !== true };
      if (family.length === 0) return { kind: 'none', why: `${host} has no ${settings.addressFamily} address`, forGood: answer.incomplete !== true };
      return { kind: 'addresses', addresses: inTurn(family), secure: answer.secure === true, canonical: answer.canonical };
    }
    case 'none':
      return { kind: 'none', why: `${host} has no address`, forGood: true };
    case 'no-such-domain':
      return { kind: 'none', why: `${host} does not exist`, forGood: true };
    case 'trouble':
      return { kind: 'none', why: `${host} could not be looked up: ${answer.why}`, forGood: false };
  }
}

export function isIpText(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

/** IPv6 and IPv4 in turn, IPv6 first, so that neither being broken costs every attempt (as RFC 8305 section 4 has it). */
export function inTurn(addresses: readonly string[]): readonly string[] {
  const [six, four] = [addresses.filter((address) => address.includes(':')), addresses.filter((address) => !address.includes(':'))];
  return Array.from({ length: Math.max(six.length, four.length) }, (_, place) => [six[place], four[place]])
    .flat()
    .filter((address) => address !== undefined);
}
