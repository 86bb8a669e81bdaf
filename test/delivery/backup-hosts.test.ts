/** What one mail host of a domain puts off is for another one of them (RFC 5321 section 5.1). */
import { describe, expect, test } from 'vitest';
import type { DeliveryOptions } from '../../main/delivery/delivery.ts';
import type { Script, ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

const [ONE, TWO, THREE] = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
const NAMES = {
  'example.com': {
    mx: [
      { preference: 10, exchange: 'one.example.com' },
      { preference: 20, exchange: 'two.example.com' },
      { preference: 30, exchange: 'three.example.com' },
    ],
  },
  'one.example.com': { addresses: [ONE] },
  'two.example.com': { addresses: [TWO] },
  'three.example.com': { addresses: [THREE] },
};
const SOON: Partial<DeliveryOptions> = { patience: { connect: 2000, reply: 300, quit: 50 } };

interface Made extends World {
  readonly one: ScriptedSmtp;
  readonly two: ScriptedSmtp;
  readonly three: ScriptedSmtp;
  readonly told: () => readonly string[];
}

async function made(first: Script, second?: Script): Promise<Made> {
  const all = await world(NAMES, { connectionsPerDestination: 1 });
  const [one, two, three] = [await all.host(ONE, first), await all.host(TWO, second), await all.host(THREE)];
  return {
    ...all,
    one,
    two,
    three,
    told: () => all.events.events.filter(({ kind }) => kind === 'host-failed').map(({ text }) => text.replace(/\d+ ms/, 'N ms')),
  };
}

function says(what: string, reply: string): Script {
  return (command) => (command.startsWith(what) ? reply : undefined);
}

function recipients(server: ScriptedSmtp): readonly string[] {
  return server.commands.filter((command) => command.startsWith('RCPT'));
}

describe('the next host is tried where the first, having answered EHLO,', () => {
  test.each<[string, Script, string]>([
    ['452 4.3.1 at MAIL', says('MAIL', '452 4.3.1 no space'), '452 4.3.1 no space'],
    ['421 at MAIL, and closes', says('MAIL', '421 4.3.2 going down\r\ndrop'), '421 4.3.2 going down'],
    ['451 at RCPT', says('RCPT', '451 4.7.1 come back later'), '451 4.7.1 come back later'],
    ['451 at DATA', says('DATA', '451 4.3.0 not now'), '451 4.3.0 not now'],
    ['closes at MAIL', says('MAIL', 'drop'), 'the host has closed the connection'],
    ['does not answer MAIL', (what) => (/^(?:MAIL|RCPT|DATA)/.test(what) ? 'hang' : undefined), 'the host did not answer in time'],
    ['451 to the content', says('message', '451 4.3.0 no scanner'), '451 4.3.0 no scanner'],
  ])('%s', async (_, script, reply) => {
    const { one, two, three, queue, events, told, port, start } = await made(script);
    queue.add(['anna@example.com']);
    start(SOON);
    await events.seen('relay-sent');
    await expect.poll(() => queue.entries).toEqual([]);
    expect([one.sessions.length, two.messages.length, three.sessions.length]).toEqual([1, 1, 0]);
    expect(told()).toEqual([`one.example.com [${ONE}:${port}], not encrypted, N ms, has put the message off, and another host is tried: ${reply}`]);
    expect([queue.attempts, queue.reports]).toEqual([[], []]);
  });

  test('closes in the middle of the content', async () => {
    const { two, queue, events, start } = await made(says('DATA', '354 cut'));
    queue.add(['anna@example.com'], { content: `Subject: big\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(60_000)}` });
    start();
    await events.seen('relay-sent');
    expect(two.messages).toHaveLength(1);
  });
});

test('what the first host may have taken goes to no other', async () => {
  const { two, queue, events, start } = await made(says('message', 'drop'));
  queue.add(['anna@example.com']);
  start(SOON);
  await events.seen('relay-deferred');
  expect([two.sessions.length, queue.entries[0]?.attempts]).toEqual([0, 1]);
});

test('what it has taken or refused for good is decided, and the others go on', async () => {
  const { one, two, queue, events, reported, start } = await made((what) => {
    if (what.startsWith('RCPT TO:<ben')) return '450 4.2.1 later';
    return what.startsWith('RCPT TO:<carl') ? '550 5.1.1 no such user' : undefined;
  });
  queue.add(['anna@example.com', 'ben@example.com', 'carl@example.com']);
  start();
  await events.seen('relay-sent', 2);
  await expect.poll(() => queue.entries).toEqual([]);
  expect([one.messages.length, recipients(two)]).toEqual([1, ['RCPT TO:<ben@example.com>']]);
  expect(reported()).toEqual([['failed', 'carl@example.com', '5.1.1']]);
});

test('the trace tells what the first host said of each recipient', async () => {
  const { queue, events, told, start } = await made((what) => (what.startsWith('RCPT') ? `450 4.2.1 ${what.slice(9, 10)} later` : undefined));
  queue.add(['anna@example.com', 'ben@example.com']);
  start();
  await events.seen('relay-sent', 2);
  expect(told()).toEqual([expect.stringContaining(': 450 4.2.1 a later; 450 4.2.1 b later')]);
});

test('what the second host puts off as well waits with what that one says, and troubles no third', async () => {
  const { three, queue, events, start } = await made(says('MAIL', '452 4.3.1 no space'), says('RCPT', '451 4.7.1 greylisted'));
  queue.add(['anna@example.com']);
  start();
  await events.seen('relay-deferred');
  expect([three.sessions.length, queue.entries]).toMatchObject([0, [{ lastError: '451 4.7.1 greylisted', attempts: 1 }]]);
  expect(queue.attempts).toMatchObject([{ host: 'two.example.com' }]);
});

test('what the second host refuses is refused', async () => {
  const { queue, events, reported, start } = await made(says('MAIL', '452 4.3.1 no space'), says('RCPT', '550 5.1.1 no such user'));
  queue.add(['anna@example.com']);
  start();
  await events.seen('relay-failed');
  expect([reported(), queue.entries]).toEqual([[['failed', 'anna@example.com', '5.1.1']], []]);
});

describe('where there is no other', () => {
  test('the message waits with what the host has said', async () => {
    const { host, queue, events, start } = await world({ 'example.com': { addresses: [ONE] } });
    const one = await host(ONE, says('MAIL', '452 4.3.1 no space'));
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-deferred');
    expect([one.sessions.length, queue.entries]).toMatchObject([1, [{ lastError: '452 4.3.1 no space', attempts: 1 }]]);
    expect(events.events.filter(({ kind }) => kind === 'host-failed')).toEqual([]);
  });

  test('that can be reached, the trace tells of both', async () => {
    const { two, three, queue, events, told, port, start } = await made(says('MAIL', '452 4.3.1 no space'));
    await Promise.all([two.close(), three.close()]);
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-deferred');
    expect(queue.entries).toMatchObject([{ lastError: '452 4.3.1 no space', attempts: 1 }]);
    expect(told()).toEqual([
      `one.example.com [${ONE}:${port}], not encrypted, N ms, has put the message off, and another host is tried: 452 4.3.1 no space`,
      expect.stringContaining(`two.example.com [${TWO}:${port}] could not be used: `),
      expect.stringContaining(`three.example.com [${THREE}:${port}] could not be used: `),
    ]);
  });

  test('another address of the same host is one', async () => {
    const { host, queue, events, start } = await world({ 'example.com': { addresses: [ONE, TWO] } });
    const [one, two] = [await host(ONE, says('MAIL', '421 4.3.2 going down\r\ndrop')), await host(TWO)];
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-sent');
    expect([one.sessions.length, two.messages.length]).toEqual([1, 1]);
  });

  test('a host of another name is tried before other addresses of this one', async () => {
    const { host, queue, events, start } = await world({ ...NAMES, 'one.example.com': { addresses: [ONE, THREE] } });
    const [, two, three] = [await host(ONE, says('MAIL', '452 4.3.1 no space')), await host(TWO), await host(THREE)];
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-sent');
    expect([two.messages.length, three.sessions.length]).toEqual([1, 0]);
  });
});

test('one connection to each is enough for many messages, and the better host is asked for each of them', async () => {
  const { one, two, queue, events, start } = await made(says('MAIL', '452 4.3.1 no space'));
  for (const name of ['a', 'b', 'c', 'd']) queue.add([`${name}@example.com`]);
  start();
  await events.seen('relay-sent', 4);
  expect([one.sessions.length, two.sessions.length, two.messages.length]).toEqual([1, 1, 4]);
  expect(one.commands.filter((command) => command.startsWith('MAIL'))).toHaveLength(4);
});

test('where the second host ends the connection that it had taken a message on, it is called anew', async () => {
  const { two, queue, events, start } = await made(says('MAIL', '452 4.3.1 no space'), (what, { number, commands }) =>
    what.startsWith('MAIL') && number === 1 && commands.filter((command) => command.startsWith('MAIL')).length === 2 ? '421 4.7.0 enough\r\ndrop' : undefined,
  );
  for (const name of ['a', 'b']) queue.add([`${name}@example.com`]);
  start();
  await events.seen('relay-sent', 2);
  expect([two.sessions.length, two.messages.length, queue.attempts]).toEqual([2, 2, []]);
});

test('where the first host has broken off, the second is gone on with', async () => {
  const { one, two, queue, events, start } = await made(says('MAIL', 'drop'));
  for (const name of ['a', 'b', 'c']) queue.add([`${name}@example.com`]);
  start();
  await events.seen('relay-sent', 3);
  expect([one.sessions.length, two.sessions.length, two.messages.length]).toEqual([1, 1, 3]);
});

test('where another connection is begun meanwhile, the next message goes to the better host all the same', async () => {
  const all = await world(NAMES, { connectionsPerDestination: 5 });
  const [one, two] = [await all.host(ONE, (what) => (/^RCPT TO:<u\d*0@/.test(what) ? '450 4.2.1 later' : undefined)), await all.host(TWO)];
  const count = 300;
  for (let number = 0; number < count; number += 1) all.queue.add([`u${number}@example.com`]);
  all.start();
  await all.events.seen('relay-sent', count);
  expect([one, two].map(({ messages }) => messages.filter(({ length }) => length > 0).length)).toEqual([count - count / 10, count / 10]);
});

test.each(['drop', '421 4.3.2 going down\r\ndrop'])('a second host that says %s at MAIL holds up nothing that the better one takes', async (reply) => {
  const { one, queue, events, start } = await made((what) => (/^RCPT TO:<u[0-3]@/.test(what) ? '450 4.2.1 later' : undefined), says('MAIL', reply));
  const count = 20;
  for (let number = 0; number < count; number += 1) queue.add([`u${number}@example.com`]);
  start();
  await Promise.all([events.seen('relay-sent', count - 4), events.seen('relay-deferred', 4)]);
  expect(one.messages.filter(({ length }) => length > 0)).toHaveLength(count - 4);
});

test('a host that breaks off has its place again, and so has a second one that ends each connection', async () => {
  const { one, two, queue, events, start } = await made(says('MAIL', 'drop'), says('message', '250 taken\r\n421 enough\r\ndrop'));
  for (const name of ['a', 'b', 'c']) queue.add([`${name}@example.com`]);
  start();
  await events.seen('relay-sent', 3);
  expect([one.sessions.length, two.messages.length, queue.attempts]).toEqual([3, 3, []]);
});

test('nothing is sent any more once the queue is paused', async () => {
  const { two, queue, events, settings, start } = await made(says('MAIL', '452 4.3.1 no space'), (what) => {
    if (what === 'greeting') settings.current.delivery.paused = true;
    return undefined;
  });
  queue.add(['anna@example.com']);
  start();
  await events.seen('relay-deferred');
  expect([two.messages.length, queue.entries]).toMatchObject([0, [{ lastError: '452 4.3.1 no space' }]]);
});
