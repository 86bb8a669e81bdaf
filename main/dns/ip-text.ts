/** IP addresses as text: one spelling for each, and the names under which the DNS keeps their names. */

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * The usual spelling of an address (RFC 5952), as sockets write it; IPv4-mapped IPv6 becomes IPv4.
 * @returns undefined if the text is no IP address; one with a zone (`fe80::1%eth0`) is none, it has a meaning on one machine alone
 */
export function canonicalAddress(text: string): string | undefined {
  if (IPV4.test(text)) return text;
  if (!text.includes(':') || !/^[0-9a-f:.]{2,45}$/i.test(text)) return undefined;
  const parsed = URL.parse(`http://[${text}]/`);
  if (parsed === null) return undefined;
  const address = parsed.hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const value = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff].join('.');
}

/** The 16 bytes of an IPv6 address in hexadecimal digits. @param address in the usual spelling */
function ipv6Digits(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('');
}

/** Where the DNS keeps the names of an address: RFC 1035 section 3.5, RFC 3596 section 2.5. @returns undefined if it is no IP address */
export function reverseName(text: string): string | undefined {
  const address = canonicalAddress(text);
  if (address === undefined) return undefined;
  if (!address.includes(':')) return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
  return `${ipv6Digits(address).split('').toReversed().join('.')}.ip6.arpa`;
}
