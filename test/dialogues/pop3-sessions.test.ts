import { describe, expect, it } from 'vitest';
import { ANNA, NAME, PASSWORD, type Pop3Server, startPop3 } from '../pop3/pop3-server.ts';
import type { Dialogue } from './dialogue.ts';

const LOGIN = `C: USER ${NAME}\nS: +OK …\nC: PASS ${PASSWORD}\n`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function capabilities(dialogue: Dialogue): Promise<string[]> {
  await dialogue.play('C: CAPA\nS: +OK …');
  return (await dialogue.hearMultiline()).toString().trimEnd().split('\r\n');
}

const ALWAYS = ['TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER', 'UTF8 USER', 'IMPLEMENTATION Gatepost'];

describe('passwords', () => {
  it('from elsewhere are taken under TLS alone, and the refusal does not count as a wrong password', async () => {
    const server = await startPop3();
    const dialogue = await server.connect({ localAddress: '127.0.0.2' });
    expect(await capabilities(dialogue)).toEqual(['STLS', ...ALWAYS]);
    await dialogue.play(`
      C: USER ${NAME}
      S: -ERR [SYS/PERM] …use STLS or port 995
      C: PASS ${PASSWORD}
      S: -ERR [SYS/PERM] …
      C: AUTH
      S: -ERR [SYS/PERM] …
      C: AUTH PLAIN
      S: -ERR [SYS/PERM] …
    `);
    expect(server.accounts.tried).toEqual([]);
    expect(server.events.counters.get('loginsFailed')).toBeUndefined();
    expect((await server.events.seen('login-failed'))[0]).toMatchObject({ reason: 'pop3-needs-tls', remoteAddress: '127.0.0.2' });
    await dialogue.play('C: STLS\nS: +OK begin TLS');
    await dialogue.startTls();
    expect(await capabilities(dialogue)).toEqual(['USER', 'SASL PLAIN', ...ALWAYS]);
    await dialogue.play(`${LOGIN}S: +OK …`);
    expect(await capabilities(dialogue)).toEqual(['USER', 'SASL PLAIN', ...ALWAYS]);
  });

  it('are taken in the clear from loopback, and from anywhere on a listener without TLS', async () => {
    const starttls = await startPop3();
    const loopback = await starttls.connect();
    expect(await capabilities(loopback)).toEqual(['USER', 'SASL PLAIN', 'STLS', ...ALWAYS]);
    await loopback.play(`${LOGIN}S: +OK …`);
    expect(await capabilities(loopback)).not.toContain('STLS');
    const none = await startPop3('none');
    const elsewhere = await none.connect({ localAddress: '127.0.0.2' });
    expect(await capabilities(elsewhere)).toEqual(['USER', 'SASL PLAIN', ...ALWAYS]);
    await elsewhere.play(`C: STLS\nS: -ERR TLS is not offered here\n${LOGIN}S: +OK …`);
  });

  it('may be long, have spaces at both ends, and be UTF-8; broken UTF-8 is none', async () => {
    const server = await startPop3('implicit');
    const dialogue = await server.connect();
    dialogue.say('USER jörg@local.test');
    await dialogue.play('S: +OK …');
    dialogue.say('PASS  pässwörd ');
    await dialogue.play('S: -ERR [AUTH] …');
    await dialogue.play(`C: AUTH PLAIN ${base64(`\0jörg@local.test\0${'ß'.repeat(1000)}`)}\nS: -ERR [AUTH] …`);
    dialogue.raw(Buffer.concat([Buffer.from('PASS '), Buffer.from([0xff, 0xfe]), Buffer.from('\r\n')]));
    await dialogue.play('S: -ERR that is not a command');
    expect(server.accounts.tried).toEqual([
      { name: 'jörg@local.test', password: ' pässwörd ' },
      { name: 'jörg@local.test', password: 'ß'.repeat(1000) },
    ]);
    expect(server.events.counters.get('loginsFailed')).toBe(2);
  });

  it('go with a name each: after a refusal USER has to come again', async () => {
    const server = await startPop3();
    const dialogue = await server.connect();
    await dialogue.play(`
      C: USER ${NAME}
      S: +OK …
      C: PASS wrong
      S: -ERR [AUTH] …
      C: PASS ${PASSWORD}
      S: -ERR say USER first
      C: USER
      S: -ERR …
    `);
  });

  it('in a response over the line limit end the session', async () => {
    const server = await startPop3();
    const dialogue = await server.connect();
    await dialogue.play('C: AUTH PLAIN\nS: +…');
    dialogue.raw('A'.repeat(5000));
    await dialogue.play('S: -ERR command line too long');
    await dialogue.closed();
    expect(await server.ended()).toContain('over the limit');
  });
});

