/** A stop is prompt whatever delivery waits for, and leaves the queue as it was. */
import { expect, test } from 'vitest';
import type { DeliveryOptions } from '../../main/delivery/delivery.ts';
import type { DnsLookups } from '../../main/dns/dns-lookups.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type World, world } from './world.ts';

/** Far longer than a test may take. */
const LONG = { connect: 3_600_000, reply: 3_600_000, quit: 50 };
const GRACE = 3600;
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6', '127.0.0.7'];

/** A promise that never settles, and one that says when it was asked for. */
function never(): { readonly asked: Promise<void>; readonly ask: () => Promise<never> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    asked: promise,
    ask: async () => {
      resolve();
      return await new Promise<never>(() => undefined);
    },
  };
}

interface Waiting {
  readonly made: World;
  readonly options: Partial<DeliveryOptions>;
  readonly waits: () => Promise<void>;
}

async function silentHosts(): Promise<Waiting> {
  const made = await world({ 'example.com': { addresses: ADDRESSES } });
  const hosts = await Promise.all(ADDRESSES.map((address) => made.host(address, (what) => (what === 'greeting' ? 'hang' : undefined))));
  return { made, options: {}, waits: async () => await expect.poll(() => hosts.flatMap(({ sessions }) => sessions).length).toBe(1) };
}

async function silentNameServer(): Promise<Waiting> {
  const made = await world({});
  const { asked, ask } = never();
  const dns: Pick<DnsLookups, 'mx' | 'addresses'> = { mx: ask, addresses: ask };
  return { made, options: { dns }, waits: async () => await asked };
}

async function silentPolicy(): Promise<Waiting> {
  const made = await world({ 'example.com': { addresses: ADDRESSES } });
  const { asked, ask } = never();
  return { made, options: { policies: { ofDomain: ask, demandFor: async () => undefined } }, waits: async () => await asked };
}

test.each([
  ['hosts that say nothing', silentHosts],
  ['a name server', silentNameServer],
  ['a policy of MTA-STS', silentPolicy],
])('while %s is waited for', async (_what, prepare) => {
  const { made, options, waits } = await prepare();
  for (const name of ['a', 'b', 'c']) made.queue.add([`${name}@example.com`]);
  const before = made.queue.entries;
  const delivery = made.start({ patience: LONG, ...options });
  await waits();
  await delivery.stop(GRACE);
  expect(delivery.activity.connections).toBe(0);
  expect(made.queue.entries).toEqual(before);
  expect(made.events.events).toEqual([]);
});

test('a message that is on its way has its time', async () => {
  const made = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  const server = await made.host('127.0.0.2', (what) => (what === 'message' ? 'hang' : undefined));
  made.queue.add(['a@example.com']);
  const delivery = made.start({ patience: { connect: 60_000, reply: 60_000, quit: 50 } });
  await expect.poll(() => server.messages.length).toBe(1);
  let stopped = false;
  const stopping = delivery.stop(GRACE).then(() => {
    stopped = true;
  });
  await expect.poll(() => delivery.activity.messages.has(made.queue.entries[0]?.messageId ?? 0)).toBe(true);
  expect(stopped).toBe(false);
  // The host answers at last, by going away.
  await server.close();
  await stopping;
  expect(made.queue.entries).toMatchObject([{ attempts: 1 }]);
});

test('a host that the administrator has named and that does not answer QUIT is not waited for once the time is up', async () => {
  const made = await world({}, { connectionsPerDestination: 1 });
  const quit = Promise.withResolvers<void>();
  const host = await made.host('127.0.0.2', (what) => {
    if (what !== 'QUIT') return undefined;
    quit.resolve();
    return 'hang';
  });
  // The last needs another connection, which would not begin before this one is gone.
  const entry = { route: `127.0.0.2:${made.port}` };
  for (let number = 0; number <= FIXED_LIMITS.deliveryMessagesPerConnection; number += 1) made.queue.add([`u${number}@example.com`], { entry });
  const delivery = made.start({ patience: { ...LONG, quit: 3_600_000 } });
  await quit.promise;
  await delivery.stop(0.01);
  expect(host.messages).toHaveLength(FIXED_LIMITS.deliveryMessagesPerConnection);
  expect(made.queue.entries).toMatchObject([{ attempts: 0 }]);
});

test('what asks the queue is waited for, so that the store can be closed', async () => {
  const made = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
  made.queue.add(['a@example.com']);
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const dueFor = made.queue.dueFor.bind(made.queue);
  made.queue.dueFor = async (...page) => {
    asked.resolve();
    await answered.promise;
    return await dueFor(...page);
  };
  const delivery = made.start();
  await asked.promise;
  let stopped = false;
  const stopping = delivery.stop(GRACE).then(() => {
    stopped = true;
  });
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  answered.resolve();
  await stopping;
  expect(made.queue.entries).toMatchObject([{ attempts: 0 }]);
});
