/** A host that is down costs one connection an interval, however many domains it serves; and nobody else waits for it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeadHosts, type HostCall, type HostFailure } from '../../main/delivery/runner/dead-hosts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import type { FixedName } from '../fakes/fixed-dns.ts';
import { type World, world } from './world.ts';

const SECOND = 1000;
const INTERVAL = FIXED_LIMITS.deliveryDeadHostSeconds * SECOND;
const PLACE = '192.0.2.1:25';
const FAILED: HostFailure = { why: 'connect ECONNREFUSED', refusesAll: false };

describe('what is known of hosts', () => {
  let clock: ManualClock;
  let hosts: DeadHosts;
  let room: string[];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    clock = new ManualClock();
    room = [];
    hosts = new DeadHosts(clock, (place) => void room.push(place));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function called(place = PLACE): Promise<HostCall> {
    const call = await hosts.begin(place);
    if ('why' in call) throw new Error(call.why);
    return call;
  }

  /** What has become of those that want to call, as far as that is decided. */
  function several(count: number): (HostCall | HostFailure)[] {
    const decided: (HostCall | HostFailure)[] = [];
    for (let number = 0; number < count; number += 1) void hosts.begin(PLACE).then((call) => decided.push(call));
    return decided;
  }

  test('one that has failed is not called for an interval, with the reason, and then by one', async () => {
    (await called()).ended(FAILED);
    clock.advance(12 * SECOND);
    expect(await hosts.begin(PLACE)).toEqual({
      why: 'the host failed 12 seconds ago (connect ECONNREFUSED), and is not called again before 12:00:30 UTC',
      refusesAll: false,
    });
    expect(hosts.whyNot('192.0.2.1:26')).toBeUndefined();
    clock.advance(INTERVAL - 12 * SECOND);
    const probe = await called();
    const others = several(3);
    probe.ended(FAILED);
    await expect.poll(() => others.length).toBe(3);
    expect(others.every((call) => 'why' in call)).toBe(true);
    // From the new failure on.
    clock.advance(INTERVAL - 1);
    expect(hosts.whyNot(PLACE)).toBeDefined();
  });

  test('one that failed at a time that is still to come is called: the clock was set back', async () => {
    (await called()).ended(FAILED);
    clock.advance(-1);
    expect(hosts.whyNot(PLACE)).toBeUndefined();
    expect('why' in (await hosts.begin(PLACE))).toBe(false);
  });

  test('those that want one meanwhile wait for the first call, and then all call', async () => {
    const first = await called();
    const others = several(3);
    await Promise.resolve();
    expect(others).toEqual([]);
    first.greeted();
    await expect.poll(() => others.length).toBe(3);
    expect(others.filter((call) => 'why' in call)).toEqual([]);
    // As long as there is a connection nobody waits.
    await called();
  });

  test('one that takes no more connections is not dead while we have some: it has no more places than those, for an interval', async () => {
    const [first, second] = [await called(), hosts.begin(PLACE)];
    first.greeted();
    expect(room).toEqual([PLACE]);
    expect((await called()).ended(FAILED)).toBe(true);
    expect([hosts.whyNot(PLACE), hosts.most(PLACE), hosts.most('192.0.2.1:26')]).toEqual([undefined, 1, Infinity]);
    vi.advanceTimersByTime(INTERVAL - 1);
    // It refuses another: the interval begins anew.
    expect((await called()).ended(FAILED)).toBe(true);
    vi.advanceTimersByTime(INTERVAL - 1);
    expect([hosts.most(PLACE), room]).toEqual([1, [PLACE]]);
    vi.advanceTimersByTime(1);
    expect([hosts.most(PLACE), room]).toEqual([Infinity, [PLACE, PLACE]]);
    // One that takes a connection more than it had was not full.
    (await called()).ended(FAILED);
    const call = await second;
    if ('greeted' in call) call.greeted();
    expect([hosts.most(PLACE), room]).toEqual([Infinity, [PLACE, PLACE, PLACE]]);
  });

  test('one that was full has the same places when one of them is free, and is dead like any other once it has none', async () => {
    const calls = [await called(), hosts.begin(PLACE)] as const;
    calls[0].greeted();
    const second = await calls[1];
    if ('greeted' in second) second.greeted();
    (await called()).ended(FAILED);
    expect(hosts.most(PLACE)).toBe(2);
    expect(calls[0].ended()).toBe(false);
    const third = await called();
    third.greeted();
    expect(hosts.most(PLACE)).toBe(2);
    for (const call of [second, third]) if ('ended' in call) call.ended();
    expect(hosts.most(PLACE)).toBe(Infinity);
    expect((await called()).ended(FAILED)).toBe(false);
    expect(hosts.whyNot(PLACE)).toBeDefined();
  });

  test('one that was full may be called again when everything is forgotten', async () => {
    (await called()).greeted();
    const older = await called();
    (await called()).ended(FAILED);
    hosts.forget();
    expect(hosts.most(PLACE)).toBe(Infinity);
    // Nobody is put off for it; what it says of places is out of date.
    expect([older.ended(FAILED), hosts.most(PLACE)]).toEqual([true, Infinity]);
  });

  test('one that does not greet for long is waited for by nobody else, and is back once it greets', async () => {
    const slow = await called();
    const others = several(2);
    vi.advanceTimersByTime(FIXED_LIMITS.deliveryHurriedSeconds * SECOND);
    await expect.poll(() => others.length).toBe(2);
    expect(others[0]).toMatchObject({ why: expect.stringContaining('it did not greet within 12 seconds') as string });
    slow.greeted();
    expect(hosts.whyNot(PLACE)).toBeUndefined();
    await called();
  });

  test('all are called again when everything is forgotten, whatever older calls find', async () => {
    (await called()).ended(FAILED);
    hosts.forget();
    const older = await called();
    hosts.forget();
    const newer = await called();
    older.ended(FAILED);
    expect(hosts.whyNot(PLACE)).toBeUndefined();
    newer.ended(FAILED);
    expect(hosts.whyNot(PLACE)).toBeDefined();
  });

  test('nothing is kept of those that failed long ago', async () => {
    for (const place of ['192.0.2.7:25', '192.0.2.8:25', PLACE]) (await called(place)).ended(FAILED);
    clock.advance(INTERVAL);
    (await called()).ended(FAILED);
    expect(hosts.size).toBe(1);
  });
});

