import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { SmtpSession } from '../../main/smtp/session.ts';
import { SETTABLE_LIMITS } from '../../shared/limits.ts';
import type { Dialogue } from './dialogue.ts';
import { ehlo, greeted as greetedSmtp, smtp } from './smtp-steps.ts';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine();
});
afterAll(async () => {
  await server.stop();
});

const greeted = async (localAddress?: string): Promise<Dialogue> => await greetedSmtp(server, localAddress);

describe('a session', () => {
  it('offers what is there and nothing else', async () => {
    const dialogue = await smtp(server, '127.0.0.2');
    await dialogue.play('S: 220 mail.local.test ESMTP');
    expect(await ehlo(dialogue)).toEqual([
      '250-mail.local.test greets [127.0.0.2]',
      '250-PIPELINING',
      '250-8BITMIME',
      '250-SMTPUTF8',
      '250-ENHANCEDSTATUSCODES',
      '250-DSN',
      '250-STARTTLS',
      '250 SIZE 26214400',
    ]);
    await dialogue.play(`
      C: NOOP
      S: 250 2.0.0 OK
      C: VRFY anna
      S: 252 2.1.5 …
      C: EXPN staff
      S: 500 5.5.2 …
      C: WIZ please
      S: 500 5.5.2 …
      C: HELP
      S: 214 2.0.0 …
      C: QUIT
      S: 221 2.0.0 …
    `);
    await dialogue.closed();
  });

  it('takes a message and stores what came, under a Received line that gives nothing away', async () => {
    const dialogue = await greeted('127.0.0.2');
    await dialogue.play(`
      C: MAIL FROM:<sender@example.com> SIZE=100 BODY=8BITMIME
      S: 250 2.1.0 Accepted
      C: RCPT TO:<anna@local.test>
      S: 250 2.1.5 Accepted
      C: DATA
      S: 354 …
      C: Subject: =?utf-8?q?hello?=
      C:
      C: ..one dot
      C: .also one that nobody stuffed
      C: .
      S: 250 2.6.0 Message accepted, id …
      C: QUIT
      S: 221 …
    `);
    const stored = (await server.mailbox('anna@local.test')).at(-1) ?? '';
    const [received, rest] = [stored.slice(0, stored.indexOf('Subject:')), stored.slice(stored.indexOf('Subject:'))];
    expect(rest).toBe('Subject: =?utf-8?q?hello?=\r\n\r\n.one dot\r\nalso one that nobody stuffed\r\n');
    expect(received).toMatch(
      /^Received: from client\.example \(\[127\.0\.0\.2\]\)\r\n\tby mail\.local\.test with ESMTP id [0-9a-z]{18}\r\n\tfor <anna@local\.test>; \w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}\r\n$/,
    );
  });

  it('stores a message once for many recipients and names none of them in the Received line', async () => {
    const dialogue = await greeted();
    await dialogue.play(`
      C: MAIL FROM:<>
      S: 250 …
      C: RCPT TO:<anna@local.test>
      S: 250 …
      C: RCPT TO:<bert+lists@LOCAL.test>
      S: 250 …
      C: DATA
      S: 354 …
      C: To: both
      C: .
      S: 250 …
    `);
    dialogue.drop();
    const [annas, berts] = [(await server.mailbox('anna@local.test')).at(-1), (await server.mailbox('bert@local.test')).at(-1)];
    expect(annas).toBe(berts);
    expect(annas).not.toContain('for <');
  });

  it('refuses unknown recipients at RCPT, and the message without any', async () => {
    const dialogue = await greeted();
    await dialogue.play(`
      C: MAIL FROM:<a@example.com>
      S: 250 …
      C: RCPT TO:<nobody@local.test>
      S: 550 5.1.1 …
      C: DATA
      S: 503 5.5.1 …
      C: RSET
      S: 250 …
    `);
    dialogue.drop();
  });

  it('relays for nobody who has not logged in, whatever the recipient looks like', async () => {
    const dialogue = await greeted('127.0.0.2');
    await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …');
    const forms = [
      'victim@example.com',
      'VICTIM@EXAMPLE.COM',
      'victim%example.com@local.test',
      'example.com!victim@local.test',
      '"victim@example.com"@local.test',
      '@local.test:victim@example.com',
      'victim@[127.0.0.1]',
      'victim@local.test@example.com',
      'victim@example.com.',
      'victim',
      'victim@',
      '"victim"@example.com',
      'victim@lоcal.test',
      '<victim@example.com>',
    ];
    for (const form of forms) {
      dialogue.say(`RCPT TO:<${form}>`);
      const reply = await dialogue.hear();
      expect(reply, form).toMatch(/^5\d\d 5\.\d+\.\d+ /);
    }
    dialogue.drop();
  });

  it('always takes mail for postmaster and abuse', async () => {
    const dialogue = await greeted();
    await dialogue.play(`
      C: MAIL FROM:<>
      S: 250 …
      C: RCPT TO:<Postmaster>
      S: 250 …
      C: RCPT TO:<postmaster@local.test>
      S: 250 …
      C: RCPT TO:<ABUSE@local.test>
      S: 250 …
    `);
    dialogue.drop();
  });

  it.each([
    ['MAIL FROM:anna@local.test', '501 5.1.7 …'],
    ['MAIL FROM:<anna@@local.test>', '501 5.1.7 …'],
    ['MAIL FROM:<a@example.com> SIZE=abc', '501 5.5.4 …'],
    ['MAIL FROM:<a@example.com> SIZE=99999999999', '552 5.3.4 …'],
    ['MAIL FROM:<a@example.com> MT-PRIORITY=3', '555 5.5.4 …'],
    ['MAIL FROM:<a@example.com> RET=SOME', '501 5.5.4 …'],
    ['MAIL FROM:<a@example.com> REQUIRETLS', '530 5.7.0 …'],
    ['MAIL FROM:<a@example.com> SIZE=1 SIZE=2', '501 5.5.4 …'],
    ['MAIL FROM:<ä@example.com>', '553 5.6.7 …'],
    ['RCPT TO:<anna@local.test>', '503 5.5.1 …'],
    ['DATA', '503 5.5.1 …'],
    ['MAIL', '501 …'],
    ['', '500 …'],
    ['\0\x01\x02', '500 …'],
    ['STARTTLS now', '501 …'],
  ])('answers %j with %s and goes on', async (command, reply) => {
    const dialogue = await greeted();
    await dialogue.play(`C: ${command}\nS: ${reply}\nC: NOOP\nS: 250 …`);
    dialogue.drop();
  });

  it('takes UTF-8 addresses with SMTPUTF8, and says so in the Received line', async () => {
    await server.engine.accounts.addAccount({ address: 'jürgen@local.test', password: PASSWORD });
    const dialogue = await greeted();
    await dialogue.play(`
      C: MAIL FROM:<дмитрий@example.com> SMTPUTF8
      S: 250 …
      C: RCPT TO:<jürgen@local.test>
      S: 250 …
      C: DATA
      S: 354 …
      C: .
      S: 250 …
    `);
    dialogue.drop();
    expect((await server.mailbox('jürgen@local.test')).at(-1)).toContain('with UTF8SMTP id');
  });

  it('understands many commands at once', async () => {
    const dialogue = await greeted();
    dialogue.raw('MAIL FROM:<a@example.com>\r\nRCPT TO:<anna@local.test>\r\nRCPT TO:<nobody@local.test>\r\nDATA\r\n');
    await dialogue.play('S: 250 …\nS: 250 …\nS: 550 …\nS: 354 …');
    dialogue.raw('Subject: piped\r\n\r\nx\r\n.\r\nMAIL FROM:<b@example.com>\r\nQUIT\r\n');
    await dialogue.play('S: 250 2.6.0 …\nS: 250 2.1.0 …\nS: 221 …');
    await dialogue.closed();
  });
});

