/** What can be done with an address that is seen somewhere: ban it or its network for a time, or trust it. */
import { formatAddressRange, parseAddressRange } from '../../shared/net/address-range.ts';

const HOUR_MS = 3_600_000;
/** How long a ban lasts; null is for good. */
export const BAN_TIMES = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, ever: null } as const;
export type BanTime = keyof typeof BAN_TIMES;

/** Bits of the network that an address is banned with: what one customer of a provider usually has. */
const NETWORK_BITS = { ipv4: 24, ipv6: 64 } as const;

/** The network around an address, such as `192.0.2.0/24`; undefined if it is no address. */
export function networkAround(address: string): string | undefined {
  const bits = address.includes(':') ? NETWORK_BITS.ipv6 : NETWORK_BITS.ipv4;
  const range = parseAddressRange(`${address}/${bits}`);
  return range === undefined ? undefined : formatAddressRange(range);
}

export interface AddressChange {
  readonly list: 'banned' | 'trusted';
  readonly address: string;
  readonly time: BanTime;
  /** Why the entry is there. */
  readonly note: string;
}
