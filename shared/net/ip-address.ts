/**
 * One IP address, as four 32-bit words: numbers that every comparison is cheap with. IPv4 stands there as its IPv4-mapped
 * IPv6 address (RFC 4291 section 2.5.5.2), so that `192.0.2.1` and `::ffff:192.0.2.1` are one and the same.
 */

/** The 128 bits, the most significant word first; each word from 0 to 2^32 - 1. */
export type IpWords = readonly [number, number, number, number];

/** The third word of every IPv4 address; the two before it are 0. */
export const MAPPED = 0xffff;
const DOT = 46;
const ZERO = 48;
const NINE = 57;

export function isIpv4(words: IpWords): boolean {
  return words[2] === MAPPED && words[1] === 0 && words[0] === 0;
}

/** Reads an address in any spelling of RFC 4291 section 2.2. @returns undefined for anything else, such as a zone or a leading zero in IPv4 */
export function parseIp(text: string): IpWords | undefined {
  if (text.length > 45) return undefined; // INET6_ADDRSTRLEN without its NUL: no spelling is longer.
  if (text.includes(':')) return parseIpv6(text);
  const value = parseIpv4(text);
  return value === undefined ? undefined : [0, 0, MAPPED, value];
}

/** Four decimal numbers. A leading zero is refused: some programs read it as octal, so it means two addresses. */
function parseIpv4(text: string): number | undefined {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code === DOT) {
      if (part < 0 || dots === 3) return undefined;
      value = value * 256 + part;
      part = -1;
      dots += 1;
    } else if (code >= ZERO && code <= NINE) {
      if (part === 0) return undefined;
      part = (part < 0 ? 0 : part * 10) + code - ZERO;
      if (part > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : undefined;
}

const GROUP = /^[0-9a-f]{1,4}$/i;

function parseIpv6(text: string): IpWords | undefined {
  const [head, tail, more] = text.split('::');
  if (head === undefined || more !== undefined) return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = tail === undefined ? [] : parseGroups(tail, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  // "::" stands for one group at least; without it there are eight.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array<number>(missing).fill(0), ...after];
  const word = (place: number): number => (groups[place] ?? 0) * 0x10000 + (groups[place + 1] ?? 0);
  return [word(0), word(2), word(4), word(6)];
}

/** Groups of 16 bits; the last two may be written as IPv4 where nothing follows. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [place, part] of parts.entries()) {
    if (GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      const value = isEnd && place === parts.length - 1 ? parseIpv4(part) : undefined;
      if (value === undefined) return undefined;
      groups.push(Math.floor(value / 0x10000), value % 0x10000);
    }
  }
  return groups.length > 8 ? undefined : groups;
}

/** The one spelling that this program uses: dotted for IPv4, RFC 5952 for IPv6. */
export function formatIp(words: IpWords): string {
  if (isIpv4(words)) return formatIpv4(words[3]);
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const { start, length } = longestZeros(groups);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  // RFC 5952 section 4.2.2: a single group of zeros is not shortened.
  return length < 2 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** The longest run of zeros, the first of equals (RFC 5952 section 4.2.3). */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [place, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: place + 1 - length, length };
  }
  return best;
}

/** Negative, 0 or positive, as for `sort`. */
export function compareIp(a: IpWords, b: IpWords): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
