/**
 * What may go badly wrong with a new entry of an address list: a person is asked before it is saved. A closed list, with the
 * words for the person.
 */
import { type AddressRange, contains, parseAddressRange, rangeSize } from './address-range.ts';
import { expiryOf, IpSet, type ListedAddress } from './ip-set.ts';

export const ADDRESS_RISKS = {
  'covers-loopback': 'It covers this computer itself (127.0.0.1 or ::1): programs on it, and perhaps you, could no longer connect.',
  'covers-this-machine': 'It covers an address of this computer',
  'covers-smart-host': 'It covers the smart host, which takes the outgoing mail',
  'covers-administrator': 'It covers the address that you are connected from',
  'covers-recent-login': 'It covers addresses from which users have logged in within the last 7 days',
  'very-wide': 'It is a very wide network: everybody in it could send mail to the whole world through this server without logging in.',
  'may-relay': 'Whoever connects from there could send mail to the whole world through this server without logging in.',
} as const satisfies Record<string, string>;
export type AddressRisk = keyof typeof ADDRESS_RISKS;

export interface RiskFound {
  readonly risk: AddressRisk;
  /** For people, with the addresses concerned. */
  readonly message: string;
  /** Those concerned, where the message begins with them. */
  readonly addresses?: string;
}

/** What is known of the addresses that somebody would miss. */
export interface RiskFacts {
  /** Of this computer, loopback excepted. */
  readonly ownAddresses: Iterable<string>;
  readonly smartHostAddresses: Iterable<string>;
  /** Where whoever saves the entry is; undefined for this computer itself. */
  readonly administrator: string | undefined;
  /** Addresses that users have logged in from within 7 days. */
  readonly recentLogins: Iterable<string>;
  /** Every way out that opens is a risk, not very wide ones alone: who sits at a window is shown what it would mean. */
  readonly everyTrust: boolean;
}

export type AddressList = 'banned' | 'trusted';

/** Widest networks that are trusted without asking: /16 of IPv4, /48 of IPv6. */
const WIDEST = { 4: 1n << 16n, 6: 1n << 80n } as const;
/** Addresses named in one message. */
const NAMED = 3;

/**
 * The risks of new entries. Those that are expired at `now` are none.
 * @param set of the entries, for who has it already
 */
export function risksOf(list: AddressList, entries: readonly ListedAddress[], facts: RiskFacts, now: number, set = IpSet.of(entries)): readonly RiskFound[] {
  return list === 'banned' ? risksOfBanning(set, facts, now) : risksOfTrusting(entries, facts, now);
}

function risksOfBanning(set: IpSet<ListedAddress>, facts: RiskFacts, now: number): readonly RiskFound[] {
  const covered = (addresses: Iterable<string>): string[] => [...addresses].filter((address) => set.find(address, now) !== undefined);
  const found: RiskFound[] = [];
  const look = (risk: AddressRisk, addresses: Iterable<string>): void => {
    const hit = covered(addresses);
    if (hit.length > 0) found.push({ risk, message: `${ADDRESS_RISKS[risk]}: ${named(hit)}.` });
  };
  if (covered(['127.0.0.1', '::1']).length > 0) found.push({ risk: 'covers-loopback', message: ADDRESS_RISKS['covers-loopback'] });
  look('covers-this-machine', facts.ownAddresses);
  look('covers-smart-host', facts.smartHostAddresses);
  look('covers-administrator', facts.administrator === undefined ? [] : [facts.administrator]);
  look('covers-recent-login', facts.recentLogins);
  return found;
}

function risksOfTrusting(entries: readonly ListedAddress[], { everyTrust, ownAddresses }: RiskFacts, now: number): readonly RiskFound[] {
  const own = new Set(ownAddresses);
  const wide: string[] = [];
  const others: string[] = [];
  for (const { address, expires } of entries) {
    const range = parseAddressRange(address);
    if (range === undefined || expiryOf({ expires }) <= now || LOOPBACK.some((loopback) => contains(loopback, range))) continue;
    if (rangeSize(range) > WIDEST[range.family]) wide.push(address);
    else if (everyTrust && !own.has(address)) others.push(address);
  }
  return [...trusting('very-wide', wide), ...trusting('may-relay', others)];
}

/** This computer itself; the other addresses of 127.0.0.0/8 are strangers, here as everywhere in this server. */
const LOOPBACK: readonly AddressRange[] = ['127.0.0.1', '::1'].flatMap((address) => parseAddressRange(address) ?? []);

function trusting(risk: AddressRisk, concerned: readonly string[]): readonly RiskFound[] {
  if (concerned.length === 0) return [];
  const addresses = named(concerned);
  return [{ risk, message: `${addresses}: ${ADDRESS_RISKS[risk]}`, addresses }];
}

/** The first of them, and how many more there are. */
export function named(addresses: readonly string[]): string {
  const more = addresses.length - NAMED;
  return `${addresses.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
