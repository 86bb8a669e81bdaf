/** Mail to the mail hosts of its domain: which host, which address, and what if there is none. */
import { describe, expect, test } from 'vitest';
import { addressesOf } from '../../main/delivery/routing/mail-hosts.ts';
import { world } from './world.ts';

const mx = (...exchanges: readonly (readonly [number, string])[]): { mx: { preference: number; exchange: string }[] } => ({
  mx: exchanges.map(([preference, exchange]) => ({ preference, exchange })),
});

describe('the mail host', () => {
  test('with the best preference gets the mail; the next one, if that does not answer (RFC 5321 section 5.1)', async () => {
    const names = {
      'example.com': mx([20, 'second.example.com'], [10, 'first.example.com'], [30, 'third.example.com']),
      'first.example.com': { addresses: ['127.0.0.2', '127.0.0.3'] },
      'second.example.com': { addresses: ['127.0.0.4'] },
      'third.example.com': { addresses: ['127.0.0.5'] },
    };
    const { host, queue, events, start, port } = await world(names);
    const busy = await host('127.0.0.3', (what) => (what === 'greeting' ? '421 too busy' : undefined));
    const [second, third] = [await host('127.0.0.4'), await host('127.0.0.5')];
    queue.add(['anna@example.com']);
    start();
    const [sent] = await events.seen('relay-sent');
    expect([busy.sessions.length, second.messages.length, third.messages.length]).toEqual([1, 1, 0]);
    expect(sent).toMatchObject({
      remoteAddress: '127.0.0.4',
      text: expect.stringContaining(`by second.example.com [127.0.0.4:${port}], not encrypted`) as string,
    });
    // The trace tells each one before it, too.
    const failed = events.events.filter(({ kind }) => kind === 'host-failed');
    expect(failed).toMatchObject([
      {
        traceId: sent?.traceId,
        remoteAddress: '127.0.0.2',
        text: expect.stringContaining(`first.example.com [127.0.0.2:${port}] could not be used: `) as string,
      },
      { traceId: sent?.traceId, remoteAddress: '127.0.0.3', text: `first.example.com [127.0.0.3:${port}] could not be used: 421 too busy` },
    ]);
  });

  test('is the domain itself where it has no MX record', async () => {
    const { host, queue, events, start } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
    const server = await host('127.0.0.2');
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-sent');
    expect(server.commands).toEqual(['EHLO mail.local.test', 'MAIL FROM:<anna@local.test>', 'RCPT TO:<anna@example.com>', 'DATA']);
  });

  test('may be an address literal', async () => {
    const { host, queue, events, start } = await world({});
    const server = await host('127.0.0.2');
    queue.add(['anna@[127.0.0.2]']);
    start();
    await events.seen('relay-sent');
    expect(server.messages).toHaveLength(1);
  });

  test('that the administrator names is taken instead', async () => {
    const { host, queue, events, start, port } = await world({ 'example.com': mx([10, '']) });
    const server = await host('127.0.0.2');
    queue.add(['anna@example.com'], { entry: { route: `127.0.0.2:${port}` } });
    start();
    await events.seen('relay-sent');
    expect(server.messages).toHaveLength(1);
  });

  test('is passed over for the smart host of the sender, and taken for senders that have none', async () => {
    const { host, queue, events, settings, start, port } = await world({ 'example.com': { addresses: ['127.0.0.2'] } });
    const [direct, own, others] = [await host('127.0.0.2'), await host('127.0.0.3'), await host('127.0.0.4')];
    const by = (address: string) => ({ host: address, port, tls: 'none', user: '', password: '' }) as const;
    settings.current.delivery.smartHost = by('127.0.0.4');
    settings.current.delivery.senderRoutes = [
      { domain: 'direct.test', smartHost: null },
      { domain: 'own.test', smartHost: by('127.0.0.3') },
      { domain: 'b\u00fccher.test', smartHost: by('127.0.0.3') },
    ];
    for (const sender of ['x@direct.test', 'x@own.test', 'x@xn--bcher-kva.test', 'x@any.test', '']) {
      queue.add(['a@example.com'], { entry: { reversePath: sender } });
    }
    start();
    await events.seen('relay-sent', 5);
    const senders = [direct, own, others].map(({ commands }) => commands.filter((command) => command.startsWith('MAIL')).toSorted());
    expect(senders).toEqual([
      ['MAIL FROM:<x@direct.test>'],
      ['MAIL FROM:<x@own.test>', 'MAIL FROM:<x@xn--bcher-kva.test>'],
      ['MAIL FROM:<>', 'MAIL FROM:<x@any.test>'],
    ]);
  });

  test.each([
    ['strict', 'lax'],
    ['lax', 'strict'],
  ])('is called for each sender as that one wants it, although both have the same: first for %s, then for %s', async (...senders) => {
    const { host, queue, events, settings, start, port } = await world({});
    const server = await host('127.0.0.2');
    const by = (tls: 'starttls' | 'none') => ({ host: '127.0.0.2', port, tls, user: '', password: '' }) as const;
    settings.current.delivery.smartHost = by('none');
    settings.current.delivery.senderRoutes = [{ domain: 'strict.test', smartHost: by('starttls') }];
    for (let round = 0; round < 3; round += 1) for (const sender of senders) queue.add(['a@example.com'], { entry: { reversePath: `x@${sender}.test` } });
    start();
    await Promise.all([events.seen('relay-sent', 3), events.seen('relay-deferred')]);
    const mail = server.commands.filter((command) => command.startsWith('MAIL'));
    expect(mail).toEqual(Array(3).fill('MAIL FROM:<x@lax.test>'));
    expect(queue.entries.map(({ reversePath }) => reversePath)).toEqual(Array(3).fill('x@strict.test'));
  });

  test('is given the password of each sender, although both have the same user there', async () => {
    const { host, queue, events, settings, start, port } = await world({});
    const server = await host('127.0.0.2', (what) => {
      if (what.startsWith('EHLO')) return '250-scripted\r\n250 AUTH PLAIN';
      return what.startsWith('AUTH') ? '235 fine' : undefined;
    });
    const by = (password: string) => ({ host: '127.0.0.2', port, tls: 'none', user: 'us', password }) as const;
    settings.current.delivery.senderRoutes = ['one', 'two'].map((name) => ({ domain: `${name}.test`, smartHost: by(name) }));
    for (const sender of ['one', 'two']) queue.add(['a@example.com'], { entry: { reversePath: `x@${sender}.test` } });
    start();
    await events.seen('relay-sent', 2);
    const logins = server.sessions.map(({ commands }) => commands.filter((command) => /^(AUTH|MAIL)/.test(command)));
    const login = (name: string): string[] => [`AUTH PLAIN ${Buffer.from(`\0us\0${name}`).toString('base64')}`, `MAIL FROM:<x@${name}.test>`];
    expect(logins.toSorted((one, other) => (String(one[1]) < String(other[1]) ? -1 : 1))).toEqual([login('one'), login('two')]);
  });
});

