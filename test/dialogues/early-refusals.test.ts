/** What never became a message can be explained, too: each refusal before it leaves a decision with its reason. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Decision } from '../../shared/decisions/verdicts.ts';
import { whyInWords } from '../../shared/decisions/why.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';
import { base64, ehlo, greeted, smtp } from './smtp-steps.ts';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ security: { 'smtp-after-pop': { enabled: true } } });
});
afterAll(async () => {
  await server.stop();
});

/** What was decided about a client address, the oldest first; waits for as many as are expected. */
async function decided(remoteAddress: string, count = 1): Promise<readonly Decision[]> {
  for (;;) {
    const { decisions: found } = await server.engine.events.decisions.search({ remoteAddress }, { limit: 10 });
    if (found.length >= count) {
      const all = await Promise.all(
        found.map(async ({ id, sessionId }) => {
          const { decisions } = await server.engine.events.decisions.get({ sessionId }, { limit: 10 });
          return decisions.filter((decision) => decision.id === id);
        }),
      );
      return all.flat().toReversed();
    }
    await wait(20);
  }
}

it.each([
  ['127.0.1.1', 'MAIL FROM:<no address at all>', '501', { stage: 'mail', reason: 'bad-address', reversePath: '<no address at all>' }],
  ['127.0.1.2', 'MAIL FROM:<a@example.com> SIZE=99999999999', '552', { stage: 'mail', reason: 'message-too-big', reversePath: 'a@example.com' }],
  ['127.0.1.3', 'MAIL FROM:<a@example.com> SIZE=much', '501', { stage: 'mail', reason: 'unknown-parameter', reversePath: 'a@example.com' }],
  ['127.0.1.4', 'MAIL FROM:<a@example.com> SIZE=1 SIZE=2', '501', { stage: 'mail', reason: 'unknown-parameter', reversePath: 'a@example.com' }],
  ['127.0.1.5', 'EHLO two words', '501', { stage: 'helo', reason: 'bad-helo' }],
])('from %s: %s', async (client, command, code, expected) => {
  const dialogue = await greeted(server, client);
  await dialogue.play(`C: ${command}\nS: ${code} …\nC: QUIT\nS: 221 …`);
  await dialogue.closed();
  const [decision] = await decided(client);
  expect(decision).toMatchObject({ check: 'server-limits', verdict: 'reject', ...expected });
  expect(decision?.steps).toContainEqual(expect.objectContaining({ outcome: 'ran', stage: expected.stage, verdict: 'reject', reason: expected.reason }));
});

it('a recipient that is no address, in a message that is taken for another', async () => {
  const dialogue = await greeted(server, '127.0.1.10');
  await dialogue.play(`
    C: MAIL FROM:<a@example.com>
    S: 250 …
    C: RCPT TO:<bert@local.test.>
    S: 501 …
    C: RCPT TO:<anna@local.test>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: x
    C:
    C: .
    S: 250 …
    C: QUIT
    S: 221 …`);
  const [decision] = await decided('127.0.1.10');
  expect(decision).toMatchObject({ verdict: 'pass', reason: 'accepted', stage: 'data' });
  expect(decision?.steps).toContainEqual(expect.objectContaining({ stage: 'rcpt', reason: 'bad-address', input: '<bert@local.test.>' }));
});

it.each([
  ['127.0.1.20', 'RCPT TO:<anna@local.test>'],
  ['127.0.1.21', 'DATA'],
])('a command out of sequence, in a session without mail: from %s, %s', async (client, command) => {
  const dialogue = await greeted(server, client);
  await dialogue.play(`C: ${command}\nS: 503 5.5.1 …\nC: QUIT\nS: 221 …`);
  expect(await decided(client)).toMatchObject([{ check: 'server-limits', stage: 'connect', verdict: 'reject', reason: 'bad-sequence' }]);
  const [decision] = await decided(client);
  expect(decision?.steps).toContainEqual(expect.objectContaining({ outcome: 'ran', reason: 'bad-sequence', input: command }));
});

it('a greeting that was left out', async () => {
  const dialogue = await smtp(server, '127.0.1.22');
  await dialogue.play('S: 220 …\nC: MAIL FROM:<a@example.com>\nS: 503 5.5.1 …\nC: QUIT\nS: 221 …');
  expect(await decided('127.0.1.22')).toMatchObject([
    { check: 'server-limits', stage: 'mail', verdict: 'reject', reason: 'bad-sequence', reversePath: 'a@example.com' },
  ]);
});

