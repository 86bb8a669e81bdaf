/** A host that takes long over a message, most of all before it has taken any: what else is for it does not stand behind that message. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HOST_SLOW } from '../../main/delivery/outcome.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { FixedName } from '../fakes/fixed-dns.ts';
import type { Script } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

const { deliveryStallMilliseconds: STALL } = FIXED_LIMITS;
const MINUTE = 60_000;
const PLACE = 10_000;
const PATIENCE = { connect: 600_000, reply: 600_000, quit: 50, place: PLACE };
const MX = { mx: [{ preference: 10, exchange: 'mx.test' }] };
const WITH_BACKUP = { mx: [...MX.mx, { preference: 20, exchange: 'backup.test' }] };
const HOSTS = { 'mx.test': { addresses: ['127.0.0.2'] }, 'backup.test': { addresses: ['127.0.0.3'] } };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Takes the content of the first message and never answers, and takes no further connection. */
const hangsAndIsFull: Script = (what, { number }) => {
  if (what === 'greeting' && number > 1) return '421 4.7.0 too many connections';
  return what === 'message' ? 'hang' : undefined;
};

/** What becomes of messages waits a moment for that of others: with each look that moment passes. */
function passing<T>(look: () => T): () => T {
  return () => {
    vi.advanceTimersByTime(FIXED_LIMITS.deliverySettleMilliseconds);
    return look();
  };
}

const reasonsIn = ({ queue }: World): string[] => queue.entries.map(({ lastError, attempts }) => `${attempts} ${lastError}`);

test('a host that takes nothing else meanwhile is left alone, and not called anew for each message', async () => {
  const made = await world({ 'one.test': MX, ...HOSTS });
  const host = await made.host('127.0.0.2', (what, { number }) => {
    if (what === 'message') return 'hang';
    return number > 1 && what.startsWith('MAIL') ? '421 4.3.2 not now' : undefined;
  });
  for (let number = 0; number < 30; number += 1) made.queue.add([`${number}@one.test`]);
  made.start({ patience: PATIENCE });
  await expect.poll(() => host.messages.length).toBe(1);
  vi.advanceTimersByTime(STALL);
  await expect.poll(passing(() => made.queue.entries.filter(({ nextAttemptAt }) => nextAttemptAt > made.clock.now()).length)).toBeGreaterThanOrEqual(29);
  expect(host.sessions.length).toBeLessThanOrEqual(3);
});

test('what is behind it goes to the backup, where the host takes no other connection', async () => {
  const made = await world({ 'one.test': WITH_BACKUP, 'two.test': WITH_BACKUP, ...HOSTS });
  const host = await made.host('127.0.0.2', hangsAndIsFull);
  const backup = await made.host('127.0.0.3');
  for (let number = 0; number < 6; number += 1) made.queue.add([`${number}@one.test`]);
  const delivery = made.start({ patience: PATIENCE });
  await expect.poll(() => host.messages.length).toBe(1);
  expect(backup.sessions).toHaveLength(0);
  vi.advanceTimersByTime(STALL);
  await expect.poll(passing(() => made.queue.entries.length)).toBe(1);
  expect([backup.messages.length, host.messages.length]).toEqual([5, 1]);
  // Others with the same host do not wait for it either.
  made.queue.add(['a@two.test']);
  delivery.nudge();
  await expect.poll(passing(() => made.queue.entries.length)).toBe(1);
  expect([backup.messages.length, made.queue.attempts, made.reported()]).toEqual([6, [], []]);
  // One was refused, and the host is not called for the others.
  expect(host.sessions).toHaveLength(2);
});

test('what is behind a later one waits for the host, since it takes mail', async () => {
  const made = await world({ 'one.test': WITH_BACKUP, 'two.test': WITH_BACKUP, ...HOSTS });
  const host = await made.host('127.0.0.2', (what, session) => (what === 'message' && host.messages.length < 2 ? undefined : hangsAndIsFull(what, session)));
  const backup = await made.host('127.0.0.3');
  for (let number = 0; number < 2; number += 1) made.queue.add([`${number}@one.test`]);
  const delivery = made.start({ patience: PATIENCE });
  await expect.poll(passing(() => [host.messages.length, made.queue.entries.length])).toEqual([2, 1]);
  vi.advanceTimersByTime(STALL);
  made.queue.add(['a@two.test']);
  delivery.nudge();
  await made.events.seen('host-failed');
  await expect.poll(() => delivery.activity.connections).toBe(1);
  expect([backup.sessions.length, made.queue.attempts]).toEqual([0, []]);
});

