/** The tables of a compiled automaton: made by compile-patterns.ts, read by automaton.ts, which says how they work. */

/** Units of a gram. */
export const GRAM = 4;
/** Fields of a node: where its label begins and how long it is; first child and number of children; first pattern of `order` that ends here and their number. */
export const NODE_FIELDS = 6;
/** Fields of a slot of the gram table: two pairs of units, and the node; node -1 is a free slot. */
export const GRAM_FIELDS = 3;
/** Fields of a slot of the table of short patterns: units one and two, unit three with the length, and the pattern; -1 is a free slot. */
export const SHORT_FIELDS = 3;

/** Spreads 32 bits over the upper ones (Knuth's multiplicative hash). */
export const HASH = 0x9e3779b1 | 0;

/** Plain data: goes from thread to thread as it is, the arrays being shared. */
export interface CompiledAutomaton {
  /** Number of patterns; a hit is told by its index. */
  readonly size: number;
  /** The patterns, one behind the other, and where each begins. */
  readonly units: Uint16Array;
  readonly starts: Uint32Array;
  /** By pattern: units before the anchor. */
  readonly heads: Uint32Array;
  /** Patterns of four and more units, by what follows their anchors. */
  readonly order: Int32Array;
  readonly nodes: Int32Array;
  readonly grams: Int32Array;
  readonly bitmap: Int32Array;
  /** Right shift that makes a hash an index of a bit. */
  readonly bitmapShift: number;
  /** By unit: bit n is set if a pattern of n units (1 to 3) begins with it. Empty where there is none. */
  readonly shortFirst: Uint8Array;
  readonly shorts: Int32Array;
  readonly longestHead: number;
  readonly longestTail: number;
}

/** The hash of both hash tables. */
export function hashPair(front: number, back: number): number {
  const mixed = Math.imul(Math.imul(front, HASH) ^ back, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** The low bytes of four units, as the scan sees them. */
export function gramAt(units: Uint16Array, at: number): number {
  const [a, b, c, d] = [units[at] as number, units[at + 1] as number, units[at + 2] as number, units[at + 3] as number];
  return ((a & 0xff) << 24) | ((b & 0xff) << 16) | ((c & 0xff) << 8) | (d & 0xff);
}
