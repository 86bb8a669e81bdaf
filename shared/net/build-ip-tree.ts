/** Builds the trees of ip-tree.ts. All of it runs in small steps, so that a list of a million entries holds nobody up. */
import { type IpSpan, readSpan } from './address-range.ts';
import { type IpWords, MAPPED, isIpv4 } from './ip-address.ts';
import { type Found, IPV4_BITS, IpTree, type Networks, type SortedNetworks, covers, isBetter } from './ip-tree.ts';

/** Items of work between two chances to pause: well under a millisecond. */
const SLICE = 4096;

/**
 * Builds a tree, with a chance to pause at every `yield`.
 * @param addresses entries as `readSpan` reads them. Throws RangeError naming one that cannot be read.
 * @param expires of each, in milliseconds since 1970; Infinity means never
 */
export function* buildIpTree(addresses: ArrayLike<string>, expires: Float64Array): Generator<void, IpTree, void> {
  const sizes = new Float64Array(addresses.length);
  const cut = yield* cutIntoNetworks(addresses, sizes);
  const order = yield* sortedOrder(cut);
  const networks = yield* nested(cut, order, sizes, expires);
  return new IpTree(networks, sizes, expires);
}

function* cutIntoNetworks(addresses: ArrayLike<string>, sizes: Float64Array): Generator<void, Networks, void> {
  let words = new Uint32Array(addresses.length * 4);
  let bits = new Uint8Array(addresses.length);
  let entries = new Uint32Array(addresses.length);
  let count = 0;
  const add = (first: IpWords, length: number, entry: number): void => {
    if (count === bits.length) {
      // Ranges made more networks than there are entries.
      words = grown(words);
      bits = grown(bits);
      entries = grown(entries);
    }
    words.set(first, count * 4);
    bits[count] = length;
    entries[count] = entry;
    count += 1;
  };
  for (let index = 0; index < addresses.length; index += 1) {
    const text = addresses[index] ?? '';
    const span = readSpan(text);
    if (typeof span === 'string') throw new RangeError(`the address ${text} ${span}`);
    if (span.bits === undefined) sizes[index] = addNetworks(span, (first, length) => add(first, length, index));
    else {
      add(span.first, span.bits, index);
      sizes[index] = 2 ** (128 - span.bits);
    }
    if (index % SLICE === SLICE - 1) yield;
  }
  return { words: words.subarray(0, count * 4), bits: bits.subarray(0, count), entries: entries.subarray(0, count) };
}

function grown<Numbers extends Uint32Array | Uint8Array>(numbers: Numbers): Numbers;
function grown(numbers: Uint32Array | Uint8Array): Uint32Array | Uint8Array {
  const bigger = numbers instanceof Uint8Array ? new Uint8Array(numbers.length * 2 + 16) : new Uint32Array(numbers.length * 2 + 64);
  bigger.set(numbers);
  return bigger;
}

/** Cuts a range into the fewest networks, at most 254. @returns the number of addresses in the range */
function addNetworks(span: IpSpan, add: (first: IpWords, bits: number) => void): number {
  const last = bigintOf(span.last);
  const ipv4 = isIpv4(span.first);
  let from = bigintOf(span.first);
  const size = Number(last - from + 1n);
  while (from <= last) {
    let host = 0n;
    while (host < 128n && (from & (1n << host)) === 0n && from + (1n << (host + 1n)) - 1n <= last) host += 1n;
    const bits = 128 - Number(host);
    // A range of IPv6 may lead over the IPv6 form of IPv4 addresses, and does not mean those.
    if (ipv4 || bits < IPV4_BITS || from >> 32n !== BigInt(MAPPED)) add(ipWordsOf(from), bits);
    from += 1n << host;
  }
  return size;
}

function bigintOf(words: IpWords): bigint {
  return words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
}

function ipWordsOf(value: bigint): IpWords {
  const word = (shift: bigint): number => Number((value >> shift) & 0xffff_ffffn);
  return [word(96n), word(64n), word(32n), word(0n)];
}

/**
 * The networks in order of their first address, of equals the widest first: a radix sort, from the least significant key
 * (the prefix length) over the digits of the words from the last to the first.
 */
function* sortedOrder({ words, bits }: Networks): Generator<void, Uint32Array, void> {
  // Wide digits need half the passes, but their tables are only worth it for a long list.
  const digitBits = bits.length > 0x10000 ? 16 : 8;
  const perWord = 32 / digitBits;
  const mask = 2 ** digitBits - 1;
  let order = new Uint32Array(bits.length);
  for (let place = 0; place < order.length; place += 1) order[place] = place;
  let other = new Uint32Array(order.length);
  const pass = (starts: Uint32Array, digits: ArrayLike<number>, stride: number, word: number, shift: number, from: number): void => {
    const end = Math.min(from + SLICE * 4, order.length);
    for (let at = from; at < end; at += 1) {
      const place = order[at] ?? 0;
      const digit = ((digits[place * stride + word] ?? 0) >>> shift) & mask;
      const target = starts[digit] ?? 0;
      other[target] = place;
      starts[digit] = target + 1;
    }
  };
  for (let key = -1; key < 4 * perWord; key += 1) {
    const word = key < 0 ? 0 : 3 - Math.floor(key / perWord);
    const shift = key < 0 ? 0 : (key % perWord) * digitBits;
    const [digits, stride] = key < 0 ? [bits, 1] : [words, 4];
    const starts = yield* startsOf(digits, { stride, word, shift, mask });
    if (starts === undefined) continue;
    for (let from = 0; from < order.length; from += SLICE * 4) {
      pass(starts, digits, stride, word, shift, from);
      yield;
    }
    [order, other] = [other, order];
  }
  return order;
}