test('what is behind it says why it waits, where there is no other host, and leaves when that message is over', async () => {
  const made = await world({ 'one.test': MX, ...HOSTS });
  let hangs = true;
  const host = await made.host('127.0.0.2', (what, session) => (hangs ? hangsAndIsFull(what, session) : undefined));
  for (let number = 0; number < 3; number += 1) made.queue.add([`${number}@one.test`]);
  made.start({ patience: PATIENCE });
  await expect.poll(() => host.messages.length).toBe(1);
  vi.advanceTimersByTime(STALL);
  await made.events.seen('host-failed');
  const waits = `0 ${HOST_SLOW}`;
  await expect
    .poll(() => {
      vi.advanceTimersByTime(PLACE);
      return reasonsIn(made);
    })
    .toEqual([waits, waits, waits]);
  hangs = false;
  vi.advanceTimersByTime(2 * PATIENCE.reply);
  await expect.poll(passing(() => reasonsIn(made))).toEqual(['1 the host did not answer in time']);
  expect(host.messages).toHaveLength(3);
});

test('what is left says why it waits, where the host takes long over a message on each connection that it may have', async () => {
  const made = await world({ 'one.test': MX, ...HOSTS }, { connectionsPerDestination: 2 });
  const host = await made.host('127.0.0.2', (what) => (what === 'message' ? 'hang' : undefined));
  for (let number = 0; number < 3; number += 1) made.queue.add([`${number}@one.test`]);
  const delivery = made.start({ patience: PATIENCE });
  for (const messages of [1, 2]) {
    await expect.poll(() => host.messages.length).toBe(messages);
    vi.advanceTimersByTime(STALL);
  }
  await expect.poll(() => reasonsIn(made)).toEqual(Array(3).fill(`0 ${HOST_SLOW}`));
  made.queue.add(['new@one.test']);
  delivery.nudge();
  await expect.poll(() => reasonsIn(made).at(-1)).toBe(`0 ${HOST_SLOW}`);
  expect(host.sessions).toHaveLength(2);
});

test('the senders of what is behind it hear of the delay, once, whether it waits in memory or in the queue', async () => {
  const made = await world({ 'one.test': MX, ...HOSTS }, { connectionsPerDestination: 1, delayNoticeHours: 4 });
  const { queue, clock, reported } = made;
  const host = await made.host('127.0.0.2', (what) => (what.startsWith('RCPT') && host.messages.length >= 2 ? '451 4.2.0 later' : undefined));
  const inMemory = FIXED_LIMITS.deliveryFirstBatch;
  const messages = Array.from({ length: 3 * inMemory }, (_, number) => queue.add([`${number}@one.test`]));
  const gates = new Map(messages.slice(0, 2).map((messageId) => [messageId, Promise.withResolvers<void>()]));
  const [first, second] = [...gates.values()];
  const open = queue.open.bind(queue);
  vi.spyOn(queue, 'open').mockImplementation(async (messageId) => {
    await gates.get(messageId)?.promise;
    return await open(messageId);
  });
  const aged = vi.spyOn(queue, 'aged');
  const delivery = made.start({ patience: PATIENCE });
  const isUnderWay = async (place: number): Promise<void> => {
    await expect.poll(passing(() => delivery.activity.messages.has(messages[place] ?? 0))).toBe(true);
    vi.advanceTimersByTime(STALL);
  };
  await isUnderWay(0);
  await expect.poll(() => reasonsIn(made)).toEqual(messages.map(() => `0 ${HOST_SLOW}`));
  // Looked at again and again: a jump of the clock is a computer that sleeps.
  for (let hours = 0; hours < 4.5; hours += FIXED_LIMITS.deliverySweepSeconds / 3600) {
    const looks = aged.mock.calls.length;
    clock.advance(FIXED_LIMITS.deliverySweepSeconds * 1000);
    delivery.nudge();
    await vi.waitUntil(() => aged.mock.calls.length >= looks + 2, { timeout: 20_000, interval: 1 });
  }
  await expect.poll(() => reported().length).toBe(messages.length - inMemory);
  const [told] = queue.reports[0]?.fates ?? [];
  expect([told?.enhanced, told?.reason.includes(HOST_SLOW)]).toEqual(['4.4.5', true]);
  // What is in memory is looked at when the one before it is over.
  first?.resolve();
  await isUnderWay(1);
  await expect.poll(() => reported().length).toBe(messages.length - 1);
  // All others are put off, and nobody is told again.
  second?.resolve();
  await expect.poll(passing(() => queue.entries.filter(({ attempts }) => attempts === 1).length)).toBe(messages.length - 2);
  expect(new Set(reported().map(([action, recipient]) => `${action} ${recipient}`)).size).toBe(messages.length - 1);
  expect(reported()).toHaveLength(messages.length - 1);
});

