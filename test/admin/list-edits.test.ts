/** Changes of long lists are taken back in turns, and each entry is known by what it stands for. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressMeaning } from '../../main/admin/address-pages.ts';
import { arrivalsAmong } from '../../main/admin/entries/arrivals.ts';
import { NO_INVERSE, arrived, besides, takenBack, without } from '../../main/admin/entries/list-edits.ts';
import { LIST_KINDS } from '../../main/admin/entries/list-kind.ts';
import { Turns } from '../../main/settings/turns.ts';
import { parseAddressRange } from '../../shared/net/address-range.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';

const KIND = LIST_KINDS['banned-addresses'];
const COUNT = 6400;
/** Entries between two looks at the clock. */
const LOOK = 64;

/** Time is up at each look. */
class ShortTurns extends Turns {
  count = 0;
  override get over(): boolean {
    return true;
  }
  override async next(): Promise<void> {
    this.count += 1;
  }
}

const entries = Array.from({ length: COUNT }, (_, place): AddressEntry => ({ address: `10.0.${place >> 8}.${place & 255}`, note: '', expires: null }));

test('an import that is taken back looks at its entries in turns', async () => {
  const turns = new ShortTurns();
  const { inverse } = arrived([], await arrivalsAmong(KIND, [], entries, { turns, now: 0 }));
  turns.count = 0;
  expect(await takenBack(entries, inverse, KIND, turns)).toEqual({ entries: [], count: COUNT, left: [] });
  // What was made is noted, and the list looked through.
  expect(turns.count).toBe((2 * COUNT) / LOOK);
});

test('so does a removal, and what stands beside it', async () => {
  const turns = new ShortTurns();
  const even = entries.filter((_, place) => place % 2 === 0);
  const removed = without(entries, new Set(even.map(KIND.keyOf)), KIND.keyOf);
  expect(await besides(removed.entries, removed.inverse, KIND.meaningOf, turns)).toEqual([]);
  expect(turns.count).toBe(COUNT / LOOK);
  turns.count = 0;
  expect(await takenBack(removed.entries, { ...NO_INVERSE, restore: removed.inverse.restore }, KIND, turns)).toEqual({ entries, count: COUNT / 2, left: [] });
  expect(turns.count).toBe((1.5 * COUNT) / LOOK);
});

test('two spellings mean the same if they are the same addresses', () => {
  const byte = fc.nat(3);
  const single = fc.tuple(byte, byte).map(([a, b]) => `0.0.${a}.${b}`);
  const spelled = fc.oneof(
    single,
    single.map((a) => `::ffff:${a}`),
    single.map((a) => `::${a}`),
    fc.tuple(single, fc.integer({ min: 29, max: 32 })).map(([a, bits]) => `${a}/${bits}`),
    fc.tuple(single, single).map(([a, b]) => `${a}-${b}`),
    byte.map((a) => `::${a}`),
    fc.tuple(byte, fc.integer({ min: 125, max: 128 })).map(([a, bits]) => `::${a}/${bits}`),
  );
  const same = (a: string, b: string): boolean => {
    const [one, other] = [parseAddressRange(a), parseAddressRange(b)];
    if (one === undefined || other === undefined) return a === b;
    return one.family === other.family && one.first === other.first && one.last === other.last;
  };
  fc.assert(
    fc.property(spelled, spelled, (a, b) => {
      expect(addressMeaning(a) === addressMeaning(b)).toBe(same(a, b));
    }),
    { numRuns: 3000 },
  );
});
