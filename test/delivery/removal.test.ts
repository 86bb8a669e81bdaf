/** What the administrator removes is not sent, from the moment on that its sender hears of it; what is being sent is not removed. */
import { expect, test } from 'vitest';
import type { Delivery } from '../../main/delivery/delivery.ts';
import type { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

const LONG = { connect: 60_000, reply: 60_000, quit: 50 };
const NAMES = { 'd.test': { addresses: ['127.0.0.2'] } };

function idOf({ queue }: World, recipient: string): number {
  return queue.entries.find((entry) => entry.recipient === recipient)?.id ?? 0;
}

/** The host takes the first message, and answers nothing before it is told to. */
async function oneUnderWay(): Promise<{ readonly made: World; readonly server: ScriptedSmtp; readonly delivery: Delivery }> {
  const made = await world(NAMES);
  const server = await made.host('127.0.0.2', (what, { number }) => (what === 'message' && number === 1 ? 'hang' : undefined));
  for (const name of ['first', 'second', 'third']) made.queue.add([`${name}@d.test`]);
  const delivery = made.start({ patience: LONG });
  await expect.poll(() => server.messages.length).toBe(1);
  return { made, server, delivery };
}

test('what is being sent is not withheld, what waits behind it is', async () => {
  const { made, server, delivery } = await oneUnderWay();
  const ids = [idOf(made, 'first@d.test'), idOf(made, 'second@d.test')];
  const withheld = delivery.withhold(ids);
  expect(withheld.ids).toEqual(ids.slice(1));
  // As the administrator's removal does.
  await made.queue.settle({ done: withheld.ids });
  withheld.done();
  await server.close();
  const again = await made.host('127.0.0.2');
  await made.events.seen('relay-deferred');
  made.clock.advance(3_600_000);
  delivery.changed();
  await made.events.seen('relay-sent', 2);
  expect(again.commands.filter((command) => command.startsWith('RCPT')).toSorted()).toEqual(['RCPT TO:<first@d.test>', 'RCPT TO:<third@d.test>']);
  expect(made.queue.entries).toEqual([]);
});

test('an answer of the queue that is older than the removal brings nothing back', async () => {
  const made = await world(NAMES);
  const server = await made.host('127.0.0.2');
  for (const name of ['gone', 'stays']) made.queue.add([`${name}@d.test`]);
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const dueFor = made.queue.dueFor.bind(made.queue);
  made.queue.dueFor = async (...page) => {
    made.queue.dueFor = dueFor;
    const answer = await dueFor(...page);
    asked.resolve();
    await answered.promise;
    return answer;
  };
  const delivery = made.start();
  await asked.promise;
  const withheld = delivery.withhold([idOf(made, 'gone@d.test')]);
  await made.queue.settle({ done: withheld.ids });
  withheld.done();
  answered.resolve();
  await made.events.seen('relay-sent');
  expect(server.messages).toHaveLength(1);
  expect(server.commands).toContain('RCPT TO:<stays@d.test>');
  expect(made.queue.entries).toEqual([]);
});

test('what could not be removed after all is sent', async () => {
  const { made, server, delivery } = await oneUnderWay();
  const withheld = delivery.withhold([idOf(made, 'second@d.test'), idOf(made, 'third@d.test')]);
  await server.close();
  const again = await made.host('127.0.0.2');
  await made.events.seen('relay-deferred');
  made.clock.advance(3_600_000);
  delivery.changed();
  await made.events.seen('relay-sent');
  expect(again.messages).toHaveLength(1);
  withheld.done();
  await made.events.seen('relay-sent', 3);
  expect(again.messages).toHaveLength(3);
});
