/** What the administrator sends another way while it is being sent goes that way as soon as the attempt has failed. */
import { expect, test } from 'vitest';
import { InHand } from '../../main/delivery/runner/in-hand.ts';
import { type World, world } from './world.ts';

const LONG = { connect: 60_000, reply: 60_000, quit: 50 };
const NAMES = { 'd.test': { addresses: ['127.0.0.2'] }, 'e.test': { addresses: ['127.0.0.2'] } };

/** As QueueStore.reroute does. */
function reroute({ queue }: World, route: string): void {
  queue.entries = queue.entries.map((entry) => ({ ...entry, route, nextAttemptAt: 0 }));
}

test.each([
  ['mail hosts', '', '127.0.0.3'],
  ['a host named by hand', '127.0.0.2', ''],
])('from %s, in the midst of a message', async (_, before, after) => {
  const made = await world({ 'd.test': { addresses: [before === '' ? '127.0.0.2' : '127.0.0.3'] } });
  const old = await made.host('127.0.0.2', (what) => (what === 'message' ? 'hang' : undefined));
  const other = await made.host('127.0.0.3');
  made.queue.add(['a@d.test', 'b@d.test'], { entry: { route: before } });
  const delivery = made.start({ patience: LONG });
  await expect.poll(() => old.messages.length).toBe(1);
  reroute(made, after);
  delivery.changed();
  await old.close();
  // The clock stands still: nothing is due later than now.
  await made.events.seen('relay-sent', 2);
  expect(other.commands.filter((command) => command.startsWith('RCPT'))).toEqual(['RCPT TO:<a@d.test>', 'RCPT TO:<b@d.test>']);
  expect([made.queue.entries, made.queue.attempts.length]).toEqual([[], 2]);
});

test('while the host is waited for to greet', async () => {
  const made = await world(NAMES);
  const old = await made.host('127.0.0.2', (what) => (what === 'greeting' ? 'hang' : undefined));
  const other = await made.host('127.0.0.3');
  made.queue.add(['a@d.test']);
  const delivery = made.start({ patience: LONG });
  await expect.poll(() => old.sessions.length).toBe(1);
  reroute(made, '127.0.0.3');
  delivery.changed();
  await old.close();
  await made.events.seen('relay-sent');
  expect(other.messages).toHaveLength(1);
});

test('a domain is looked at for each entry that was in hand at the time of a change, and for no other', async () => {
  const looks: string[] = [];
  const inHand = new InHand((domain) => looks.push(domain));
  const queue = (await world(NAMES)).queue;
  queue.add(['a@d.test', 'b@d.test', 'c@e.test']);
  const [a, b, c] = (await inHand.takeFrom(async () => queue.entries.slice(0, 2))).taken.concat(queue.entries.slice(2));
  inHand.noteChange();
  await inHand.takeFrom(async () => queue.entries);
  for (const entry of [a, b, c]) if (entry !== undefined) inHand.release([entry]);
  expect(looks).toEqual(['d.test', 'd.test']);
});
