/** What the administrator removes is not sent, from the moment on that its sender hears of it; what is being sent is not removed. */
import { expect, test } from 'vitest';
import type { Delivery, DeliveryOptions } from '../../main/delivery/delivery.ts';
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

test.each([
  ['for its age', '421 4.3.2 busy', 6 * 24, '4.4.7'],
  ['since its host refuses all mail', '554 5.7.1 you are on a list', 6, '5.7.1'],
])('what is being given up %s is not withheld: its sender hears of it once', async (_what, greeting, hours, status) => {
  const made = await world(NAMES);
  await made.host('127.0.0.2', (what) => (what === 'greeting' ? greeting : undefined));
  made.queue.add(['a@d.test']);
  const [asked, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const reports: DeliveryOptions['reports'] = {
    reaches: () => true,
    send: async (action, fates) => {
      if (action === 'failed' && fates.length > 0) {
        asked.resolve();
        await written.promise;
      }
      return await made.queue.send(action, fates);
    },
  };
  const delivery = made.start({ reports });
  await expect.poll(() => made.queue.entries[0]?.attempts).toBe(1);
  await expect.poll(() => delivery.activity.connections).toBe(0);
  made.clock.advance(hours * 3_600_000);
  delivery.nudge();
  await asked.promise;
  const withheld = delivery.withhold([idOf(made, 'a@d.test')]);
  expect(withheld.ids).toEqual([]);
  written.resolve();
  await expect.poll(() => made.queue.entries).toEqual([]);
  withheld.done();
  expect(made.reported()).toEqual([['failed', 'a@d.test', status]]);
});

test('what is withheld is not given up: whoever removes it tells of it', async () => {
  const made = await world(NAMES);
  const server = await made.host('127.0.0.2', (what) => (what === 'greeting' ? 'hang' : undefined));
  made.queue.add(['a@d.test']);
  made.clock.advance(6 * 86_400_000);
  const delivery = made.start({ patience: LONG });
  await expect.poll(() => server.sessions.length).toBe(1);
  const withheld = delivery.withhold([idOf(made, 'a@d.test')]);
  expect(withheld.ids).toHaveLength(1);
  // The attempt fails, and the mail is far too old.
  await server.close();
  await expect.poll(() => delivery.activity.connections).toBe(0);
  expect(made.reported()).toEqual([]);
  expect(made.queue.entries).toHaveLength(1);
  withheld.done();
});
