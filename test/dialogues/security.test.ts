/** The Security menu as clients meet it: real sessions on the real engine, and what the log says of them afterwards. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../main/settings/json-path.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';
import { base64, greeted as greetedSmtp, lastDecision } from './smtp-steps.ts';

const OUTSIDER = '127.0.0.2';
let server: RunningEngine;

beforeAll(async () => {
  // Nobody listens there: who asks the name server gets no answer, at once.
  server = await startEngine({ server: { dns: { servers: ['127.0.0.1:1'] } } });
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  await set('security.filters.entries', []);
});

const set = async (path: string, value: Json): Promise<unknown> => await server.engine.settings.set(path, value, 'test');
const greeted = async (localAddress = OUTSIDER): Promise<Dialogue> => await greetedSmtp(server, localAddress);

/** Sends a message to anna. @returns the reply to it */
async function send(message: string, { from = 'someone@example.com', client = OUTSIDER } = {}): Promise<string> {
  const dialogue = await greeted(client);
  await dialogue.play(`C: MAIL FROM:<${from}>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …`);
  dialogue.raw(`${message.replaceAll('\n', '\r\n')}\r\n.\r\n`);
  const reply = (await dialogue.hear()) ?? '';
  await dialogue.play('C: QUIT\nS: 221 …');
  return reply;
}

const traceIdOf = (reply: string): string => /id ([0-9a-z]{18})$/.exec(reply)?.[1] ?? '';

it('what goes elsewhere is said to wait in the queue, in the trace of its message', async () => {
  const dialogue = await greeted('127.0.0.1');
  await dialogue.play(
    'C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 250 …\nC: RCPT TO:<x@example.org>\nS: 250 …\nC: DATA\nS: 354 …',
  );
  dialogue.raw('Subject: two ways\r\n\r\nx\r\n.\r\n');
  const traceId = traceIdOf((await dialogue.hear()) ?? '');
  dialogue.drop();
  const events = await server.events({ traceId });
  expect(events.map(({ kind, text }) => [kind, text])).toEqual(
    expect.arrayContaining([
      ['message-delivered', 'in the mailbox of bert@local.test'],
      ['message-queued', 'for <x@example.org>'],
    ]),
  );
});

