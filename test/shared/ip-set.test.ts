import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddressRange, rangeSize } from '../../shared/net/address-range.ts';
import { IpSet, type ListedAddress, expiryOf } from '../../shared/net/ip-set.ts';

const entry = (address: string, expires: string | null = null): ListedAddress => ({ address, expires });
const NOW = Date.UTC(2026, 10, 24);
const at = (days: number): string => new Date(NOW + days * 86_400_000).toISOString();

/** The same answer, the slow way: what the most specific entry is like. */
function naive(entries: readonly ListedAddress[], address: string): { size: number; expires: number } | undefined {
  const single = parseAddressRange(address);
  let best: { size: number; expires: number } | undefined;
  for (const one of entries) {
    const range = parseAddressRange(one.address);
    const found = { size: Number(range === undefined ? 0n : rangeSize(range)), expires: expiryOf(one) };
    if (range === undefined || single === undefined || range.family !== single.family || found.expires <= NOW) continue;
    if (range.first > single.first || range.last < single.first) continue;
    if (best === undefined || found.size < best.size || (found.size === best.size && found.expires > best.expires)) best = found;
  }
  return best;
}

function likeness(found: ListedAddress | undefined): { size: number; expires: number } | undefined {
  if (found === undefined) return undefined;
  const range = parseAddressRange(found.address);
  return { size: Number(range === undefined ? 0n : rangeSize(range)), expires: expiryOf(found) };
}

// Few addresses, so that ranges meet: within 10.0.0.0/24, around the IPv6 form of IPv4, and within one /120.
const near4 = fc.nat(255).map((low) => `10.0.0.${low}`);
const near6 = fc.nat(255).map((low) => `2001:db8::${low.toString(16)}`);
const edge6 = fc.constantFrom('::fffe:ffff:ffff', '::1:0:0:0', '::ffff:10.0.0.5', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::fffe:0:1');
const client = fc.oneof(near4, near6, edge6);
const ranged = fc.oneof(
  client,
  fc.tuple(near4, fc.integer({ min: 0, max: 32 })).map(([a, bits]) => `${a}/${bits}`),
  fc.tuple(fc.oneof(near6, fc.constantFrom('::', '::1:0:0:0')), fc.nat(128)).map(([a, bits]) => `${a}/${bits}`),
  fc.tuple(near4, near4).map(([a, b]) => `${a}-${b}`),
  fc.tuple(fc.oneof(near6, edge6), fc.oneof(near6, edge6)).map(([a, b]) => `${a}-${b}`),
);
const entryArbitrary = fc
  .tuple(ranged, fc.constantFrom(null, at(-1), at(0), at(1), at(2)))
  .filter(([address]) => parseAddressRange(address) !== undefined)
  .map(([address, expires]) => entry(address, expires));

test('finds the most specific unexpired entry, as a scan of the whole list does', () => {
  fc.assert(
    fc.property(fc.array(entryArbitrary, { maxLength: 40 }), fc.array(client, { minLength: 1, maxLength: 40 }), (entries, clients) => {
      const set = IpSet.of(entries);
      for (const address of clients) expect(likeness(set.find(address, NOW))).toEqual(naive(entries, address));
    }),
    { numRuns: 400 },
  );
});

test('stays true through changes', () => {
  const change = fc.tuple(fc.array(entryArbitrary, { maxLength: 5 }), fc.array(fc.nat(1000), { maxLength: 5 }));
  fc.assert(
    fc.property(
      fc.array(entryArbitrary, { maxLength: 30 }),
      fc.array(change, { maxLength: 5 }),
      fc.array(client, { maxLength: 20 }),
      (start, changes, clients) => {
        let entries = start;
        let set = IpSet.of(entries);
        for (const [added, picks] of changes) {
          const removed = [...new Set(picks.map((pick) => entries[pick % Math.max(1, entries.length)]))].filter((one) => one !== undefined);
          entries = [...entries.filter((one) => !removed.includes(one)), ...added];
          set = set.changed(removed, added) ?? IpSet.of(entries);
          for (const address of clients) expect(likeness(set.find(address, NOW))).toEqual(naive(entries, address));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('a long list is sorted with wide digits, and answers alike', () => {
  const entries = Array.from({ length: 70_000 }, (_, place) => entry(`${10 + (place % 7)}.${(place >>> 8) & 255}.${place & 255}.${(place * 7) & 255}`));
  entries.push(entry('10.0.0.0/8'), entry('2001:db8::/32'));
  const set = IpSet.of(entries);
  for (const place of [0, 1, 777, 65_535, 65_536, 69_999]) {
    const wanted = entries[place];
    expect(set.find(wanted?.address ?? '', NOW)?.address).toBe(wanted?.address);
  }
  expect(set.find('10.255.255.255', NOW)?.address).toBe('10.0.0.0/8');
  expect(set.find('2001:db8::9', NOW)?.address).toBe('2001:db8::/32');
  expect(set.find('99.0.0.1', NOW)).toBeUndefined();
});

test('an address that cannot be read is in no list, and an entry that cannot is named', () => {
  const all = IpSet.of([entry('0.0.0.0/0'), entry('::/0')]);
  for (const address of ['', 'localhost', '1.2.3', '::1%lo', '01.2.3.4']) expect(all.find(address, NOW)).toBeUndefined();
  expect(all.find('::ffff:1.2.3.4', NOW)?.address).toBe('0.0.0.0/0');
  expect(() => IpSet.of([entry('nonsense')])).toThrow('the address nonsense must be an IP address');
});

test('twins: the one that lasts longest counts, and taking it out brings back the other', () => {
  const [short, long] = [entry('192.0.2.1', at(1)), entry('192.0.2.1', at(2))];
  const set = IpSet.of([short, long]);
  expect(set.find('192.0.2.1', NOW)).toBe(long);
  expect(set.changed([long], [])).toBeUndefined();
  expect(IpSet.of([short]).find('192.0.2.1', NOW)).toBe(short);
});

test('is built in steps', () => {
  const entries = Array.from({ length: 20_000 }, (_, place) => entry(`10.${(place >>> 16) & 255}.${(place >>> 8) & 255}.${place & 255}`));
  const steps = IpSet.building(entries);
  let count = 0;
  while (steps.next().done !== true) count += 1;
  expect(count).toBeGreaterThan(10);
});
