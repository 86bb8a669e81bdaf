/** Where a listener may listen. */
import { parseDomain } from '../mail/address.ts';
import { parseIp } from './ip-address.ts';

/** Of a link-local IPv6 address: on which network (RFC 4007 section 11). */
const ZONE = /%[\w.-]{1,32}$/;

/** True for an IP address, and for a name such as `localhost`, which the system looks up; `300.1.1.1` is neither (RFC 3696 section 2). */
export function isListenAddress(text: string): boolean {
  const address = text.replace(ZONE, '');
  return parseIp(address) !== undefined ? address === text || address.includes(':') : parseDomain(text) !== undefined;
}
