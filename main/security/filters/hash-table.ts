/** Makes the hash tables and bitmaps of an automaton. */
import { ENTRY_FIELDS, type Bitmap, type HashTable, hashPair } from './automaton-tables.ts';

export function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

export function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, atLeast)));
}

/** Puts entries into their buckets, those of one in the order given. Takes the same time whatever their keys are. */
export function makeHashTable(entries: Int32Array): HashTable {
  const count = powerOfTwo((entries.length / ENTRY_FIELDS) * 2);
  const buckets = sharedInt32(count + 1);
  const bucketOf = (field: number): number => hashPair(entries[field] as number, entries[field + 1] as number) & (count - 1);
  for (let field = 0; field < entries.length; field += ENTRY_FIELDS) {
    const after = bucketOf(field) + 1;
    buckets[after] = (buckets[after] as number) + 1;
  }
  for (let bucket = 1; bucket <= count; bucket += 1) buckets[bucket] = (buckets[bucket] as number) + (buckets[bucket - 1] as number);
  const next = buckets.slice();
  const sorted = sharedInt32(entries.length);
  for (let field = 0; field < entries.length; field += ENTRY_FIELDS) {
    const bucket = bucketOf(field);
    const place = next[bucket] as number;
    for (let index = 0; index < ENTRY_FIELDS; index += 1) sorted[place * ENTRY_FIELDS + index] = entries[field + index] as number;
    next[bucket] = place + 1;
  }
  return { buckets, entries: sorted };
}

/** Longer lists have more bits, as long as that is less than a few megabytes. */
const MOST_BITS = 25;

/** An empty bitmap, of 2^`bits` bits or so many for each entry; of none for no entries. */
export function makeBitmap(entries: number, bits: number, bitsEach: number): Bitmap {
  const wanted = Math.min(MOST_BITS, Math.max(bits, Math.log2(powerOfTwo(entries * bitsEach))));
  return { bits: sharedInt32(entries === 0 ? 0 : 2 ** (wanted - 5)), shift: 32 - wanted };
}

export function addTo({ bits, shift }: Bitmap, hash: number): void {
  const bit = hash >>> shift;
  bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
}
