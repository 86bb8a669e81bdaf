/** A mail host has no more connections of ours than it may, whatever the domains that it serves; and all mail leaves all the same. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HOST_BUSY } from '../../main/delivery/outcome.ts';
import { Destination } from '../../main/delivery/runner/destination.ts';
import { HostPlaces } from '../../main/delivery/runner/host-places.ts';
import type { TlsPolicies } from '../../main/delivery/policy/tls-policies.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { FixedName } from '../fakes/fixed-dns.ts';
import { type World, world } from './world.ts';

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
    // However slow this computer is: a connection counts until the host has answered that it ends.
    made.start({ policies, patience: { connect: 600_000, reply: 600_000, quit: 60_000 } });
    await made.events.seen('relay-sent', DOMAINS);
    expect(server.mostAtOnce).toBeLessThanOrEqual(2);
    expect(made.events.events.filter(({ kind }) => kind === 'relay-deferred')).toEqual([]);
  });

  test('all leave where many connections of one domain want a place at once, and those of another are idle', async () => {
    const made = await world(
      {
        'a.test': { mx: [{ preference: 10, exchange: 'mx-a.test' }] },
        'b.test': { mx: [{ preference: 10, exchange: 'mx-b.test' }] },
        'mx-a.test': { addresses: ['127.0.0.2'] },
        'mx-b.test': { addresses: ['127.0.0.2'] },
      },
      { connectionsPerDestination: 3 },
    );
    const server = await made.host('127.0.0.2');
    const delivery = made.start();
    let sent = 0;
    const pass = async (domain: string, messages: number): Promise<void> => {
      for (let number = 0; number < messages; number += 1) made.queue.add([`a@${domain}`]);
      delivery.nudge();
      await made.events.seen('relay-sent', (sent += messages));
    };
    // The host has taken mail for both, and each finds those of the other, with demands of their own, in all places.
    for (const domain of ['b.test', 'a.test', 'a.test', 'b.test', 'b.test', 'a.test']) await pass(domain, 20);
    expect(server.mostAtOnce).toBeLessThanOrEqual(3);
    expect(made.queue.entries).toEqual([]);
  });

  test('say why they wait once they have for a while, but for what a host has said of them, and so do the notices to senders', async () => {
    const shared = { mx: [{ preference: 10, exchange: 'mx.test' }] };
    const made = await world({ 'one.test': shared, 'two.test': shared, 'mx.test': { addresses: ['127.0.0.2'] } }, { connectionsPerDestination: 1 });
    // It has taken one before, and so is no host that may take none at all.
    const server = await made.host('127.0.0.2', (what) => (what === 'message' && server.messages.length > 1 ? 'hang' : undefined));
    made.queue.add(['z@one.test']);
    made.queue.add(['a@one.test']);
    const delivery = made.start({ patience: { connect: 60_000, reply: 60_000, quit: 50, place: 0 } });
    await expect.poll(() => [server.messages.length, made.queue.entries.length]).toEqual([2, 1]);
    made.queue.add(['a@two.test']);
    made.queue.add(['b@two.test'], { entry: { lastError: '451 4.7.1 come again', attempts: 1 } });
    const why = (): string[] => made.queue.entries.slice(1).map(({ lastError, attempts, nextAttemptAt }) => `${attempts} ${nextAttemptAt} ${lastError}`);
    let asked = 0;
    const dueFor = made.queue.dueFor.bind(made.queue);
    made.queue.dueFor = async (domain, options) => {
      asked += 1;
      return await dueFor(domain, options);
    };
    /** Lets the mail look for a place once more. */
    const lookAgain = async (): Promise<void> => {
      const before = asked;
      delivery.nudge();
      await expect.poll(() => asked > before && delivery.activity.connections).toBe(1);
    };
    await lookAgain();
    expect(why()).toEqual(['0 0 ', '1 0 451 4.7.1 come again']);
    made.clock.advance(FIXED_LIMITS.deliveryHostBusyToldSeconds * 1000);
    delivery.nudge();
    // It stays due, and the wait is no attempt.
    await expect.poll(why).toEqual([`0 ${made.clock.now()} ${HOST_BUSY}`, '1 0 451 4.7.1 come again']);
    made.clock.advance(5 * 3_600_000);
    // What is being put down at this moment is not looked at: then it is the next look that tells.
    const reportedOnceLooked = (): ReturnType<World['reported']> => {
      delivery.nudge();
      return made.reported();
    };
    await expect.poll(reportedOnceLooked).toEqual([
      ['delayed', 'a@two.test', '4.4.5'],
      ['delayed', 'b@two.test', '4.7.1'],
    ]);
    expect(made.queue.reports[0]?.fates[0]?.reason).toContain('passes on only some of it at one time');
    expect(server.sessions).toHaveLength(1);
    // Nobody gets a place for as long as mail may wait: it comes back with what the host has said.
    made.clock.advance(5 * 24 * 3_600_000);
    await lookAgain();
    // Time for which the computer may as well have slept is not what it waits for.
    expect(made.reported()).toHaveLength(2);
    const look = 2 * FIXED_LIMITS.deliveryHostPlaceSeconds * 1000;
    for (let waited = 0; waited < FIXED_LIMITS.deliveryHostBusyGivenUpSeconds * 1000 && made.queue.entries.length > 1; waited += look) {
      made.clock.advance(look);
      await lookAgain();
    }
    await expect
      .poll(() =>
        made
          .reported()
          .slice(2)
          .toSorted(([, one], [, other]) => one.localeCompare(other)),
      )
      .toEqual([
        ['failed', 'a@two.test', '4.4.7'],
        ['failed', 'b@two.test', '4.4.7'],
      ]);
    const last = made.queue.reports.at(-1)?.fates.find(({ entry }) => entry.recipient === 'b@two.test');
    expect(last?.remoteReply).toBe('451 4.7.1 come again');
  });

  test.each([
    ['five hours, and nobody hears of a delay', 5],
    ['six days, and nothing comes back', 6 * 24],
  ])('all leave after this server has stood for %s', async (_name, hours) => {
    const made = await world({ ...sharing(() => 'mx.test'), 'mx.test': { addresses: ['127.0.0.2'] } }, { connectionsPerDestination: 3 });
    const server = await made.host('127.0.0.2');
    for (let number = 0; number < DOMAINS; number += 1) made.queue.add([`a@d${number}.test`]);
    made.clock.advance(hours * 3_600_000);
    made.start({ patience: { connect: 60_000, reply: 60_000, quit: 50, place: 0 } });
    await made.events.seen('relay-sent', DOMAINS);
    expect([server.messages.length, made.queue.entries, made.reported()]).toEqual([DOMAINS, [], []]);
  });

  test('are as many at each address of the host', async () => {
    const shared = { mx: [{ preference: 10, exchange: 'mx.test' }] };
    const names = { 'one.test': shared, 'two.test': shared, 'mx.test': { addresses: ['127.0.0.2', '127.0.0.3'] } };
    const made = await world(names, { connectionsPerDestination: 1 });
    const busy = await made.host('127.0.0.2', (what) => (what === 'message' ? 'hang' : undefined));
    const free = await made.host('127.0.0.3');
    made.queue.add(['a@one.test']);
    const delivery = made.start({ patience: { connect: 60_000, reply: 60_000, quit: 50 } });
    await expect.poll(() => busy.messages.length).toBe(1);
    made.queue.add(['a@two.test']);
    delivery.nudge();
    await made.events.seen('relay-sent');
    expect([busy.messages.length, free.messages.length]).toEqual([1, 1]);
  });

  test('at several addresses are all used, and leave as fast as they can', async () => {
    const names = { ...sharing(() => 'mx.test'), 'mx.test': { addresses: ['127.0.0.2', '127.0.0.3'] } };
    const made = await world(names, { connectionsPerDestination: 1 });
    const hosts = [await made.host('127.0.0.2'), await made.host('127.0.0.3')];
    for (let number = 0; number < DOMAINS; number += 1) made.queue.add([`a@d${number}.test`]);
    const began = performance.now();
    made.start();
    await made.events.seen('relay-sent', DOMAINS);
    expect(hosts.map(({ mostAtOnce }) => mostAtOnce)).toEqual([1, 1]);
    // No place is kept for a domain that has what it wants: that would take two seconds each time.
    expect(performance.now() - began).toBeLessThan((DOMAINS / 3) * FIXED_LIMITS.deliveryIdleMilliseconds);
  });

  test('do not wait at the address that hangs, where another is free', async () => {
    const names = { ...sharing(() => 'mx.test'), 'mx.test': { addresses: ['127.0.0.2', '127.0.0.3'] } };
    const made = await world(names, { connectionsPerDestination: 1 });
    const free = await made.host('127.0.0.2');
    const hanging = await made.host('127.0.0.3', (what) => (what === 'message' ? 'hang' : undefined));
    for (let number = 0; number < DOMAINS; number += 1) made.queue.add([`a@d${number}.test`]);
    made.start({ patience: { connect: 600_000, reply: 600_000, quit: 50 } });
    await made.events.seen('relay-sent', DOMAINS - 1);
    expect([free.messages.length, hanging.messages.length]).toEqual([DOMAINS - 1, 1]);
  });

  test('refuse one more while another is just leaving: nothing comes back', async () => {
    const shared = { mx: [{ preference: 10, exchange: 'mx.test' }] };
    const made = await world({ 'one.test': shared, 'two.test': shared, 'mx.test': { addresses: ['127.0.0.2'] } });
    const server = await made.host('127.0.0.2', (what, { number }) => {
      if (what === 'greeting' && number > 1) return '554 5.7.1 too many connections';
      return what === 'QUIT' ? 'hang' : undefined;
    });
    made.clock.advance(5 * 3_600_000);
    made.queue.add(['a@one.test']);
    const delivery = made.start({ patience: { connect: 60_000, reply: 60_000, quit: 60_000 } });
    // Kept for a moment, and then let go; the host has not answered that yet.
    await expect.poll(() => server.commands, { timeout: 30_000 }).toContain('QUIT');
    made.queue.add(['a@two.test']);
    delivery.nudge();
    const told = await made.events.seen('host-failed');
    expect(told.map(({ text }) => text)).toEqual([`mx.test [127.0.0.2:${made.port}] could not be used: 554 5.7.1 too many connections`]);
    await expect.poll(() => delivery.activity.connections).toBe(0);
    expect(server.sessions).toHaveLength(2);
    expect([made.reported(), made.queue.attempts]).toEqual([[], []]);
  });

  test('are not all of them where the host refuses one more with 554 while it takes mail: nothing comes back', async () => {
    const shared = { mx: [{ preference: 10, exchange: 'mx.test' }] };
    const made = await world({ 'one.test': shared, 'two.test': shared, 'mx.test': { addresses: ['127.0.0.2'] } });
    const server = await made.host('127.0.0.2', (what, { number }) => {
      if (what === 'greeting' && number > 1) return '554 5.7.1 too many connections';
      return what === 'message' ? 'hang' : undefined;
    });
    made.queue.add(['a@one.test']);
    const delivery = made.start({ patience: { connect: 60_000, reply: 60_000, quit: 50 } });
    await expect.poll(() => server.messages.length).toBe(1);
    made.clock.advance(5 * 3_600_000);
    made.queue.add(['a@two.test']);
    delivery.nudge();
    await made.events.seen('host-failed');
    await expect.poll(() => delivery.activity.connections).toBe(1);
    expect(server.sessions).toHaveLength(2);
    expect([made.reported(), made.queue.attempts]).toEqual([[], []]);
  });

  test.each([
    ['drops one call', 'drop', 3],
    ['is busy for one call', '421 4.3.2 busy for a moment', 3],
    ['refuses one for good', '554 5.7.1 go away', 3],
    ['is busy for all calls but two', '421 4.7.0 too many', Infinity],
  ])('leave without an attempt, and not to a worse host, where theirs %s while it takes mail', async (_what, refusal, last) => {
    const shared = {
      mx: [
        { preference: 10, exchange: 'mx.test' },
        { preference: 20, exchange: 'backup.test' },
      ],
    };
    const domains = Object.fromEntries(Array.from({ length: DOMAINS }, (_, number) => [`d${number}.test`, shared] as const));
    const made = await world(
      { ...domains, 'mx.test': { addresses: ['127.0.0.2'] }, 'backup.test': { addresses: ['127.0.0.3'] } },
      { connectionsPerDestination: 4 },
    );
    // The first two stay until all is over: another message is behind each that they take.
    const server = await made.host('127.0.0.2', (what, { number }) => (what === 'greeting' && number > 2 && number <= last ? refusal : undefined));
    const backup = await made.host('127.0.0.3');
    for (let number = 0; number < 2 * DOMAINS; number += 1) made.queue.add([`a@d${number % DOMAINS}.test`]);
    made.start({ patience: { connect: 600_000, reply: 600_000, quit: 50, place: 600_000 } });
    await made.events.seen('relay-sent', 2 * DOMAINS);
    await expect.poll(() => made.queue.entries).toEqual([]);
    expect(made.events.events.filter(({ kind }) => kind === 'relay-deferred')).toEqual([]);
    expect([made.queue.attempts, backup.sessions.length, server.messages.length]).toEqual([[], 0, 2 * DOMAINS]);
    // Those that were under way when the first was refused, and one for each time that a connection has ended.
    expect(server.sessions.length).toBeLessThan(DOMAINS);
  });

  test('hear from each other that it refuses everybody, so that nobody is told of a delay first', async () => {
    const made = await world({ ...sharing(() => 'mx.test'), 'mx.test': { addresses: ['127.0.0.2'] } });
    await made.host('127.0.0.2', (what) => (what === 'greeting' ? '554 5.7.1 you are on a list' : undefined));
    for (let number = 0; number < DOMAINS; number += 1) made.queue.add([`a@d${number}.test`]);
    const delivery = made.start();
    await expect.poll(() => made.queue.entries.every(({ lastError }) => lastError.startsWith('554'))).toBe(true);
    made.clock.advance(5 * 3_600_000);
    delivery.nudge();
    await expect.poll(() => made.queue.entries).toEqual([]);
    expect(new Set(made.reported().map(([action, , enhanced]) => `${action} ${enhanced}`))).toEqual(new Set(['failed 5.7.1']));
    expect(made.queue.reports.every(({ fates }) => fates.every(({ remoteReply }) => remoteReply?.startsWith('554 5.7.1 you are on a list')))).toBe(true);
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

  test('has a place for each of several connections of one domain for which others are ended', () => {
    const places = new HostPlaces(() => 2);
    const leaves = [places.take(PLACE, 'b.test'), places.take(PLACE, 'b.test')];
    const called: string[] = [];
    const [one, other, third] = [Symbol('a.test'), Symbol('a.test'), Symbol('a.test')];
    places.waitFor(PLACE, one, () => void called.push('one'), true);
    places.waitFor(PLACE, other, () => void called.push('other'), true);
    places.waitFor(PLACE, third, () => void called.push('third'), true);
    places.giveUp(PLACE, third);
    for (const leave of leaves) leave?.(false);
    expect(called).toEqual(['one', 'other']);
    // Both places are theirs, until one of them gives up.
    expect(places.take(PLACE, 'b.test')).toBeUndefined();
    expect(places.take(PLACE, one)).toBeDefined();
    places.giveUp(PLACE, other);
    expect(places.take(PLACE, 'b.test')).toBeDefined();
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
