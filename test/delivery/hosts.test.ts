/** What other mail servers can and cannot do, and how they behave. */
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { type Script, offers } from '../fakes/scripted-smtp.ts';
import { world } from './world.ts';

const ONE = { 'example.com': { addresses: ['127.0.0.2'] } };

describe('one message', () => {
  test('goes once to all its recipients at a domain, a hundred at a time', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2');
    queue.add(Array.from({ length: 150 }, (_, number) => `r${number}@example.com`));
    start();
    await events.seen('relay-sent', 150);
    expect(server.messages).toHaveLength(2);
  });

  test('is sent again at once for the recipients that were too many (RFC 5321 section 4.5.3.1.10)', async () => {
    const { host, queue, events, start } = await world(ONE);
    let taken = 0;
    const server = await host('127.0.0.2', (what) => {
      if (what.startsWith('MAIL')) taken = 0;
      if (!what.startsWith('RCPT')) return undefined;
      taken += 1;
      return taken > 2 ? '452 4.5.3 too many recipients' : undefined;
    });
    queue.add(['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com']);
    start();
    await events.seen('relay-sent', 5);
    expect(server.messages).toHaveLength(3);
    expect(events.events.filter(({ kind }) => kind === 'relay-deferred')).toEqual([]);
  });

  test.each([true, false])('does not wait for a recipient that is only for those who log in (commands together: %s)', async (together) => {
    const { host, queue, events, start, reported } = await world(ONE);
    const closed = (what: string): string | undefined => (what.includes('closed@') ? '530 5.7.0 authentication required to write to this address' : undefined);
    const server = await host('127.0.0.2', (what) => closed(what) ?? (together || !what.startsWith('EHLO') ? undefined : '250 scripted'));
    queue.add(['a@example.com', 'closed@example.com', 'b@example.com']);
    start();
    await Promise.all([events.seen('relay-sent', 2), events.seen('relay-failed')]);
    expect(server.messages).toHaveLength(1);
    expect(reported()).toEqual([['failed', 'closed@example.com', '5.7.0']]);
    expect(queue.entries).toEqual([]);
  });

  test.each([true, false])('is returned with its words where a mail host wants a login for any mail at all (commands together: %s)', async (together) => {
    const { host, queue, events, start, reported } = await world(ONE);
    const says = (what: string): string | undefined => (what.startsWith('MAIL') ? '530 5.7.0 authentication required' : undefined);
    await host('127.0.0.2', (what) => says(what) ?? (together || !what.startsWith('EHLO') ? undefined : '250 scripted'));
    queue.add(['a@example.com', 'b@example.com']);
    start();
    await events.seen('relay-failed', 2);
    expect([reported(), queue.entries]).toEqual([['a@example.com', 'b@example.com'].map((recipient) => ['failed', recipient, '5.7.0']), []]);
    expect(queue.reports[0]?.fates[0]).toMatchObject({ remoteReply: '530 5.7.0 authentication required' });
  });

  test.each([
    ['530 5.7.0 Must issue a STARTTLS command first', 'in the clear', 'relay-deferred'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'encrypted', 'relay-failed'],
    ['530 5.7.10 Encryption needed', 'in the clear', 'relay-deferred'],
    ['530 5.7.57 SMTP; client was not authenticated', 'in the clear', 'relay-failed'],
  ] as const)('where MAIL is answered %s, %s: %s', async (reply, how, kind) => {
    const { host, queue, events, start } = await world(ONE);
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'example.com' }], { keyType: 'ec', algorithm: 'sha256' });
    const script: Script = (what) => {
      if (what.startsWith('EHLO')) return how === 'encrypted' ? '250-scripted\r\n250 STARTTLS' : '250 scripted';
      return what === 'STARTTLS' ? '220 go on' : what.startsWith('MAIL') ? reply : undefined;
    };
    const server = await host('127.0.0.2', script, { key, cert });
    queue.add(['a@example.com']);
    start();
    await events.seen(kind);
    expect(server.sessions.map(({ encrypted }) => encrypted)).toEqual([how === 'encrypted']);
    expect(queue.entries.map(({ lastError }) => lastError)).toEqual(kind === 'relay-deferred' ? [reply] : []);
  });

  test('is put off where a host that the administrator has named wants a login', async () => {
    const { host, port, queue, events, start } = await world(ONE);
    await host('127.0.0.3', (what) => (what.startsWith('MAIL') ? '530 5.7.0 authentication required' : undefined));
    queue.add(['a@example.com'], { entry: { route: `127.0.0.3:${port}` } });
    start();
    await events.seen('relay-deferred');
    expect(queue.entries).toMatchObject([{ lastError: '530 5.7.0 authentication required' }]);
  });

  test('is put off for all where a smart host wants us to log in again, whomever it says so about', async () => {
    const { host, port, queue, events, settings, start } = await world({});
    settings.current.delivery.smartHost = { host: '127.0.0.2', port, tls: 'none', user: 'us', password: 'hidden' };
    await host('127.0.0.2', (what) => {
      if (what.startsWith('EHLO')) return '250-scripted\r\n250 AUTH PLAIN';
      if (what.startsWith('AUTH')) return '235 fine';
      return what.startsWith('RCPT') ? '530 5.7.0 log in again' : undefined;
    });
    queue.add(['a@example.com']);
    start();
    await events.seen('relay-deferred');
    expect(queue.entries).toMatchObject([{ lastError: '530 5.7.0 log in again' }]);
  });

  test('goes out with one command after the other where the host does not take them together (RFC 2920)', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2', (what) => (what.startsWith('EHLO') ? '250 scripted' : what.includes('never') ? '550 5.1.1 no' : undefined));
    queue.add(['never@example.com']);
    queue.add(['never@example.com', 'now@example.com']);
    start();
    await Promise.all([events.seen('relay-sent'), events.seen('relay-failed', 2)]);
    expect(server.commands.filter((command) => command === 'DATA')).toHaveLength(1);
  });

  test('is not sent to a host that goes ahead although it has taken nobody (RFC 2920 section 3.1)', async () => {
    const { host, queue, events, start, reported } = await world(ONE);
    const server = await host('127.0.0.2', (what) => (what.startsWith('RCPT') ? '550 5.1.1 no' : what === 'message' ? '554 5.5.1 no recipients' : undefined));
    queue.add(['never@example.com']);
    start();
    await events.seen('relay-failed');
    expect(server.messages.map(String)).toEqual(['']);
    expect(reported()).toEqual([['failed', 'never@example.com', '5.1.1']]);
  });

  test('with SIZE, BODY and the wishes of its sender where the host knows them (RFC 1870, 6152, 3461)', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2', offers('PIPELINING', 'SIZE 1000', '8BITMIME', 'DSN'));
    const entry = { notify: 'SUCCESS,DELAY', originalRecipient: 'rfc822;x+2By@local.test', returnContent: 'full', envelopeId: 'E1' } as const;
    queue.add(['anna@example.com'], { entry, bodyType: '8bitmime' });
    queue.add(['b+c@example.com'], { entry: { notify: 'NEVER', returnContent: 'headers' } });
    start();
    await events.seen('relay-sent', 2);
    const size = Buffer.byteLength('Subject: out\r\n\r\nhello\r\n');
    expect(server.commands.filter((command) => /^(?:MAIL|RCPT)/.test(command))).toEqual([
      `MAIL FROM:<anna@local.test> SIZE=${size} BODY=8BITMIME RET=FULL ENVID=E1`,
      'RCPT TO:<anna@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By@local.test',
      `MAIL FROM:<anna@local.test> SIZE=${size} RET=HDRS`,
      'RCPT TO:<b+c@example.com> NOTIFY=NEVER ORCPT=rfc822;b+2Bc@example.com',
    ]);
    // The host has promised to report.
    expect(queue.reports).toEqual([]);
  });

  test('that a host passes on without reports is reported as passed on, where that was asked for', async () => {
    const { host, queue, events, start, reported } = await world(ONE);
    await host('127.0.0.2');
    queue.add(['anna@example.com'], { entry: { notify: 'SUCCESS' } });
    queue.add(['bert@example.com'], { entry: { notify: 'FAILURE' } });
    queue.add(['carl@example.com']);
    start();
    await events.seen('relay-sent', 3);
    expect(reported()).toEqual([['relayed', 'anna@example.com', '2.0.0']]);
  });

  test('with addresses beyond ASCII fails clearly where the host does not take them (RFC 6531)', async () => {
    const { host, queue, events, start, reported } = await world(ONE);
    const server = await host('127.0.0.2', offers('8BITMIME'));
    queue.add(['änne@example.com'], { smtpUtf8: true });
    start();
    await events.seen('relay-failed');
    expect(reported()).toEqual([['failed', 'änne@example.com', '5.6.7']]);
    expect(server.commands.filter((command) => command.startsWith('MAIL'))).toEqual([]);
  });

  test('that was sent with SMTPUTF8 for a domain alone goes to a host without it, unless its headers need it (RFC 6531 section 3.2)', async () => {
    const { host, queue, events, start, reported } = await world({ 'xn--mnchen-3ya.example': { addresses: ['127.0.0.2'] } });
    const server = await host('127.0.0.2', offers('8BITMIME'));
    queue.add(['carl@xn--mnchen-3ya.example'], { smtpUtf8: true, bodyType: '8bitmime', content: 'Subject: out\r\n\r\nGr\u00fc\u00dfe\r\n' });
    queue.add(['eva@xn--mnchen-3ya.example'], { smtpUtf8: true, bodyType: '8bitmime', content: 'Subject: Gr\u00fc\u00dfe\r\n\r\nhello\r\n' });
    start();
    await Promise.all([events.seen('relay-failed'), events.seen('relay-sent')]);
    expect(reported()).toEqual([['failed', 'eva@xn--mnchen-3ya.example', '5.6.7']]);
    expect(server.commands.filter((command) => /^(?:MAIL|RCPT)/.test(command))).toEqual([
      expect.not.stringContaining('SMTPUTF8'),
      'RCPT TO:<carl@xn--mnchen-3ya.example>',
    ]);
  });

  test('goes to those that need nothing beyond ASCII, and the domain of none does (RFC 5890)', async () => {
    const { host, queue, events, start, reported } = await world({ ...ONE, 'm\u00fcnchen.example': { addresses: ['127.0.0.2'] } });
    const server = await host('127.0.0.2', offers('8BITMIME'));
    queue.add(['\u00e4nne@example.com', 'bert@example.com']);
    queue.add(['carl@m\u00fcnchen.example'], { entry: { reversePath: 'dora@k\u00f6ln.example' } });
    start();
    await Promise.all([events.seen('relay-failed'), events.seen('relay-sent', 2)]);
    expect(reported()).toEqual([['failed', '\u00e4nne@example.com', '5.6.7']]);
    expect(server.commands.filter((command) => /^(?:MAIL|RCPT)/.test(command)).toSorted()).toEqual([
      'MAIL FROM:<anna@local.test>',
      'MAIL FROM:<dora@xn--kln-sna.example>',
      'RCPT TO:<bert@example.com>',
      'RCPT TO:<carl@xn--mnchen-3ya.example>',
    ]);
  });

  test('with an address beyond ASCII says so, whatever the message (RFC 6531 section 3.4, RFC 6533)', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2', offers('8BITMIME', 'SMTPUTF8', 'DSN'));
    queue.add(['\u00e4nn+e@example.com'], { entry: { notify: 'FAILURE' } });
    start();
    await events.seen('relay-sent');
    expect(server.commands.filter((command) => /^(?:MAIL|RCPT)/.test(command))).toEqual([
      'MAIL FROM:<anna@local.test> SMTPUTF8',
      'RCPT TO:<\u00e4nn+e@example.com> NOTIFY=FAILURE ORCPT=utf-8;\\x{E4}nn\\x{2B}e@example.com',
    ]);
  });

  test('with addresses beyond ASCII goes where they are taken', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2', offers('8BITMIME', 'SMTPUTF8'));
    queue.add(['änne@example.com'], { smtpUtf8: true, bodyType: '8bitmime' });
    start();
    await events.seen('relay-sent');
    expect(server.commands).toEqual(expect.arrayContaining(['MAIL FROM:<anna@local.test> BODY=8BITMIME SMTPUTF8', 'RCPT TO:<änne@example.com>']));
  });

  test('that may only travel encrypted fails where nobody promises that (RFC 8689)', async () => {
    const { host, queue, events, start, reported } = await world(ONE);
    await host('127.0.0.2', offers('REQUIRETLS'));
    queue.add(['anna@example.com'], { entry: { requireTls: true } });
    start();
    await events.seen('relay-failed');
    expect(reported()).toEqual([['failed', 'anna@example.com', '5.7.30']]);
  });
});

