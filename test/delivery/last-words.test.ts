/** What a host says before it closes the connection in the middle of a transaction. */
import { describe, expect, test } from 'vitest';
import type { Script } from '../fakes/scripted-smtp.ts';
import { world } from './world.ts';

const ONE = { 'example.com': { addresses: ['127.0.0.2'] } };
const ALL = ['a@example.com', 'b@example.com', 'c@example.com'];

describe.each([true, false])('commands together: %s', (together) => {
  function says(what: string, reply: string): Script {
    return (command) => (command.startsWith(what) ? `${reply}\r\ndrop` : together || !command.startsWith('EHLO') ? undefined : '250 scripted');
  }

  async function made(script: Script): Promise<Awaited<ReturnType<typeof world>>> {
    const one = await world(ONE);
    await one.host('127.0.0.2', script);
    one.queue.add(ALL);
    one.start();
    return one;
  }

  test.each([['MAIL'], ['RCPT TO:<b'], ['DATA'], ['message']])('421 at %s is what the queue says', async (where) => {
    const { events, queue } = await made(says(where, '421 4.7.0 slow down'));
    await events.seen('relay-deferred', 3);
    expect(queue.entries.map(({ lastError, attempts }) => [lastError, attempts])).toEqual(ALL.map(() => ['421 4.7.0 slow down', 1]));
  });

  test('a refusal at MAIL is one of the message, which goes back with it', async () => {
    const { events, queue, reported } = await made(says('MAIL', '550 5.7.1 sender listed'));
    await events.seen('relay-failed', 3);
    expect([reported(), queue.entries]).toEqual([ALL.map((recipient) => ['failed', recipient, '5.7.1']), []]);
    expect(queue.reports[0]?.fates[0]).toMatchObject({ remoteReply: '550 5.7.1 sender listed' });
  });

  test('a refusal at RCPT is one of that recipient; the others wait', async () => {
    const { events, queue, reported } = await made(says('RCPT TO:<b', '550 5.7.1 blocked'));
    await Promise.all([events.seen('relay-failed'), events.seen('relay-deferred', 2)]);
    expect(reported()).toEqual([['failed', 'b@example.com', '5.7.1']]);
    expect(queue.entries).toMatchObject(['a@example.com', 'c@example.com'].map((recipient) => ({ recipient, attempts: 1 })));
  });

  test('each recipient has its own reply, and those without one that of the end', async () => {
    const { events, queue, reported } = await made((what, session) => {
      if (what.startsWith('RCPT TO:<a')) return '450 4.2.1 later';
      if (what.startsWith('RCPT TO:<b')) return '550 5.1.1 no such user';
      return says('RCPT TO:<c', '421 4.7.0 too many errors')(what, session);
    });
    await Promise.all([events.seen('relay-failed'), events.seen('relay-deferred', 2)]);
    expect(reported()).toEqual([['failed', 'b@example.com', '5.1.1']]);
    expect(queue.entries.map(({ recipient, lastError }) => [recipient, lastError])).toEqual([
      ['a@example.com', '450 4.2.1 later'],
      ['c@example.com', '421 4.7.0 too many errors'],
    ]);
  });

  test.each(['drop', '421 4.3.2 going down'])('a recipient that was refused is not asked for again where the content ends with %s', async (reply) => {
    const { events, queue, reported } = await made((what, session) =>
      what.startsWith('RCPT TO:<b') ? '550 5.1.1 no such user' : what === 'message' ? reply : says('never', '')(what, session),
    );
    await Promise.all([events.seen('relay-failed'), events.seen('relay-deferred', 2)]);
    expect(reported()).toEqual([['failed', 'b@example.com', '5.1.1']]);
    expect(queue.entries.map(({ recipient }) => recipient)).toEqual(['a@example.com', 'c@example.com']);
  });
});

test('where the host closes a connection that it had taken messages on, what it has refused by then is not tried again at once', async () => {
  const { host, queue, events, start, reported } = await world(ONE);
  const server = await host('127.0.0.2', (what, { number }) => {
    if (what.startsWith('RCPT TO:<b')) return '550 5.1.1 no such user';
    return number === 1 && what.startsWith('RCPT TO:<c') ? '421 4.7.0 enough\r\ndrop' : undefined;
  });
  queue.add(['first@example.com']);
  queue.add(ALL);
  start();
  await events.seen('relay-sent', 3);
  expect([reported(), queue.attempts]).toEqual([[['failed', 'b@example.com', '5.1.1']], []]);
  expect(server.commands.filter((command) => command.startsWith('RCPT TO:<b'))).toHaveLength(1);
});

test('where a login has run out, what is said of recipients behind that counts for nothing', async () => {
  const { host, port, queue, events, settings, start } = await world({});
  settings.current.delivery.smartHost = { host: '127.0.0.2', port, tls: 'none', user: 'us', password: 'hidden' };
  await host('127.0.0.2', (what) => {
    if (what.startsWith('EHLO')) return '250-scripted\r\n250-PIPELINING\r\n250 AUTH PLAIN';
    if (what.startsWith('AUTH')) return '235 fine';
    return what.startsWith('MAIL') ? '530 5.7.0 log in again' : what.startsWith('RCPT') ? '503 5.5.1 MAIL first' : undefined;
  });
  queue.add(ALL);
  start();
  await events.seen('relay-deferred', 3);
  expect(queue.entries.map(({ lastError }) => lastError)).toEqual(ALL.map(() => '530 5.7.0 log in again'));
});