describe('TLS', () => {
  it('forgets a name and commands that were said before it', async () => {
    const server = await startPop3();
    const dialogue = await server.connect();
    await dialogue.play(`C: USER ${NAME}\nS: +OK …`);
    dialogue.raw(`STLS\r\nPASS ${PASSWORD}\r\nQUIT\r\n`);
    await dialogue.play('S: +OK begin TLS');
    await dialogue.startTls();
    await dialogue.play(`C: PASS ${PASSWORD}\nS: -ERR say USER first\nC: STLS\nS: -ERR TLS is on already\n${LOGIN}S: +OK …\nC: STLS\nS: -ERR …`);
    expect(server.accounts.tried).toHaveLength(1);
    expect((await server.events.seen('tls-started'))[0]?.text).toMatch(/^TLSv1\.[23] \w+/);
  });

  it('comes after the answers to what was piped before STLS', async () => {
    const server = await startPop3();
    const dialogue = await server.connect();
    dialogue.raw(`${'CAPA\r\n'.repeat(1000)}STLS\r\n`);
    for (let count = 0; count < 1000; count += 1) expect(await capabilitiesHeard(dialogue)).toContain('STLS');
    await dialogue.play('S: +OK begin TLS');
    await dialogue.startTls();
    expect(await capabilities(dialogue)).not.toContain('STLS');
  });
});

async function capabilitiesHeard(dialogue: Dialogue): Promise<string[]> {
  await dialogue.play('S: +OK …');
  return (await dialogue.hearMultiline()).toString().split('\r\n');
}

describe('UTF-8', () => {
  it('mode is asked for before the login; messages come as they are stored with it and without', async () => {
    const server = await startPop3();
    const message = 'Subject: Grüße\r\nFrom: jörg@local.test\r\n\r\nhällo\r\n';
    const bytes = Buffer.from(message);
    await server.store.deliver(ANNA, bytes.toString('latin1'), { smtpUtf8: true, reversePath: 'jörg@example.com' });
    for (const ask of ['C: UTF8\nS: +OK …\n', 'C: UTF8 now\nS: -ERR …\n']) {
      const dialogue = await server.connect();
      await dialogue.play(`${ask}${LOGIN}S: +OK …\nC: UTF8\nS: -ERR …\nC: RETR 1\nS: +OK …`);
      expect((await dialogue.hearMultiline()).toString()).toBe(`Return-Path: <jörg@example.com>\r\n${message}`);
      await dialogue.play('C: QUIT\nS: +OK …');
      await dialogue.closed();
    }
  });
});

describe('a big maildrop', () => {
  async function withMessages(count: number): Promise<Pop3Server> {
    const server = await startPop3();
    for (let index = 0; index < count; index += 1) await server.store.deliver(ANNA, `message ${index}\r\n`);
    return server;
  }

  it('of 10,000 messages is listed in well under 100 ms', async () => {
    const server = await withMessages(10_000);
    const dialogue = await server.logIn();
    for (const command of ['LIST', 'UIDL']) {
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const began = performance.now();
        await dialogue.play(`C: ${command}\nS: +OK …`);
        const lines = (await dialogue.hearMultiline()).toString().trimEnd().split('\r\n');
        times.push(performance.now() - began);
        expect(lines).toHaveLength(10_000);
        expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(10_000);
      }
      expect(Math.min(...times)).toBeLessThan(100);
    }
  });

  it('is emptied in one session of pipelined commands, answered in order', async () => {
    const server = await withMessages(3000);
    server.limit('maxErrors', 10_000);
    const dialogue = await server.logIn();
    let commands = '';
    for (let number = 1; number <= 3000; number += 1) commands += `LIST ${number}\r\nDELE ${number}\r\nLIST ${number}\r\n`;
    dialogue.raw(`${commands}STAT\r\nLIST\r\nUIDL\r\nQUIT\r\nSTAT\r\n`);
    for (let number = 1; number <= 3000; number += 1) {
      await dialogue.play(`S: +OK ${number} …\nS: +OK message ${number} …\nS: -ERR there is no such message`);
    }
    await dialogue.play('S: +OK 0 0\nS: +OK …\nS: .\nS: +OK …\nS: .\nS: +OK goodbye');
    expect(await dialogue.hear()).toBeUndefined();
    expect(server.store.countOf(ANNA)).toBe(0);
  });
});

describe('mistakes', () => {
  it('count up to the limit that is set now; what the server is at fault for does not', async () => {
    const server = await startPop3();
    server.limit('maxErrors', 3);
    const holder = await server.logIn();
    const dialogue = await server.connect();
    for (let count = 0; count < 5; count += 1) await dialogue.play(`${LOGIN}S: -ERR [IN-USE] …`);
    await dialogue.play('C: XYZZY\nS: -ERR …\nC: APOP anna 00\nS: -ERR unknown command');
    server.limit('maxErrors', 4);
    await dialogue.play('C: RETR 1\nS: -ERR log in first\nC: LAST\nS: -ERR unknown command\nS: -ERR too many errors');
    await dialogue.closed();
    await holder.play('C: NOOP\nS: +OK …');
  });

  it.each([
    'RETR 0',
    'RETR -1',
    'RETR +1',
    'RETR 1e0',
    'RETR 0x1',
    'RETR 1 1',
    'RETR 99999999999999999999',
    'DELE',
    'DELE 2',
    'LIST 2',
    'LIST x',
    'UIDL 0',
    'TOP 1',
    'TOP 1 x',
    'TOP 1 -1',
    'TOP 1 1 1',
    'TOP',
  ])('%s is refused, and changes nothing', async (command) => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    const dialogue = await server.logIn();
    await dialogue.play(`C: ${command}\nS: -ERR …\nC: STAT\nS: +OK 1 38`);
    expect(server.store.openReaders).toBe(0);
  });

  it.each(['DELE 1', 'RSET', 'STAT', 'LIST', 'UIDL', 'NOOP', 'TOP 1 1', 'RETR 1'])('%s before the login is refused', async (command) => {
    const server = await startPop3();
    const dialogue = await server.connect();
    await dialogue.play(`C: ${command}\nS: -ERR log in first`);
  });
});

