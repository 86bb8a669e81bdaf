/** The tables of a compiled automaton: made by compile-patterns.ts, read by automaton.ts, which says how they work. */

/** Bytes of a gram: as many as are looked at in one go. */
export const GRAM = 4;
/** Bytes of a window, of which one gram stands wherever every fourth gram is looked at. */
export const WINDOW = 7;
/** Where the second gram of a window begins, which ends with it. */
export const SECOND_GRAM = WINDOW - GRAM;
/** Fields of a node: where its label begins and how long it is; first child and number of children; first pattern of `order` that ends here and their number. */
export const NODE_FIELDS = 6;
/** Fields of an entry of a hash table: two of the key, and the value. */
export const ENTRY_FIELDS = 3;

/** Spreads 32 bits over the upper ones (Knuth's multiplicative hash). */
export const HASH = 0x9e3779b1 | 0;

/** Entries by key. Those of a bucket are neighbours: however many keys fall into one, the table is made in one go, and read to the end of the bucket. */
export interface HashTable {
  /** By bucket, where its entries begin; one more tells where the last one ends. Their number less one is a power of two. */
  readonly buckets: Int32Array;
  readonly entries: Int32Array;
}

/** A set of hashes: no bit, no entry. */
export interface Bitmap {
  readonly bits: Int32Array;
  /** Right shift that makes a hash an index of a bit. */
  readonly shift: number;
}

/** Plain data: goes from thread to thread as it is, the arrays being shared. */
export interface CompiledAutomaton {
  /** Number of patterns; a hit is told by its index. */
  readonly size: number;
  /** The patterns (text-bytes.ts), one behind the other, and where each begins. */
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  /** By pattern: bytes before the anchor. */
  readonly heads: Uint32Array;
  /** Patterns that have an anchor, by what begins there: first those of at least a window, then the others. */
  readonly order: Int32Array;
  readonly nodes: Int32Array;
  /** The nodes by their windows, as two grams; those of patterns that are too short for one by their gram, and 0, which is none. */
  readonly anchors: HashTable;
  /** The grams of the windows, and the windows; of no bits where there are none. */
  readonly sieve: Bitmap;
  readonly windows: Bitmap;
  /** The grams of the patterns that are too short for a window; of no bits where there are none. */
  readonly grams: Bitmap;
  /** By byte: bit n is set if a pattern of n bytes (1 to 3) begins with it. Empty where there is none. */
  readonly shortFirst: Uint8Array;
  /** Patterns of less than a gram by their bytes, and 0. */
  readonly shorts: HashTable;
  readonly longestHead: number;
  readonly longestTail: number;
}

/** The hash of all tables. */
export function hashPair(front: number, back: number): number {
  const mixed = Math.imul(Math.imul(front, HASH) ^ back, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** Four bytes, the first one lowest. */
export function gramAt(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number];
  return a | (b << 8) | (c << 16) | (d << 24);
}

/** What a window is looked up by in the bitmap of them. */
export function windowHash(front: number, back: number): number {
  return Math.imul(Math.imul(front, HASH) ^ back, 0x85ebca6b);
}
