/** Entries that the schema need not look at: none that it would refuse or change. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressEntrySchema, isPlainAddressEntry } from '../../shared/settings/security/address-entry.ts';

const address = fc.constantFrom('192.0.2.1', '192.0.2.0/24', '2001:db8::1', '192.0.2.9-192.0.2.1', '192.0.2.01', '', 'x', '1'.repeat(101), 7, null);
const note = fc.constantFrom('', 'spam', 'n'.repeat(1000), 'n'.repeat(1001), null, 7);
const expires = fc.constantFrom(null, '2027-01-31T12:00:00Z', '2027-01-31', '', 0);
const field = fc.oneof(
  fc.tuple(fc.constant('address'), address),
  fc.tuple(fc.constant('note'), note),
  fc.tuple(fc.constant('expires'), expires),
  fc.tuple(fc.constantFrom('other', '__proto__'), fc.constant(1)),
);

test('what is called plain, the schema gives back as it is, its fields in their order', () => {
  const entries = fc.oneof(
    fc.tuple(address, note, expires).map((values) => ['address', 'note', 'expires'].map((name, place) => [name, values[place]])),
    fc.array(field, { maxLength: 5 }),
  );
  fc.assert(
    fc.property(entries, (fields) => {
      const entry = Object.fromEntries(fields) as Record<string, unknown>;
      if (!isPlainAddressEntry(entry)) return;
      const parsed = addressEntrySchema.parse(entry);
      expect(JSON.stringify(parsed)).toBe(JSON.stringify(entry));
    }),
    { numRuns: 3000 },
  );
});

test('an address written in full is plain; one with a field left out, in another place, or too long is not', () => {
  expect(isPlainAddressEntry({ address: '192.0.2.0/24', note: 'n'.repeat(1000), expires: null })).toBe(true);
  expect(isPlainAddressEntry({ address: '192.0.2.1', note: '' })).toBe(false);
  expect(isPlainAddressEntry({ note: '', address: '192.0.2.1', expires: null })).toBe(false);
  expect(isPlainAddressEntry({ address: '192.0.2.1', note: 'n'.repeat(1001), expires: null })).toBe(false);
  expect(isPlainAddressEntry({ address: '192.0.2.300', note: '', expires: null })).toBe(false);
  expect(isPlainAddressEntry({ address: '192.0.2.1', note: '', expires: null, more: 1 })).toBe(false);
});
