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

test('what a host refused while the disk was full is put off or reported all the same', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { host, queue, events, clock, start, reported } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  await host('127.0.0.2', (what) => (what.includes('never') ? '550 5.1.1 no' : what.includes('later') ? '450 4.2.0 later' : undefined));
  queue.add(['never@example.com', 'later@example.com']);
  vi.spyOn(queue, 'send').mockRejectedValueOnce(FULL);
  vi.spyOn(queue, 'settle').mockRejectedValueOnce(FULL);
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
  const { host, queue, start, reported } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  const server = await host('127.0.0.2');
  const lost = queue.add(['anna@example.com']);
  vi.spyOn(queue, 'open').mockRejectedValue(new MessageLost(lost, 'messages.dat'));
  start();
  await expect.poll(() => reported()).toEqual([['failed', 'anna@example.com', '5.3.0']]);
  await expect.poll(() => queue.entries).toEqual([]);
  expect(server.messages).toEqual([]);
});
