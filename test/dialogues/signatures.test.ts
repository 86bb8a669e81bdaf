/** DKIM on mail of our users, and Authentication-Results on mail of strangers: sessions on the real engine, with a name server. */
import { createPrivateKey } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { dkimRecordValue, makeKeyPair } from '../../main/delivery/dkim/key-pair.ts';
import { RelaxedBodyHash } from '../../main/delivery/dkim/relaxed-body.ts';
import { signatureFields } from '../../main/delivery/dkim/signature.ts';
import { refusal } from '../admin/carriers.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { ScriptedSmtp, offers } from '../fakes/scripted-smtp.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { base64, greeted } from './smtp-steps.ts';

const OUTSIDER = '127.0.0.2';
let server: RunningEngine;
let dns: FakeDnsServer;
let client: AdminClient;

beforeAll(async () => {
  dns = await FakeDnsServer.open();
  server = await startEngine({ server: { dns: { servers: [dns.address] }, authenticationResults: true } });
  const admin = createAdminContext(server.engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
});
afterAll(async () => {
  await server.stop();
  await dns.close();
});

/** Sends a message to bert. @returns it as it is kept */
async function send(message: string, { from, address = OUTSIDER, login }: { from: string; address?: string; login?: string }): Promise<string> {
  const dialogue = await greeted(server, address);
  if (login !== undefined) await dialogue.play(`C: AUTH PLAIN ${base64(`\0${login}\0${PASSWORD}`)}\nS: 235 …`);
  await dialogue.play(`C: MAIL FROM:<${from}>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 250 …\nC: DATA\nS: 354 …`);
  dialogue.raw(`${message.replaceAll('\n', '\r\n')}\r\n.\r\n`);
  await dialogue.play('S: 250 …\nC: QUIT\nS: 221 …');
  return (await server.mailbox('bert@local.test')).at(-1) ?? '';
}

/** A TXT record longer than one string can be. */
const long = (text: string): { TXT: string[][] } => ({ TXT: [text.match(/.{1,255}/g) ?? []] });

async function verified(message: string): Promise<string[]> {
  const resolver = async (name: string): Promise<string[][]> => (dns.zone[name]?.TXT ?? []).map((text) => [[text].flat().join('')]);
  const { results } = await dkimVerify(Buffer.from(message, 'latin1'), { resolver, strict: true });
  return results.map(({ signingDomain, selector, status }) => `${String(signingDomain)} ${String(selector)} ${status.result}`);
}

it('a key signs once its record is in the DNS; another one takes its place; strangers and removed keys sign nothing', async () => {
  const mine = { from: 'anna@local.test', address: '127.0.0.1', login: 'anna@local.test' };
  const message = 'From: Anna <anna@local.test>\nTo: bert@local.test\nSubject: hi\n\nhello\n..dot\n\n';
  const key = await client.dkim.add({ domain: 'local.test', selector: 'first' });
  expect(key).toMatchObject({
    state: 'next',
    name: 'first._domainkey.local.test',
    value: expect.stringMatching(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{392}$/) as string,
  });
  expect(await send(message, mine)).not.toContain('DKIM-Signature');
  expect(await refusal(client.dkim.use({ domain: 'local.test', selector: 'first' }))).toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  dns.zone = { [key.name]: long(key.value) };
  await client.dkim.use({ domain: 'local.test', selector: 'first' });
  expect(await verified(await send(message, mine))).toEqual(['local.test first pass']);

  const second = await client.dkim.add({ domain: 'local.test', algorithm: 'ed25519' });
  dns.zone = { ...dns.zone, [second.name]: long(second.value) };
  await client.dkim.use({ domain: 'local.test', selector: second.selector });
  expect(await verified(await send(message, mine))).toEqual(['local.test first pass', `local.test ${second.selector} pass`]);
  const third = await client.dkim.add({ domain: 'local.test', selector: 'third' });
  await client.dkim.use({ domain: 'local.test', selector: 'third', confirmed: true });
  expect((await client.dkim.list({})).map(({ selector, state }) => [selector, state])).toEqual([
    ['first', 'retired'],
    [second.selector, 'active'],
    ['third', 'active'],
  ]);
  dns.zone = { ...dns.zone, [third.name]: long(third.value) };
  expect(await verified(await send(message, mine))).toContain('local.test third pass');
  expect((await client.dns.check({ domain: 'local.test' }))[0]?.records.filter(({ purpose }) => purpose === 'dkim')).toMatchObject([
    { name: 'first._domainkey.local.test', verdict: 'right', importance: 'optional' },
    { verdict: 'right' },
    { verdict: 'right' },
  ]);

  expect(await send('From: eve@elsewhere.test\n\nx', { from: 'eve@elsewhere.test' })).not.toContain('DKIM-Signature');
  expect(await refusal(client.dkim.remove({ domain: 'local.test', selector: 'third' }))).toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  for (const { selector } of await client.dkim.list({})) await client.dkim.remove({ domain: 'local.test', selector, confirmed: true });
  expect(await send(message, mine)).not.toContain('DKIM-Signature');
});

/** Lets Anna, whose domain has a key of each kind, send mail to bert here and to carl at a host elsewhere. */
async function withFarHost(keywords: readonly string[], run: (leave: (message: string) => Promise<string>, far: ScriptedSmtp) => Promise<void>): Promise<void> {
  const far = await ScriptedSmtp.open(offers(...keywords), { address: '127.0.0.2' });
  try {
    await server.engine.settings.import({ delivery: { port: far.port, allowPrivateAddresses: true, paused: false } }, 'test');
    const keys = [
      await client.dkim.add({ domain: 'local.test', selector: 'rsa' }),
      await client.dkim.add({ domain: 'local.test', selector: 'ed', algorithm: 'ed25519' }),
    ];
    for (const { selector } of keys) await client.dkim.use({ domain: 'local.test', selector, confirmed: true });
    dns.zone = { ...Object.fromEntries(keys.map(({ name, value }) => [name, long(value)])), 'far.test': { A: ['127.0.0.2'] } };
    const leave = async (message: string): Promise<string> => {
      const before = far.messages.length;
      const dialogue = await greeted(server, '127.0.0.1');
      await dialogue.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 235 …`);
      await dialogue.play('C: MAIL FROM:<anna@local.test> BODY=8BITMIME\nS: 250 …');
      await dialogue.play('C: RCPT TO:<bert@local.test>\nS: 250 …\nC: RCPT TO:<carl@far.test>\nS: 250 …\nC: DATA\nS: 354 …');
      dialogue.raw(Buffer.from(`${message.replaceAll('\n', '\r\n')}\r\n.\r\n`));
      await dialogue.play('S: 250 …\nC: QUIT\nS: 221 …');
      await expect.poll(() => far.messages.length, { timeout: 20_000 }).toBe(before + 1);
      return far.messages.at(-1)?.toString('latin1').replaceAll(/^\.\./gm, '.') ?? '';
    };
    await run(leave, far);
    for (const { selector } of keys) await client.dkim.remove({ domain: 'local.test', selector, confirmed: true });
  } finally {
    await far.close();
  }
}

const HEAD =
  'From: Anna <anna@local.test>\nTo: carl@far.test\nSubject: hi\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\nContent-Type: text/plain; charset=utf-8\n';

it('what is made 7-bit for its host is signed anew', async () => {
  await withFarHost([], async (leave) => {
    const sent = await leave(`${HEAD}\nGrüße = schön \n.dot\n${'long '.repeat(100)}\n\n`);
    expect(sent).toContain('Content-Transfer-Encoding: quoted-printable\r\n');
    expect(await verified(sent)).toEqual(['local.test rsa pass', 'local.test ed pass']);
  });
});

it('lines over 998 octets leave broken up and signed as they leave, and stay as they are in mailboxes here', async () => {
  await withFarHost(['8BITMIME', 'SIZE 1000000'], async (leave, far) => {
    const text = `Grüße = schön ${'x'.repeat(3000)} \n.dot`;
    const sent = await leave(`${HEAD}References:${' <id@local.test>'.repeat(100)}\n\n${text.replace('.dot', '..dot')}`);
    expect(Math.max(...sent.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    const [head = '', body = ''] = sent.split('\r\n\r\n');
    expect(head).toContain('Content-Transfer-Encoding: quoted-printable');
    expect(head.replaceAll('\r\n', '')).toContain(`References:${' <id@local.test>'.repeat(100)}`);
    const decoded = body.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    expect(Buffer.from(decoded, 'latin1').toString()).toBe(`${text.replaceAll('\n', '\r\n')}\r\n`);
    expect(await verified(sent)).toEqual(['local.test rsa pass', 'local.test ed pass']);
    // RFC 1870: as many bytes as come, dots that were doubled on the way left out. Nothing is 8-bit any more.
    expect(far.commands).toContain(`MAIL FROM:<anna@local.test> SIZE=${sent.length}`);
    const kept = (await server.mailbox('bert@local.test')).at(-1) ?? '';
    expect(kept).toContain('x'.repeat(3000));
    expect(kept).toContain(' <id@local.test>'.repeat(100));
    expect(await verified(kept)).toEqual(['local.test rsa pass', 'local.test ed pass']);
  });
});

it('mail of strangers says whether SPF, DKIM and DMARC speak for its sender', async () => {
  const pair = await makeKeyPair('rsa');
  const head = 'From: Carl <carl@good.test>\r\nSubject: hi\r\n\r\n';
  const hash = new RelaxedBodyHash();
  hash.update(Buffer.from('hello\r\n'));
  const key = { domain: 'good.test', selector: 's1', algorithm: 'rsa' as const, key: createPrivateKey(pair.privateKey) };
  const signature = await signatureFields(Buffer.from(head), hash.digest(), [key], Date.now());
  dns.zone = {
    'good.test': { TXT: ['v=spf1 ip4:127.0.0.2 -all'] },
    '_dmarc.good.test': { TXT: ['v=DMARC1; p=reject'] },
    's1._domainkey.good.test': long(dkimRecordValue({ algorithm: 'rsa', ...pair })),
  };
  const signed = `${signature}${head}hello`.replaceAll('\r\n', '\n');
  expect(await send(signed, { from: 'carl@good.test' })).toMatch(
    /^Authentication-Results: mail\.local\.test;\r\n\tspf=pass smtp\.mailfrom=good\.test;\r\n\tdkim=pass header\.d=good\.test header\.s=s1;\r\n\tdmarc=pass header\.from=good\.test\r\nReceived: /,
  );
  expect(await send(`${signed} and more`, { from: 'carl@good.test', address: '127.0.0.3' })).toMatch(
    /^Authentication-Results: mail\.local\.test;\r\n\tspf=fail smtp\.mailfrom=good\.test;\r\n\tdkim=neutral header\.d=good\.test header\.s=s1;\r\n\tdmarc=fail header\.from=good\.test\r\n/,
  );
  expect(await send('From: nobody@unknown.test\n\nx', { from: '' })).toMatch(
    /^Authentication-Results: mail\.local\.test;\r\n\tspf=none smtp\.helo=client\.example;\r\n\tdkim=none;\r\n\tdmarc=none header\.from=unknown\.test\r\n/,
  );
  // Where readers see another author besides, DMARC does not speak for the one.
  expect(await send('From: carl@good.test\nFrom\n : ceo@bank.test\n\nx', { from: 'carl@good.test' })).toMatch(
    /^Authentication-Results: mail\.local\.test;\r\n\tspf=pass smtp\.mailfrom=good\.test;\r\n\tdkim=none\r\nReceived: /,
  );
});

it('a name server in trouble is said, and keeps no mail from arriving', async () => {
  dns.zone = { 'late.test': { behaviour: 'servfail' }, '_dmarc.late.test': { behaviour: 'servfail' } };
  expect(await send('From: a@late.test\n\nx', { from: 'a@late.test' })).toContain('spf=temperror smtp.mailfrom=late.test');
});

it('fields that pretend to be ours are taken out, from whomever they come; those of others stay', async () => {
  const forged = [
    'Authentication-Results: mail.local.test; spf=pass',
    'AUTHENTICATION-RESULTS : (a (nested) comment) "MAIL.local.test" 1;\n\tdkim=pass',
    'Authentication-Results: other.test; spf=pass',
    'Authentication-Results:\n mail.local.test; dmarc=pass',
    'Subject: x',
  ].join('\n');
  const message = await send(`${forged}\n\nAuthentication-Results: mail.local.test; in the body`, { from: 'a@b.test' });
  expect(message.match(/^Authentication-Results[ \t]*:.*/gim)).toEqual([
    'Authentication-Results: mail.local.test;',
    'Authentication-Results: other.test; spf=pass',
    'Authentication-Results: mail.local.test; in the body',
  ]);
  const own = await send(`${forged}\nFrom: anna@local.test\n\nx`, { from: 'anna@local.test', address: '127.0.0.1', login: 'anna@local.test' });
  expect(own.match(/^Authentication-Results.*/gim)).toEqual(['Authentication-Results: other.test; spf=pass']);
});

it('fields that pretend to be ours are taken out behind lines that are no headers, too: some readers pass over those', async () => {
  const forged = 'Authentication-Results: mail.local.test; spf=pass';
  const message = await send(`Subject: x\nno header at all\n${forged}\n\nbody`, { from: 'a@b.test' });
  expect(message).toMatch(/^Subject: x\r\nno header at all\r\n\r\nbody/m);
  // Behind too many of them the body begins for everybody.
  const many = await send(`Subject: x\n${'no header\n'.repeat(21)}${forged}\n\nbody`, { from: 'a@b.test' });
  const [head = '', ...body] = many.split('\r\n\r\n');
  expect(head.match(/^Authentication-Results.*/gim)).toEqual(['Authentication-Results: mail.local.test;']);
  expect(body.join('')).toContain(forged);
});
