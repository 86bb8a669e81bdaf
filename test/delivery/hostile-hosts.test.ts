/** Hosts that mean no good: each costs bounded time and memory, keeps no mail from others, and its own mail waits with the reason. */
import { once } from 'node:events';
import * as net from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { NO_POLICIES } from '../../main/delivery/policy/tls-policies.ts';
import { Connector } from '../../main/delivery/runner/connector.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Script } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

const ONE = { 'example.com': { addresses: ['127.0.0.2'] } };
const SHORT = { connect: 400, reply: 400, quit: 50 };
const LONG = { connect: 60_000, reply: 60_000, quit: 50 };

const at =
  (where: string, how: string): Script =>
  (what) =>
    what.startsWith(where) ? how : undefined;

/** Delivers one message to a host. @returns what the attempt came to, once the connection is gone */
async function attempt(script: Script, patience: object = SHORT, content?: string): Promise<World & { readonly reply: string }> {
  const made = await world(ONE);
  await made.host('127.0.0.2', script);
  made.queue.add(['anna@example.com'], content === undefined ? {} : { content });
  const delivery = made.start({ patience: { ...SHORT, ...patience } });
  const [event] = await made.events.seen('relay-deferred');
  await expect.poll(() => delivery.activity.connections).toBe(0);
  // One attempt, with its reason where the administrator looks, and the next one at its time.
  expect(made.queue.entries).toMatchObject([{ attempts: 1, nextAttemptAt: 60_000, state: 'waiting' }]);
  const reply = made.queue.entries[0]?.lastError ?? '';
  expect(event?.text).toContain(`ms: ${reply}`);
  expect(made.queue.attempts).toMatchObject([{ host: 'example.com', reply }]);
  expect(made.reported()).toEqual([]);
  expect(made.events.counters).toEqual(new Map([['relayDeferred', 1]]));
  return { ...made, reply };
}

describe('a host that', () => {
  test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'message'])(
    'says a byte now and then instead of its answer to %s has no more time than one that says nothing',
    async (where) => {
      const { reply } = await attempt((what) => (what.startsWith(where) ? 'drip' : what.startsWith('EHLO') ? '250 no pipelining' : undefined));
      expect(reply).toBe('the host did not answer in time');
    },
  );

  test.each(['greeting', 'EHLO', 'MAIL', 'message'])('answers %s without ever coming to an end is left after some lines', async (where) => {
    const { reply } = await attempt(at(where, 'endless'), LONG);
    expect(reply).toBe('the host sent a reply that is too long');
  });

  test('answers with few but endless lines is left after some bytes', async () => {
    const line = 'x'.repeat(FIXED_LIMITS.deliveryLineBytes - 10);
    const lines = Math.ceil(FIXED_LIMITS.deliveryReplyBytes / line.length) + 1;
    const { reply } = await attempt(at('EHLO', `${`250-${line}\r\n`.repeat(lines)}250 end`), LONG);
    expect(reply).toBe('the host sent a reply that is too long');
  });

  test('answers each recipient at the last moment is left when its time for all of them is over', async () => {
    const made = await world(ONE);
    const server = await made.host('127.0.0.2', (what) => (what.startsWith('EHLO') ? '250 no pipelining' : what.startsWith('RCPT') ? 'hang' : undefined));
    made.queue.add(Array.from({ length: 100 }, (_, number) => `r${number}@example.com`));
    made.start({ patience: { ...LONG, envelope: 300 } });
    await made.events.seen('relay-deferred', 100);
    expect(made.queue.entries[0]?.lastError).toMatch(/^the host is too slow/);
    expect(server.messages).toEqual([]);
  });

  test('takes the content at a trickle is left, whatever it takes', async () => {
    const content = `Subject: large\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(20_000)}`;
    const { reply } = await attempt(at('DATA', '354 slow'), { connect: 60_000, reply: 2500, slowestBytes: 1e9 }, content);
    expect(reply).toMatch(/^the host is too slow|^the host takes no more data/);
  });

  test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'message'])('goes away with 421 at %s gets the mail later, and its words are kept', async (where) => {
    const { reply } = await attempt(at(where, '421 4.3.2 going down'), LONG);
    expect(reply).toBe('421 4.3.2 going down');
  });

  test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'message'])('hangs up at %s gets the mail later', async (where) => {
    const { reply } = await attempt(at(where, 'drop'), LONG);
    expect(reply).toMatch(/closed the connection|ECONNRESET|EPIPE/);
  });

  test('says why and hangs up in the middle of the content is quoted', async () => {
    const content = `Subject: large\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(20_000)}`;
    const { reply } = await attempt(at('DATA', '354 go on\r\n421 4.3.2 out of space'), LONG, content);
    expect(reply).toBe('421 4.3.2 out of space');
  });

  test('lies about what it can is believed in nothing that matters', async () => {
    const made = await world(ONE);
    const lies = ['SIZE -1', 'SIZE 99999999999999999999', 'SIZE x', 'PIPELINING', 'AUTH=', 'STARTTLS', '8BITMIME', 'x'.repeat(2000), '', '\x00\x1b[31m'];
    const server = await made.host('127.0.0.2', (what) =>
      what.startsWith('EHLO')
        ? `250-scripted\r\n${lies.map((lie) => `250-${lie}\r\n`).join('')}250 END`
        : what === 'STARTTLS'
          ? '502 5.5.1 never heard of'
          : undefined,
    );
    made.queue.add(['anna@example.com']);
    made.start();
    const [sent] = await made.events.seen('relay-sent');
    expect(sent?.text).toContain(', not encrypted, ');
    expect(server.messages).toHaveLength(1);
  });
});