describe('filters', () => {
  it('refuse in the session without naming the text, and the trace says which it was', async () => {
    await set('security.filters.entries', [{ text: 'cheap pills' }]);
    const reply = await send('Subject: hello\n\nBuy CHEAP\n   pills now');
    expect(reply).toMatch(/^550 5\.7\.1 /);
    expect(reply).not.toMatch(/pills/i);
    expect(await lastDecision(server)).toMatchObject({
      check: 'filters',
      stage: 'data',
      verdict: 'reject',
      reason: 'text-filtered',
      remoteAddress: OUTSIDER,
      reversePath: 'someone@example.com',
      recipients: ['anna@local.test'],
      content: { subject: 'hello' },
    });
    const step = (await lastDecision(server)).steps.find(({ check, outcome }) => check === 'filters' && outcome === 'ran');
    expect(step).toMatchObject({ entry: 'cheap pills', verdict: 'reject' });
    expect(server.engine.hits.of('filters').get('cheap pills')?.hits).toBe(1);
  });

  it('apply to trusted clients, too, and a message without the text passes', async () => {
    await set('security.filters.entries', [{ text: 'cheap pills' }]);
    expect(await send('\ncheap pills', { client: '127.0.0.1' })).toMatch(/^550 /);
    expect(await send('\nexpensive pills')).toMatch(/^250 /);
  });

  it('mark a message: a header field and a prefix of the subject, and nothing else is changed', async () => {
    await set('security.filters.entries', [{ text: 'newsletter', action: 'tag' }]);
    expect(await send('From: a@example.com\nSubject: our newsletter\n\nbody\n..dot')).toMatch(/^250 /);
    const stored = (await server.mailbox('anna@local.test')).at(-1) ?? '';
    expect(stored.replace(/^Received:[^\n]*\n(?:\t[^\n]*\n)*/, '')).toBe(
      'X-Gatepost-Filter: filters\r\nFrom: a@example.com\r\nSubject: [Filtered] our newsletter\r\n\r\nbody\r\n.dot\r\n',
    );
  });

  it('mark a message of several extents just as well', async () => {
    await set('security.filters.entries', [{ text: 'at the very end', action: 'tag' }]);
    const body = `${'x'.repeat(70)}\n`.repeat(10_000);
    expect(await send(`Subject: big\n\n${body}at the very end`)).toMatch(/^250 /);
    const stored = (await server.mailbox('anna@local.test')).at(-1) ?? '';
    expect(stored).toContain('\r\nSubject: [Filtered] big\r\n\r\nxxx');
    expect(stored).toHaveLength(stored.indexOf('\r\n\r\n') + 4 + body.replaceAll('\n', '\r\n').length + 'at the very end\r\n'.length);
  });

  it('hold a message: answered 250, in no mailbox, released by the administrator', async () => {
    await set('security.filters.entries', [{ text: 'suspicious', action: 'quarantine' }]);
    const before = (await server.mailbox('anna@local.test')).length;
    expect(await send('Subject: odd\n\nsuspicious')).toMatch(/^250 /);
    expect(await server.mailbox('anna@local.test')).toHaveLength(before);
    const messages = await server.engine.store.quarantine.list({ limit: 10 });
    expect(messages[0]).toMatchObject({ reversePath: 'someone@example.com' });
    await server.engine.store.quarantine.release(messages[0]?.id ?? 0);
    expect(await server.mailbox('anna@local.test')).toHaveLength(before + 1);
  });

  it('throw a message away: answered 250, kept nowhere but in the trace', async () => {
    await set('security.filters.entries', [{ text: 'rubbish', action: 'discard' }]);
    const before = (await server.mailbox('anna@local.test')).length;
    const reply = await send('\nrubbish');
    expect(reply).toMatch(/^250 /);
    expect(await server.mailbox('anna@local.test')).toHaveLength(before);
    expect(await lastDecision(server)).toMatchObject({ traceId: traceIdOf(reply), verdict: 'discard', check: 'filters' });
  });

  it('return a message only to a sender that is known not to be forged; any other is refused', async () => {
    await set('security.filters.entries', [{ text: 'return me', action: 'bounce' }]);
    expect(await send('\nreturn me')).toMatch(/^550 5\.7\.1 /);
    expect(await lastDecision(server)).toMatchObject({ verdict: 'reject', check: 'filters', reason: 'text-filtered' });
    const before = (await server.mailbox('bert@local.test')).length;
    expect(await send('Subject: mine\n\nreturn me', { from: 'bert@local.test', client: '127.0.0.1' })).toMatch(/^250 /);
    const [report] = (await server.mailbox('bert@local.test')).slice(before);
    expect(report).toContain('Content-Type: multipart/report; report-type=delivery-status');
    expect(report).toContain('Final-Recipient: rfc822; anna@local.test');
    expect(report).toContain('Subject: mine');
    expect(report).not.toContain('return me');
  });

  it('find a text in a message too big for memory, in the worker', async () => {
    await set('security.filters.entries', [{ text: 'needle in the haystack' }]);
    const hay = `${'hay '.repeat(18)}\n`.repeat(20_000);
    expect(await send(`\n${hay}needle in the\nhaystack\n${hay}`)).toMatch(/^550 /);
    expect(await send(`\n${hay}`)).toMatch(/^250 /);
  });

  it('a list of ten thousand takes effect with the next message', async () => {
    await set(
      'security.filters.entries',
      Array.from({ length: 10_000 }, (_, index) => ({ text: `offer number ${index} of many` })),
    );
    expect(await send('\noffer number 9876 of many')).toMatch(/^550 /);
  });
});

describe('attachment filters', () => {
  const withFile = (name: string): string =>
    `Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: application/octet-stream; name="${name}"\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n`;

  it('refuse a program and let a picture pass', async () => {
    expect(await send(withFile('invoice.pdf.exe '))).toMatch(/^552 5\.7\.0 /);
    expect(await lastDecision(server)).toMatchObject({
      check: 'attachment-filters',
      reason: 'attachment-filtered',
      content: { attachments: ['invoice.pdf.exe'] },
    });
    expect(await send(withFile('picture.png'))).toMatch(/^250 /);
  });

  it.each([' x', '\tx', '  ', 'hello', `${'\xe4: x\n'.repeat(21)}X: y`])('refuse a program in a message that begins with %j', async (first) => {
    expect(await send(`${first}\n${withFile('a.exe')}`)).toMatch(/^552 5\.7\.0 /);
  });

  it('refuse a text that a reader sees behind lines that are no fields', async () => {
    await set('security.filters.entries', [{ text: 'cheap pills' }]);
    const html = 'Content-Type: text/html\n\ncheap pi<b></b>lls';
    expect(await send(`${'\xe4: x\n'.repeat(21)}${html}`)).toMatch(/^550 5\.7\.1 /);
    expect(await send(`hello\n${html}`)).toMatch(/^550 5\.7\.1 /);
    // The empty line that is put behind the last of these makes a body of the rest.
    expect(await send(`Subject: x\n${'hello\n'.repeat(21)}cheap pills`)).toMatch(/^550 5\.7\.1 /);
  });
});

