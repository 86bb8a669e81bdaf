/**
 * Whether IPv6 leads anywhere from here. Where it does not, nothing says so: packets vanish, and each call waits for its time to be
 * over. A host that takes no connection by IPv6 and then one by IPv4 puts IPv6 in doubt: for a while the other addresses come first
 * (the aim of RFC 8305, without two connections for each message).
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';

const DOUBT = FIXED_LIMITS.deliveryFamilyDoubtSeconds * 1000;
/** Hosts that are remembered for having taken no connection by IPv6. */
const REMEMBERED = 100;

export class AddressFamilies {
  readonly #clock: Clock;
  readonly #unreached = new Set<string>();
  #doubtedUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Addresses in the order in which to try them. */
  inOrder(addresses: readonly string[]): readonly string[] {
    if (this.#doubtedUntil <= this.#clock.now()) return addresses;
    return [...addresses.filter((address) => !isIPv6(address)), ...addresses.filter(isIPv6)];
  }

  /** How long to wait for a connection, where that is not to be as long as usual: something else can be tried after this address. */
  patienceFor(address: string, addresses: readonly string[]): number | undefined {
    const later = addresses.slice(addresses.indexOf(address) + 1);
    return isIPv6(address) && later.some((other) => !isIPv6(other)) ? FIXED_LIMITS.deliveryFamilySeconds * 1000 : undefined;
  }

  /** No connection was made, and none was refused. */
  unreached(host: string, address: string): void {
    if (!isIPv6(address)) return;
    this.#unreached.add(host);
    const [oldest] = this.#unreached;
    if (this.#unreached.size > REMEMBERED && oldest !== undefined) this.#unreached.delete(oldest);
  }

  reached(host: string, address: string): void {
    if (isIPv6(address)) {
      this.#doubtedUntil = 0;
      this.#unreached.clear();
    } else if (this.#unreached.delete(host)) {
      this.#doubtedUntil = this.#clock.now() + DOUBT;
    }
  }
}

function isIPv6(address: string): boolean {
  return address.includes(':');
}
