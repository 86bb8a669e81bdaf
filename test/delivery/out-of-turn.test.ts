/** Hosts that say more or less than they are asked: what they have not taken is never told as sent, and nobody is told of a refusal that was another's. */
import { describe, expect, test } from 'vitest';
import { type Script, type ScriptedSmtp, offers } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

const ALL = ['anna@example.com', 'ben@example.com'];

interface Made extends World {
  readonly server: ScriptedSmtp;
}

async function made(script: Script): Promise<Made> {
  const one = await world({ 'example.com': { addresses: ['127.0.0.2'] } }, { connectionsPerDestination: 1 });
  return { ...one, server: await one.host('127.0.0.2', script) };
}

describe.each([true, false])('commands together: %s', (together) => {
  const says =
    (what: string, reply: string): Script =>
    (command) => {
      if (command.startsWith('EHLO')) return offers(...(together ? ['PIPELINING'] : []))(command);
      return command.startsWith(what) ? reply : undefined;
    };

  test.each([
    ['DATA is taken for a message', 'DATA', '250 ok', '250 ok'],
    ['DATA is greeted', 'DATA', '220 hello', '220 hello'],
    ['MAIL is answered twice', 'MAIL', '250 ok\r\n250 ok', ''],
    ['RCPT is answered twice', 'RCPT TO:<anna', '250 ok\r\n250 ok', ''],
    ['RCPT is answered as DATA', 'RCPT TO:<anna', '354 what', '354 what'],
    ['an answer comes before the content', 'DATA', '354 go on\r\n250 early', '250 early'],
  ])('nothing counts where %s', async (_, what, reply, told) => {
    const { queue, server, events, start } = await made(says(what, reply));
    queue.add(ALL);
    start();
    await events.seen('relay-deferred', 2);
    const wanted = together || what === 'DATA' ? `the host has answered out of turn: ${told}` : told;
    expect(queue.entries.map(({ lastError, attempts }) => [lastError.includes(wanted), attempts])).toEqual(ALL.map(() => [true, 1]));
    expect(server.messages).toEqual([]);
  });

  test('a refusal that may be meant for another is nobody\u2019s', async () => {
    const { queue, events, reported, start } = await made((what, session) => {
      if (what.startsWith('RCPT TO:<ben')) return '550 5.1.1 no such user';
      return says('MAIL', '250 ok\r\n250 ok')(what, session);
    });
    queue.add(ALL);
    start();
    await events.seen('relay-deferred', 2);
    expect([reported(), queue.entries.length]).toEqual([[], 2]);
  });

  test('a host that acknowledges each message twice loses none', async () => {
    // The second time comes when the next command is on its way.
    const { queue, server, events, clock, start } = await made((what, session) => {
      const isNext = what.startsWith('MAIL') && session.commands.filter((command) => command.startsWith('MAIL')).length > 1;
      return says('MAIL', isNext ? '250 taken\r\n250 fine' : '250 fine')(what, session);
    });
    const count = 8;
    for (let number = 0; number < count; number += 1) queue.add([`u${number}@example.com`]);
    const delivery = start();
    const settled = (): number => events.events.filter(({ kind }) => kind === 'relay-sent' || kind === 'relay-deferred').length;
    await expect.poll(settled).toBeGreaterThanOrEqual(count);
    for (let look = 0; look < count && queue.entries.length > 0; look += 1) {
      const before = settled();
      clock.advance(3_600_000);
      delivery.changed();
      await expect.poll(settled).toBeGreaterThan(before);
    }
    await expect.poll(() => queue.entries).toEqual([]);
    expect(server.messages).toHaveLength(count);
  });

  test.each(['552 5.3.4 too big', '550 5.7.1 spam'])('%s in the middle of the content is the answer to the message', async (reply) => {
    const { queue, events, reported, start } = await made(says('DATA', `354 cut ${reply}`));
    queue.add(ALL, { content: `Subject: big\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(100_000)}` });
    start();
    await events.seen('relay-failed', 2);
    expect(reported()).toEqual(ALL.map((recipient) => ['failed', recipient, reply.slice(4, 9)]));
    expect(queue.entries).toEqual([]);
  });

  test('a refusal behind 354 at once is the answer to the message as well', async () => {
    const { queue, server, events, reported, start } = await made(says('DATA', '354 go on\r\n552 5.3.4 too big'));
    queue.add(ALL);
    start();
    await events.seen('relay-failed', 2);
    expect([reported(), server.messages]).toEqual([ALL.map((recipient) => ['failed', recipient, '5.3.4']), []]);
  });

  test('a line end too many takes nothing back', async () => {
    const { queue, server, events, reported, start } = await made((what, session) =>
      what.startsWith('RCPT TO:<ben') ? '550 5.1.1 no such user\r\n' : says('message', '250 taken\r\n')(what, session),
    );
    queue.add(ALL);
    start();
    await Promise.all([events.seen('relay-sent'), events.seen('relay-failed')]);
    expect([reported(), server.messages.length, queue.entries]).toEqual([[['failed', 'ben@example.com', '5.1.1']], 1, []]);
  });

  test('what follows an answer and is no SMTP does not take it back', async () => {
    const { queue, server, events, start } = await made(says('message', '250 taken\r\n?!'));
    queue.add(ALL);
    start();
    await events.seen('relay-sent', 2);
    expect([server.messages.length, queue.entries]).toEqual([1, []]);
  });
});

test('what is no answer to the content leaves open whether the message was taken: no other host gets it', async () => {
  const names = ['one', 'two'].map((name, place) => ({ preference: place, exchange: `${name}.example.com` }));
  const all = await world({ 'example.com': { mx: names }, 'one.example.com': { addresses: ['127.0.0.2'] }, 'two.example.com': { addresses: ['127.0.0.3'] } });
  const [, two] = [await all.host('127.0.0.2', (what) => (what === 'message' ? '354 go on' : undefined)), await all.host('127.0.0.3')];
  all.queue.add(['anna@example.com']);
  all.start();
  await all.events.seen('relay-deferred');
  expect([two.sessions.length, all.queue.entries[0]?.lastError]).toEqual([0, 'the host has answered out of turn: 354 go on']);
});

test('where the lines of a reply differ the last one counts, and is told', async () => {
  const { queue, events, reported, start } = await made((what) => (what === 'message' ? '250-wait\r\n550 5.7.1 no' : undefined));
  queue.add(['anna@example.com']);
  start();
  await events.seen('relay-failed');
  expect([reported(), queue.reports[0]?.fates[0]?.remoteReply]).toEqual([[['failed', 'anna@example.com', '5.7.1']], '550 5.7.1 no']);
});
