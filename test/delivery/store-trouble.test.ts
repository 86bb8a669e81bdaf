/** The store fails at a moment, as with a full disk: mail leaves by itself once that is over, without new mail or a hand. */
import { afterEach, expect, test, vi } from 'vitest';
import { MessageLost, StoreError } from '../../main/store/mail-store.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { MemoryQueue } from '../fakes/memory-queue.ts';
import { world } from './world.ts';

const MINUTE = 60_000;
const MORE = 'what else is due of a message';
const FULL = new StoreError('disk-full', 'the disk is full');

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each([
  ['which domains wait', 1, (queue: MemoryQueue) => vi.spyOn(queue, 'domains').mockRejectedValueOnce(FULL)],
  ['what is due for a domain', 1, (queue: MemoryQueue) => vi.spyOn(queue, 'dueFor').mockRejectedValueOnce(FULL)],
  [MORE, 1, (queue: MemoryQueue) => vi.spyOn(queue, 'dueOf').mockRejectedValueOnce(FULL)],
  ['for the content', 1, (queue: MemoryQueue) => vi.spyOn(queue, 'open').mockRejectedValueOnce(FULL)],
  ['to put down what became of it', 1, (queue: MemoryQueue) => vi.spyOn(queue, 'settle').mockRejectedValueOnce(FULL)],
  ['to put that down, and once more', 2, (queue: MemoryQueue) => vi.spyOn(queue, 'settle').mockRejectedValueOnce(FULL).mockRejectedValueOnce(FULL)],
  ['what has waited for long', 1, (queue: MemoryQueue) => vi.spyOn(queue, 'aged').mockRejectedValueOnce(FULL)],
])('a store that fails when asked %s', async (what, times, fail) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { host, queue, events, clock, start } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  const server = await host('127.0.0.2');
  // More than is read in one go: what else is due of a message has to be asked for.
  const messages = what === MORE ? FIXED_LIMITS.deliveryFirstBatch + 1 : 1;
  for (let number = 0; number < messages; number += 1) queue.add(['anna@example.com']);
  fail(queue);
  start();
  for (let trouble = 1; trouble <= times; trouble += 1) {
    const told = await events.seen('server', trouble);
    expect(told.at(-1)?.text).toContain('the disk is full');
    // Whoever looks at the clock before this has set a timer by it, and whoever does later sees that the time is over.
    clock.advance(MINUTE);
    vi.advanceTimersByTime(MINUTE);
  }
  await expect.poll(() => queue.entries).toEqual([]);
  expect(server.messages).toHaveLength(messages);
});

test('no more than what is under way is sent while nothing can be put down, and only that once more after a restart', async () => {
  const [domains, messages] = [20, 300];
  const names = Object.fromEntries(Array.from({ length: domains }, (_, number) => [`d${number}.test`, { addresses: ['127.0.0.2'] }] as const));
  const { host, queue, events, clock, start } = await world(names, { connectionsPerDestination: 6 });
  let full = false;
  const server = await host('127.0.0.2', (what) => {
    if (what === 'message' && server.messages.length === 60) full = true;
    return undefined;
  });
  for (let number = 0; number < messages; number += 1) queue.add([`u${number}@d${number % domains}.test`], { content: `Subject: ${number}\r\n\r\nx\r\n` });
  const settle = queue.settle.bind(queue);
  queue.settle = async (settlement) => {
    if (full) throw FULL;
    await settle(settlement);
  };
  const patience = { connect: 600_000, reply: 600_000, quit: 50 };
  const before = start({ patience });
  await events.seen('server');
  // Each connection ends what it has in hand.
  await expect.poll(() => before.activity.connections, { timeout: 30_000 }).toBe(0);
  expect(server.messages.length).toBeLessThanOrEqual(60 + 6);
  await before.stop(1);
  full = false;
  start({ patience });
  await expect
    .poll(
      () => {
        clock.advance(MINUTE);
        return queue.entries;
      },
      { timeout: 30_000 },
    )
    .toEqual([]);
  expect(new Set(server.messages.map(String)).size).toBe(messages);
  // Those at the moment when it began, on each connection: one that could not be told of, and none after it.
  expect(server.messages.length - messages).toBeLessThanOrEqual(6);
});

