/** What mail for many domains of one host costs: questions to the queue and to the DNS, counted and not timed. */
import { expect, test } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { world } from './world.ts';

const DOMAINS = 24;
const MESSAGES = FIXED_LIMITS.deliveryFirstBatch;

test('each domain is read from the queue once, and looked up to find its host busy and again when it has a place', async () => {
  const shared = { mx: [{ preference: 10, exchange: 'mx.test' }] };
  const names = Object.fromEntries(Array.from({ length: DOMAINS }, (_, number) => [`d${number}.test`, shared] as const));
  const made = await world({ ...names, 'mx.test': { addresses: ['127.0.0.2'] } }, { connectionsPerDestination: 4 });
  const server = await made.host('127.0.0.2');
  const asked = { due: 0, others: 0, mx: 0, told: 0 };
  const { queue, dns } = made;
  const [dueFor, dueOf, settle, mx] = [queue.dueFor.bind(queue), queue.dueOf.bind(queue), queue.settle.bind(queue), dns.mx.bind(dns)];
  queue.dueFor = async (domain, page) => {
    asked.due += 1;
    return await dueFor(domain, page);
  };
  queue.dueOf = async (messages, now, domain) => {
    asked.others += 1;
    return await dueOf(messages, now, domain);
  };
  queue.settle = async (settlement) => {
    asked.told += 1;
    await settle(settlement);
  };
  dns.mx = async (name) => {
    asked.mx += 1;
    return await mx(name);
  };
  for (let number = 0; number < DOMAINS * MESSAGES; number += 1) queue.add([`a@d${number % DOMAINS}.test`]);
  // Nothing goes back into the queue, however slow this computer is.
  made.start({ patience: { connect: 600_000, reply: 600_000, quit: 50, place: 600_000 } });
  await made.events.seen('relay-sent', DOMAINS * MESSAGES);
  await expect.poll(() => queue.entries).toEqual([]);
  expect(server.mostAtOnce).toBeLessThanOrEqual(4);
  // All that is due was in the answer: what else of its messages goes there need not be asked for.
  expect(asked.others).toBe(0);
  // Once each, but where this computer takes half a second for a step: then what waits goes back.
  expect(asked.due).toBeLessThan(2 * DOMAINS);
  // A second connection for a domain is not even looked for while the host has no place; only the first domains did not know.
  expect(asked.mx).toBeLessThan(3.5 * DOMAINS);
  // What was sent is told once.
  expect(asked.told).toBeLessThanOrEqual(DOMAINS * MESSAGES);
});
