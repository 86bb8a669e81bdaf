/** Makes the tables of an automaton (automaton.ts says what they mean) from patterns in normal form. */
import { GRAM, GRAM_FIELDS, HASH, NODE_FIELDS, SHORT_FIELDS, gramAt, hashPair, type CompiledAutomaton } from './automaton-tables.ts';
import { type Stretch, compareUnits } from './compare-units.ts';
import { pairCommonness } from './gram-rarity.ts';

/** Bits of the table in which grams of the list are counted; what collides only makes a worse choice of anchors. */
const COUNT_BITS = 20;
/** Bits of the bitmap: 32 KB for lists of up to some 10,000 entries, and then at least eight bits an entry. */
const BITMAP_BITS = 18;
const BITMAP_MOST_BITS = 23;

function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, atLeast)));
}

interface Texts {
  readonly units: Uint16Array;
  readonly starts: Uint32Array;
}

function concatenate(patterns: readonly string[]): Texts {
  const starts = new Uint32Array(new SharedArrayBuffer((patterns.length + 1) * 4));
  let total = 0;
  for (const [index, pattern] of patterns.entries()) {
    if (pattern === '') throw new RangeError(`pattern ${index} is empty`);
    starts[index] = total;
    total += pattern.length;
  }
  starts[patterns.length] = total;
  const units = new Uint16Array(new SharedArrayBuffer(total * 2));
  let at = 0;
  for (const pattern of patterns) {
    for (let index = 0; index < pattern.length; index += 1) units[at + index] = pattern.charCodeAt(index);
    at += pattern.length;
  }
  return { units, starts };
}

/** How often each gram occurs in the list, by hash: what many entries have in common makes a bad anchor. */
function countGrams({ units, starts }: Texts): Uint32Array {
  const counts = new Uint32Array(2 ** COUNT_BITS);
  for (let pattern = 0; pattern + 1 < starts.length; pattern += 1) {
    const end = (starts[pattern + 1] as number) - GRAM;
    for (let at = starts[pattern] as number; at <= end; at += 1) {
      const slot = Math.imul(gramAt(units, at), HASH) >>> (32 - COUNT_BITS);
      counts[slot] = (counts[slot] as number) + 1;
    }
  }
  return counts;
}

/** Chooses each pattern's anchor: the gram that costs least, being rare in mail (false entries) and in the list (entries to compare). */
function chooseAnchors({ units, starts }: Texts): Uint32Array {
  const counts = countGrams({ units, starts });
  const heads = new Uint32Array(new SharedArrayBuffer((starts.length - 1) * 4));
  for (let pattern = 0; pattern < heads.length; pattern += 1) {
    const first = starts[pattern] as number;
    const end = (starts[pattern + 1] as number) - GRAM;
    let best = Number.POSITIVE_INFINITY;
    for (let at = first; at <= end; at += 1) {
      const count = counts[Math.imul(gramAt(units, at), HASH) >>> (32 - COUNT_BITS)] as number;
      const [a, b, c, d] = [units[at] as number, units[at + 1] as number, units[at + 2] as number, units[at + 3] as number];
      // Both are logarithms: 32 - clz32 is the one of the count.
      const cost = pairCommonness(a, b) + pairCommonness(b, c) + pairCommonness(c, d) + 2 * (32 - Math.clz32(count));
      if (cost < best) {
        best = cost;
        heads[pattern] = at - first;
      }
    }
  }
  return heads;
}

/** The patterns of at least a gram, sorted by what begins at their anchors; the shorter of two with the same beginning first. */
function sortByTail({ units, starts }: Texts, heads: Uint32Array): Int32Array {
  const long: number[] = [];
  for (let pattern = 0; pattern < heads.length; pattern += 1) {
    if ((starts[pattern + 1] as number) - (starts[pattern] as number) >= GRAM) long.push(pattern);
  }
  const tailOf = (pattern: number): Stretch => ({ at: (starts[pattern] as number) + (heads[pattern] as number), end: starts[pattern + 1] as number });
  long.sort((one, other) => compareUnits(units, tailOf(one), tailOf(other)));
  const order = sharedInt32(long.length);
  order.set(long);
  return order;
}

/** A node that is still to be made: the patterns `from` to `to` of the order agree in the first `depth` units of their tails. */
interface Pending {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

/** The radix tree, and the grams from which it is entered. */
class Tree {
  /** At most two nodes a pattern: each has a pattern that ends there, or two children. */
  readonly #nodes: Int32Array;
  readonly #texts: Texts;
  readonly #heads: Uint32Array;
  readonly #order: Int32Array;
  readonly grams: Int32Array;
  #used = 0;

