/**
 * Addresses of the public internet. Whoever owns a domain says where its mail host is, and could name machines inside
 * our own network: those a callout must never be made to knock at.
 */
import { BlockList, isIPv6 } from 'node:net';

/** Not for the public: RFC 6890 and the IANA registries of special-purpose addresses. */
const SPECIAL = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL.addSubnet(network, bits, 'ipv4');
}
/** Within 2000::/3, outside of which nothing is public. 2002::/16 and 64:ff9b::/96 carry IPv4 addresses, perhaps inner ones. */
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL.addSubnet(network, bits, 'ipv6');
}
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');

/** @param address in the usual spelling, IPv4-mapped addresses as IPv4 */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return PUBLIC_IPV6.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
  return !SPECIAL.check(address, 'ipv4');
}