describe('senders', () => {
  /** A session of anna's. */
  const loggedIn = async (): Promise<Dialogue> => {
    await set('security.smtp-authentication.requireTls', false);
    const dialogue = await greeted();
    await dialogue.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 235 …`);
    return dialogue;
  };

  it('of a local domain must log in; nobody poses as anna', async () => {
    const dialogue = await greeted();
    await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 550 5.7.1 …');
    dialogue.drop();
  });

  it('may be nobody else than who has logged in, in the envelope and in the From header', async () => {
    const dialogue = await loggedIn();
    await dialogue.play(`
      C: MAIL FROM:<bert@local.test>
      S: 250 …
      C: RCPT TO:<x@example.com>
      S: 550 5.7.1 …
      C: RSET
      S: 250 …
      C: MAIL FROM:<anna@local.test>
      S: 250 …
      C: RCPT TO:<bert@local.test>
      S: 250 …
      C: DATA
      S: 354 …
    `);
    dialogue.raw('From: Bert <bert@local.test>\r\n\r\nx\r\n.\r\n');
    await dialogue.play('S: 550 5.7.1 …');
    dialogue.drop();
    await set('security.smtp-authentication.requireTls', true);
  });

  /** Anna sends a message with these fields. @returns the reply to it */
  const posing = async (fields: string): Promise<string> => {
    const dialogue = await loggedIn();
    await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    dialogue.raw(`${fields}\r\n\r\nx\r\n.\r\n`);
    const reply = (await dialogue.hear()) ?? '';
    dialogue.drop();
    await set('security.smtp-authentication.requireTls', true);
    return reply;
  };

  it.each([' x', 'hello', `${'\xe4: x\r\n'.repeat(21)}X: y`])('pose as nobody behind a first line %j', async (first) => {
    expect(await posing(`${first}\r\nFrom: Bert <bert@local.test>`)).toMatch(/^550 5\.7\.1 /);
  });

  it.each([
    ['a fold before the colon', 'From\r\n : bert@local.test'],
    ['the same beside her own', 'From: anna@local.test\r\nFrom\r\n : bert@local.test'],
    ['a line that is no field', 'From: anna@local.test,\r\nbert@local.test'],
    ['the same at the end of a fold', 'From: Anna\r\n <anna@local.test>,\r\n\xa0bert@local.test\r\nTo: x@example.com'],
    ['a control character before the field', '\x0bFrom: bert@local.test'],
    ['such a field beside her own', 'From: anna@local.test\r\n\x0bFrom: bert@local.test'],
    ['the same on a line of its own', '\x0b\r\n From: bert@local.test'],
    ['a byte of eight bits in the name of the field', 'Fr\xadom: bert@local.test'],
    ['the name of a group', 'From: bert@local.test: anna@local.test;'],
  ])('pose as nobody to readers that see more in a From header than others, by %s', async (_, fields) => {
    expect(await posing(fields)).toMatch(/^550 5\.7\.1 The From header does not belong to your login/);
    expect(await lastDecision(server)).toMatchObject({ check: 'smtp-authentication', stage: 'data', reason: 'header-from-not-yours' });
  });

  it.each([
    ['a folded name', 'From: "Anna\r\n of Local" \r\n\t<anna@local.test>\r\nTo: x@example.com'],
    ['encoded words', 'From: =?utf-8?q?Ann=C3=A4?=\r\n =?utf-8?q?_M=C3=BCller?= <anna@local.test>'],
    ['a name in UTF-8', 'From: Ann\xc3\xa4 <anna@local.test>'],
    ['comments', 'From: (of Local) Anna <anna@local.test> (from: home)'],
    ['a group', 'From: "The two: of us": anna@local.test, Anna <anna+x@local.test>;'],
    ['several addresses on lines of their own', 'From: anna@local.test,\r\n Anna <anna+x@local.test>'],
    ['a blank before the colon, capital letters', 'FROM : anna@local.test'],
    ['fields and lines that only look like it', 'Subject: x\r\n From: bert@local.test\r\nFrom: anna@local.test\r\nX-From: bert@local.test'],
    ['no From header', 'Subject: From: bert@local.test'],
  ])('write as themselves with %s', async (_, fields) => {
    expect(await posing(fields)).toMatch(/^250 /);
  });

  it('an SMTP login sends as what it is given, and its password is kept as a hash', async () => {
    await set('security.smtp-authentication.requireTls', false);
    await set('security.smtp-authentication.logins', [{ name: 'printer', password: 'toner low', addresses: ['@devices.example'] }]);
    const dialogue = await greeted();
    await dialogue.play(`
      C: AUTH PLAIN ${base64('\0printer\0toner low')}
      S: 235 …
      C: MAIL FROM:<floor2@devices.example>
      S: 250 …
      C: RCPT TO:<x@example.com>
      S: 250 …
      C: RSET
      S: 250 …
      C: MAIL FROM:<anna@local.test>
      S: 250 …
      C: RCPT TO:<x@example.com>
      S: 550 5.7.1 …
      C: RSET
      S: 250 …
    `);
    expect(JSON.stringify(server.engine.settings.current)).not.toContain('toner low');
    await set('security.smtp-authentication.logins', []);
    await dialogue.play('S: 421 4.7.0 …');
    await dialogue.closed();
    await set('security.smtp-authentication.requireTls', true);
  });
});

describe('SMTP after POP', () => {
  it('lets the address of a POP3 login send for a while, and no longer than it is switched on', async () => {
    await set('security.smtp-after-pop.enabled', true);
    const client = '127.0.0.7';
    const relay = async (reply: string): Promise<void> => {
      const dialogue = await greeted(client);
      await dialogue.play(`C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<x@example.com>\nS: ${reply}`);
      dialogue.drop();
    };
    await relay('550 5.7.1 …');
    const pop = await Dialogue.open(server.port('pop3s'), { implicitTls: true, localAddress: client });
    await pop.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: QUIT\nS: +OK …`);
    await relay('250 …');
    await set('security.smtp-after-pop.enabled', false);
    await relay('550 5.7.1 …');
  });
});