describe('events', () => {
  it('tell the story of a session, with the trace ids of its messages', async () => {
    const server = await startPop3('implicit');
    await server.store.deliver(ANNA, '\r\na\r\n', { traceId: 'first' });
    await server.store.deliver(ANNA, 'b\r\n', { traceId: 'second' });
    await server.store.deliver(ANNA, 'c\r\n', { traceId: 'third' });
    const dialogue = await server.logIn();
    await dialogue.play('C: TOP 1 0\nS: +OK …\nS: Return-Path: …\nS:\nS: .\nC: RETR 2\nS: +OK 38 bytes\nS: Return-Path: …\nS: b\nS: .');
    await dialogue.play('C: DELE 1\nS: +OK …\nC: DELE 3\nS: +OK …\nC: QUIT\nS: +OK …');
    const text = await server.ended();
    expect(text).toMatch(/^the client said QUIT; 1 messages fetched, 2 deleted; \d+ bytes sent$/);
    const told = server.events.events.filter(({ kind }) => kind !== 'command');
    expect(told.map(({ kind, traceId }) => (traceId === undefined ? kind : `${kind} ${traceId}`))).toEqual([
      'session-opened',
      'tls-started',
      'login-succeeded',
      'message-fetched second',
      'message-deleted first',
      'message-deleted',
      'session-closed',
    ]);
    expect(new Set(told.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(new Set(told.map(({ protocol }) => protocol))).toEqual(new Set(['pop3s']));
    expect(told.filter(({ account }) => account === NAME)).toHaveLength(5);
    expect(Object.fromEntries(server.events.counters)).toEqual({ connections: 1, messagesFetched: 1 });
    expect(server.store.logins).toHaveLength(1);
  });

  it('hold commands while that is switched on, and never a secret', async () => {
    const server = await startPop3();
    const dialogue = await server.connect();
    const secret = base64(`\0${NAME}\0${PASSWORD}`);
    await dialogue.play(`
      C: USER ${NAME}
      S: +OK …
      C: PASS ${PASSWORD}x
      S: -ERR …
      C: AUTH ${secret}
      S: -ERR …
      C: AUTH LOGIN
      S: -ERR …
      C: ${secret}
      S: -ERR …
      C: AUTH PLAIN
      S: +…
      C: ${secret}
      S: +OK …
    `);
    const commands = server.events.events.filter(({ kind }) => kind === 'command').map(({ text }) => text);
    expect(commands).toEqual([`USER ${NAME}`, 'PASS', 'AUTH', 'AUTH', `unknown command, ${secret.length} bytes`, 'AUTH']);
    expect(JSON.stringify(server.events.events)).not.toContain(PASSWORD);
    server.settings.change((now) => {
      now.logging.popCommands = false;
    });
    await dialogue.play('C: NOOP\nS: +OK …');
    expect(server.events.events.filter(({ kind }) => kind === 'command')).toHaveLength(6);
  });
});

describe('a message', () => {
  it('counts as fetched once all of it was given, by RETR or by a TOP as fetchmail says it', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'Subject: a\r\n\r\none\r\ntwo\r\n');
    const dialogue = await server.logIn();
    for (const [command, fetched] of [
      ['TOP 1 0', undefined],
      ['TOP 1 1', undefined],
      ['TOP 1 99999999', 1],
      ['RETR 1', 2],
    ]) {
      await dialogue.play(`C: ${command}\nS: +OK …`);
      await dialogue.hearMultiline();
      await dialogue.play('C: NOOP\nS: +OK …');
      expect(server.events.counters.get('messagesFetched')).toBe(fetched);
    }
  });
});

describe('places', () => {
  it('run out with a word on pop3 and in silence on pop3s, and come back', async () => {
    for (const tls of ['starttls', 'implicit'] as const) {
      const server = await startPop3(tls);
      server.limit('maxConnectionsPerAddress', 1);
      const first = await server.logIn();
      const refused = server.connect();
      await expect(refused).rejects.toThrow(tls === 'starttls' ? 'heard:    -ERR [SYS/TEMP] too many connections' : /closed|disconnected|reset/i);
      expect((await server.events.seen('session-refused'))[0]).toMatchObject({ reason: 'too-many-connections', remoteAddress: '127.0.0.1' });
      await first.play('C: QUIT\nS: +OK …');
      await first.closed();
      await server.ended();
      await (await server.connect()).play('C: QUIT\nS: +OK …');
      expect(server.events.counters.get('connections')).toBe(2);
    }
  });
});