test('what was read from the queue just when nothing could be put down leaves all the same', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { host, queue, events, clock, start } = await world({ 'one.test': { addresses: ['127.0.0.2'] }, 'two.test': { addresses: ['127.0.0.2'] } });
  const server = await host('127.0.0.2');
  queue.add(['anna@one.test']);
  queue.add(['ben@two.test']);
  const read = Promise.withResolvers<void>();
  const dueFor = queue.dueFor.bind(queue);
  vi.spyOn(queue, 'dueFor').mockImplementation(async (domain, page) => {
    const due = await dueFor(domain, page);
    if (domain === 'two.test') await read.promise;
    return due;
  });
  vi.spyOn(queue, 'settle').mockRejectedValueOnce(FULL);
  start();
  await events.seen('server');
  read.resolve();
  await expect.poll(() => vi.getTimerCount()).toBeGreaterThan(0);
  clock.advance(MINUTE);
  vi.advanceTimersByTime(MINUTE);
  await expect.poll(() => queue.entries).toEqual([]);
  expect(server.messages).toHaveLength(2);
});

test('what a host refused while the disk was full is put off or reported all the same', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { host, queue, events, clock, start, reported } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  await host('127.0.0.2', (what) => (what.includes('never') ? '550 5.1.1 no' : what.includes('later') ? '450 4.2.0 later' : undefined));
  queue.add(['never@example.com', 'later@example.com']);
  vi.spyOn(queue, 'send').mockRejectedValueOnce(FULL);
  vi.spyOn(queue, 'settle').mockRejectedValueOnce(FULL).mockRejectedValueOnce(FULL);
  start();
  await events.seen('server');
  clock.advance(MINUTE);
  vi.advanceTimersByTime(MINUTE);
  await expect.poll(() => reported()).toEqual([['failed', 'never@example.com', '5.1.1']]);
  await expect.poll(() => queue.entries).toMatchObject([{ recipient: 'later@example.com', attempts: 1, nextAttemptAt: 2 * MINUTE }]);
});

test('a message that can never be read is tried ever more seldom, and the others leave', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { host, queue, events, clock, start } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  const server = await host('127.0.0.2');
  const broken = queue.add(['broken@example.com']);
  queue.add(['whole@example.com']);
  const open = queue.open.bind(queue);
  vi.spyOn(queue, 'open').mockImplementation(async (messageId) => {
    if (messageId === broken) throw new StoreError('failed', 'the disk has a scratch');
    return await open(messageId);
  });
  start();
  await events.seen('server');
  await expect.poll(() => queue.entries).toMatchObject([{ attempts: 1, nextAttemptAt: MINUTE, lastError: 'the message could not be read from the store' }]);
  clock.advance(MINUTE);
  vi.advanceTimersByTime(MINUTE);
  await events.seen('server', 2);
  expect(queue.entries).toMatchObject([{ recipient: 'broken@example.com', attempts: 2, nextAttemptAt: 6 * MINUTE }]);
  expect(server.messages).toHaveLength(1);
});

test('a message whose content is lost goes back to its sender, and nothing of it is sent on', async () => {
  const { host, queue, events, start, reported } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  const server = await host('127.0.0.2');
  const lost = queue.add(['anna@example.com']);
  vi.spyOn(queue, 'open').mockRejectedValue(new MessageLost(lost, 'messages.dat'));
  start();
  await expect.poll(() => reported()).toEqual([['failed', 'anna@example.com', '5.3.0']]);
  await expect.poll(() => queue.entries).toEqual([]);
  const words = 'This server has lost the content of the message before it could be sent. Please send it again.';
  const [fate] = queue.reports.flatMap(({ fates }) => fates);
  expect(fate).toEqual({ entry: fate?.entry, enhanced: '5.3.0', reason: words });
  await events.seen('relay-failed');
  expect(events.texts()).toContainEqual(expect.stringMatching(/^from <\S*> to <anna@example\.com>: This server has lost /));
  expect(server.messages).toEqual([]);
});
