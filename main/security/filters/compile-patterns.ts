/** Makes the tables of an automaton (automaton.ts says what they mean) from patterns in normal form. */
import {
  ENTRY_FIELDS,
  GRAM,
  HASH,
  NODE_FIELDS,
  SECOND_GRAM,
  WINDOW,
  type Bitmap,
  type CompiledAutomaton,
  type HashTable,
  gramAt,
  windowHash,
} from './automaton-tables.ts';
import { chooseAnchors } from './choose-anchors.ts';
import { type Stretch, compareBytes } from './compare-bytes.ts';
import { addTo, makeBitmap, makeHashTable, sharedInt32 } from './hash-table.ts';
import { type PatternBytes, patternBytes } from './pattern-bytes.ts';

/** Bits of the bitmaps: lists of up to some 10,000 entries leave the sieve in the second-level cache, where it has to wait for nothing, and the others in the first. */
const SIEVE_BITS = 20;
const BITMAP_BITS = 18;
/** In longer lists, for each entry. */
const SIEVE_BITS_EACH = 64;
const BITMAP_BITS_EACH = 16;

const lengthOf = ({ starts }: PatternBytes, pattern: number): number => (starts[pattern + 1] as number) - (starts[pattern] as number);

/** The patterns that have an anchor: those of at least a window, then those of at least a gram, each sorted by what begins at their anchors; the shorter of two with the same beginning first. */
function sortByTail(patterns: PatternBytes, heads: Uint32Array): { readonly order: Int32Array; readonly wide: number } {
  const { bytes, starts } = patterns;
  const [wide, narrow]: [number[], number[]] = [[], []];
  // Most tails differ in their first bytes: read as one number, the first byte highest, these are quicker to compare.
  const begins = new Uint32Array(heads.length);
  for (let pattern = 0; pattern < heads.length; pattern += 1) {
    const length = lengthOf(patterns, pattern);
    if (length < GRAM) continue;
    const at = (starts[pattern] as number) + (heads[pattern] as number);
    begins[pattern] = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    (length >= WINDOW ? wide : narrow).push(pattern);
  }
  const restOf = (pattern: number): Stretch => ({ at: (starts[pattern] as number) + (heads[pattern] as number) + GRAM, end: starts[pattern + 1] as number });
  for (const some of [wide, narrow]) {
    some.sort((one, other) => (begins[one] as number) - (begins[other] as number) || compareBytes(bytes, restOf(one), restOf(other)));
  }
  const order = sharedInt32(wide.length + narrow.length);
  order.set(wide);
  order.set(narrow, wide.length);
  return { order, wide: wide.length };
}

/** A node that is still to be made: the patterns `from` to `to` of the order agree in the first `depth` bytes of their tails. */
interface Pending {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

/** The radix trees, and the anchors from which they are entered. */
class Trees {
  /** At most two nodes a pattern: each has a pattern that ends there, or two children. */
  readonly #nodes: Int32Array;
  readonly #patterns: PatternBytes;
  readonly #heads: Uint32Array;
  readonly #order: Int32Array;
  readonly anchors: HashTable;
  #used = 0;