describe('a host', () => {
  test('that greylists gets the mail when its time has come', async () => {
    const { host, queue, events, clock, start } = await world(ONE);
    let known = false;
    const server = await host('127.0.0.2', (what) => (what.startsWith('RCPT') && !known ? '451 4.7.1 greylisted, come again' : undefined));
    queue.add(['anna@example.com']);
    const delivery = start();
    await events.seen('relay-deferred');
    expect(queue.entries).toMatchObject([{ attempts: 1, nextAttemptAt: 60_000, lastError: '451 4.7.1 greylisted, come again' }]);
    expect(queue.attempts).toMatchObject([{ host: 'example.com', reply: '451 4.7.1 greylisted, come again', tls: '' }]);
    known = true;
    clock.advance(60_000);
    delivery.nudge();
    await events.seen('relay-sent');
    expect(server.messages.map(String)).toEqual(['', 'Subject: out\r\n\r\nhello\r\n']);
  });

  test('that is down costs one connection an interval, however much waits, and the gaps grow', async () => {
    const { host, queue, events, clock, start } = await world(ONE);
    const server = await host('127.0.0.2', (what) => (what === 'greeting' ? '554 down' : undefined));
    for (let number = 0; number < 60; number += 1) queue.add([`r${number}@example.com`]);
    const delivery = start();
    await events.seen('relay-deferred', 60);
    expect(server.sessions).toHaveLength(1);
    // New mail waits with the rest, and is no reason to call.
    queue.add(['new@example.com']);
    delivery.nudge({ reversePath: 'anna@local.test', relays: [{ recipient: 'new@example.com', domain: 'example.com' }] });
    await expect.poll(() => queue.entries.at(-1)?.nextAttemptAt).toBe(60_000);
    expect([server.sessions.length, delivery.destination('example.com').restsUntil]).toEqual([1, 60_000]);
    clock.advance(60_000);
    delivery.nudge();
    await events.seen('relay-deferred', 121);
    expect(server.sessions).toHaveLength(2);
    expect(queue.entries.every(({ nextAttemptAt }) => nextAttemptAt === 60_000 + 5 * 60_000)).toBe(true);
  });

  test('that ends the connection in the middle of many messages loses none, and gets none twice', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2', (what, { commands }) => {
      const mails = commands.filter((command) => command.startsWith('MAIL')).length;
      return what.startsWith('MAIL') && mails === 7 ? '421 4.3.2 going away' : undefined;
    });
    for (let number = 0; number < 40; number += 1) queue.add([`r${number}@example.com`]);
    start();
    await events.seen('relay-sent', 40);
    expect(server.messages).toHaveLength(40);
    expect(queue.entries).toEqual([]);
  });

  test.each([
    ['says nothing', 'greeting', 'hang'],
    ['drops the connection behind the data', 'message', 'drop'],
    ['says nothing behind the data', 'message', 'hang'],
    ['speaks no SMTP', 'greeting', 'HTTP/1.1 400 Bad Request'],
    ['answers twice', 'EHLO', '250 fine\r\n250 fine again'],
    ['answers without end', 'EHLO', `250-${'x'.repeat(5000)}`],
    ['lies about what it can', 'MAIL', '555 5.5.4 what parameter?'],
  ] as const)('that %s harms nobody: the mail waits, or its sender is told', async (_what, where, how) => {
    const { host, queue, events, start } = await world(ONE);
    await host('127.0.0.2', (what) => (what.startsWith(where) ? how : undefined));
    queue.add(['anna@example.com']);
    start({ patience: { connect: 300, reply: 300, quit: 50 } });
    const seen = await Promise.race([events.seen('relay-deferred'), events.seen('relay-failed')]);
    expect(seen[0]?.text).toMatch(/^from <anna@local\.test> to <anna@example\.com>.*: ./);
    expect(queue.entries.length + queue.reports.length).toBe(1);
  });

  test('gets a connection for every few messages, and another where one of them takes long', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2', (what) => (what.startsWith('RCPT TO:<slow@') ? 'hang' : undefined));
    for (const name of ['first', 'slow', 'last']) queue.add([`${name}@example.com`]);
    start({ patience: { connect: 60_000, reply: 60_000, quit: 50 } });
    await events.seen('relay-sent', 2);
    expect(queue.entries.map(({ recipient }) => recipient)).toEqual(['slow@example.com']);
    expect(server.sessions).toHaveLength(2);
  });

  test('that lets everybody wait does not keep mail from others', async () => {
    const names = Object.fromEntries(Array.from({ length: 20 }, (_, number) => [`d${number}.test`, { addresses: [number < 10 ? '127.0.0.3' : '127.0.0.2'] }]));
    const { host, queue, events, start } = await world(names, { connections: 5 });
    await host('127.0.0.3', (what) => (what === 'greeting' ? 'hang' : undefined));
    await host('127.0.0.2');
    for (let number = 0; number < 20; number += 1) queue.add([`a@d${number}.test`]);
    start({ patience: { connect: 60_000, reply: 60_000, quit: 50 } });
    await events.seen('relay-sent', 10);
    expect(queue.entries.map(({ domain }) => domain)).toEqual(Array.from({ length: 10 }, (_, number) => `d${number}.test`));
  });
});

