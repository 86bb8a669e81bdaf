/** Encryption and login on SMTP, and what becomes of sessions whose login ends. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../main/settings/json-path.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';
import { base64, ehlo, greeted as greetedSmtp } from './smtp-steps.ts';

let server: RunningEngine;
beforeAll(async () => {
  // Nobody is trusted: from this computer, too, mail goes out only after a login.
  server = await startEngine({ security: { 'trusted-addresses': { entries: [] } } });
});
afterAll(async () => {
  await server.stop();
});

const greeted = async (localAddress?: string): Promise<Dialogue> => await greetedSmtp(server, localAddress);

it('STARTTLS forgets what was said before, and drops what was piped behind it', async () => {
  const dialogue = await greeted('127.0.0.2');
  dialogue.raw('STARTTLS\r\nMAIL FROM:<injected@example.com>\r\n');
  await dialogue.play('S: 220 …');
  await dialogue.startTls();
  await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 503 5.5.1 …');
  const features = await ehlo(dialogue);
  expect(features).toContain('250-AUTH PLAIN LOGIN');
  expect(features.join('\n')).not.toContain('STARTTLS');
  await dialogue.play(`
      C: MAIL FROM:<a@example.com>
      S: 250 …
      C: RCPT TO:<anna@local.test>
      S: 250 …
      C: DATA
      S: 354 …
      C: .
      S: 250 …
    `);
  dialogue.drop();
  expect((await server.mailbox('anna@local.test')).at(-1)).toMatch(/\(using TLSv1\.3 TLS_\w+\)\r\n\tby mail\.local\.test with ESMTPS id/);
});

it('neither offers nor takes passwords on a clear-text connection from elsewhere', async () => {
  const dialogue = await greeted('127.0.0.2');
  await dialogue.play(`
      C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}
      S: 538 5.7.11 …
      C: AUTH LOGIN
      S: 538 5.7.11 …
    `);
  dialogue.drop();
});

it.each(['submission', 'submissions'] as const)('%s takes mail only after login, and relays then', async (protocol) => {
  const dialogue = await Dialogue.open(server.port(protocol), { implicitTls: protocol === 'submissions', localAddress: '127.0.0.2' });
  await dialogue.play('S: 220 …');
  await ehlo(dialogue);
  if (protocol === 'submission') {
    await dialogue.play('C: STARTTLS\nS: 220 …');
    await dialogue.startTls();
    await ehlo(dialogue);
  }
  await dialogue.play(`
      C: MAIL FROM:<anna@local.test>
      S: 530 5.7.0 …
      C: AUTH CRAM-MD5
      S: 504 …
      C: AUTH PLAIN ${base64('\0anna@local.test\0wrong')}
      S: 535 5.7.8 …
      C: AUTH LOGIN
      S: 334 VXNlcm5hbWU6
      C: ${base64('anna@local.test')}
      S: 334 UGFzc3dvcmQ6
      C: ${base64(PASSWORD)}
      S: 235 2.7.0 …
      C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}
      S: 503 …
      C: MAIL FROM:<anna@local.test>
      S: 250 …
      C: RCPT TO:<friend@example.com>
      S: 250 …
      C: RCPT TO:<@local.test:friend@example.com>
      S: 550 5.7.1 …
      C: RCPT TO:<bert@local.test>
      S: 250 …
      C: DATA
      S: 354 …
      C: .
      S: 250 …
      C: QUIT
      S: 221 …
    `);
  expect((await server.mailbox('bert@local.test')).at(-1)).toContain('with ESMTPSA id');
  const queued = await server.engine.store.queue.entries({}, { limit: 100 });
  expect(queued.map(({ recipient, reversePath }) => [reversePath, recipient])).toContainEqual(['anna@local.test', 'friend@example.com']);
});

it('takes no login within a transaction (RFC 4954 section 4)', async () => {
  const dialogue = await greeted();
  await dialogue.play(`
      C: MAIL FROM:<a@example.com>
      S: 250 …
      C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}
      S: 503 5.5.1 …
      C: RCPT TO:<friend@example.com>
      S: 550 5.7.1 …
      C: RSET
      S: 250 …
      C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}
      S: 235 …
    `);
  dialogue.drop();
});

it.each(['disabled', 'removed', 'given another password'] as const)('an account that is %s loses its open sessions at once, SMTP and POP3', async (what) => {
  const address = `${what.replaceAll(' ', '-')}@local.test`;
  const { accounts } = server.engine;
  await accounts.addAccount({ address, password: PASSWORD });
  const smtpSession = await greeted();
  await smtpSession.play(`C: AUTH PLAIN ${base64(`\0${address}\0${PASSWORD}`)}\nS: 235 …\nC: MAIL FROM:<${address}>\nS: 250 …`);
  const popSession = await Dialogue.open(server.port('pop3'));
  await popSession.play(`S: +OK …\nC: USER ${address}\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …`);
  const other = await greeted();
  if (what === 'disabled') await accounts.updateAccount(address, { enabled: false });
  else if (what === 'removed') await accounts.removeAccount(address);
  else await accounts.setPassword(address, 'another password');
  await smtpSession.play('S: 421 4.7.0 …');
  await smtpSession.closed();
  await popSession.play('S: -ERR [AUTH] …');
  await popSession.closed();
  await other.play('C: NOOP\nS: 250 …');
  other.drop();
});

it.each(['removed', 'disabled', 'given another password'] as const)(
  'an SMTP login that is %s loses its open sessions at once, in a transaction too',
  async (what) => {
    const set = async (logins: readonly Json[]): Promise<unknown> =>
      await server.engine.settings.set('security.smtp-authentication.logins', [...logins], 'test');
    const printer = { name: 'printer', password: 'toner low', addresses: [] };
    const scanner = { name: 'scanner', password: 'paper jam', addresses: [] };
    await set([printer, scanner]);
    const [ended, other] = [await greeted(), await greeted()];
    await ended.play(`C: AUTH PLAIN ${base64('\0printer\0toner low')}\nS: 235 …\nC: MAIL FROM:<anna@local.test>\nS: 250 …`);
    await other.play(`C: AUTH PLAIN ${base64('\0scanner\0paper jam')}\nS: 235 …`);
    const rest = { removed: [], disabled: [{ ...printer, enabled: false }], 'given another password': [{ ...printer, password: 'toner full' }] }[what];
    const [, kept] = server.engine.settings.current.security['smtp-authentication'].logins;
    await set([...rest, kept ?? scanner]);
    await ended.play('S: 421 4.7.0 …');
    await ended.closed();
    await other.play('C: MAIL FROM:<bert@local.test>\nS: 250 …');
    other.drop();
    await set([]);
  },
);

it('accounts that may log in to send no more lose the sessions in which they do, and fetch mail as before', async () => {
  const sending = await greeted();
  await sending.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 235 …\nC: MAIL FROM:<anna@local.test>\nS: 250 …`);
  const fetching = await Dialogue.open(server.port('pop3'));
  await fetching.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …`);
  await server.engine.settings.set('security.smtp-authentication.usePop3Credentials', false, 'test');
  await sending.play('S: 421 4.7.0 …');
  await sending.closed();
  await fetching.play('C: NOOP\nS: +OK …');
  fetching.drop();
  await server.engine.settings.set('security.smtp-authentication.usePop3Credentials', true, 'test');
});

it('nobody logs in to act as somebody else', async () => {
  const dialogue = await Dialogue.open(server.port('submissions'), { implicitTls: true, localAddress: '127.0.0.3' });
  await dialogue.play('S: 220 …');
  await ehlo(dialogue);
  await dialogue.play(`
      C: AUTH PLAIN ${base64(`bert@local.test\0anna@local.test\0${PASSWORD}`)}
      S: 535 5.7.8 …
      C: AUTH PLAIN ${base64(`Anna@LOCAL.test\0anna@local.test\0${PASSWORD}`)}
      S: 235 2.7.0 …
      C: QUIT
      S: 221 …
    `);
  const [refused] = await server.events({ remoteAddress: '127.0.0.3', kinds: ['login-failed'] });
  expect(refused?.text).toContain('act as somebody else');
});

it('lines of a login that was refused, sent in one go, and other places where passwords stray to', async () => {
  const plain = base64(`\0anna@local.test\0${PASSWORD}`);
  const clear = await greeted('127.0.0.4');
  clear.raw(`AUTH LOGIN\r\n${base64('anna@local.test')}\r\n${base64(PASSWORD)}\r\nAUTH PLAIN\r\n${plain}\r\n`);
  await clear.play('S: 538 …\nS: 500 …\nS: 500 …\nS: 538 …\nS: 500 …');
  await clear.play(`C: AUTH ${plain}\nS: 538 …\nC: AUTH PLAIN:${plain}\nS: 538 …\nC: AUTH CRAM-MD5\nS: 538 …\nC: ${plain}\nS: 500 …`);
  await clear.play(`C: MAIL FROM:<a@example.com> AUTH=${plain.replaceAll('=', '+3D')}\nS: 250 …\nC: RSET\nS: 250 …`);
  await clear.play(`C: MAIL FROM:<a@example.com AUTH=${base64(PASSWORD)}\nS: 501 …`);
  await clear.play('C: QUIT\nS: 221 …');
  const lines = (await server.events({ remoteAddress: '127.0.0.4', kinds: ['command'] })).map(({ text }) => text);
  expect(lines).toContain('AUTH LOGIN');
  expect(lines).toContain(`unknown command, ${base64(PASSWORD).length} bytes`);
  expect(lines).toContain('MAIL FROM:<a@example.com> AUTH=(secret)');
});

it('no password and no AUTH argument reaches the log', async () => {
  const plain = base64(`\0anna@local.test\0${PASSWORD}`);
  const secrets = [PASSWORD, base64(PASSWORD), plain, plain.replaceAll('=', '')];
  const texts = (await server.events()).map((event) => JSON.stringify(event)).join('\n');
  expect(texts).toContain('AUTH PLAIN');
  const { decisions } = await server.engine.events.decisions.search({}, { limit: 1000 });
  for (const secret of secrets) expect(texts + JSON.stringify(decisions)).not.toContain(secret);
});