describe('no mail host', () => {
  test.each([
    ['of a domain that does not exist', {}, '5.1.2'],
    ['of a domain that takes no mail (RFC 7505)', { 'example.com': mx([0, '']) }, '5.1.10'],
    ['of a domain whose host has no address', { 'example.com': mx([10, 'gone.example.com']) }, '5.4.4'],
    [
      'of a domain that leads back to us by name',
      { 'example.com': mx([10, 'mail.local.test'], [20, 'worse.example.com']), 'worse.example.com': { addresses: ['127.0.0.2'] } },
      '5.4.6',
    ],
    ['of a domain that leads back to us by address', { 'example.com': mx([10, 'we.example.com']), 'we.example.com': { addresses: ['127.0.0.66'] } }, '5.4.6'],
  ] as const)('%s: the sender is told', async (_what, names, status) => {
    const { queue, events, start, reported } = await world(names);
    queue.add(['anna@example.com', 'bert@example.com']);
    start({ isOurselves: (address) => address === '127.0.0.66' });
    await events.seen('relay-failed', 2);
    expect(reported()).toEqual([
      ['failed', 'anna@example.com', status],
      ['failed', 'bert@example.com', status],
    ]);
    expect(queue.entries).toEqual([]);
  });

  test('better than us is no loop: mail goes to those before us alone', async () => {
    const names = {
      'example.com': mx([10, 'better.example.com'], [20, 'mail.local.test'], [30, 'worse.example.com']),
      'better.example.com': { addresses: ['127.0.0.2'] },
      'worse.example.com': { addresses: ['127.0.0.3'] },
    };
    const { host, queue, events, start } = await world(names);
    const worse = await host('127.0.0.3');
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-deferred');
    expect(worse.sessions).toEqual([]);
  });

  test('that the DNS tells now: the mail waits', async () => {
    const { queue, events, start } = await world({ 'example.com': { trouble: true } });
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-deferred');
    expect(queue.entries).toMatchObject([{ attempts: 1, nextAttemptAt: 60_000, lastError: 'the mail hosts of example.com could not be looked up: SERVFAIL' }]);
  });

  test('with a public address: it is not called, unless that is allowed', async () => {
    const { host, queue, events, start, reported } = await world({ 'example.com': { addresses: ['127.0.0.2'] } }, { allowPrivateAddresses: false });
    const server = await host('127.0.0.2');
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-failed');
    expect(server.sessions).toEqual([]);
    expect(reported()).toEqual([['failed', 'anna@example.com', '5.4.4']]);
  });

  test('of the wanted family: the other is left alone', async () => {
    const { queue, events, start, reported } = await world({ 'example.com': { addresses: ['127.0.0.2'] } }, { addressFamily: 'ipv6' });
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-failed');
    expect(reported()).toEqual([['failed', 'anna@example.com', '5.4.4']]);
  });
});

describe('its addresses', () => {
  test('are tried in turn, IPv6 first, so that neither being broken costs every attempt', async () => {
    const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1', '2001:db8::2'];
    const { settings, dns } = await world({ 'mx.example.com': { addresses } });
    const services = { dns, isPublic: () => true, isOurselves: () => false, hostname: () => 'mail.local.test', random: () => 0 };
    expect(await addressesOf('mx.example.com', 25, settings.current.delivery, services)).toMatchObject({
      addresses: ['2001:db8::1', '192.0.2.1', '2001:db8::2', '192.0.2.2', '192.0.2.3'],
    });
  });

  test('a host that cannot be reached over IPv6 gets the mail over IPv4, in the same attempt', async () => {
    const { host, queue, events, start } = await world({ 'example.com': { addresses: ['127.0.0.2', '::1'] } });
    const server = await host('127.0.0.2');
    queue.add(['anna@example.com']);
    start();
    await events.seen('relay-sent');
    expect([server.messages.length, queue.attempts]).toEqual([1, []]);
  });
});
