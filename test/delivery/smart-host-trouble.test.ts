import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Delivery, createDelivery } from '../../main/delivery/delivery.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import type { SmartHostSettings } from '../../shared/settings/delivery.ts';
import { FixedDns } from '../fakes/fixed-dns.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';
import { ScriptedSmtp, type Script } from '../fakes/scripted-smtp.ts';

const NOW = 1_000_000;
/** Long enough for a reply on a busy machine, short enough to wait for one that does not come. */
const PATIENCE = { connect: 2000, reply: 500, quit: 50 };

/** The first one, with chance left out of it. */
const GAP = 60_000;

let settings: FixedSettings;
let queue: MemoryQueue;
let events: RecordedEvents;
const closers: (() => Promise<void>)[] = [];

beforeEach(() => {
  settings = new FixedSettings();
  queue = new MemoryQueue();
  events = new RecordedEvents();
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function host(script?: Script): Promise<ScriptedSmtp> {
  const server = await ScriptedSmtp.open(script);
  closers.push(() => server.close());
  return server;
}

function deliverTo(port: number, more: Partial<SmartHostSettings> = {}, patience = PATIENCE): Delivery {
  settings.current.delivery.smartHost = { host: '127.0.0.1', port, tls: 'none', user: '', password: '', ...more };
  return start(patience);
}

function start(patience = PATIENCE): Delivery {
  const delivery = createDelivery({
    settings,
    queue,
    messages: queue,
    reports: queue,
    events,
    clock: { now: () => NOW },
    dns: new FixedDns({}),
    isPublic: () => true,
    isOurselves: () => false,
    random: () => 0.5,
    patience,
    hostname: () => 'mail.local.test',
  });
  closers.push(() => delivery.stop(0));
  delivery.start();
  return delivery;
}

/** What senders were told: what happened, to whom, and its status. */
function reported(): (readonly [string, string, string])[] {
  return queue.reports.flatMap(({ action, fates }) => fates.map(({ entry, enhanced }) => [action, entry.recipient, enhanced] as const));
}

describe('one message', () => {
  test('that is too big for the host fails with words, and holds up nobody', async () => {
    const server = await host((what) => (what.startsWith('EHLO') ? '250-scripted\r\n250 SIZE 100' : undefined));
    queue.add(['big@example.com'], { content: `Subject: big\r\n\r\n${'x'.repeat(200)}\r\n` });
    queue.add(['small@example.com']);
    deliverTo(server.port);
    await Promise.all([events.seen('relay-failed'), events.seen('relay-sent')]);
    expect(queue.entries).toEqual([]);
    expect(reported()).toEqual([['failed', 'big@example.com', '5.3.4']]);
    expect((await events.seen('relay-failed'))[0]?.text).toContain('larger than allowed 100');
    expect(events.counters).toEqual(
      new Map([
        ['relayFailed', 1],
        ['relayed', 1],
      ]),
    );
  });

  test('on which the host breaks down waits alone; all the others go out', async () => {
    let poisonous = false;
    const server = await host((what) => {
      if (what.startsWith('RCPT')) poisonous = what.includes('poison');
      return what === 'DATA' && poisonous ? 'drop' : undefined;
    });
    queue.add(['poison@example.com']);
    const others = Array.from({ length: 20 }, (_, n) => `r${n}@example.com`);
    for (const recipient of others) queue.add([recipient]);
    deliverTo(server.port);
    await Promise.all([events.seen('relay-sent', others.length - 4), events.seen('relay-deferred')]);
    await events.seen('relay-sent', others.length);
    expect(queue.entries).toMatchObject([{ recipient: 'poison@example.com', state: 'waiting', attempts: 1, nextAttemptAt: NOW + GAP }]);
  });

  test('with an address that cannot be sent on fails for that address alone', async () => {
    const server = await host();
    queue.add(['"a>b"@example.com', 'good@example.com']);
    queue.add(['good@example.com'], { entry: { reversePath: '"<>"@local.test' } });
    deliverTo(server.port);
    await events.seen('relay-failed', 2);
    await events.seen('relay-sent');
    expect(queue.entries).toEqual([]);
    expect(new Set(reported())).toEqual(
      new Set([
        ['failed', '"a>b"@example.com', '5.1.3'],
        ['failed', 'good@example.com', '5.1.3'],
      ]),
    );
    expect(server.messages).toHaveLength(1);
  });

  test('that is gone from the store waits, since whoever removed it wants no report, and the queue goes on', async () => {
    const server = await host();
    queue.lose(queue.add(['gone@example.com']));
    queue.add(['here@example.com']);
    deliverTo(server.port);
    await Promise.all([events.seen('relay-deferred'), events.seen('relay-sent')]);
    expect(queue.entries).toMatchObject([{ recipient: 'gone@example.com', state: 'waiting', attempts: 1 }]);
    expect(reported()).toEqual([]);
  });

  test('whose content ends too early is never passed off as whole', async () => {
    const server = await host();
    const content = `Subject: cut\r\n\r\n${'line\r\n'.repeat(1000)}`;
    queue.add(['a@example.com'], { content, claimedSize: content.length + 1 });
    deliverTo(server.port);
    await events.seen('relay-deferred');
    expect(server.messages).toEqual([]);
    expect(queue.entries).toMatchObject([{ state: 'waiting', lastError: expect.stringContaining('bytes instead of') as string }]);
  });
});

describe('smuggling', () => {
  test.each([
    ['bare LF', 'Subject: x\r\n\r\nend\n.\nMAIL FROM:<evil@example.com>\nRCPT TO:<b@example.com>\nDATA\nevil\n.\n'],
    ['bare CR', 'Subject: x\r\n\r\nend\r.\rMAIL FROM:<evil@example.com>\r.\r\n'],
    ['mixed', 'Subject: x\r\n\r\nend\n.\r\nMAIL FROM:<evil@example.com>\r\n.\nDATA\r\n'],
    ['a dot line at the seam of two pieces', `${'x'.repeat(996)}\r\n\r\n.\r\nMAIL FROM:<evil@example.com>\r\n`],
  ])('%s in the content ends nothing', async (_, content) => {
    const server = await host();
    queue.add(['a@example.com'], { content });
    deliverTo(server.port);
    await events.seen('relay-sent');
    expect(server.messages).toHaveLength(1);
    expect(server.commands.filter((command) => command.startsWith('MAIL'))).toEqual(['MAIL FROM:<anna@local.test>']);
    const wire = server.messages[0]?.toString('latin1') ?? '';
    expect(wire.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(wire).not.toMatch(/^\.\r\n/m);
  });

  test('a message of proper lines arrives byte for byte, dots included', async () => {
    const server = await host((what) => (what.startsWith('EHLO') ? '250-scripted\r\n250 8BITMIME' : undefined));
    const content = `.\r\n..\r\n.x\r\n\xe4\0\xff\r\n${'long'.repeat(5000)}\r\n\r\n.\r\n`;
    queue.add(['a@example.com'], { content });
    deliverTo(server.port);
    await events.seen('relay-sent');
    expect(server.messages[0]?.toString('latin1').replaceAll(/^\./gm, '')).toBe(content);
  });
});

describe('the connection', () => {
  test.each([
    ['the greeting', 'greeting'],
    ['EHLO', 'EHLO'],
    ['the login', 'AUTH'],
    ['MAIL', 'MAIL'],
    ['RCPT', 'RCPT'],
    ['DATA', 'DATA'],
    ['the end of the data', 'message'],
  ])('that drops or hangs at %s defers the mail, and neither is for ever', async (_, where) => {
    for (const how of ['drop', 'hang'] as const) {
      queue = new MemoryQueue();
      events = new RecordedEvents();
      const server = await host((what) => {
        if (what.startsWith(where)) return how;
        return what.startsWith('EHLO') ? '250-scripted\r\n250 AUTH PLAIN' : what.startsWith('AUTH') ? '235 fine' : undefined;
      });
      queue.add(['a@example.com']);
      const delivery = deliverTo(server.port, { user: 'us', password: 'hidden' }, { ...PATIENCE, connect: 500 });
      await events.seen('relay-deferred');
      expect(queue.entries).toMatchObject([{ state: 'waiting', attempts: 1, lastError: expect.stringMatching(/./) as string }]);
      await delivery.stop(0);
    }
  });

  test('that drops or hangs at RSET costs the next message nothing', async () => {
    for (const how of ['drop', 'hang'] as const) {
      queue = new MemoryQueue();
      events = new RecordedEvents();
      const server = await host((what) => (what === 'RSET' ? how : what.includes('never') ? '550 never' : undefined));
      for (let n = 0; n < 8; n += 1) queue.add([n % 2 === 0 ? `never${n}@example.com` : `r${n}@example.com`]);
      const delivery = deliverTo(server.port);
      await Promise.all([events.seen('relay-failed', 4), events.seen('relay-sent', 4)]);
      await delivery.stop(0);
    }
  });

  test('that the host closes between messages, or refuses beyond a number, puts off nothing', async () => {
    const ended = new Set<number>();
    const server = await host((what, { number, commands }) => {
      // Two connections at one time, and five messages on each.
      if (what === 'greeting' && server.sessions.length - ended.size > 2) {
        ended.add(number);
        return '421 too many connections';
      }
      if (what !== 'message' || commands.filter((command) => command.startsWith('MAIL')).length < 5) return undefined;
      ended.add(number);
      return '250 taken\r\n421 enough';
    });
    for (let n = 0; n < 30; n += 1) queue.add([`r${n}@example.com`]);
    deliverTo(server.port);
    await events.seen('relay-sent', 30);
    expect(events.events.filter(({ kind }) => kind === 'relay-deferred')).toEqual([]);
  });

  test('to a dead host is tried a few times, not once for each message', async () => {
    const server = await host((what) => (what === 'greeting' ? '554 go away' : undefined));
    for (let n = 0; n < 30; n += 1) queue.add([`r${n}@example.com`]);
    deliverTo(server.port);
    await events.seen('relay-deferred', 30);
    expect(server.sessions.length).toBeLessThanOrEqual(4);
    expect(queue.entries.every(({ lastError, attempts }) => lastError.includes('go away') && attempts === 1)).toBe(true);
  });

  test('that is being made, or hangs, does not hold up a stop; the queue stays as it was', async () => {
    for (const where of ['greeting', 'message']) {
      queue = new MemoryQueue();
      const { promise, resolve } = Promise.withResolvers<void>();
      const server = await host((what) => {
        if (what !== where) return undefined;
        resolve();
        return 'hang';
      });
      queue.add(['a@example.com']);
      const before = structuredClone(queue.entries);
      const delivery = deliverTo(server.port, {}, { connect: 60_000, reply: 60_000, quit: 60_000 });
      await promise;
      await delivery.stop(0.01);
      expect(queue.entries).toEqual(before);
    }
  });

  test('a stop lets the message on its way finish, and begins no other', async () => {
    const running: { delivery?: Delivery; stopped?: Promise<void> } = {};
    const server = await host((what) => {
      if (what === 'message' && running.delivery !== undefined) running.stopped ??= running.delivery.stop(10);
      return undefined;
    });
    for (let n = 0; n < 30; n += 1) queue.add([`r${n}@example.com`]);
    running.delivery = deliverTo(server.port);
    await events.seen('relay-sent');
    await running.stopped;
    expect(server.messages.length).toBeLessThanOrEqual(8);
    expect(queue.entries).toHaveLength(30 - server.messages.length);
  });
});

describe('login and encryption', () => {
  test('a refusal that speaks of our settings puts the mail off, and does not fail it', async () => {
    const server = await host((what) => (what.startsWith('MAIL') ? '530 5.7.0 Authentication required' : undefined));
    queue.add(['a@example.com']);
    deliverTo(server.port);
    await events.seen('relay-deferred');
    expect(queue.entries).toMatchObject([{ state: 'waiting', lastError: expect.stringContaining('Authentication required') as string }]);
  });

  test('the password is never sent in the clear after STARTTLS has failed', async () => {
    const server = await host((what) => {
      if (what.startsWith('EHLO')) return '250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN';
      return what === 'STARTTLS' ? '454 not now' : what.startsWith('AUTH') ? '235 fine' : undefined;
    });
    queue.add(['a@example.com']);
    deliverTo(server.port, { tls: 'opportunistic', user: 'us', password: 'hidden' });
    await events.seen('relay-deferred');
    expect(server.commands.filter((command) => command.startsWith('AUTH'))).toEqual([]);
    expect(queue.entries).toMatchObject([{ lastError: '127.0.0.1 offers no login on this connection' }]);
  });

  test('required encryption is not given up when the host does not offer it', async () => {
    const server = await host((what) => (what === 'STARTTLS' ? '502 what?' : undefined));
    queue.add(['a@example.com']);
    deliverTo(server.port, { tls: 'starttls' });
    await events.seen('relay-deferred');
    expect(server.messages).toEqual([]);
  });

  test.each(['starttls', 'implicit'] as const)('%s with a certificate that is vouched for delivers', async (mode) => {
    const pems = await generate([{ name: 'commonName', value: 'relay.example.net' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, pems.cert]);
    closers.push(async () => setDefaultCACertificates(trusted));
    const secure: boolean[] = [];
    const server = new SMTPServer({
      secure: mode === 'implicit',
      key: pems.private,
      cert: pems.cert,
      authOptional: true,
      disableReverseLookup: true,
      logger: false,
      onData: (stream, session, callback) => {
        secure.push(session.secure);
        stream.on('end', callback);
        stream.resume();
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    closers.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
        }),
    );
    const address = server.server.address();
    queue.add(['a@example.com']);
    deliverTo(typeof address === 'object' ? (address?.port ?? 0) : 0, { tls: mode });
    await events.seen('relay-sent');
    expect(secure).toEqual([true]);
  });
});

describe('the queue', () => {
  test('that cannot be told of a success is told later, and the message is sent once', async () => {
    const server = await host();
    queue.add(['a@example.com']);
    queue.failure = new StoreError('disk-full', 'the disk is full');
    const delivery = deliverTo(server.port);
    await events.seen('server');
    expect(queue.entries).toHaveLength(1);
    queue.add(['b@example.com']);
    delivery.nudge();
    await events.seen('relay-sent', 2);
    expect(queue.entries).toEqual([]);
    expect(server.messages).toHaveLength(2);
  });

  test('that is paused waits, and goes on where it was', async () => {
    const server = await host();
    queue.add(['a@example.com']);
    settings.current.delivery.paused = true;
    const delivery = deliverTo(server.port);
    queue.add(['b@example.com']);
    delivery.nudge();
    settings.change((draft) => {
      draft.delivery.paused = false;
    });
    await events.seen('relay-sent', 2);
    expect(server.messages).toHaveLength(2);
  });

  test('tries what waits for its next attempt at once when the settings change', async () => {
    const [dead, alive] = [await host((what) => (what === 'greeting' ? '554 go away' : undefined)), await host()];
    queue.add(['a@example.com']);
    deliverTo(dead.port);
    await events.seen('relay-deferred');
    settings.change((draft) => {
      draft.delivery.smartHost = { host: '127.0.0.1', port: alive.port, tls: 'none', user: '', password: '' };
    });
    await events.seen('relay-sent');
    expect(queue.entries).toEqual([]);
  });

  test('gets the refusals and successes of one message each where it belongs', async () => {
    const server = await host((what) => (what.includes('never') ? '550 5.1.1 never' : what.includes('later') ? '450 4.2.1 later' : undefined));
    queue.add(['never@example.com', 'later@example.com', 'now@example.com']);
    deliverTo(server.port);
    await Promise.all([events.seen('relay-failed'), events.seen('relay-deferred'), events.seen('relay-sent')]);
    expect(reported()).toEqual([['failed', 'never@example.com', '5.1.1']]);
    expect(queue.reports[0]?.fates[0]).toMatchObject({ remoteReply: '550 5.1.1 never', remoteHost: '127.0.0.1' });
    expect(queue.entries).toMatchObject([{ recipient: 'later@example.com', state: 'waiting', lastError: '450 4.2.1 later', nextAttemptAt: NOW + GAP }]);
    expect(events.events.every(({ traceId }) => traceId?.startsWith('trace-'))).toBe(true);
  });
});
