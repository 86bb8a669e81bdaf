/**
 * Ranges of IP addresses, as the lists of banned and trusted addresses write them: an address, a network (CIDR, RFC 4632
 * and RFC 4291 section 2.3), a range `a-b`, a pattern `10.1.*.*`. A network whose address has host bits set
 * (`192.0.2.17/24`, as systems show the address of an interface) means the network that the address is in.
 */
import { type IpWords, MAPPED, compareIp, formatIp, isIpv4, parseIp } from './ip-address.ts';

/** A range of addresses of one family, both ends included. IPv4-mapped IPv6 addresses are IPv4. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The same as words; `bits` is the length of the prefix in all 128 bits where the range is one network. */
export interface IpSpan {
  readonly first: IpWords;
  readonly last: IpWords;
  readonly bits: number | undefined;
}

/** Longest entry in characters: two IPv6 addresses with dotted ends and a dash between them. */
export const ADDRESS_RANGE_CHARACTERS = 100;

/** Reads an entry. @returns what is wrong with it, in words that follow "The address …", if it is none */
export function readSpan(text: string): IpSpan | string {
  if (text.length > ADDRESS_RANGE_CHARACTERS) return 'is too long';
  if (text.includes('%')) return 'must not have a zone (%)';
  if (text.includes('/')) return readNetwork(text);
  if (text.includes('-')) return readRange(text);
  if (text.includes('*')) return readPattern(text);
  const address = parseIp(text);
  return address === undefined ? NO_ADDRESS : { first: address, last: address, bits: 128 };
}

const NO_ADDRESS = 'must be an IP address, a network such as 192.0.2.0/24, a range such as 192.0.2.1-192.0.2.9, or a pattern such as 192.0.2.*';

function readNetwork(text: string): IpSpan | string {
  const [base = '', length = '', more] = text.split('/');
  const address = parseIp(base);
  if (address === undefined || more !== undefined) return NO_ADDRESS;
  const isDotted = !base.includes(':');
  const longest = isDotted ? 32 : 128;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > longest) return `must have a prefix length from 0 to ${longest} after the slash`;
  const bits = isDotted ? Number(length) + 96 : Number(length);
  // It would mean IPv6 addresses alone, and whoever writes it thinks of IPv4.
  if (isIpv4(address) && bits < 96) return 'is an IPv4 address in IPv6: its prefix length must be from 96 to 128';
  return networkOf(address, bits);
}

/** The network of an address: host bits are cleared. @param bits of all 128 */
function networkOf(address: IpWords, bits: number): IpSpan {
  const low = (word: number, place: number): number => (word & ~hostMask(bits, place)) >>> 0;
  const high = (word: number, place: number): number => (word | hostMask(bits, place)) >>> 0;
  const [a, b, c, d] = address;
  return { first: [low(a, 0), low(b, 1), low(c, 2), low(d, 3)], last: [high(a, 0), high(b, 1), high(c, 2), high(d, 3)], bits };
}

/** The bits of one word that lie behind the prefix. */
export function hostMask(bits: number, place: number): number {
  const prefix = bits - place * 32;
  if (prefix >= 32) return 0;
  return prefix <= 0 ? 0xffff_ffff : 0xffff_ffff >>> prefix;
}

function readRange(text: string): IpSpan | string {
  const [from = '', to = '', more] = text.split('-');
  const first = parseIp(from.trim());
  const last = parseIp(to.trim());
  if (first === undefined || last === undefined || more !== undefined) return NO_ADDRESS;
  if (isIpv4(first) !== isIpv4(last)) return 'is a range from one family of addresses to another';
  if (compareIp(first, last) > 0) return 'is a range that ends before it begins';
  return { first, last, bits: compareIp(first, last) === 0 ? 128 : undefined };
}

/** Stars may stand for whole parts at the end alone: anything else is many ranges. */
function readPattern(text: string): IpSpan | string {
  const mapped = /^::ffff:(?=[^:]*$)/i.exec(text);
  const pattern = mapped === null ? text : text.slice(mapped[0].length);
  const separator = pattern.includes(':') ? ':' : '.';
  const size = separator === ':' ? 8 : 4;
  const parts = pattern.split(separator);
  const stars = parts.indexOf('*');
  if (parts.length !== size || parts.slice(stars).some((part) => part !== '*')) {
    return `must have ${size} parts, with "*" in place of whole parts at the end`;
  }
  const address = parseIp(parts.map((part) => (part === '*' ? '0' : part)).join(separator));
  if (address === undefined) return NO_ADDRESS;
  return networkOf(address, separator === ':' ? stars * 16 : 96 + stars * 8);
}

/** Reads an entry: an address, a network, a range or a pattern. @returns undefined if it is none of these */
export function parseAddressRange(text: string): AddressRange | undefined {
  const span = readSpan(text);
  if (typeof span === 'string') return undefined;
  const family = isIpv4(span.first) ? 4 : 6;
  return { family, first: valueOf(span.first, family), last: valueOf(span.last, family) };
}

function valueOf(words: IpWords, family: 4 | 6): bigint {
  return family === 4 ? BigInt(words[3]) : words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
}

function wordsOf(value: bigint, family: 4 | 6): IpWords {
  if (family === 4) return [0, 0, MAPPED, Number(value)];
  const word = (shift: bigint): number => Number((value >> shift) & 0xffff_ffffn);
  return [word(96n), word(64n), word(32n), word(0n)];
}

/** How many addresses are in it. */
export function rangeSize(range: AddressRange): bigint {
  return range.last - range.first + 1n;
}

/** True if the first holds all of the second. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** True if they have an address in common. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** The one spelling of a range: an address, a network where it is one, else `a-b`. */
export function formatAddressRange(range: AddressRange): string {
  const first = formatIp(wordsOf(range.first, range.family));
  const size = rangeSize(range);
  if (size === 1n) return first;
  const isNetwork = (size & (size - 1n)) === 0n && range.first % size === 0n;
  if (!isNetwork) return `${first}-${formatIp(wordsOf(range.last, range.family))}`;
  return `${first}/${(range.family === 4 ? 32 : 128) - (size.toString(2).length - 1)}`;
}
