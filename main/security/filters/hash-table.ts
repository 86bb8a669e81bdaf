/** Makes the hash tables and bitmaps of an automaton. */
import { ENTRY_FIELDS, type Bitmap, type HashTable, hashPair } from './automaton-tables.ts';

export type Entry = readonly [front: number, back: number, value: number];

export function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

export function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, atLeast)));
}

/** Puts the entries into their buckets, those of one in the order given. Takes the same time whatever their keys are. */
export function makeHashTable(entries: readonly Entry[]): HashTable {
  const count = powerOfTwo(entries.length * 2);
  const buckets = sharedInt32(count + 1);
  const bucketOf = ([front, back]: Entry): number => hashPair(front, back) & (count - 1);
  for (const entry of entries) {
    const after = bucketOf(entry) + 1;
    buckets[after] = (buckets[after] as number) + 1;
  }
  for (let bucket = 1; bucket <= count; bucket += 1) buckets[bucket] = (buckets[bucket] as number) + (buckets[bucket - 1] as number);
  const next = buckets.slice();
  const sorted = sharedInt32(entries.length * ENTRY_FIELDS);
  for (const entry of entries) {
    const bucket = bucketOf(entry);
    const place = next[bucket] as number;
    sorted.set(entry, place * ENTRY_FIELDS);
    next[bucket] = place + 1;
  }
  return { buckets, entries: sorted };
}

/** @param bits the number of them, as a power of two: none for no hashes */
export function makeBitmap(hashes: readonly number[], bits: number): Bitmap {
  const shift = 32 - bits;
  const bitmap = sharedInt32(hashes.length === 0 ? 0 : 2 ** (bits - 5));
  for (const hash of hashes) {
    const bit = hash >>> shift;
    bitmap[bit >>> 5] = (bitmap[bit >>> 5] as number) | (1 << (bit & 31));
  }
  return { bits: bitmap, shift };
}
