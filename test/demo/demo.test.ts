import { describe, expect, it } from 'vitest';
import { missingMailClients } from '../setup/mail-clients.ts';
import { demoMessages, faultsOf } from './demo.ts';
import { roundTrip } from './round-trip.ts';

const missing = missingMailClients();

describe.skipIf(missing.length > 0)(`real mail with real clients${missing.length > 0 ? ` (not installed: ${missing.join(', ')})` : ''}`, () => {
  it('arrives byte for byte, whoever sends and whoever fetches', { timeout: 600_000 }, async () => {
    const messages = demoMessages();
    expect(messages.length).toBeGreaterThan(50);
    const result = await roundTrip(messages, () => undefined);
    expect(faultsOf(result)).toEqual([]);
    expect(result.trips).toHaveLength(messages.length * 3);
    expect(result.fetchedBy).toEqual(['mpop', 'fetchmail', 'curl']);
    // Every message was compared as mpop and curl brought it, and all but a few as fetchmail did.
    const spoiled = result.trips.filter((trip) => trip.spoiled.size > 0);
    expect(new Set(spoiled.flatMap((trip) => [...trip.spoiled.keys()]))).toEqual(new Set(['fetchmail']));
    expect(spoiled.length).toBeLessThan(20);
  });
});