it('what was sent behind a refused MAIL without waiting, as PIPELINING invites to, is no fault of its own', async () => {
  const dialogue = await greeted(server, '127.0.1.24');
  dialogue.raw(['MAIL FROM:<no address>', ...Array<string>(3).fill('RCPT TO:<anna@local.test>'), 'DATA', 'QUIT', ''].join('\r\n'));
  await dialogue.play('S: 501 …\nS: 503 …\nS: 503 …\nS: 503 …\nS: 503 …\nS: 221 …');
  await dialogue.closed();
  const refused = await decided('127.0.1.24');
  expect(refused).toMatchObject([{ stage: 'mail', verdict: 'reject', reason: 'bad-address', reversePath: '<no address>' }]);
  expect(await server.events({ remoteAddress: '127.0.1.24', kinds: ['command'], minLevel: 'warning' })).toEqual([]);
  // RSET ends it: what comes then is out of sequence by itself.
  const other = await greeted(server, '127.0.1.25');
  await other.play('C: MAIL FROM:<no address>\nS: 501 …\nC: RSET\nS: 250 …\nC: DATA\nS: 503 …\nC: QUIT\nS: 221 …');
  expect((await decided('127.0.1.25', 2)).map(({ reason }) => reason)).toEqual(['bad-address', 'bad-sequence']);
});

it.each([
  ['127.0.1.28', 'RCPT TO:<no address'],
  ['127.0.1.29', 'RCPT nonsense'],
  ['127.0.1.30', 'RCPT TO:<anna@local.test> SIZE=1 SIZE=2'],
])('nor is a recipient that is malformed: from %s, %s', async (client, recipient) => {
  const dialogue = await greeted(server, client);
  await dialogue.play(`C: MAIL FROM:<no address>\nS: 501 …\nC: ${recipient}\nS: 5…\nC: QUIT\nS: 221 …`);
  await dialogue.closed();
  expect(await decided(client)).toMatchObject([{ stage: 'mail', verdict: 'reject', reason: 'bad-address', reversePath: '<no address>' }]);
  expect(await server.events({ remoteAddress: client, kinds: ['recipient-refused'], minLevel: 'warning' })).toEqual([]);
});

it('a login, or another MAIL, within a transaction that is then abandoned: nothing of it was refused', async () => {
  const dialogue = await greeted(server, '127.0.1.27');
  await dialogue.play(`
    C: MAIL FROM:<a@example.com>
    S: 250 …
    C: RCPT TO:<anna@local.test>
    S: 250 …
    C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}
    S: 503 5.5.1 …
    C: MAIL FROM:<b@example.com>
    S: 503 5.5.1 …
    C: QUIT
    S: 221 …`);
  await dialogue.closed();
  const [abandoned, ...others] = await decided('127.0.1.27');
  expect(others).toEqual([]);
  expect(abandoned).toMatchObject({ verdict: 'pass', reason: 'nothing-wrong', reversePath: 'a@example.com' });
  const wrong = abandoned?.steps.flatMap((step) => (step.outcome === 'ran' && step.verdict === 'reject' ? [`${step.stage} ${step.reason}`] : []));
  expect(wrong?.toSorted()).toEqual(['auth transaction-open', 'mail bad-sequence']);
});

it('nor is DATA behind recipients that were all refused', async () => {
  const dialogue = await greeted(server, '127.0.1.26');
  dialogue.raw('MAIL FROM:<a@example.com>\r\nRCPT TO:<nobody@local.test>\r\nDATA\r\nQUIT\r\n');
  await dialogue.play('S: 250 …\nS: 550 …\nS: 503 …\nS: 221 …');
  await dialogue.closed();
  expect(await decided('127.0.1.26')).toMatchObject([{ stage: 'rcpt', verdict: 'reject', reason: 'unknown-recipient' }]);
  expect(await server.events({ remoteAddress: '127.0.1.26', kinds: ['command'], minLevel: 'warning' })).toEqual([]);
});

it('commands out of sequence take nothing from the message that they come with, and are in its trace', async () => {
  const dialogue = await greeted(server, '127.0.1.23');
  await dialogue.play(`
    C: MAIL FROM:<a@example.com>
    S: 250 …
    C: MAIL FROM:<b@example.com>
    S: 503 5.5.1 …
    C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}
    S: 503 5.5.1 …
    C: RCPT TO:<nobody@local.test>
    S: 550 …
    C: DATA
    S: 503 5.5.1 …
    C: RCPT TO:<anna@local.test>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: x
    C:
    C: .
    S: 250 …
    C: MAIL FROM:<a@example.com>
    S: 250 …
    C: RCPT TO:<nobody@local.test>
    S: 550 …
    C: DATA
    S: 503 5.5.1 …
    C: QUIT
    S: 221 …`);
  const [accepted, refused] = await decided('127.0.1.23', 2);
  expect(accepted).toMatchObject({ verdict: 'pass', reason: 'accepted', reversePath: 'a@example.com' });
  const wrong = accepted?.steps.flatMap((step) => (step.outcome === 'ran' && step.verdict === 'reject' ? [`${step.stage} ${step.reason}`] : []));
  expect(wrong?.toSorted()).toEqual(['auth transaction-open', 'data bad-sequence', 'mail bad-sequence', 'rcpt unknown-recipient']);
  expect(JSON.stringify(accepted)).not.toContain(base64(`\0anna@local.test\0${PASSWORD}`));
  // What the DATA is about that had nobody to go to is said by the recipient.
  expect(refused).toMatchObject({ verdict: 'reject', reason: 'unknown-recipient' });
});

