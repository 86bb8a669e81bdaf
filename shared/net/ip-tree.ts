/**
 * Many ranges of IP addresses, laid out for looking up one address. Every range is cut into networks, which lie apart or
 * within each other and never overlap halfway; they stand sorted in typed arrays, each with the next wider one around it.
 * A look-up is a binary search and a short climb (at most one step for each length of prefix, but for networks listed
 * several times by ranges of different sizes). Nothing in a tree changes once it is built.
 */
import { hostMask } from './address-range.ts';
import { type IpWords, MAPPED, isIpv4 } from './ip-address.ts';

/** Bits before those of an IPv4 address. */
export const IPV4_BITS = 96;

/** A range that was found; `size` is how many addresses it has. */
export interface Found {
  readonly index: number;
  readonly size: number;
  /** Milliseconds since 1970; Infinity means never. */
  readonly expires: number;
}

/** The narrower of two is the more specific one; of two that are alike the one that lasts longer counts. */
export function isBetter(a: Found, b: Found | undefined): boolean {
  return b === undefined || a.size < b.size || (a.size === b.size && a.expires > b.expires);
}

/** Networks side by side: the first address of each (four words), its prefix length, its entry. */
export interface Networks {
  readonly words: Uint32Array;
  readonly bits: Uint8Array;
  readonly entries: Uint32Array;
}

/** In order, with the place of the network around each, or -1. */
export interface SortedNetworks extends Networks {
  readonly around: Int32Array;
  readonly standsForOthers: ReadonlySet<number>;
}

export class IpTree {
  /** Of each network its first address (four words), its prefix length, its entry, and the place of the network around it or -1. */
  readonly #words: Uint32Array;
  readonly #bits: Uint8Array;
  readonly #entries: Uint32Array;
  readonly #around: Int32Array;
  /** By entry. */
  readonly #sizes: Float64Array;
  readonly #expires: Float64Array;
  /** The last word of the IPv4 networks, which stand together from `#ipv4Start` on. */
  readonly #ipv4: Uint32Array;
  readonly #ipv4Start: number;
  /** Entries that stand for others with the very same addresses, which are not in the tree. */
  readonly #standsForOthers: ReadonlySet<number>;

  constructor(networks: SortedNetworks, sizes: Float64Array, expires: Float64Array) {
    this.#words = networks.words;
    this.#bits = networks.bits;
    this.#entries = networks.entries;
    this.#around = networks.around;
    this.#standsForOthers = networks.standsForOthers;
    this.#sizes = sizes;
    this.#expires = expires;
    this.#ipv4Start = this.#lastNotAfter([0, 0, MAPPED - 1, 0xffff_ffff]) + 1;
    const end = this.#lastNotAfter([0, 0, MAPPED, 0xffff_ffff]) + 1;
    // A loop, since `filter` takes a fifth of a second for a million.
    this.#ipv4 = new Uint32Array(end - this.#ipv4Start);
    for (let place = this.#ipv4Start; place < end; place += 1) this.#ipv4[place - this.#ipv4Start] = networks.words[place * 4 + 3] ?? 0;
  }

  /** The most specific range around an address that has not expired and is not `gone`. */
  find(address: IpWords, now: number, gone: ReadonlySet<number>): Found | undefined {
    const ipv4 = isIpv4(address);
    let best: Found | undefined;
    for (let place = ipv4 ? this.#lastIpv4NotAfter(address[3]) : this.#lastNotAfter(address); place >= 0; place = this.#around[place] ?? -1) {
      const bits = this.#bits[place] ?? 0;
      if (ipv4 && bits < IPV4_BITS) break; // A network of IPv6 has no IPv4 addresses, whatever their IPv6 form.
      if (!this.#covers(place, bits, address)) continue;
      if (best !== undefined && 2 ** (128 - bits) > best.size) break; // What lies further out is wider still.
      const index = this.#entries[place] ?? 0;
      const found = { index, size: this.#sizes[index] ?? 0, expires: this.#expires[index] ?? 0 };
      if (found.expires > now && isBetter(found, best) && !gone.has(index)) best = found;
    }
    return best;
  }

  /** The entry among those around an address that `isWanted` says yes to; undefined if there is none. */
  locate(address: IpWords, isWanted: (index: number) => boolean): number | undefined {
    for (let place = this.#lastNotAfter(address); place >= 0; place = this.#around[place] ?? -1) {
      const index = this.#entries[place] ?? 0;
      if (isWanted(index)) return index;
    }
    return undefined;
  }

  /** True if without this entry another one with the same addresses would have to be in the tree. */
  standsForOthers(index: number): boolean {
    return this.#standsForOthers.has(index);
  }

  /** The last network that begins at or before an address; of several that begin there the narrowest. */
  #lastNotAfter(address: IpWords): number {
    let low = 0;
    let high = this.#bits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isAfter(middle, address)) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  /** The same among the networks of IPv4: most clients have such an address, and one word decides. */
  #lastIpv4NotAfter(value: number): number {
    const firsts = this.#ipv4;
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((firsts[middle] ?? 0) > value) high = middle;
      else low = middle + 1;
    }
    return low === 0 ? -1 : this.#ipv4Start + low - 1;
  }

  #isAfter(place: number, address: IpWords): boolean {
    for (let word = 0; word < 4; word += 1) {
      const own = this.#words[place * 4 + word] ?? 0;
      const other = address[word] ?? 0;
      if (own !== other) return own > other;
    }
    return false;
  }

  #covers(place: number, bits: number, address: IpWords): boolean {
    return covers(this.#words, place, bits, address[0], address[1], address[2], address[3]);
  }
}

/** True if the network at a place holds the address a, b, c, d. */
export function covers(words: Uint32Array, place: number, bits: number, a: number, b: number, c: number, d: number): boolean {
  const at = place * 4;
  return (
    (((words[at] ?? 0) ^ a) & ~hostMask(bits, 0)) === 0 &&
    (((words[at + 1] ?? 0) ^ b) & ~hostMask(bits, 1)) === 0 &&
    (((words[at + 2] ?? 0) ^ c) & ~hostMask(bits, 2)) === 0 &&
    (((words[at + 3] ?? 0) ^ d) & ~hostMask(bits, 3)) === 0
  );
}