  constructor(texts: Texts, heads: Uint32Array, order: Int32Array) {
    this.#texts = texts;
    this.#heads = heads;
    this.#order = order;
    this.#nodes = new Int32Array(order.length * 2 * NODE_FIELDS);
    const groups = this.#groups(0, order.length, 0, GRAM);
    this.grams = sharedInt32(powerOfTwo(groups.length * 2) * GRAM_FIELDS);
    for (let slot = 2; slot < this.grams.length; slot += GRAM_FIELDS) this.grams[slot] = -1;
    const pending = groups;
    for (const group of groups) this.#enterGram(group);
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
    const start = (this.#texts.starts[pattern] as number) + (this.#heads[pattern] as number);
    return { start, length: (this.#texts.starts[pattern + 1] as number) - start };
  }

  /** Splits a range of the order by the `count` units at `depth`, and gives each group a node; the nodes are neighbours. */
  #groups(from: number, to: number, depth: number, count: number): Pending[] {
    const { units } = this.#texts;
    const groups: Pending[] = [];
    let first = from;
    for (let place = from + 1; place <= to; place += 1) {
      if (place < to) {
        const a = this.#tail(first).start + depth;
        const b = this.#tail(place).start + depth;
        let same = true;
        for (let index = 0; index < count; index += 1) same &&= units[a + index] === units[b + index];
        if (same) continue;
      }
      // Below the grams the unit that was decided on belongs to the child's label.
      groups.push({ node: this.#used + groups.length, from: first, to: place, depth: count === GRAM ? GRAM : depth });
      first = place;
    }
    this.#used += groups.length;
    return groups;
  }

  #enterGram({ node, from }: Pending): void {
    const { units } = this.#texts;
    const { start } = this.#tail(from);
    const front = ((units[start] as number) << 16) | (units[start + 1] as number);
    const back = ((units[start + 2] as number) << 16) | (units[start + 3] as number);
    insert(this.grams, GRAM_FIELDS, [front, back, node]);
  }

  #make({ node, from, to, depth }: Pending, pending: Pending[]): void {
    const { units } = this.#texts;
    const first = this.#tail(from);
    const last = this.#tail(to - 1);
    const shortest = Math.min(first.length, last.length);
    let common = depth;
    // In sorted order, what the first and the last have in common all have.
    while (common < shortest && units[first.start + common] === units[last.start + common]) common += 1;
    let inner = from;
    while (inner < to && this.#tail(inner).length === common) inner += 1;
    const children = inner < to ? this.#groups(inner, to, common, 1) : [];
    this.#nodes.set([first.start + depth, common - depth, children[0]?.node ?? 0, children.length, from, inner - from], node * NODE_FIELDS);
    pending.push(...children);
  }
}

/** Puts an entry of two key fields and a value into a hash table whose free slots have the value -1. */
function insert(table: Int32Array, fields: number, entry: readonly [number, number, number]): void {
  const mask = table.length / fields - 1;
  let slot = hashPair(entry[0], entry[1]) & mask;
  while ((table[slot * fields + 2] as number) >= 0) slot = (slot + 1) & mask;
  table.set(entry, slot * fields);
}

function makeBitmap({ units, starts }: Texts, heads: Uint32Array, order: Int32Array): { readonly bitmap: Int32Array; readonly bitmapShift: number } {
  const bits = Math.min(BITMAP_MOST_BITS, Math.max(BITMAP_BITS, Math.log2(powerOfTwo(order.length * 8))));
  const bitmap = sharedInt32(2 ** (bits - 5));
  for (const pattern of order) {
    const bit = Math.imul(gramAt(units, (starts[pattern] as number) + (heads[pattern] as number)), HASH) >>> (32 - bits);
    bitmap[bit >>> 5] = (bitmap[bit >>> 5] as number) | (1 << (bit & 31));
  }
  return { bitmap, bitmapShift: 32 - bits };
}

function makeShorts(patterns: readonly string[]): { readonly shortFirst: Uint8Array; readonly shorts: Int32Array } {
  const short = [...patterns.entries()].filter(([, pattern]) => pattern.length < GRAM);
  const shortFirst = new Uint8Array(new SharedArrayBuffer(short.length > 0 ? 65_536 : 0));
  const shorts = sharedInt32(powerOfTwo(short.length * 2) * SHORT_FIELDS);
  for (let slot = 2; slot < shorts.length; slot += SHORT_FIELDS) shorts[slot] = -1;
  for (const [index, pattern] of short) {
    const [first, second, third] = [pattern.charCodeAt(0), pattern.charCodeAt(1) || 0, pattern.charCodeAt(2) || 0];
    shortFirst[first] = (shortFirst[first] as number) | (1 << pattern.length);
    insert(shorts, SHORT_FIELDS, [(first << 16) | second, (third << 2) | pattern.length, index]);
  }
  return { shortFirst, shorts };
}

/**
 * Compiles patterns, given in normal form. Time and memory are proportional to their length in all.
 * @throws RangeError for an empty pattern.
 */
export function compilePatterns(patterns: readonly string[]): CompiledAutomaton {
  const texts = concatenate(patterns);
  const heads = chooseAnchors(texts);
  const order = sortByTail(texts, heads);
  const tree = new Tree(texts, heads, order);
  let longestHead = 0;
  let longestTail = 0;
  for (const pattern of order) {
    const head = heads[pattern] as number;
    longestHead = Math.max(longestHead, head);
    longestTail = Math.max(longestTail, (texts.starts[pattern + 1] as number) - (texts.starts[pattern] as number) - head);
  }
  return {
    size: patterns.length,
    ...texts,
    heads,
    order,
    nodes: tree.nodes,
    grams: tree.grams,
    ...makeBitmap(texts, heads, order),
    ...makeShorts(patterns),
    longestHead,
    longestTail,
  };
}