it('a session that is closed over its mistakes, or over a line that could smuggle mail', async () => {
  const clumsy = await greeted(server, '127.0.1.11');
  const { maxErrors } = server.engine.settings.current.server.limits;
  for (let each = 0; each < maxErrors; each += 1) clumsy.say('NONSENSE');
  await clumsy.closed();
  expect(await decided('127.0.1.11')).toMatchObject([{ check: 'server-limits', stage: 'connect', verdict: 'disconnect', reason: 'too-many-errors' }]);
  const smuggler = await smtp(server, '127.0.1.12');
  await smuggler.play('S: 220 …');
  smuggler.raw('EHLO a\nMAIL FROM:<a@example.com>\r\n');
  await smuggler.closed();
  expect(await decided('127.0.1.12')).toMatchObject([{ verdict: 'disconnect', reason: 'bare-line-ending' }]);
});

it('open sessions that a ban has closed, and clients that it keeps out', async () => {
  const open = await greeted(server, '127.0.1.13');
  const reading = await Dialogue.open(server.port('pop3s'), { implicitTls: true, localAddress: '127.0.1.13' });
  await reading.play('S: +OK …');
  await server.engine.settings.set('security.banned-addresses.entries', [{ address: '127.0.1.13' }], 'test');
  await Promise.all([open.closed(), reading.closed()]);
  const banned = { check: 'banned-addresses', stage: 'connect', verdict: 'disconnect', reason: 'address-banned' };
  const both = await decided('127.0.1.13', 2);
  expect(both).toMatchObject([banned, banned]);
  expect(both.map(({ protocol }) => protocol).toSorted()).toEqual(['pop3s', 'smtp']);
});

it('a client for whom there is no place', async () => {
  await server.engine.settings.set('server.limits.maxConnectionsPerAddress', 1, 'test');
  const first = await greeted(server, '127.0.1.14');
  const second = await smtp(server, '127.0.1.14');
  await second.play('S: 421 …');
  await second.closed();
  expect(await decided('127.0.1.14')).toMatchObject([{ check: 'server-limits', stage: 'connect', verdict: 'disconnect', reason: 'too-many-connections' }]);
  first.drop();
  await server.engine.settings.set('server.limits.maxConnectionsPerAddress', 100, 'test');
});

it('logins that POP3 has refused; a session that only fetches mail leaves nothing', async () => {
  const log = async (client: string, password: string): Promise<void> => {
    const dialogue = await Dialogue.open(server.port('pop3s'), { implicitTls: true, localAddress: client });
    await dialogue.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${password}\nS: …\nC: QUIT\nS: +OK …`);
    await dialogue.closed();
  };
  await log('127.0.1.15', PASSWORD);
  await log('127.0.1.15', 'not hers');
  const [decision, ...others] = await decided('127.0.1.15');
  expect(others).toEqual([]);
  expect(decision).toMatchObject({ protocol: 'pop3s', check: 'pop3-login', stage: 'auth', verdict: 'reject', reason: 'authentication-failed' });
  expect(decision?.steps).toMatchObject([{ input: 'anna@local.test', reason: 'authentication-failed' }]);
  expect(JSON.stringify(decision)).not.toContain('not hers');
  expect(decision === undefined ? '' : whyInWords(decision)).toContain('was refused at login by POP3');
  // What SMTP Authentication has done is counted without it.
  expect((await server.engine.events.decisions.tally('pop3-login', 0)).findings).toMatchObject([{ reason: 'authentication-failed', decisions: 1 }]);
  expect((await server.engine.events.decisions.tally('smtp-authentication', 0)).findings.map(({ reason }) => reason)).not.toContain('authentication-failed');
});

it('whoever lets a POP3 grant run out between RCPT and DATA still writes as nobody else', async () => {
  const reader = await Dialogue.open(server.port('pop3s'), { implicitTls: true, localAddress: '127.0.1.16' });
  await reader.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: QUIT\nS: +OK …`);
  const dialogue = await greeted(server, '127.0.1.16');
  await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<x@example.com>\nS: 250 …');
  server.engine.security.grants.end('127.0.1.16');
  await dialogue.play('C: DATA\nS: 354 …\nC: From: Bert <bert@local.test>\nC:\nC: .\nS: 550 5.7.1 …\nC: QUIT\nS: 221 …');
  expect(await decided('127.0.1.16')).toMatchObject([{ check: 'smtp-authentication', stage: 'data', reason: 'header-from-not-yours' }]);
});

it('a password is no part of what is kept', async () => {
  const dialogue = await greeted(server, '127.0.1.17');
  await dialogue.play('C: STARTTLS\nS: 220 …');
  await dialogue.startTls();
  await ehlo(dialogue);
  await dialogue.play(`C: AUTH PLAIN ${base64('\0anna@local.test\0secret word')}\nS: 535 …\nC: QUIT\nS: 221 …`);
  const [decision] = await decided('127.0.1.17');
  expect(decision).toMatchObject({ stage: 'auth', reason: 'authentication-failed' });
  expect(JSON.stringify(decision)).not.toMatch(/secret word|AGFubm/);
});
