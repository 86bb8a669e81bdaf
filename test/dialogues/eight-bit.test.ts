/** Mail beyond ASCII on its way from a session to another server (RFC 6152): what counts is what it has, and not what its client said. */
import { afterEach, expect, it } from 'vitest';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { PASSWORD, startEngine } from '../fakes/running-engine.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { base64, greeted } from './smtp-steps.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Sends a message of one line from a client that logs in. @returns how it left: the MAIL command and the content */
async function sent(line: string, parameters: string, offered: string): Promise<{ readonly mail: string | undefined; readonly content: string }> {
  const far = await ScriptedSmtp.open((what) => (what.startsWith('EHLO') ? `250-scripted\r\n250 ${offered}` : undefined), { address: '127.0.0.2' });
  closers.push(() => far.close());
  const dns = await FakeDnsServer.open();
  closers.push(() => dns.close());
  dns.zone = { 'far.test': { A: ['127.0.0.2'] } };
  const delivery = { port: far.port, allowPrivateAddresses: true, paused: false };
  const server = await startEngine({ server: { dns: { servers: [dns.address] } }, delivery });
  closers.push(() => server.stop());
  const dialogue = await greeted(server, '127.0.0.1');
  await dialogue.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 235 …`);
  await dialogue.play(`C: MAIL FROM:<anna@local.test>${parameters}\nS: 250 …\nC: RCPT TO:<carl@far.test>\nS: 250 …\nC: DATA\nS: 354 …`);
  dialogue.raw(Buffer.from(`Subject: hi\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${line}\r\n.\r\n`));
  await dialogue.play('S: 250 …\nC: QUIT\nS: 221 …');
  await expect.poll(() => far.messages.length, { timeout: 20_000 }).toBe(1);
  return { mail: far.commands.find((command) => command.startsWith('MAIL')), content: String(far.messages[0]) };
}

it.each([
  ['does not say that it has any', ''],
  ['says so', ' BODY=8BITMIME'],
])('leaves as quoted-printable for a host that takes nothing else, where the client %s', async (_what, parameters) => {
  const { mail, content } = await sent('Grüße', parameters, 'HELP');
  expect(mail).toBe('MAIL FROM:<anna@local.test>');
  expect(content).toMatch(/Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n$/);
});

it.each([
  ['as it is, and is declared as such, to a host that takes it', 'Grüße', '', ' BODY=8BITMIME'],
  ['undeclared where it has none, although its client has declared it', 'hello', ' BODY=8BITMIME', ''],
])('leaves %s', async (_what, line, parameters, declared) => {
  const { mail, content } = await sent(line, parameters, '8BITMIME');
  expect(mail).toBe(`MAIL FROM:<anna@local.test>${declared}`);
  expect(content).toMatch(new RegExp(`charset=utf-8\r\n\r\n${line}\r\n$`));
});
