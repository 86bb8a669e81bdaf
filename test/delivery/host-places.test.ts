/** A mail host has no more connections of ours than it may, whatever the domains that it serves; and all mail leaves all the same. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Destination } from '../../main/delivery/runner/destination.ts';
import { HostPlaces } from '../../main/delivery/runner/host-places.ts';
import type { TlsPolicies } from '../../main/delivery/policy/tls-policies.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { FixedName } from '../fakes/fixed-dns.ts';
import { world } from './world.ts';

const DOMAINS = 60;
const PLACE = '192.0.2.1:25';

function sharing(exchange: (number: number) => string): Readonly<Record<string, FixedName>> {
  return Object.fromEntries(
    Array.from({ length: DOMAINS }, (_, number) => [`d${number}.test`, { mx: [{ preference: 10, exchange: exchange(number) }] }] as const),
  );
}

describe('60 domains with one host', () => {
  test('have three connections to it where three are allowed, and nothing counts as an attempt', async () => {
    const made = await world({ ...sharing(() => 'mx.test'), 'mx.test': { addresses: ['127.0.0.2'] } }, { connectionsPerDestination: 3 });
    const server = await made.host('127.0.0.2');
    for (let number = 0; number < 2 * DOMAINS; number += 1) made.queue.add([`a@d${number % DOMAINS}.test`]);
    made.start();
    await made.events.seen('relay-sent', 2 * DOMAINS);
    expect(server.mostAtOnce).toBeLessThanOrEqual(3);
    expect(made.queue.entries).toEqual([]);
    expect(made.events.events.filter(({ kind }) => kind === 'relay-deferred' || kind === 'host-failed')).toEqual([]);
  });

  test('have as few where it has several names, and where they demand different things of it', async () => {
    const names = { ...sharing((number) => `mx${number % 2}.test`), 'mx0.test': { addresses: ['127.0.0.2'] }, 'mx1.test': { addresses: ['127.0.0.2'] } };
    const made = await world(names, { connectionsPerDestination: 2 });
    const policies: TlsPolicies = {
      ofDomain: async () => undefined,
      demandFor: async ({ domain }) => (domain.endsWith('5.test') ? { when: 'never', proof: { kind: 'none' } } : undefined),
    };
    const server = await made.host('127.0.0.2');
    for (let number = 0; number < DOMAINS; number += 1) made.queue.add([`a@d${number}.test`]);
    made.start({ policies });
    await made.events.seen('relay-sent', DOMAINS);
    expect(server.mostAtOnce).toBeLessThanOrEqual(2);
    expect(made.events.events.filter(({ kind }) => kind === 'relay-deferred')).toEqual([]);
  });

  test('wait for it, and not for a worse host, while it is busy', async () => {
    const both = {
      mx: [
        { preference: 10, exchange: 'mx.test' },
        { preference: 20, exchange: 'backup.test' },
      ],
    };
    const made = await world(
      { 'one.test': both, 'two.test': both, 'mx.test': { addresses: ['127.0.0.2'] }, 'backup.test': { addresses: ['127.0.0.3'] } },
      { connectionsPerDestination: 1 },
    );
    const server = await made.host('127.0.0.2');
    const backup = await made.host('127.0.0.3');
    for (let number = 0; number < 20; number += 1) made.queue.add([number % 2 === 0 ? 'a@one.test' : 'a@two.test']);
    made.start();
    await made.events.seen('relay-sent', 20);
    expect([server.messages.length, server.mostAtOnce, backup.sessions.length]).toEqual([20, 1, 0]);
  });
});

describe('the line for a host', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is kept: whoever was called comes before those that look later, for a moment', () => {
    const places = new HostPlaces(() => 2);
    const [first, second] = [places.take(PLACE, 'a.test'), places.take(PLACE, 'a.test')];
    expect(places.take(PLACE, 'b.test')).toBeUndefined();
    const called: string[] = [];
    for (const domain of ['b.test', 'c.test']) places.waitFor(PLACE, domain, () => void called.push(domain));
    first?.(false);
    expect(called).toEqual(['b.test']);
    // The place is b's.
    expect(places.take(PLACE, 'a.test')).toBeUndefined();
    expect(places.take('192.0.2.2:25', 'a.test')).toBeDefined();
    expect(places.take(PLACE, 'b.test')).toBeDefined();
    second?.(false);
    expect(called).toEqual(['b.test', 'c.test']);
    // It does not come: its mail was removed, perhaps.
    vi.advanceTimersByTime(FIXED_LIMITS.deliveryIdleMilliseconds);
    expect(places.take(PLACE, 'a.test')).toBeDefined();
    // Given back twice, it is free once.
    first?.(false);
    expect(places.take(PLACE, 'd.test')).toBeUndefined();
  });

  test('is over for all where the host has failed', () => {
    const places = new HostPlaces(() => 1);
    const leave = places.take(PLACE, 'a.test');
    const called: string[] = [];
    for (const domain of ['b.test', 'c.test', 'd.test']) places.waitFor(PLACE, domain, () => void called.push(domain));
    leave?.(true);
    expect(called).toEqual(['b.test', 'c.test', 'd.test']);
  });
});

test('a host that took no more connections gets one more after some messages that it takes', () => {
  const destination = new Destination({ kind: 'mail-hosts', key: 'mx d.test', text: '', domain: 'd.test', port: 25 });
  destination.lanes = 5;
  destination.takesNoMore();
  expect(destination.mostLanes).toBe(4);
  const take = (messages: number): void => {
    for (let number = 0; number < messages; number += 1) destination.succeed();
  };
  take(FIXED_LIMITS.deliveryMessagesForLane - 1);
  expect(destination.mostLanes).toBe(4);
  take(1);
  expect(destination.mostLanes).toBe(5);
  destination.lanes = 5;
  destination.takesNoMore();
  take(2 * FIXED_LIMITS.deliveryMessagesForLane);
  expect(destination.mostLanes).toBe(6);
});
