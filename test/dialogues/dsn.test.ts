/** Delivery status notifications as a sender asks for them and gets them (RFC 3461 to 3464). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { Dialogue } from './dialogue.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

let server: RunningEngine;
let relay: ScriptedSmtp;
let dns: FakeDnsServer;
beforeAll(async () => {
  // It knows nobody: no SPF speaks for a stranger.
  dns = await FakeDnsServer.open();
  relay = await ScriptedSmtp.open((what) => (what.includes('nobody') ? '550 5.1.1 <nobody@example.com>: no such user' : undefined));
  server = await startEngine({
    server: { dns: { servers: [dns.address] } },
    delivery: { paused: false, smartHost: { host: '127.0.0.1', port: relay.port, tls: 'none' } },
  });
});
afterAll(async () => {
  await server.stop();
  await relay.close();
  await dns.close();
});

/** Sends a message with these envelope lines, logged in as anna. */
async function send(mail: string, rcpts: readonly string[], subject: string): Promise<void> {
  const dialogue = await Dialogue.open(server.port('submission'));
  const lines = rcpts.map((rcpt) => `C: RCPT TO:${rcpt}\nS: 250 …`).join('\n');
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}
    S: 235 …
    C: MAIL FROM:${mail}
    S: 250 …
    ${lines}
    C: DATA
    S: 354 …
    C: From: anna@local.test
    C: Subject: ${subject}
    C:
    C: the body
    C: .
    S: 250 …
    C: QUIT
    S: 221 …
  `);
}

/** Reports in anna's mailbox about a message with this subject, once there are some. */
async function reports(subject: string): Promise<string[]> {
  const all = async (): Promise<string[]> =>
    (await server.mailbox('anna@local.test')).filter((text) => text.includes(`Subject: ${subject}\r\n`) && text.includes('report-type'));
  await expect.poll(async () => (await all()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  return await all();
}

it('a refusal comes back in plain words, with the reply of the other server and the whole message', async () => {
  await send('<anna@local.test> RET=FULL ENVID=QQ314', ['<nobody@example.com> ORCPT=rfc822;no+2Bbody@example.com'], 'refused');
  const [report] = await reports('refused');
  expect(report).toContain('The address does not exist at example.com. Check the spelling.\r\n');
  expect(report).toContain('The other server said: 550 5.1.1 <nobody@example.com>: no such user\r\n');
  expect(report).toContain('Original-Envelope-Id: QQ314\r\n');
  expect(report).toContain(
    'Original-Recipient: rfc822; no+2Bbody@example.com\r\nFinal-Recipient: rfc822; nobody@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n',
  );
  expect(report).toContain('Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.com>: no such user\r\n');
  expect(report).toContain('Content-Type: message/rfc822\r\n');
  expect(report).toContain('\r\n\r\nthe body\r\n');
});

it('nobody hears of a refusal that was not to be reported', async () => {
  await send('<anna@local.test>', ['<nobody@example.com> NOTIFY=NEVER', '<nobody.else@example.com>'], 'silence');
  const [report, ...others] = await reports('silence');
  expect(others).toEqual([]);
  expect(report).toContain('nobody.else@example.com');
  expect(report).not.toContain('; nobody@example.com');
  expect(report).not.toContain('the body');
});

it('an arrival is reported where that was asked for: here, and passed on elsewhere', async () => {
  await send(
    '<anna@local.test> RET=HDRS',
    ['<bert@local.test> NOTIFY=SUCCESS', '<friend@example.com> NOTIFY=SUCCESS,FAILURE', '<bert+x@local.test>'],
    'arrival',
  );
  await expect.poll(async () => (await reports('arrival')).length, { timeout: 20_000 }).toBe(2);
  const both = (await reports('arrival')).toSorted((one, other) => (one < other ? -1 : 1)).join('\n');
  expect(both).toContain('Subject: Your message was delivered\r\n');
  expect(both).toContain('Final-Recipient: rfc822; bert@local.test\r\nAction: delivered\r\nStatus: 2.0.0\r\n');
  expect(both).toContain('Subject: Your message was passed on\r\n');
  expect(both).toContain('Final-Recipient: rfc822; friend@example.com\r\nAction: relayed\r\n');
  expect(both).not.toContain('bert+x');
});

it('a stranger who may be forged gets no report, and the log says so', async () => {
  await server.engine.accounts.putAlias({ address: 'away@local.test', targets: ['nobody@example.com'] });
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.2' });
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<stranger@example.org>
    S: 250 …
    C: RCPT TO:<away@local.test> NOTIFY=SUCCESS,FAILURE
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: forged
    C:
    C: .
    S: 250 …
    C: QUIT
    S: 221 …
  `);
  await expect.poll(async () => (await server.events({ kinds: ['relay-failed'], text: 'example.org=stranger' })).length, { timeout: 20_000 }).toBe(1);
  const [failed] = await server.events({ kinds: ['relay-failed'], text: 'example.org=stranger' });
  expect(failed?.text).toContain('nobody is told, since the sender is none, or may be forged, and for this recipient it is lost');
  expect(relay.commands.filter((command) => command.includes('example.org'))).toEqual([
    expect.stringMatching(/^MAIL FROM:<SRS0=.*=example\.org=stranger@local\.test>$/),
  ]);
});

it('a refusal comes back into a mailbox that is full', async () => {
  await server.engine.accounts.updateAccount('anna@local.test', { quotaBytes: 0 });
  await send('<anna@local.test>', ['<nobody@example.com>'], 'full');
  expect(await reports('full')).toEqual([expect.stringContaining('Final-Recipient: rfc822; nobody@example.com\r\n')]);
  await server.engine.accounts.updateAccount('anna@local.test', { quotaBytes: null });
});
