/**
 * What a chunk of events might hold, in a few hundred bytes: a Bloom filter over the sessions, traces, addresses,
 * accounts, kinds, levels and protocols of its events. A search opens only the chunks whose filter says "maybe"; a
 * filter never says no to what is there.
 */
import { type EventFields, FIELD } from './event-line.ts';
import { foldCase } from './fold-case.ts';
import { TUNING } from './tuning.ts';

const KEYED = ['kind', 'level', 'protocol', 'sessionId', 'traceId', 'remoteAddress', 'account'] as const satisfies readonly (keyof typeof FIELD)[];
export type KeyedField = (typeof KEYED)[number];

/** A field and its value as one key. Case makes no difference in accounts (matchesFilter). */
export function keyOf(field: KeyedField, value: string): string {
  return `${field}:${field === 'account' ? foldCase(value) : value}`;
}

/** Gathers what stands in the keyed fields of events. Each event passes here: the values are made into keys only at the end, each once. */
export class KeyCollector {
  readonly #values = KEYED.map((field) => ({ field, place: FIELD[field], values: new Set<string>(), last: '' }));

  add(fields: EventFields): void {
    for (const column of this.#values) {
      const value = fields[column.place];
      // Mostly the same as in the event before.
      if (value === undefined || value === '' || value === column.last) continue;
      column.last = value;
      column.values.add(value);
    }
  }

  makeFilter(): Uint8Array {
    return makeFilter(this.#values.flatMap(({ field, values }) => [...values].map((value) => keyOf(field, value))));
  }
}

/** @param keys each once */
export function makeFilter(keys: readonly string[]): Uint8Array {
  const filter = new Uint8Array(Math.ceil((keys.length * TUNING.filterBitsPerKey) / 8));
  for (const key of keys) for (const bit of probes(key, filter.length * 8)) filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
  return filter;
}

/** False only if `key` is surely not among the keys that the filter was made of. */
export function mayHold(filter: Uint8Array, key: string): boolean {
  return filter.length > 0 && probes(key, filter.length * 8).every((bit) => ((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0);
}

/** The bits of a key: two FNV-1a hashes, combined (Kirsch and Mitzenmacher, "Less hashing, same performance"). */
function probes(key: string, bits: number): number[] {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x01000193);
  }
  // The upper bits of FNV are the better mixed ones; an odd step never stands still.
  second = (second ^ (second >>> 15)) | 1;
  return Array.from({ length: TUNING.filterProbes }, (_, probe) => ((first + Math.imul(probe, second)) >>> 0) % bits);
}