describe('line endings', () => {
  it.each(['NOOP\nMAIL FROM:<a@example.com>\r\n', 'NOOP\rNOOP\r\n', 'RSET\n'])(
    'a bare CR or LF in %j ends the session, and starts no command',
    async (bytes) => {
      const dialogue = await greeted();
      dialogue.raw(bytes);
      await dialogue.play('S: 521 5.5.2 …');
      await dialogue.closed();
    },
  );

  it.each(['a\n.\nMAIL FROM:<x@example.com>\r\n', 'a\r\n.\nQUIT\r\n', 'a\r.\r\n', 'a\n.\r\nb\r\n'])(
    'a message with %j is refused, and nothing in it is taken for a command',
    async (bytes) => {
      const dialogue = await greeted();
      const before = (await server.mailbox('anna@local.test')).length;
      await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
      dialogue.raw(`${bytes}\r\n.\r\n`);
      await dialogue.play('S: 550 5.6.11 …\nC: NOOP\nS: 250 …');
      dialogue.drop();
      expect(await server.mailbox('anna@local.test')).toHaveLength(before);
    },
  );

  it('a line that never ends is cut off', async () => {
    const dialogue = await greeted();
    dialogue.raw('x'.repeat(20_000));
    await dialogue.play('S: 500 5.5.6 …');
    await dialogue.closed();
  });
});