  /** @param wide patterns of at least a window, which are the first of the order */
  constructor(patterns: PatternBytes, heads: Uint32Array, order: Int32Array, wide: number) {
    this.#patterns = patterns;
    this.#heads = heads;
    this.#order = order;
    this.#nodes = new Int32Array(order.length * 2 * NODE_FIELDS);
    const pending = [...this.#groups(0, wide, 0, WINDOW), ...this.#groups(wide, order.length, 0, GRAM)];
    this.anchors = this.#anchors(pending);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) this.#make(next, pending);
  }

  get nodes(): Int32Array {
    const nodes = sharedInt32(this.#used * NODE_FIELDS);
    nodes.set(this.#nodes.subarray(0, nodes.length));
    return nodes;
  }

  /** Where the tail of the pattern at `place` of the order begins, and how long it is. */
  #tail(place: number): { readonly start: number; readonly length: number } {
    const pattern = this.#order[place] as number;
    const start = (this.#patterns.starts[pattern] as number) + (this.#heads[pattern] as number);
    return { start, length: (this.#patterns.starts[pattern + 1] as number) - start };
  }

  /** Splits a range of the order by the `count` bytes at `depth`, and gives each group a node; the nodes are neighbours. */
  #groups(from: number, to: number, depth: number, count: number): Pending[] {
    const { bytes } = this.#patterns;
    const groups: Pending[] = [];
    let first = from;
    for (let place = from + 1; place <= to; place += 1) {
      if (place < to) {
        const a = this.#tail(first).start + depth;
        const b = this.#tail(place).start + depth;
        let same = 0;
        while (same < count && bytes[a + same] === bytes[b + same]) same += 1;
        if (same === count) continue;
      }
      // Below the anchors the byte that was decided on belongs to the child's label.
      groups.push({ node: this.#used + groups.length, from: first, to: place, depth: depth === 0 ? count : depth });
      first = place;
    }
    this.#used += groups.length;
    return groups;
  }

  #anchors(groups: readonly Pending[]): HashTable {
    const { bytes } = this.#patterns;
    const entries = new Int32Array(groups.length * ENTRY_FIELDS);
    for (const [index, { node, from, depth }] of groups.entries()) {
      const { start } = this.#tail(from);
      entries[index * ENTRY_FIELDS] = gramAt(bytes, start);
      entries[index * ENTRY_FIELDS + 1] = depth === WINDOW ? gramAt(bytes, start + SECOND_GRAM) : 0;
      entries[index * ENTRY_FIELDS + 2] = node;
    }
    return makeHashTable(entries);
  }

  #make({ node, from, to, depth }: Pending, pending: Pending[]): void {
    const { bytes } = this.#patterns;
    const first = this.#tail(from);
    const last = this.#tail(to - 1);
    const shortest = Math.min(first.length, last.length);
    let common = depth;
    // In sorted order, what the first and the last have in common all have.
    while (common < shortest && bytes[first.start + common] === bytes[last.start + common]) common += 1;
    let inner = from;
    while (inner < to && this.#tail(inner).length === common) inner += 1;
    const children = inner < to ? this.#groups(inner, to, common, 1) : [];
    this.#nodes.set([first.start + depth, common - depth, children[0]?.node ?? 0, children.length, from, inner - from], node * NODE_FIELDS);
    pending.push(...children);
  }
}

function makeBitmaps(
  { bytes, starts }: PatternBytes,
  heads: Uint32Array,
  order: Int32Array,
  wide: number,
): { readonly [name in 'sieve' | 'windows' | 'grams']: Bitmap } {
  const sieve = makeBitmap(wide, SIEVE_BITS, SIEVE_BITS_EACH);
  const windows = makeBitmap(wide, BITMAP_BITS, BITMAP_BITS_EACH);
  const grams = makeBitmap(order.length - wide, BITMAP_BITS, BITMAP_BITS_EACH);
  for (const [place, pattern] of order.entries()) {
    const anchor = (starts[pattern] as number) + (heads[pattern] as number);
    if (place >= wide) {
      addTo(grams, Math.imul(gramAt(bytes, anchor), HASH));
      continue;
    }
    for (let at = anchor; at <= anchor + SECOND_GRAM; at += 1) addTo(sieve, Math.imul(gramAt(bytes, at), HASH));
    addTo(windows, windowHash(gramAt(bytes, anchor), gramAt(bytes, anchor + SECOND_GRAM)));
  }
  return { sieve, windows, grams };
}

function makeShorts(patterns: PatternBytes): { readonly shortFirst: Uint8Array; readonly shorts: HashTable } {
  const { bytes, starts } = patterns;
  const entries: number[] = [];
  const first = new Uint8Array(256);
  for (let pattern = 0; pattern + 1 < starts.length; pattern += 1) {
    const length = lengthOf(patterns, pattern);
    if (length >= GRAM) continue;
    const at = starts[pattern] as number;
    let key = 0;
    for (let index = 0; index < length; index += 1) key |= (bytes[at + index] as number) << (8 * index);
    const byte = bytes[at] as number;
    first[byte] = (first[byte] as number) | (1 << length);
    entries.push(key, 0, pattern);
  }
  const shortFirst = new Uint8Array(new SharedArrayBuffer(entries.length > 0 ? first.length : 0));
  shortFirst.set(first.subarray(0, shortFirst.length));
  return { shortFirst, shorts: makeHashTable(Int32Array.from(entries)) };
}

/**
 * Compiles patterns, given in normal form. Time and memory are proportional to their length in all.
 * @throws RangeError for an empty pattern.
 */
export function compilePatterns(patterns: readonly string[]): CompiledAutomaton {
  const texts = patternBytes(patterns);
  const heads = chooseAnchors(texts);
  const { order, wide } = sortByTail(texts, heads);
  const trees = new Trees(texts, heads, order, wide);
  let longestHead = 0;
  let longestTail = 0;
  for (const pattern of order) {
    const head = heads[pattern] as number;
    longestHead = Math.max(longestHead, head);
    longestTail = Math.max(longestTail, lengthOf(texts, pattern) - head);
  }
  return {
    size: patterns.length,
    ...texts,
    heads,
    order,
    nodes: trees.nodes,
    anchors: trees.anchors,
    ...makeBitmaps(texts, heads, order, wide),
    ...makeShorts(texts),
    longestHead,
    longestTail,
  };
}