interface Digit {
  readonly stride: number;
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/** Where the items of each digit begin; undefined if all have the same. */
function* startsOf(digits: Uint32Array | Uint8Array, { stride, word, shift, mask }: Digit): Generator<void, Uint32Array | undefined, void> {
  const counts = new Uint32Array(mask + 1);
  const items = digits.length / stride;
  for (let place = 0; place < items; place += 1) {
    const digit = ((digits[place * stride + word] ?? 0) >>> shift) & mask;
    counts[digit] = (counts[digit] ?? 0) + 1;
    if (place % (SLICE * 16) === SLICE * 16 - 1) yield;
  }
  let sum = 0;
  for (let digit = 0; digit <= mask; digit += 1) {
    const count = counts[digit] ?? 0;
    if (count === items) return undefined;
    counts[digit] = sum;
    sum += count;
  }
  return counts;
}

/** Lays the networks out in order, finds the one around each, and leaves out those that could never be the answer. */
function* nested(cut: Networks, order: Uint32Array, sizes: Float64Array, expires: Float64Array): Generator<void, SortedNetworks, void> {
  const words = new Uint32Array(order.length * 4);
  const bits = new Uint8Array(order.length);
  const entries = new Uint32Array(order.length);
  const around = new Int32Array(order.length);
  const standsForOthers = new Set<number>();
  let count = 0;
  const entryAt = (at: number): number => cut.entries[order[at] ?? 0] ?? 0;
  const found = (at: number): Found => ({ index: entryAt(at), size: sizes[entryAt(at)] ?? 0, expires: expires[entryAt(at)] ?? 0 });
  const layOut = (from: number, several: readonly number[] | undefined): void => {
    const place = order[from] ?? 0;
    const a = cut.words[place * 4] ?? 0;
    const b = cut.words[place * 4 + 1] ?? 0;
    const c = cut.words[place * 4 + 2] ?? 0;
    const d = cut.words[place * 4 + 3] ?? 0;
    let outer = count - 1;
    while (outer >= 0 && !covers(words, outer, bits[outer] ?? 0, a, b, c, d)) outer = around[outer] ?? -1;
    for (let at = 0; at < (several?.length ?? 1); at += 1) {
      words[count * 4] = a;
      words[count * 4 + 1] = b;
      words[count * 4 + 2] = c;
      words[count * 4 + 3] = d;
      bits[count] = cut.bits[place] ?? 0;
      entries[count] = several?.[at] ?? entryAt(from);
      around[count] = outer;
      outer = count;
      count += 1;
    }
  };
  let from = 0;
  for (let at = 1; at <= order.length; at += 1) {
    if (at < order.length && isSameNetwork(cut, order[at - 1] ?? 0, order[at] ?? 0)) continue;
    layOut(from, at - from > 1 ? yield* distinct(found, from, at, standsForOthers) : undefined);
    if (Math.floor(from / SLICE) !== Math.floor(at / SLICE)) yield;
    from = at;
  }
  return {
    words: words.subarray(0, count * 4),
    bits: bits.subarray(0, count),
    entries: entries.subarray(0, count),
    around: around.subarray(0, count),
    standsForOthers,
  };
}

function isSameNetwork({ words, bits }: Networks, a: number, b: number): boolean {
  if (bits[a] !== bits[b]) return false;
  for (let word = 0; word < 4; word += 1) if (words[a * 4 + word] !== words[b * 4 + word]) return false;
  return true;
}

/** The entries of one network, the widest first; of those with the same size only the one that lasts longest. There may be a million. */
function* distinct(found: (at: number) => Found, from: number, to: number, standsForOthers: Set<number>): Generator<void, readonly number[], void> {
  const bySize = new Map<number, Found>();
  const several = new Set<number>();
  for (let at = from; at < to; at += 1) {
    if (at % SLICE === SLICE - 1) yield;
    const one = found(at);
    const other = bySize.get(one.size);
    if (other !== undefined) several.add(one.size);
    if (isBetter(one, other)) bySize.set(one.size, one);
  }
  for (const size of several) standsForOthers.add(bySize.get(size)?.index ?? 0);
  return [...bySize.values()].toSorted((a, b) => b.size - a.size).map(({ index }) => index);
}
