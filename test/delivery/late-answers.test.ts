/** Answers of the queue that are older than what became of an entry, and changes of the queue while a host is being connected to. */
import { expect, test } from 'vitest';
import type { Delivery } from '../../main/delivery/delivery.ts';
import type { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

const ONE = { 'example.com': { addresses: ['127.0.0.2'] } };
const TO_FIRST = { reversePath: 'anna@local.test', relays: [{ recipient: 'first@example.com', domain: 'example.com' }] };

/** Something that is waited for, and the way to let it go on. */
function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Lets the next read of what is due say how things are now, but not before `until`. @returns resolves once it has been asked */
function delayNextRead({ queue }: World, until: Promise<void>): Promise<void> {
  const asked = gate();
  const dueFor = queue.dueFor.bind(queue);
  queue.dueFor = async (domain, options) => {
    queue.dueFor = dueFor;
    const answer = await dueFor(domain, options);
    asked.open();
    await until;
    return answer;
  };
  return asked.opened;
}

test('what was sent while the queue was asked what is due is not sent again, and nobody hears that it was not sent', async () => {
  const made = await world(ONE);
  const { queue, events } = made;
  const host = await made.host('127.0.0.2');
  const [reading, opening] = [gate(), gate()];
  const open = queue.open.bind(queue);
  queue.open = async (messageId) => {
    await opening.opened;
    return await open(messageId);
  };
  const first = queue.add(['first@example.com']);
  const delivery = made.start();
  await expect.poll(() => host.commands.some((command) => command.startsWith('EHLO'))).toBe(true);
  // There is new mail, and the queue is asked: the first message is in its answer, which comes after that message has left.
  queue.add(['second@example.com']);
  const asked = delayNextRead(made, reading.opened);
  delivery.nudge(TO_FIRST);
  await asked;
  opening.open();
  await expect.poll(() => queue.entries.map(({ recipient }) => recipient)).toEqual(['second@example.com']);
  queue.lose(first);
  reading.open();
  await events.seen('relay-sent', 2);
  await expect.poll(() => queue.entries).toEqual([]);
  await delivery.stop(10);
  expect(host.messages).toHaveLength(2);
  expect(made.reported()).toEqual([]);
  expect(events.counters).toEqual(new Map([['relayed', 2]]));
});

/** Delivers one message as far as the look-up of its host, changes something, and lets it go on until there is a connection. */
async function changedMeanwhile(
  change: (made: World, messageId: number) => void,
): Promise<Omit<World, 'host'> & { readonly delivery: Delivery; readonly host: ScriptedSmtp }> {
  const made = await world(ONE);
  const host = await made.host('127.0.0.2');
  const [asked, answering] = [gate(), gate()];
  const addresses = made.dns.addresses.bind(made.dns);
  made.dns.addresses = async (name) => {
    asked.open();
    await answering.opened;
    return await addresses(name);
  };
  const messageId = made.queue.add(['first@example.com']);
  const delivery = made.start();
  await asked.opened;
  change(made, messageId);
  delivery.changed();
  answering.open();
  await expect.poll(() => host.commands.some((command) => command.startsWith('EHLO'))).toBe(true);
  return { ...made, delivery, host };
}

test.each([
  ['held', ({ queue }: World) => (queue.entries = queue.entries.map((entry) => ({ ...entry, state: 'held' as const })))],
  [
    'removed',
    ({ queue }: World, messageId: number) => {
      queue.entries = [];
      queue.lose(messageId);
    },
  ],
] as const)('what is %s while its host is connected to is not sent, and no sender hears of it', async (_name, change) => {
  const { delivery, host, queue, events, reported } = await changedMeanwhile((made, messageId) => void change(made, messageId));
  queue.add(['second@example.com']);
  delivery.nudge(TO_FIRST);
  await events.seen('relay-sent');
  await delivery.stop(10);
  expect(host.messages).toHaveLength(1);
  expect(host.commands.filter((command) => command.startsWith('RCPT'))).toEqual(['RCPT TO:<second@example.com>']);
  expect(reported()).toEqual([]);
});

test('a pause while a host is connected to keeps the message in the queue', async () => {
  const { delivery, host, queue } = await changedMeanwhile(({ settings }) => {
    settings.current.delivery.paused = true;
  });
  await delivery.stop(10);
  expect(host.commands.filter((command) => command.startsWith('MAIL'))).toEqual([]);
  expect(queue.entries).toMatchObject([{ recipient: 'first@example.com', attempts: 0, state: 'waiting' }]);
});
