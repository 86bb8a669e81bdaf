/** Mail that waits for long behind a host that is dead: every sender is told, whatever is tried when the host is called. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SmartHostSettings } from '../../shared/settings/delivery.ts';
import { type World, world } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RECIPIENTS = ['a', 'b', 'c', 'd', 'e'].map((name) => `anna@${name}.example`);

afterEach(() => {
  vi.restoreAllMocks();
});

/** All mail goes to a smart host that answers every call with a refusal. */
async function deadSmartHost(): Promise<World> {
  const made = await world({}, { giveUpHours: 10, delayNoticeHours: 4 });
  await made.host('127.0.0.2', (what) => (what === 'greeting' ? '554 down' : undefined));
  made.settings.current.delivery.smartHost = smartHost('127.0.0.2', made.port);
  return made;
}

function smartHost(host: string, port: number): SmartHostSettings {
  return { host, port, tls: 'none', user: '', password: '' };
}

describe('the senders of mail for several domains behind a dead smart host', () => {
  test.each([
    ['that takes all mail', false],
    ['that takes what has no route of its sender', true],
  ])('%s are told of the delay, and in the end that it was given up', async (_what, withRoutes) => {
    const { port, queue, clock, settings, start, reported } = await deadSmartHost();
    if (withRoutes) settings.current.delivery.senderRoutes = [{ domain: 'else.test', smartHost: smartHost('127.0.0.3', port) }];
    for (const recipient of RECIPIENTS) queue.add([recipient]);
    // The host is faster than the store: each time it has refused one domain before the next is looked up.
    const dueFor = queue.dueFor.bind(queue);
    vi.spyOn(queue, 'dueFor').mockImplementation(async (domain, page) => {
      await vi.waitUntil(() => delivery.destination(domain).connections === 0, { timeout: 20_000, interval: 5 });
      return await dueFor(domain, page);
    });
    const delivery = start();
    const allWait = async (): Promise<void> => {
      await expect.poll(() => queue.entries.every(({ nextAttemptAt }) => nextAttemptAt > clock.now())).toBe(true);
    };
    await allWait();
    const told = (wanted: string): ReadonlySet<string> => new Set(reported().flatMap(([action, recipient]) => (action === wanted ? [recipient] : [])));
    /** One domain is tried, the others wait with it; a look at their age comes a little later. */
    const pass = async (hours: number): Promise<void> => {
      clock.advance(hours * HOUR);
      delivery.nudge();
      await allWait();
      clock.advance(3 * MINUTE);
      delivery.nudge();
    };
    await pass(5);
    await expect.poll(() => told('delayed')).toEqual(new Set(RECIPIENTS));
    await pass(1);
    expect(reported()).toHaveLength(RECIPIENTS.length);
    await pass(5);
    await expect.poll(() => told('failed')).toEqual(new Set(RECIPIENTS));
    expect(reported()).toHaveLength(2 * RECIPIENTS.length);
    expect(queue.reports.flatMap(({ fates }) => fates).every(({ remoteReply, reason }) => `${remoteReply}${reason}`.includes('554 down'))).toBe(true);
    expect(queue.entries).toEqual([]);
  });
});

test('what is old when the server starts is tried before it is given up', async () => {
  const { host, port, queue, events, clock, settings, start, reported } = await world({}, { giveUpHours: 10 });
  await host('127.0.0.2');
  settings.current.delivery.smartHost = smartHost('127.0.0.2', port);
  for (const recipient of RECIPIENTS) queue.add([recipient], { entry: { lastError: '451 later' } });
  clock.advance(20 * HOUR);
  start();
  await events.seen('relay-sent', RECIPIENTS.length);
  expect(reported()).toEqual([]);
});

