/** Mail that waits in memory for a place at its host: read from the queue once, and at the administrator's hand as all other mail is. */
import { expect, test } from 'vitest';
import type { Delivery } from '../../main/delivery/delivery.ts';
import { HostBusy } from '../../main/delivery/outcome.ts';
import { Agenda } from '../../main/delivery/runner/agenda.ts';
import { BusyHosts, type BusyHostsServices } from '../../main/delivery/runner/busy-hosts.ts';
import { Destination } from '../../main/delivery/runner/destination.ts';
import type { QueueEntry } from '../../main/store/outgoing-queue.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';
import type { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

const SHARED = { mx: [{ preference: 10, exchange: 'mx.test' }] };
const NAMES = { 'first.test': SHARED, 'second.test': SHARED, 'mx.test': { addresses: ['127.0.0.2'] } };
/** Milliseconds; no test takes as long. */
const FOREVER = 600_000;

interface Waiting extends Omit<World, 'host'> {
  readonly delivery: Delivery;
  readonly server: ScriptedSmtp;
  /** What the queue was asked for mail of second.test. */
  readonly asked: () => number;
  /** Lets the message that stands before all others go on. */
  readonly letGo: () => void;
}

/** The only connection to a host stands before a message that is slow to be read; mail of another domain waits for it. */
async function waiting(recipients: readonly string[], place = FOREVER): Promise<Waiting> {
  const { promise: gone, resolve: letGo } = Promise.withResolvers<void>();
  const made = await world(NAMES, { connectionsPerDestination: 1 });
  const server = await made.host('127.0.0.2');
  let asked = 0;
  const dueFor = made.queue.dueFor.bind(made.queue);
  made.queue.dueFor = async (domain, options) => {
    const answer = await dueFor(domain, options);
    if (domain === 'second.test') asked += 1;
    return answer;
  };
  const open = made.queue.open.bind(made.queue);
  const first = made.queue.add(['anna@first.test']);
  made.queue.open = async (messageId) => {
    if (messageId === first) await gone;
    return await open(messageId);
  };
  const delivery = made.start({ patience: { connect: FOREVER, reply: FOREVER, quit: 50, place } });
  await expect.poll(() => delivery.activity.messages.has(first)).toBe(true);
  for (const recipient of recipients) made.queue.add([recipient]);
  delivery.nudge();
  await expect.poll(() => asked).toBeGreaterThan(0);
  // Its connection was not made: it waits.
  await expect.poll(() => delivery.activity.connections).toBe(1);
  return { ...made, delivery, server, asked: () => asked, letGo };
}

const recipientsOf = (server: ScriptedSmtp): readonly string[] => server.commands.filter((command) => command.startsWith('RCPT')).toSorted();

test('is read from the queue once, and leaves when there is a place', async () => {
  const { server, events, asked, letGo } = await waiting(['ben@second.test', 'cleo@second.test']);
  letGo();
  await events.seen('relay-sent', 3);
  expect([server.sessions.length, server.messages.length, asked()]).toEqual([1, 3, 1]);
});

test('goes back into the queue when that takes long, and leaves all the same', async () => {
  const { server, events, asked, letGo } = await waiting(['ben@second.test'], 0);
  letGo();
  await events.seen('relay-sent', 2);
  expect([server.sessions.length, server.messages.length]).toEqual([1, 2]);
  expect(asked()).toBeGreaterThan(0);
});

test('is not asked for over and over again, however much more of it there is', async () => {
  const many = Array.from({ length: 3 * FIXED_LIMITS.deliveryFirstBatch }, (_, number) => `anna${number}@second.test`);
  const { server, events, asked, letGo } = await waiting(many, 0);
  const before = asked();
  letGo();
  await events.seen('relay-sent', many.length + 1);
  expect(before).toBeLessThanOrEqual(2);
  expect(server.messages).toHaveLength(many.length + 1);
});

test('is not sent once it is held, and what is not held is', async () => {
  const { server, events, queue, delivery, letGo } = await waiting(['ben@second.test', 'cleo@second.test']);
  queue.entries = queue.entries.map((entry) => (entry.recipient === 'ben@second.test' ? { ...entry, state: 'held' as const } : entry));
  delivery.changed();
  letGo();
  await events.seen('relay-sent', 2);
  await delivery.stop(10);
  expect(recipientsOf(server)).toEqual(['RCPT TO:<anna@first.test>', 'RCPT TO:<cleo@second.test>']);
});

test('stays where it is through a pause that begins meanwhile, and leaves after it', async () => {
  const { server, events, queue, settings, letGo } = await waiting(['ben@second.test']);
  settings.change(({ delivery }) => void (delivery.paused = true));
  letGo();
  await events.seen('relay-sent', 1);
  expect(queue.entries).toMatchObject([{ recipient: 'ben@second.test', attempts: 0 }]);
  settings.change(({ delivery }) => void (delivery.paused = false));
  await events.seen('relay-sent', 2);
  expect(server.messages).toHaveLength(2);
});

/** A message of first.test is slow to be read, and one of second.test has the other of two places. */
async function slowAndOther(): Promise<
  World & {
    readonly server: ScriptedSmtp;
    readonly delivery: Delivery;
    readonly letSlow: () => void;
    readonly letOther: () => void;
    /** A message that is slow to be read as well. @returns what lets it go on */
    readonly gate: (messageId: number) => () => void;
    /** A third message is sent while the slow one has its place, once the other has let go. @returns how often the DNS has been asked since */
    readonly thirdGoesBesideSlow: () => Promise<() => number>;
  }
> {
  const [slow, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const made = await world(NAMES, { connectionsPerDestination: 2 });
  const server = await made.host('127.0.0.2');
  const gates = new Map<number, Promise<void>>();
  const open = made.queue.open.bind(made.queue);
  made.queue.open = async (messageId) => {
    await gates.get(messageId);
    return await open(messageId);
  };
  const delivery = made.start({ patience: { connect: FOREVER, reply: FOREVER, quit: 50 } });
  // The host has taken a message of it: it may have several connections.
  made.queue.add(['anna@first.test']);
  delivery.nudge();
  await made.events.seen('relay-sent', 1);
  for (const [recipient, gate] of [
    ['slow@first.test', slow],
    ['ben@second.test', other],
  ] as const) {
    const messageId = made.queue.add([recipient]);
    gates.set(messageId, gate.promise);
    delivery.nudge();
    await expect.poll(() => delivery.activity.messages.has(messageId)).toBe(true);
  }
  const gate = (messageId: number): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gates.set(messageId, promise);
    return resolve;
  };
  const thirdGoesBesideSlow = async (): Promise<() => number> => {
    const { queue, dns, events } = made;
    let asked = 0;
    const addresses = dns.addresses.bind(dns);
    dns.addresses = async (name) => {
      asked += 1;
      return await addresses(name);
    };
    queue.add(['third@first.test']);
    delivery.nudge();
    // Another connection is tried once the message takes long, and finds both places taken.
    await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThan(0);
    other.resolve();
    await events.seen('relay-sent', 3);
    return () => asked;
  };
  return { ...made, server, delivery, letSlow: slow.resolve, letOther: other.resolve, thirdGoesBesideSlow, gate };
}

test('does not wait behind a message that takes long, where the second connection finds no place', async () => {
  const { events, letSlow, thirdGoesBesideSlow } = await slowAndOther();
  await thirdGoesBesideSlow();
  letSlow();
  await events.seen('relay-sent', 4);
});

test('does not wait behind one that takes long only after the second connection has found no place', async () => {
  const { queue, delivery, events, letSlow, letOther } = await slowAndOther();
  for (let number = 0; number < 8; number += 1) queue.add([`n${number}@first.test`]);
  delivery.nudge();
  letOther();
  await events.seen('relay-sent', 10);
  letSlow();
  await events.seen('relay-sent', 11);
});

test('does not wait behind one that takes long where another connection fails', async () => {
  const slow = Promise.withResolvers<void>();
  const made = await world(NAMES);
  // What is refused up to the answer to EHLO is a place; this is not.
  const server = await made.host('127.0.0.2', (what, { number }) => {
    if (what === 'STARTTLS') return 'drop';
    return what.startsWith('EHLO') && number === 2 ? '250-scripted\r\n250 STARTTLS' : undefined;
  });
  const open = made.queue.open.bind(made.queue);
  const delivery = made.start({ patience: { connect: FOREVER, reply: FOREVER, quit: 50 } });
  // The host has taken a message: it may have several connections.
  made.queue.add(['anna@first.test']);
  delivery.nudge();
  await made.events.seen('relay-sent', 1);
  const first = made.queue.add(['slow@first.test']);
  made.queue.open = async (messageId) => {
    if (messageId === first) await slow.promise;
    return await open(messageId);
  };
  delivery.nudge();
  await expect.poll(() => delivery.activity.messages.has(first)).toBe(true);
  made.queue.add(['third@first.test']);
  delivery.nudge();
  // It is tried on a connection of its own once the first takes long; that fails, and it is put off as for any host that fails.
  await made.events.seen('relay-deferred');
  made.clock.advance(60_000);
  delivery.nudge();
  await made.events.seen('relay-sent', 2);
  expect(recipientsOf(server).at(-1)).toBe('RCPT TO:<third@first.test>');
  slow.resolve();
  await made.events.seen('relay-sent', 3);
});

test('does not wait behind one that takes long, though it is known from before that its host was busy', async () => {
  const { queue, delivery, events, letSlow, gate, thirdGoesBesideSlow } = await slowAndOther();
  const asked = await thirdGoesBesideSlow();
  // Only the slow one is left, and has a place; the other is taken again.
  await expect.poll(() => delivery.activity.connections, { timeout: 30_000 }).toBe(1);
  const again = queue.add(['cleo@second.test']);
  const letAgain = gate(again);
  delivery.nudge();
  await expect.poll(() => delivery.activity.messages.has(again)).toBe(true);
  const before = asked();
  queue.add(['fourth@first.test']);
  delivery.nudge();
  await expect.poll(asked, { timeout: 30_000 }).toBeGreaterThan(before);
  letAgain();
  await events.seen('relay-sent', 5);
  letSlow();
  await events.seen('relay-sent', 6);
});

function destinationOf(domain: string): Destination {
  return new Destination({ kind: 'mail-hosts', key: `mx ${domain}`, text: '', domain, port: 25 });
}

function busyHostsAlone(release: (entries: readonly QueueEntry[]) => void = () => undefined, more: Partial<BusyHostsServices> = {}): BusyHosts {
  return new BusyHosts({
    connector: { placePatience: FOREVER, whenFree: () => undefined, mayFindOne: () => false },
    clock: new ManualClock(0),
    agenda: new Agenda(),
    resting: { waitForPlace: async () => undefined, explain: async () => [] },
    recorder: { isLate: () => false, tellDelays: async () => undefined },
    inHand: { expectNoMore: () => undefined },
    release,
    fillSoon: () => undefined,
    work: () => undefined,
    track: () => undefined,
    ...more,
  });
}

test('knows what it found for as long as its host is one of those', async () => {
  const busyHosts = busyHostsAlone();
  const found = new HostBusy(['127.0.0.2:25', '127.0.0.3:25'], 'd.test');
  const { places, domain } = found;
  const queue = new MemoryQueue();
  const messageId = queue.add(['anna@d.test']);
  await busyHosts.wait(destinationOf('d.test'), { messageId, entries: queue.entries }, found);
  // Its mail waited in the queue meanwhile, and the first one has been forgotten.
  const destination = destinationOf('d.test');
  destination.lanes = 1;
  busyHosts.reached(destination, '127.0.0.3:25');
  expect([destination.foundBusy, busyHosts.keepsOut(destination)]).toEqual([{ places, domain }, true]);
  busyHosts.reached(destination);
  expect(destination.foundBusy).toEqual({ places, domain });
  // The domain has a new host.
  busyHosts.reached(destination, '127.0.0.4:25');
  expect([destination.foundBusy, busyHosts.keepsOut(destination)]).toEqual([undefined, false]);
  destination.foundBusy = { places, domain };
  busyHosts.forget([destination]);
  expect(destination.foundBusy).toBeUndefined();
});

test('waits no shorter for a clock that was set back', async () => {
  const clock = new ManualClock();
  const waits: number[] = [];
  const resting = {
    waitForPlace: async (_: Destination, __: unknown, { waited }: { waited: number }): Promise<void> => void waits.push(waited),
    explain: async () => [],
  };
  const busyHosts = busyHostsAlone(undefined, { clock, resting });
  const queue = new MemoryQueue();
  const messageId = queue.add(Array.from({ length: FIXED_LIMITS.deliveryPlaceEntries + 1 }, (_, number) => `${number}@d.test`));
  for (const passed of [0, 60_000, -86_400_000, 60_000]) {
    clock.advance(passed);
    await busyHosts.wait(destinationOf('d.test'), { messageId, entries: queue.entries }, new HostBusy(['127.0.0.2:25'], 'd.test'));
  }
  expect(waits).toEqual([0, 60_000, 60_000, 120_000]);
});

test('waits in the queue where too much waits in memory', async () => {
  const released: number[] = [];
  const busyHosts = busyHostsAlone((entries) => void released.push(entries.length));
  const wait = async (number: number): Promise<Destination> => {
    const domain = `d${number}.test`;
    const destination = destinationOf(domain);
    const queue = new MemoryQueue();
    const messageId = queue.add([`anna@${domain}`, `ben@${domain}`]);
    await busyHosts.wait(destination, { messageId, entries: queue.entries }, new HostBusy(['127.0.0.2:25'], domain));
    return destination;
  };
  const most = FIXED_LIMITS.deliveryPlaceEntries / 2;
  const inMemory = await Promise.all(Array.from({ length: most }, async (_, number) => await wait(number)));
  expect(inMemory.every(({ jobs, waitsForPlace }) => jobs.length === 1 && waitsForPlace !== undefined)).toBe(true);
  const { jobs, waitsForPlace } = await wait(most);
  expect([jobs, waitsForPlace, released]).toEqual([[], undefined, [2]]);
  busyHosts.forget([]);
  expect((await wait(most)).jobs).toHaveLength(1);
  expect(released).toEqual([2]);
  busyHosts.forget([]);
});
