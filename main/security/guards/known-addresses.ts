/** From which addresses people have logged in lately: those are no strangers to the account, even while it is under attack. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

const DAY = 24 * 60 * 60 * 1000;

export interface KnownAddress {
  /** As the login was named, normalised. */
  readonly account: string;
  readonly address: string;
  /** Of the last login, milliseconds since 1970. */
  readonly at: number;
}

export class KnownAddresses {
  /** By account and network; the pair that was used longest ago comes first. */
  readonly #pairs = new Map<string, KnownAddress>();

  /** @param network of the address, as the guards count clients */
  note(known: KnownAddress, network: string): void {
    const key = pairKey(known.account, network);
    this.#pairs.delete(key);
    this.#pairs.set(key, known);
    if (this.#pairs.size > FIXED_LIMITS.knownAddresses) {
      const [oldest = ''] = this.#pairs.keys();
      this.#pairs.delete(oldest);
    }
  }

  knows(account: string, network: string, now: number): boolean {
    const known = this.#pairs.get(pairKey(account, network));
    return known !== undefined && isFresh(known, now);
  }

  /** Those that still count, the latest last. */
  list(now: number): readonly KnownAddress[] {
    return [...this.#pairs.values()].filter((known) => isFresh(known, now));
  }
}

function isFresh({ at }: KnownAddress, now: number): boolean {
  return at > now - FIXED_LIMITS.knownAddressDays * DAY;
}

function pairKey(account: string, network: string): string {
  return JSON.stringify([account, network]);
}