test('what was too old already and waits for its time is given up at the start, with the reason that is known', async () => {
  const { queue, events, clock, start, reported } = await deadSmartHost();
  queue.add(['anna@a.example'], { entry: { nextAttemptAt: 20 * HOUR + MINUTE, lastError: '451 4.7.1 come again' } });
  clock.advance(20 * HOUR);
  start();
  await events.seen('relay-failed');
  expect(reported()).toEqual([['failed', 'anna@a.example', '4.4.7']]);
  expect(queue.reports[0]?.fates[0]).toMatchObject({ remoteReply: '451 4.7.1 come again' });
});

test('a recipient on its way by a route of its own is not given up with the rest of its domain', async () => {
  const { host, port, queue, events, clock, start, reported } = await deadSmartHost();
  const other = await host('127.0.0.3', (what) => (what === 'message' ? 'hang' : undefined));
  queue.add(['dead@a.example', 'routed@a.example']);
  queue.entries = queue.entries.map((entry) => (entry.recipient === 'routed@a.example' ? { ...entry, route: `127.0.0.3:${port}` } : entry));
  clock.advance(20 * HOUR);
  start({ patience: { connect: 60_000, reply: 60_000, quit: 50 } });
  await events.seen('relay-failed');
  await expect.poll(() => other.messages.length).toBe(1);
  expect(reported()).toEqual([['failed', 'dead@a.example', '4.4.7']]);
  expect(queue.entries.map(({ recipient }) => recipient)).toEqual(['routed@a.example']);
});

test('while the queue is paused nothing is given up, and senders hear of the delay once; when it goes on, that time does not count', async () => {
  const { port, queue, clock, settings, start, reported, host } = await world({}, { giveUpHours: 10, delayNoticeHours: 4, paused: true });
  settings.current.delivery.smartHost = smartHost('127.0.0.2', port);
  await host('127.0.0.2', (what) => (what.startsWith('RCPT TO:<old') ? '451 4.2.0 later' : undefined));
  queue.add(['old@a.example']);
  queue.add(['anna@a.example']);
  clock.advance(5 * HOUR);
  const delivery = start();
  await expect.poll(reported).toEqual([
    ['delayed', 'old@a.example', '4.3.2'],
    ['delayed', 'anna@a.example', '4.3.2'],
  ]);
  expect(queue.reports[0]?.fates[0]?.reason).toContain('passes no mail on at the moment');
  clock.advance(20 * HOUR);
  delivery.nudge();
  await expect.poll(() => queue.entries.map(({ delayTold }) => delayTold)).toEqual([true, true]);
  expect(reported()).toHaveLength(2);
  settings.change((draft) => {
    draft.delivery.paused = false;
  });
  await expect.poll(() => queue.entries.map(({ recipient, attempts }) => [recipient, attempts])).toEqual([['old@a.example', 1]]);
  expect(reported()).toHaveLength(2);
  // Five hours of its ten had gone before the pause that the server knows of.
  clock.advance(5 * HOUR);
  delivery.nudge();
  await expect.poll(() => queue.entries).toEqual([]);
  expect(reported().slice(2)).toEqual([['failed', 'old@a.example', '4.4.7']]);
  expect(queue.reports.at(-1)?.fates[0]).toMatchObject({ remoteReply: '451 4.2.0 later' });
});

test('a pause that lasts over a restart does not count, either', async () => {
  const { port, queue, clock, settings, start, reported, host, events } = await world({}, { giveUpHours: 10, delayNoticeHours: 0, paused: true });
  settings.current.delivery.smartHost = smartHost('127.0.0.2', port);
  await host('127.0.0.2', (what) => (what.startsWith('RCPT') ? '451 4.2.0 later' : undefined));
  queue.add(['old@a.example']);
  const first = start();
  clock.advance(20 * HOUR);
  await first.stop(0);
  start();
  settings.change((draft) => {
    draft.delivery.paused = false;
  });
  await events.seen('relay-deferred');
  await expect.poll(() => queue.entries.map(({ attempts, lastError }) => [attempts, lastError])).toEqual([[1, '451 4.2.0 later']]);
  expect(reported()).toEqual([]);
});
