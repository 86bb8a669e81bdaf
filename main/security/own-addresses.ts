/** The addresses of this computer, loopback excepted: a client that claims one from elsewhere lies. */
import { networkInterfaces } from 'node:os';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { isLoopback } from '../client-address.ts';
import type { Clock } from '../clock.ts';

export class OwnAddresses {
  readonly #clock: Clock;
  #addresses: ReadonlySet<string> = new Set();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(address: string): boolean {
    return this.current.has(address);
  }

  /** Looked up anew when the last look is some time ago: addresses come and go with networks. */
  get current(): ReadonlySet<string> {
    const now = this.#clock.now();
    if (now - this.#lookedAt > FIXED_LIMITS.ownAddressesSeconds * 1000) {
      this.#lookedAt = now;
      const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address.replace(/%.*$/, '')));
      this.#addresses = new Set(all.filter((address) => !isLoopback(address)));
    }
    return this.#addresses;
  }
}