describe('time', () => {
  const HOUR = 3_600_000;

  test('a sender is told once of a delay, and in the end that it was given up', async () => {
    const { host, queue, events, clock, start, reported } = await world(ONE);
    await host('127.0.0.2', (what) => (what.startsWith('RCPT') ? '450 4.2.0 later' : undefined));
    queue.add(['anna@example.com']);
    const delivery = start();
    for (const [attempt, hours] of [3, 2, 2].entries()) {
      await events.seen('relay-deferred', attempt + 1);
      clock.advance(hours * HOUR);
      delivery.nudge();
    }
    await events.seen('relay-deferred', 4);
    expect(reported()).toEqual([['delayed', 'anna@example.com', '4.2.0']]);
    clock.advance(120 * HOUR);
    delivery.nudge();
    await events.seen('relay-failed');
    expect(reported().at(-1)).toEqual(['failed', 'anna@example.com', '4.4.7']);
    expect(queue.reports.at(-1)?.fates[0]).toMatchObject({ remoteReply: '450 4.2.0 later' });
    expect(queue.entries).toEqual([]);
  });

  test.each([
    ['the greeting', 'greeting', 'drop'],
    ['RCPT', 'RCPT', 'drop'],
    ['EHLO', 'EHLO', 'hang'],
    ['the content', 'message', 'hang'],
  ])('of a host that breaks off or falls silent at %s it is told that the connection was bad (RFC 3463 section 3.5)', async (_what, where, how) => {
    const { host, queue, events, clock, start, reported } = await world(ONE);
    await host('127.0.0.2', (what) => (what.startsWith(where) ? how : undefined));
    queue.add(['anna@example.com']);
    const delivery = start({ patience: { connect: 300, reply: 300, quit: 50 } });
    await events.seen('relay-deferred');
    clock.advance(5 * HOUR);
    delivery.nudge();
    await expect.poll(() => reported()).toEqual([['delayed', 'anna@example.com', '4.4.2']]);
  });

  test('of a host that takes no connection it is told that it did not answer', async () => {
    const { queue, events, clock, start, reported } = await world(ONE);
    queue.add(['anna@example.com']);
    const delivery = start();
    await events.seen('relay-deferred');
    clock.advance(5 * HOUR);
    delivery.nudge();
    await expect.poll(() => reported()).toEqual([['delayed', 'anna@example.com', '4.4.1']]);
  });

  test('a dead host: its mail is reported as delayed, and given up in time', async () => {
    const { host, queue, events, clock, start, reported } = await world(ONE, { giveUpHours: 10 });
    await host('127.0.0.2', (what) => (what === 'greeting' ? '421 down' : undefined));
    queue.add(['anna@example.com']);
    queue.add(['bert@example.com'], { entry: { notify: 'NEVER' } });
    const delivery = start();
    await events.seen('relay-deferred', 2);
    clock.advance(5 * HOUR);
    delivery.nudge();
    await expect.poll(() => reported()).toEqual([['delayed', 'anna@example.com', '4.0.0']]);
    clock.advance(5 * HOUR);
    delivery.nudge();
    await events.seen('relay-failed', 2);
    expect(reported().slice(1)).toEqual([['failed', 'anna@example.com', '4.4.7']]);
    expect(queue.entries).toEqual([]);
  });
});
