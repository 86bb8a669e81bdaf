import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine();
});
afterAll(async () => {
  await server.stop();
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
let mailboxes = 0;

/** A mailbox of its own with these messages in it. */
async function mailboxWith(messages: readonly string[], reversePath = 'sender@example.com'): Promise<string> {
  mailboxes += 1;
  const address = `box${mailboxes}@local.test`;
  await server.engine.accounts.addAccount({ address, password: PASSWORD });
  const { accounts } = await server.engine.store.directory.load();
  const accountId = accounts.find((account) => account.address === address)?.id ?? 0;
  const deliver = async (content: string, index: number): Promise<void> => {
    const writer = server.engine.store.messages.writer();
    await writer.write(Buffer.from(content, 'latin1'));
    const facts = { sessionId: 'test', receivedAt: index, reversePath, bodyType: '7bit', smtpUtf8: false, relays: [] } as const;
    await writer.commit({ ...facts, traceId: `${address}-${index}`, deliveries: [{ accountId, recipient: address }] });
  };
  for (const [index, content] of messages.entries()) await deliver(content, index);
  return address;
}

async function pop3(options: { implicitTls?: boolean; localAddress?: string } = {}): Promise<Dialogue> {
  const dialogue = await Dialogue.open(server.port(options.implicitTls === true ? 'pop3s' : 'pop3'), options);
  await dialogue.play('S: +OK mail.local.test POP3…');
  return dialogue;
}

async function loggedIn(address: string): Promise<Dialogue> {
  const dialogue = await pop3();
  await dialogue.play(`C: USER ${address}\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …`);
  return dialogue;
}

const RETURN_PATH = 'Return-Path: <sender@example.com>\r\n';

describe('login', () => {
  it('works in the ways of RFC 1939 and RFC 5034, and says nothing about who exists', async () => {
    const address = await mailboxWith([]);
    const plain = base64(`\0${address}\0${PASSWORD}`);
    const dialogue = await pop3();
    await dialogue.play(`
      C: STAT
      S: -ERR …
      C: PASS first
      S: -ERR …
      C: USER nobody@local.test
      S: +OK …
      C: PASS wrong
      S: -ERR [AUTH] …
      C: user ${address}
      S: +OK …
      C: PASS wrong
      S: -ERR [AUTH] …
      C: AUTH CRAM-MD5
      S: -ERR …
      C: AUTH PLAIN
      S: +…
      C: *
      S: -ERR …
      C: AUTH PLAIN =
      S: -ERR …
      C: AUTH PLAIN !!!
      S: -ERR …
      C: AUTH PLAIN
      S: +…
      C: ${plain}
      S: +OK 0 messages …
      C: USER ${address}
      S: -ERR …
      C: STAT
      S: +OK 0 0
      C: LIST
      S: +OK …
      S: .
      C: QUIT
      S: +OK …
    `);
    await dialogue.closed();
  });

  it('from elsewhere takes TLS, and forgets what was piped behind STLS', async () => {
    const address = await mailboxWith([]);
    const dialogue = await pop3({ localAddress: '127.0.0.2' });
    await dialogue.play('C: CAPA\nS: +OK …');
    const before = (await dialogue.hearMultiline()).toString().split('\r\n');
    expect(before).toContain('STLS');
    expect(before).not.toContain('USER');
    await dialogue.play(`C: USER ${address}\nS: -ERR [SYS/PERM] …\nC: AUTH PLAIN ${base64('\0a\0b')}\nS: -ERR [SYS/PERM] …`);
    dialogue.raw(`STLS\r\nUSER injected\r\n`);
    await dialogue.play('S: +OK …');
    await dialogue.startTls();
    await dialogue.play(`C: PASS ${PASSWORD}\nS: -ERR …\nC: CAPA\nS: +OK …`);
    const after = (await dialogue.hearMultiline()).toString().split('\r\n');
    expect(after).toEqual(
      expect.arrayContaining(['USER', 'SASL PLAIN', 'TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'UTF8 USER', 'EXPIRE NEVER']),
    );
    expect(after).not.toContain('STLS');
    await dialogue.play(`C: STLS\nS: -ERR …\nC: UTF8\nS: +OK …\nC: USER ${address}\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: QUIT\nS: +OK …`);
    await dialogue.closed();
  });

  it('locks the maildrop for one session at a time, over both ports', async () => {
    const address = await mailboxWith(['a\r\n']);
    const first = await loggedIn(address);
    const second = await pop3({ implicitTls: true });
    const login = `C: USER ${address}\nS: +OK …\nC: PASS ${PASSWORD}\n`;
    await second.play(`${login}S: -ERR [IN-USE] …`);
    await first.play('C: QUIT\nS: +OK …');
    await second.play(`${login}S: +OK 1 message…`);
    second.drop();
    // A dropped session lets go of the lock, too; the server hears of it in its own time.
    const third = await pop3();
    for (let reply = ''; !reply.startsWith('+OK 1'); ) {
      await third.play(`C: USER ${address}\nS: +OK …`);
      third.say(`PASS ${PASSWORD}`);
      reply = (await third.hear()) ?? '';
      expect(reply).toMatch(/^(\+OK 1|-ERR \[IN-USE\])/);
    }
    third.drop();
  });
});

describe('messages', () => {
  it('come with exact sizes and bytes, dots stuffed', async () => {
    const contents = ['Subject: a\r\n\r\n.\r\n..\r\n.x\r\nend\r\n', 'Subject: b\r\n\r\n', '.first\r\n', 'no end', ''];
    const dialogue = await loggedIn(await mailboxWith(contents));
    const sizes = contents.map((content) => RETURN_PATH.length + content.length);
    await dialogue.play(`C: STAT\nS: +OK ${contents.length} ${sizes.reduce((a, b) => a + b, 0)}\nC: LIST\nS: +OK …`);
    expect((await dialogue.hearMultiline()).toString()).toBe(sizes.map((size, index) => `${index + 1} ${size}\r\n`).join(''));
    for (const [index, content] of contents.entries()) {
      await dialogue.play(`C: LIST ${index + 1}\nS: +OK ${index + 1} ${sizes[index]}\nC: RETR ${index + 1}\nS: +OK ${sizes[index]}…`);
      const heard = (await dialogue.hearMultiline()).toString('latin1').replaceAll(/^\./gm, '');
      expect(heard).toBe(content.endsWith('\r\n') || content === '' ? RETURN_PATH + content : `${RETURN_PATH}${content}\r\n`);
    }
    await dialogue.play('C: RETR 6\nS: -ERR …\nC: RETR\nS: -ERR …\nC: RETR 0\nS: -ERR …\nC: RETR 1x\nS: -ERR …\nC: LIST 99999999999\nS: -ERR …');
    dialogue.drop();
  });

  it('show their top', async () => {
    const dialogue = await loggedIn(await mailboxWith(['Subject: a\r\n\r\n.one\r\ntwo\r\nthree\r\n']));
    await dialogue.play('C: TOP 1 0\nS: +OK …');
    expect((await dialogue.hearMultiline()).toString()).toBe(`${RETURN_PATH}Subject: a\r\n\r\n`);
    await dialogue.play('C: TOP 1 1\nS: +OK …');
    expect((await dialogue.hearMultiline()).toString()).toBe(`${RETURN_PATH}Subject: a\r\n\r\n..one\r\n`);
    await dialogue.play('C: TOP 1 100\nS: +OK …');
    expect((await dialogue.hearMultiline()).toString()).toBe(`${RETURN_PATH}Subject: a\r\n\r\n..one\r\ntwo\r\nthree\r\n`);
    await dialogue.play('C: TOP 1\nS: -ERR …\nC: TOP 2 1\nS: -ERR …\nC: TOP 1 -1\nS: -ERR …');
    dialogue.drop();
  });

  it('are deleted at QUIT and not before, and keep their unique ids', async () => {
    const address = await mailboxWith(['a\r\n', 'b\r\n', 'c\r\n']);
    const first = await loggedIn(address);
    await first.play('C: UIDL\nS: +OK …');
    const ids = (await first.hearMultiline())
      .toString()
      .split('\r\n')
      .slice(0, 3)
      .map((line) => line.split(' ')[1]);
    expect(new Set(ids).size).toBe(3);
    await first.play(`
      C: DELE 1
      S: +OK …
      C: DELE 1
      S: -ERR …
      C: RETR 1
      S: -ERR …
      C: LIST 1
      S: -ERR …
      C: STAT
      S: +OK 2 …
      C: RSET
      S: +OK 3 …
      C: DELE 2
      S: +OK …
    `);
    first.drop();
    let second: Dialogue | undefined;
    while (second === undefined) {
      const attempt = await pop3();
      await attempt.play(`C: USER ${address}\nS: +OK …`);
      attempt.say(`PASS ${PASSWORD}`);
      if ((await attempt.hear())?.startsWith('+OK 3')) second = attempt;
      else attempt.drop();
    }
    await second.play(`C: DELE 2\nS: +OK …\nC: QUIT\nS: +OK …`);
    await second.closed();
    const third = await loggedIn(address);
    await third.play(`C: UIDL\nS: +OK …\nS: 1 ${ids[0]}\nS: 2 ${ids[2]}\nS: .`);
    third.drop();
  });

  it('of many megabytes stream through, byte for byte', async () => {
    const lines: string[] = [];
    for (let index = 0; index < 100_000; index += 1) lines.push(`${index % 3 === 0 ? '.' : ''}line ${index} of a long message with some text in it`);
    const content = `Subject: long\r\n\r\n${lines.join('\r\n')}\r\n`;
    const dialogue = await loggedIn(await mailboxWith([content]));
    await dialogue.play(`C: RETR 1\nS: +OK ${RETURN_PATH.length + content.length}…`);
    const heard = (await dialogue.hearMultiline()).toString('latin1').replaceAll(/^\./gm, '');
    const hash = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');
    expect(hash(heard)).toBe(hash(RETURN_PATH + content));
    dialogue.drop();
  });

  it('a null reverse-path and a UTF-8 one count in octets', async () => {
    const empty = await loggedIn(await mailboxWith(['x\r\n'], ''));
    await empty.play('C: LIST 1\nS: +OK 1 20');
    empty.drop();
    const utf8 = await loggedIn(await mailboxWith(['x\r\n'], 'ä@example.com'));
    await utf8.play(`C: LIST 1\nS: +OK 1 ${Buffer.byteLength('Return-Path: <ä@example.com>\r\nx\r\n')}`);
    utf8.drop();
  });
});

describe('what goes wrong', () => {
  it('commands piped together are answered in order, once each', async () => {
    const dialogue = await loggedIn(await mailboxWith(['a\r\n', 'b\r\n']));
    dialogue.raw('STAT\r\nDELE 1\r\nNOOP\r\nSTAT\r\nQUIT\r\nNOOP\r\n');
    await dialogue.play('S: +OK 2 …\nS: +OK …\nS: +OK …\nS: +OK 1 …\nS: +OK …');
    expect(await dialogue.hear()).toBeUndefined();
  });

  it.each(['NOOP\nNOOP\r\n', 'NOOP\rNOOP\r\n', '\n'])('a bare CR or LF in %j ends the session', async (bytes) => {
    const dialogue = await pop3();
    dialogue.raw(bytes);
    await dialogue.play('S: -ERR …');
    await dialogue.closed();
  });

  it('garbage, over-long lines and mistakes without end are borne, then cut off', async () => {
    const dialogue = await pop3();
    dialogue.raw(Buffer.from([0, 1, 2, 0xff, 0xfe, 13, 10]));
    await dialogue.play('S: -ERR …\nC: XYZZY\nS: -ERR …\nC:\nS: -ERR …');
    for (let count = 0; count < 16; count += 1) await dialogue.play('C: XYZZY\nS: -ERR …');
    await dialogue.play('C: XYZZY\nS: -ERR …\nS: -ERR …');
    await dialogue.closed();
    const long = await pop3();
    long.raw('X'.repeat(10_000));
    await long.play('S: -ERR …');
    await long.closed();
  });

  it('no password reaches the log', async () => {
    const texts = (await server.events()).map((event) => JSON.stringify(event)).join('\n');
    expect(texts).toContain('PASS');
    expect(texts).not.toContain(PASSWORD);
  });
});