describe('what goes wrong', () => {
  it('a message that has been round too often is refused as a loop', async () => {
    const dialogue = await greeted();
    await dialogue.play('C: MAIL FROM:<>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    dialogue.raw(`${'Received: from a\r\n\tby b; date\r\n'.repeat(101)}\r\nbody\r\n.\r\n`);
    await dialogue.play('S: 554 5.4.6 …');
    dialogue.drop();
  });

  it('Received lines in the body do not count', async () => {
    const dialogue = await greeted();
    await dialogue.play('C: MAIL FROM:<>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    dialogue.raw(`Subject: x\r\n\r\n${'Received: from a\r\n'.repeat(200)}\r\n.\r\n`);
    await dialogue.play('S: 250 2.6.0 …');
    dialogue.drop();
  });

  it('a disconnect at any step leaves nothing behind', async () => {
    const before = (await server.mailbox('bert@local.test')).length;
    const script = ['MAIL FROM:<a@example.com>', 'RCPT TO:<bert@local.test>', 'DATA', 'Subject: lost', '', 'half a line'];
    for (let steps = 0; steps <= script.length; steps += 1) {
      const dialogue = await greeted();
      for (const line of script.slice(0, steps)) {
        dialogue.say(line);
        if (steps <= 3) await dialogue.hear();
      }
      dialogue.drop();
    }
    const dialogue = await greeted();
    await dialogue.play('C: QUIT\nS: 221 …');
    await dialogue.closed();
    expect(await server.mailbox('bert@local.test')).toHaveLength(before);
  });

  it('mistake after mistake ends the session', async () => {
    const dialogue = await greeted();
    const { default: most } = SETTABLE_LIMITS.maxErrors;
    for (let count = 1; count < most; count += 1) await dialogue.play('C: NONSENSE\nS: 500 …');
    await dialogue.play('C: NONSENSE\nS: 500 …\nS: 421 …');
    await dialogue.closed();
  });

  it('everything that happened to a message is found under its trace id', async () => {
    const dialogue = await greeted('127.0.0.2');
    await dialogue.play('C: MAIL FROM:<traced@example.com>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    dialogue.say('Subject: traced\r\n\r\nx\r\n.');
    const traceId = /id ([0-9a-z]{18})$/.exec((await dialogue.hear()) ?? '')?.[1];
    dialogue.drop();
    const events = await server.events({ traceId });
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['message-accepted', 'message-delivered']));
    expect(new Set(events.map(({ remoteAddress }) => remoteAddress))).toEqual(new Set(['127.0.0.2']));
  });
});

describe('whole messages that nobody waited to be asked for', () => {
  const message = (number: number): string => `MAIL FROM:<a@example.com>\r\nRCPT TO:<anna@local.test>\r\nDATA\r\nSubject: ${number}\r\n\r\nhi\r\n.\r\n`;
  const answers = 'S: 250 2.1.0 …\nS: 250 2.1.5 …\nS: 354 …\nS: 250 2.6.0 …\n';

  it('are all taken in, when they come in one piece', async () => {
    const dialogue = await greeted();
    dialogue.raw(`${[1, 2, 3, 4, 5].map(message).join('')}QUIT\r\n`);
    await dialogue.play(`${answers.repeat(5)}S: 221 …`);
  });

  it('are all taken in, when each comes while the one before is being stored', async () => {
    const dialogue = await greeted();
    for (const number of [1, 2, 3, 4, 5]) {
      dialogue.raw(`${message(number)}${message(number + 5).slice(0, -2)}`);
      await dialogue.play(answers);
      dialogue.raw(`\r\n${message(number + 10)}`);
      await dialogue.play(answers.repeat(2));
    }
    await dialogue.play('C: QUIT\nS: 221 …');
  });
});

describe('a fault of our own', () => {
  it.each([
    { where: 'mail', told: 'at once' },
    { where: 'mail', told: 'later' },
    { where: 'rcpt', told: 'at once' },
  ] as const)('in $where, found $told, is none of the client and nothing for good', async ({ where, told }) => {
    const logged: string[] = [];
    const unsubscribe = server.engine.events.onEvent(({ text }) => void logged.push(text));
    const faulty = vi.spyOn(SmtpSession.prototype, where).mockImplementation(() => {
      const fault = new Error('inner workings');
      if (told === 'later') return Promise.reject(fault);
      throw fault;
    });
    const dialogue = await greeted();
    if (where === 'rcpt') await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …');
    await dialogue.play(
      `C: ${where === 'mail' ? 'MAIL FROM:<a@example.com>' : 'RCPT TO:<anna@local.test>'}\nS: 451 4.3.0 A check could not be finished. Try again later`,
    );
    faulty.mockRestore();
    await dialogue.play('C: RSET\nS: 250 …\nC: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: QUIT\nS: 221 …');
    unsubscribe();
    expect(logged.filter((text) => text.includes('inner workings'))).toEqual([expect.stringContaining('fault while a command was answered')]);
  });
});