test('hosts that greet and then let everybody wait keep no mail from others', async () => {
  const [silent, all] = [40, 50];
  const names = Object.fromEntries(
    Array.from({ length: all }, (_, number) => [`d${number}.test`, { addresses: [number < silent ? '127.0.0.3' : '127.0.0.2'] }]),
  );
  const made = await world(names, { connections: 5 });
  await made.host('127.0.0.3', at('MAIL', 'hang'));
  await made.host('127.0.0.2');
  for (let number = 0; number < all; number += 1) made.queue.add([`a@d${number}.test`]);
  made.start({ patience: LONG });
  await made.events.seen('relay-sent', all - silent);
  expect(made.queue.entries).toHaveLength(silent);
});

test('what waits for a host that does not greet waits in the queue and not in memory, and leaves when it does', async () => {
  const made = await world({ 'slow.test': { addresses: ['127.0.0.3'] }, 'fast.test': { addresses: ['127.0.0.2'] } }, { connections: 1 });
  const [fast, behind] = [await made.host('127.0.0.2'), await made.host('127.0.0.4')];
  const opened = Promise.withResolvers<void>();
  const gate = net.createServer((socket) => {
    socket.on('error', () => undefined);
    void opened.promise.then(() => {
      const onward = net.connect(made.port, '127.0.0.4');
      onward.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
    });
  });
  gate.listen(made.port, '127.0.0.3');
  await once(gate, 'listening');
  onTestFinished(() => void gate.close());
  const loaded = vi.spyOn(made.queue, 'dueFor');
  const loads = (): number => loaded.mock.calls.filter(([domain]) => domain === 'slow.test').length;
  for (let number = 0; number < 15; number += 1) made.queue.add([`a${number}@slow.test`]);
  made.queue.add(['a@fast.test']);
  const delivery = made.start({ patience: LONG });
  // There is one place: this leaves once the silent host has given it back.
  await made.events.seen('relay-sent');
  expect(fast.messages).toHaveLength(1);
  const before = loads();
  made.queue.add(['late@slow.test']);
  made.queue.add(['b@fast.test']);
  delivery.nudge();
  await made.events.seen('relay-sent', 2);
  expect(loads()).toBe(before);
  opened.resolve();
  await made.events.seen('relay-sent', 18);
  expect(behind.messages).toHaveLength(16);
  expect(made.queue.entries).toEqual([]);
});

test('a host that has had a fair time to greet is given up where too many are waited for, and no other', async () => {
  const made = await world(ONE);
  const server = await made.host('127.0.0.2', at('greeting', 'hang'));
  const connector = new Connector({
    dns: made.dns,
    events: made.events,
    clock: made.clock,
    settings: () => made.settings.current.delivery,
    policies: NO_POLICIES,
    patience: LONG,
    isPublic: () => true,
    isOurselves: () => false,
    systemAddresses: async () => [],
    hostname: () => 'mail.local.test',
    random: () => 0,
  });
  const route = { kind: 'mail-hosts', key: 'mx example.com', text: '', domain: 'example.com', port: made.port } as const;
  const opening = connector.open(route, { traceId: '', requireTls: false }).catch((error: unknown) => error);
  await expect.poll(() => server.sessions.length).toBe(1);
  connector.hurry();
  const now = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(now + FIXED_LIMITS.deliveryHurriedSeconds * 1000);
  connector.hurry();
  vi.restoreAllMocks();
  expect(await opening).toMatchObject({
    message: expect.stringMatching(/^the host did not answer within 12 seconds/) as string,
    contact: { host: 'example.com' },
  });
  connector.cut();
});