test('what is on its way is not put off with the rest of its domain, when a look-up for that fails', async () => {
  const names: Record<string, FixedName> = { 'one.test': MX, ...HOSTS };
  const made = await world(names);
  const host = await made.host('127.0.0.2', (what) => (what === 'message' ? 'hang' : undefined));
  made.queue.add(['first@one.test']);
  const delivery = made.start({ patience: PATIENCE });
  await expect.poll(() => host.messages.length).toBe(1);
  vi.advanceTimersByTime(STALL);
  names['one.test'] = { trouble: true };
  made.queue.add(['second@one.test']);
  delivery.nudge();
  await made.events.seen('relay-deferred');
  const [, second = ''] = reasonsIn(made);
  expect(second).toContain('could not be looked up');
  // The host rests, and what comes now waits as well.
  made.queue.add(['third@one.test']);
  delivery.nudge();
  await expect.poll(() => reasonsIn(made)).toEqual(['0 ', second, `0 ${second.slice(2)}`]);
  expect(made.queue.entries[0]?.nextAttemptAt).toBe(0);
  expect(made.queue.attempts).toHaveLength(1);
});

test('what was read behind it while the store was full goes back to the queue, and leaves when that is over', async () => {
  const made = await world({ 'one.test': MX, 'two.test': { addresses: ['127.0.0.3'] }, ...HOSTS });
  const host = await made.host('127.0.0.2', (what, { number }) => (what === 'message' && number === 1 ? 'hang' : undefined));
  await made.host('127.0.0.3');
  made.queue.add(['first@one.test']);
  const delivery = made.start({ patience: PATIENCE });
  await expect.poll(() => host.messages.length).toBe(1);
  vi.advanceTimersByTime(STALL);
  const [asked, read] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const dueFor = made.queue.dueFor.bind(made.queue);
  vi.spyOn(made.queue, 'dueFor').mockImplementation(async (domain, page) => {
    const due = await dueFor(domain, page);
    if (domain !== 'one.test') return due;
    asked.resolve();
    await read.promise;
    return due;
  });
  vi.spyOn(made.queue, 'settle').mockRejectedValueOnce(new StoreError('disk-full', 'the disk is full'));
  made.queue.add(['second@one.test']);
  delivery.nudge();
  await asked.promise;
  made.queue.add(['a@two.test']);
  delivery.nudge();
  await expect.poll(passing(() => made.events.texts())).toContainEqual(expect.stringContaining('the disk is full'));
  read.resolve();
  // It is read, and nothing may be sent.
  await expect.poll(() => vi.getTimerCount()).toBeGreaterThan(0);
  made.clock.advance(MINUTE);
  vi.advanceTimersByTime(MINUTE);
  await expect.poll(passing(() => made.queue.entries.map(({ recipient }) => recipient))).toEqual(['first@one.test']);
  expect(host.messages).toHaveLength(2);
});
