import { expect, test } from 'vitest';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { openTestStore } from './fixtures.ts';
import { accept, bytes, incoming } from './sample-messages.ts';

test('an outgoing message waits, is deferred, fails or is sent', async () => {
  const store = await openTestStore();
  const relays = ['a', 'b', 'c'].map((name) => ({ recipient: `${name}@there.example`, domain: 'there.example' }));
  const messageId = await accept(store, bytes(1000, 'x'), incoming({ relays, receivedAt: 100, traceId: 'T' }));
  expect(await store.queue.count()).toBe(3);
  expect(await store.queue.nextDueAt()).toBe(100);
  expect(await store.queue.due(99, 10)).toEqual([]);
  const due = await store.queue.due(100, 2);
  expect(due).toMatchObject([
    {
      messageId,
      traceId: 'T',
      reversePath: 'sender@elsewhere.example',
      recipient: 'a@there.example',
      domain: 'there.example',
      size: 1000,
      attempts: 0,
      queuedAt: 100,
      state: 'waiting',
    },
    { recipient: 'b@there.example' },
  ]);
  const [a, b, c] = (await store.queue.list(10)).map((entry) => entry.id);
  await store.queue.deferred([a ?? 0], 500, '451 later');
  await store.queue.failed([b ?? 0], '550 no');
  await store.queue.sent([c ?? 0, 999]);
  expect(await store.queue.list(10)).toMatchObject([
    { id: a, attempts: 1, nextAttemptAt: 500, lastError: '451 later', state: 'waiting' },
    { id: b, attempts: 1, lastError: '550 no', state: 'failed' },
  ]);
  expect((await store.queue.due(1000, 10)).map((entry) => entry.id)).toEqual([a]);
  expect(await store.queue.nextDueAt()).toBe(500);
  await store.queue.sent([a ?? 0, b ?? 0]);
  expect(await store.queue.nextDueAt()).toBeUndefined();
  expect(await store.messages.open(messageId)).toBeUndefined();
});

test('due entries come oldest first', async () => {
  const store = await openTestStore();
  const relays = [{ recipient: 'a@b.example', domain: 'b.example' }];
  for (const receivedAt of [300, 100, 200]) await accept(store, bytes(1, 'x'), incoming({ receivedAt, relays }));
  expect((await store.queue.due(1000, 10)).map((entry) => entry.queuedAt)).toEqual([100, 200, 300]);
});

test('settings revisions are kept, newest first', async () => {
  const store = await openTestStore();
  const first = defaultSettings();
  const second = { ...first, server: { ...first.server, hostname: 'mail.example.org' } };
  const one = await store.revisions.add({ at: 1, by: 'start', document: first });
  const two = await store.revisions.add({ at: 2, by: 'admin', document: second });
  expect(two).toBeGreaterThan(one);
  expect(await store.revisions.get(one)).toEqual({ revision: one, at: 1, by: 'start', document: first });
  expect((await store.revisions.list(10)).map((row) => row.document.server.hostname)).toEqual(['mail.example.org', first.server.hostname]);
  expect(await store.revisions.list(1)).toHaveLength(1);
  expect(await store.revisions.get(99)).toBeUndefined();
});

test('counters add up by day, newest first', async () => {
  const store = await openTestStore();
  await store.statistics.add('2026-01-01', { connections: 1, messagesAccepted: 2 });
  await store.statistics.add('2026-01-02', { connections: 5 });
  await store.statistics.add('2026-01-01', { connections: 10 });
  expect(await store.statistics.byDay(7)).toEqual([
    { day: '2026-01-02', counters: { connections: 5 } },
    { day: '2026-01-01', counters: { connections: 11, messagesAccepted: 2 } },
  ]);
  expect(await store.statistics.byDay(1)).toHaveLength(1);
});