describe('banned addresses', () => {
  it('get not a byte, on any protocol; open sessions are cut; a ban beats trust', async () => {
    const client = '127.0.0.9';
    const open = await greeted(client);
    const pop = await Dialogue.open(server.port('pop3'), { localAddress: client });
    await pop.play('S: +OK …');
    await set('security.trusted-addresses.entries', [{ address: '127.0.0.1' }, { address: client }]);
    await set('security.banned-addresses.entries', [{ address: '127.0.0.8/30', note: 'a test' }]);
    await open.closed();
    await pop.closed();
    for (const protocol of ['smtp', 'submissions', 'pop3', 'pop3s'] as const) {
      const refused = await Dialogue.open(server.port(protocol), { localAddress: client });
      expect(await refused.hear(), protocol).toBeUndefined();
    }
    expect(await lastDecision(server)).toMatchObject({
      check: 'banned-addresses',
      stage: 'connect',
      verdict: 'disconnect',
      remoteAddress: client,
      protocol: 'pop3s',
    });
    await set('security.banned-addresses.entries', []);
    (await greeted(client)).drop();
  });
});

describe('guards', () => {
  it('whoever guesses passwords is banned for a while, with the evidence; the same wrong one over and over bans nobody', async () => {
    await set('security.smtp-authentication.requireTls', false);
    const attempt = async (dialogue: Dialogue, password: string): Promise<string> => {
      dialogue.say(`AUTH PLAIN ${base64(`\0anna@local.test\0${password}`)}`);
      return (await dialogue.hear()) ?? 'closed';
    };
    const phone = await greeted('127.0.0.20');
    for (let count = 0; count < 15; count += 1) expect(await attempt(phone, 'the old one')).toMatch(/^535 /);
    phone.drop();
    const guesser = await greeted('127.0.0.21');
    let replies = 0;
    while (replies < 30 && (await attempt(guesser, `guess ${replies}`)) !== 'closed') replies += 1;
    expect(replies).toBeLessThan(12);
    const [ban] = server.engine.addressLists.automaticBans();
    expect(ban).toMatchObject({ address: '127.0.0.21', source: 'brute-force', strikes: 1 });
    expect(ban?.note).toContain('anna@local.test');
    expect(ban?.note).not.toContain('guess');
    await set('security.smtp-authentication.requireTls', true);
  });

  it('whoever guesses recipients is closed and banned', async () => {
    await set('security.address-verification.maxUnknownRecipients', 1);
    const dialogue = await greeted('127.0.0.22');
    await dialogue.play('C: MAIL FROM:<>\nS: 250 …\nC: RCPT TO:<aaa@local.test>\nS: 550 5.1.1 …\nC: RCPT TO:<bbb@local.test>\nS: 550 5.1.1 …');
    dialogue.say('RCPT TO:<ccc@local.test>');
    expect(await dialogue.hear()).toMatch(/^421 4\.7\.0 /);
    await dialogue.closed();
    await expect.poll(() => server.engine.addressLists.automaticBans()[0]).toMatchObject({ address: '127.0.0.22', source: 'harvest' });
    await set('security.address-verification.maxUnknownRecipients', 10);
  }, 20_000);
});
