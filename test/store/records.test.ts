import { expect, test } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { openTestStore } from './fixtures.ts';

const HOUR = 3_600_000;

const utf8 = (document: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(document));

test('settings revisions are kept, newest first', async () => {
  const store = await openTestStore();
  const first = defaultSettings();
  const second = { ...first, server: { ...first.server, hostname: 'mail.example.org' } };
  const changes = [{ path: 'server.hostname', from: '', to: 'mail.example.org' }];
  const one = await store.revisions.add({ at: 1, by: 'start', json: utf8(first), changes: [] });
  const two = await store.revisions.add({ at: 2, by: 'admin', json: utf8(second), changes });
  expect(two).toBeGreaterThan(one);
  expect(await store.revisions.get(one)).toEqual({ revision: one, at: 1, by: 'start', document: first });
  expect(await store.revisions.list(10)).toEqual([
    { revision: two, at: 2, by: 'admin', changes },
    { revision: one, at: 1, by: 'start', changes: [] },
  ]);
  expect(await store.revisions.list(1)).toHaveLength(1);
  expect(await store.revisions.get(99)).toBeUndefined();
});

test('a long revision is kept compressed, and comes back as it was', async () => {
  const store = await openTestStore();
  const entries = Array.from({ length: 20_000 }, (_, place) => ({ address: `10.0.${place >> 8}.${place & 255}`, note: 'ä', expires: null }));
  const document = { ...defaultSettings(), security: { ...defaultSettings().security, 'banned-addresses': { entries } } };
  const revision = await store.revisions.add({ at: 1, by: 'admin', json: utf8(document), changes: [] });
  expect((await store.revisions.get(revision))?.document).toEqual(document);
});

test('automatic bans and recent logins are kept until they are forgotten', async () => {
  const store = await openTestStore();
  const ban = { address: '192.0.2.1', source: 'harvest', note: 'guessed', at: 1, expires: 10, strikes: 1 } as const;
  await store.bans.put(ban);
  await store.bans.put({ ...ban, address: '2001:db8::1', source: 'brute-force', expires: 20 });
  await store.bans.put({ ...ban, strikes: 2, expires: 15 });
  expect(await store.bans.load()).toEqual([
    { ...ban, strikes: 2, expires: 15 },
    { ...ban, address: '2001:db8::1', source: 'brute-force', expires: 20 },
  ]);
  await store.bans.forget(20);
  await store.bans.remove('192.0.2.99');
  expect((await store.bans.load()).map(({ address }) => address)).toEqual(['2001:db8::1']);
  await store.bans.remove('2001:db8::1');
  expect(await store.bans.load()).toEqual([]);
  await store.bans.noteClients([{ address: '192.0.2.1', lastLoginAt: 5 }], 0);
  await store.bans.noteClients(
    [
      { address: '192.0.2.2', lastLoginAt: 7 },
      { address: '192.0.2.1', lastLoginAt: 8 },
    ],
    8,
  );
  expect(await store.bans.recentClients()).toEqual([{ address: '192.0.2.1', lastLoginAt: 8 }]);
});

test('counters add up by day, newest first', async () => {
  const store = await openTestStore();
  await store.statistics.add('2026-01-01', 0, { connections: 1, messagesAccepted: 2 });
  await store.statistics.add('2026-01-02', HOUR, { connections: 5 });
  await store.statistics.add('2026-01-01', 0, { connections: 10 });
  expect(await store.statistics.byDay(7)).toEqual([
    { day: '2026-01-02', counters: { connections: 5 } },
    { day: '2026-01-01', counters: { connections: 11, messagesAccepted: 2 } },
  ]);
  expect(await store.statistics.byDay(1)).toHaveLength(1);
});

test('counters add up by hour, and go when they are old', async () => {
  const store = await openTestStore();
  await store.statistics.add('2026-01-01', 0, { connections: 1, relayed: 0 });
  await store.statistics.add('2026-01-01', HOUR, { connections: 2 });
  await store.statistics.add('2026-01-01', HOUR, { connections: 3 });
  expect(await store.statistics.byHour(0)).toEqual([
    { hour: 0, counters: { connections: 1 } },
    { hour: HOUR, counters: { connections: 5 } },
  ]);
  expect(await store.statistics.byHour(HOUR)).toHaveLength(1);
  await store.statistics.add('2026-02-01', (FIXED_LIMITS.statisticsHours + 1) * HOUR, { connections: 1 });
  expect((await store.statistics.byHour(0)).map(({ hour }) => hour)).toEqual([HOUR, (FIXED_LIMITS.statisticsHours + 1) * HOUR]);
  expect(await store.statistics.byDay(7)).toHaveLength(2);
});
