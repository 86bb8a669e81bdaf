/** IP addresses and ranges of them, as the lists of banned and trusted addresses write them. */

/** A range of addresses of one family, both ends included. IPv4-mapped IPv6 addresses are IPv4. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;

/** Reads an entry: an address, a network, a range or a pattern. @returns undefined if it is none of these */
export function parseAddressRange(text: string): AddressRange | undefined {
  if (text === '::1') return { family: 6, first: 1n, last: 1n };
  if (!IPV4.test(text)) return undefined;
  const value = text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  return { family: 4, first: value, last: value };
}