const DOMAINS = 50;
const DEAD = '127.0.0.3';
const LIVING = '127.0.0.2';

/** Domains with one dead host, and as many with a living one. */
function names(more: Readonly<Record<string, FixedName>> = {}): Readonly<Record<string, FixedName>> {
  const shared = (exchange: string): FixedName => ({ mx: [{ preference: 10, exchange }] });
  const domains = Array.from({ length: DOMAINS }, (_, number) => [
    [`dead${number}.test`, shared('mx.dead.test')],
    [`living${number}.test`, shared('mx.living.test')],
  ]).flat();
  return { ...Object.fromEntries(domains), 'mx.dead.test': { addresses: [DEAD] }, 'mx.living.test': { addresses: [LIVING] }, ...more } as Readonly<
    Record<string, FixedName>
  >;
}

function fill({ queue }: World): void {
  for (let number = 0; number < DOMAINS; number += 1) {
    queue.add([`a@dead${number}.test`]);
    queue.add([`b@dead${number}.test`]);
    queue.add([`a@living${number}.test`]);
  }
}

describe('50 domains with one host', () => {
  test.each([
    ['that refuses at the greeting', 'greeting', '450 4.3.2 come again'],
    ['that hangs up', 'greeting', 'drop'],
    ['that says nothing', 'greeting', 'hang'],
    ['that refuses at EHLO', 'EHLO', '450 4.3.2 come again'],
    ['that hangs up at EHLO', 'EHLO', 'drop'],
  ])('%s cost one connection an interval, and the living ones do not wait', async (_what, step, answer) => {
    const made = await world(names());
    let down = true;
    const dead = await made.host(DEAD, (what) => (what.startsWith(step) && down ? answer : undefined));
    await made.host(LIVING);
    fill(made);
    const delivery = made.start();
    await Promise.all([made.events.seen('relay-sent', DOMAINS), made.events.seen('relay-deferred', 2 * DOMAINS)]);
    expect(dead.sessions).toHaveLength(1);
    // Each as an attempt of its own: with the host, the reason, and the usual time.
    expect(made.queue.entries).toHaveLength(2 * DOMAINS);
    expect(made.queue.entries.every(({ attempts, nextAttemptAt }) => attempts === 1 && nextAttemptAt === 60_000)).toBe(true);
    expect(made.queue.attempts.every(({ host, address }) => host === 'mx.dead.test' && address === `${DEAD}:${made.port}`)).toBe(true);
    const replies = made.queue.attempts.map(({ reply }) => reply);
    const [called = '', ...more] = replies.filter((reply) => !reply.startsWith('the host failed'));
    expect([replies.length, more]).toEqual([DOMAINS, []]);
    expect(new Set(replies)).toEqual(new Set([called, `the host failed 0 seconds ago (${called}), and is not called again before 00:00:30 UTC`]));
    // The interval is over: one tries.
    made.clock.advance(60_000);
    delivery.nudge();
    await made.events.seen('relay-deferred', 4 * DOMAINS);
    expect(dead.sessions).toHaveLength(2);
    // It is back: all go.
    down = false;
    made.clock.advance(300_000);
    delivery.nudge();
    await made.events.seen('relay-sent', 3 * DOMAINS);
    expect(made.queue.entries).toEqual([]);
  });

  test('that greets and refuses EHLO and HELO for good cost one connection, and hear what it said', async () => {
    const made = await world(names());
    const host = await made.host(DEAD, (what) => (/^(?:EHLO|HELO)/.test(what) ? '554 5.7.1 go away' : undefined));
    for (let number = 0; number < DOMAINS; number += 1) made.queue.add([`a@dead${number}.test`]);
    made.start();
    await made.events.seen('relay-deferred', DOMAINS);
    expect(host.commands.filter((command) => command !== 'QUIT')).toEqual(['EHLO mail.local.test', 'HELO mail.local.test']);
    expect(host.sessions).toHaveLength(1);
    const said = '554 5.7.1 go away';
    expect(new Set(made.queue.entries.map(({ lastError }) => lastError))).toEqual(
      new Set([said, `${said} (said 0 seconds ago, to other mail of this server)`]),
    );
  });

  test('that hangs on one connection and drops all others cost one more an interval, and wait for a place', async () => {
    const made = await world(names());
    let hangs = true;
    const host = await made.host(DEAD, (what, { number }) => {
      if (what === 'greeting') return hangs && number > 1 ? 'drop' : undefined;
      return what === 'message' && hangs ? 'hang' : undefined;
    });
    made.queue.add(['a@dead0.test']);
    const delivery = made.start({ patience: { connect: 60_000, reply: 600_000, quit: 50 } });
    await expect.poll(() => host.messages.length).toBe(1);
    for (let number = 1; number < DOMAINS; number += 1) made.queue.add([`a@dead${number}.test`]);
    delivery.nudge();
    await made.events.seen('host-failed');
    await expect.poll(() => delivery.activity.connections).toBe(1);
    // Calls that are under way when the first is dropped go on: no more than a host has places.
    expect(host.sessions.length).toBeLessThanOrEqual(made.settings.current.delivery.connectionsPerDestination);
    expect(made.queue.attempts).toEqual([]);
    // The administrator has them tried again: it is back, and they leave.
    hangs = false;
    delivery.changed();
    await made.events.seen('relay-sent', DOMAINS - 1);
    expect(made.queue.attempts).toEqual([]);
  });

  test('new mail does not call the dead host; what the administrator tries now does, and finds it back', async () => {
    const made = await world(names());
    let down = true;
    const host = await made.host(DEAD, (what) => (what === 'greeting' && down ? '554 down' : undefined));
    made.queue.add(['a@dead0.test']);
    const delivery = made.start();
    await made.events.seen('relay-deferred');
    made.clock.advance(12_000);
    made.queue.add(['a@dead1.test']);
    delivery.nudge({ reversePath: 'anna@local.test', relays: [{ recipient: 'a@dead1.test', domain: 'dead1.test' }] });
    const told = await made.events.seen('relay-deferred', 2);
    expect(told[1]?.text).toContain('554 down (said 12 seconds ago, to other mail of this server)');
    expect(host.sessions).toHaveLength(1);
    await made.queue.retry({}, made.clock.now());
    delivery.changed();
    await made.events.seen('relay-deferred', 4);
    expect(host.sessions).toHaveLength(2);
    down = false;
    await made.queue.retry({}, made.clock.now());
    delivery.changed();
    await made.events.seen('relay-sent', 2);
  });

  test('the next mail host gets the mail at once, and the trace says why', async () => {
    const both = {
      mx: [
        { preference: 10, exchange: 'mx.dead.test' },
        { preference: 20, exchange: 'mx.living.test' },
      ],
    };
    const made = await world(names({ 'both0.test': both, 'both1.test': both }), { connections: 1 });
    const dead = await made.host(DEAD, (what) => (what === 'greeting' ? '554 down' : undefined));
    await made.host(LIVING);
    made.queue.add(['a@both0.test']);
    const delivery = made.start();
    await made.events.seen('relay-sent');
    made.queue.add(['a@both1.test']);
    delivery.nudge();
    await made.events.seen('relay-sent', 2);
    expect(dead.sessions).toHaveLength(1);
    expect((await made.events.seen('host-failed', 2)).map(({ text }) => text)).toEqual([
      `mx.dead.test [${DEAD}:${made.port}] could not be used: 554 down`,
      `mx.dead.test [${DEAD}:${made.port}] could not be used: 554 down (said 0 seconds ago, to other mail of this server)`,
    ]);
  });

  test('a message that may only travel encrypted waits where the host that may be fit is the dead one', async () => {
    const both = {
      mx: [
        { preference: 10, exchange: 'mx.living.test' },
        { preference: 20, exchange: 'mx.dead.test' },
      ],
    };
    const made = await world(names({ 'both.test': both }));
    await made.host(DEAD, (what) => (what === 'greeting' ? '554 down' : undefined));
    await made.host(LIVING);
    made.queue.add(['a@dead0.test']);
    const delivery = made.start();
    await made.events.seen('relay-deferred');
    made.queue.add(['a@both.test'], { entry: { requireTls: true } });
    delivery.nudge();
    await made.events.seen('relay-deferred', 2);
    expect(made.queue.entries.map(({ recipient }) => recipient)).toEqual(['a@dead0.test', 'a@both.test']);
    expect(made.reported()).toEqual([]);
  });
});
