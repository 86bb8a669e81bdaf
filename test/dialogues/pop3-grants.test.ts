/** SMTP after POP and the guard against guessing, as POP3 clients of a running server meet them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRouterClient } from '@orpc/server';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';
import { dmarcOf, leaving, PROTECTED } from './elsewhere.ts';
import { greeted } from './smtp-steps.ts';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ security: { 'smtp-after-pop': { enabled: true } } });
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  await server.engine.settings.set('security.smtp-after-pop.enabled', false, 'test');
  await server.engine.settings.set('security.smtp-after-pop.enabled', true, 'test');
});

async function pop3(localAddress: string): Promise<Dialogue> {
  const dialogue = await Dialogue.open(server.port('pop3s'), { implicitTls: true, localAddress });
  await dialogue.play('S: +OK …');
  return dialogue;
}

async function logIn(address: string, localAddress: string): Promise<void> {
  const dialogue = await pop3(localAddress);
  await dialogue.play(`C: USER ${address}\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: QUIT\nS: +OK …`);
  await dialogue.closed();
}

const grants = (): string[] => server.engine.security.grants.list(server.engine.clock.now()).map(({ address, account }) => `${address} ${account.address}`);

describe('a POP3 login', () => {
  it('grants its client address, for each account, and lasts when the session is over', async () => {
    await logIn('anna@local.test', '127.0.0.2');
    await logIn('bert@local.test', '127.0.0.2');
    await logIn('Bert@LOCAL.test', '127.0.0.3');
    expect(grants()).toEqual(['127.0.0.2 anna@local.test', '127.0.0.2 bert@local.test', '127.0.0.3 bert@local.test']);
    const [grant] = server.engine.security.grants.list(server.engine.clock.now());
    expect(grant?.timeLeft).toBeGreaterThan(4 * 60_000);
    expect(grant?.timeLeft).toBeLessThanOrEqual(5 * 60_000);
  });

  it('that fails grants nothing: a wrong password, or a maildrop in use', async () => {
    const wrong = await pop3('127.0.0.4');
    await wrong.play('C: USER anna@local.test\nS: +OK …\nC: PASS wrong\nS: -ERR [AUTH] …');
    wrong.drop();
    const holder = await pop3('127.0.0.2');
    await holder.play(`C: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …`);
    const late = await pop3('127.0.0.5');
    await late.play(`C: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: -ERR [IN-USE] …`);
    late.drop();
    await holder.play('C: QUIT\nS: +OK …');
    await holder.closed();
    expect(grants()).toEqual(['127.0.0.2 anna@local.test']);
  });

  it('grants nothing while the option is off, and switching it off ends what there is', async () => {
    await logIn('anna@local.test', '127.0.0.2');
    await server.engine.settings.set('security.smtp-after-pop.enabled', false, 'test');
    await logIn('bert@local.test', '127.0.0.2');
    await server.engine.settings.set('security.smtp-after-pop.enabled', true, 'test');
    expect(grants()).toEqual([]);
  });

  it.each(['changed', 'disabled', 'removed'] as const)('of an account that is then %s loses its grants, and no others', async (what) => {
    const address = `${what}@local.test`;
    const { accounts } = server.engine;
    await accounts.addAccount({ address, password: PASSWORD });
    await logIn(address, '127.0.0.2');
    await logIn('anna@local.test', '127.0.0.2');
    if (what === 'changed') await accounts.setPassword(address, 'another one');
    else if (what === 'disabled') await accounts.updateAccount(address, { enabled: false });
    else await accounts.removeAccount(address);
    expect(grants()).toEqual(['127.0.0.2 anna@local.test']);
  });
});

it('whoever has a grant may mistype recipients, and is not taken for one who guesses them', async () => {
  await server.engine.settings.set('security.address-verification.maxUnknownRecipients', 1, 'test');
  const names = async (localAddress: string): Promise<Dialogue> => {
    const dialogue = await greeted(server, localAddress);
    await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …');
    for (const name of ['aaa', 'bbb']) await dialogue.play(`C: RCPT TO:<${name}@local.test>\nS: 550 5.1.1 …`);
    dialogue.say('RCPT TO:<ccc@local.test>');
    return dialogue;
  };
  await logIn('anna@local.test', '127.0.0.12');
  const known = await names('127.0.0.12');
  expect(await known.hear()).toMatch(/^550 5\.1\.1 /);
  known.drop();
  expect(server.engine.addressLists.automaticBans()).toEqual([]);
  await server.engine.settings.set('security.address-verification.maxUnknownRecipients', 10, 'test');
}, 20_000);

describe('a forged From of ours from an address that somebody has fetched mail from', () => {
  const OFFICE = '127.0.0.2';
  let dns: FakeDnsServer;
  beforeAll(async () => {
    dns = await FakeDnsServer.open({ ...PROTECTED });
    const { engine } = server;
    await engine.settings.import({ server: { dns: { servers: [dns.address] } } }, 'test');
    const admin = createAdminContext(engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
    const client: AdminClient = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
    const { name, value } = await client.dkim.add({ domain: 'local.test', selector: 'own', algorithm: 'ed25519' });
    await client.dkim.use({ domain: 'local.test', selector: 'own', confirmed: true });
    dns.zone[name] = { TXT: [value] };
    await client.aliases.put({ address: 'sales@local.test', targets: ['shop@elsewhere.test'] });
    await client.lists.add({ address: 'news@local.test', name: 'News', posting: 'anyone' });
    await client.lists.addMembers({ address: 'news@local.test', members: ['carl@elsewhere.test'] });
  });
  beforeEach(async () => {
    await logIn('bert@local.test', OFFICE);
  });
  afterAll(async () => {
    await dns.close();
  });

  /** @returns the last reply */
  async function send(sender: string, recipient: string, from: string): Promise<string> {
    const dialogue = await greeted(server, OFFICE);
    await dialogue.play(`C: MAIL FROM:<${sender}>\nS: 250 …\nC: RCPT TO:<${recipient}>\nS: 250 …\nC: DATA\nS: 354 …`);
    dialogue.raw(`From: ${from}\r\nSubject: hi\r\n\r\nhello\r\n.\r\n`);
    const reply = (await dialogue.hear()) ?? '';
    await dialogue.play('C: QUIT\nS: 221 …');
    return reply;
  }

  const verdicts = async (): Promise<string[]> =>
    await Promise.all((await leaving(server)).map(async (mail) => `${mail.recipient} ${await dmarcOf(mail, dns)}`));

  it('is neither signed nor made to pass DMARC elsewhere where its sender is foreign; what is sent on the strength of the grant is', async () => {
    const replies = [await send('eve@example.net', 'sales@local.test', 'ceo@local.test'), await send('eve@example.net', 'news@local.test', 'ceo@local.test')];
    await expect.poll(async () => await server.mailbox('news@local.test')).toEqual([]);
    expect({ elsewhere: await verdicts(), replies }).toEqual({
      elsewhere: ['shop@elsewhere.test local.test fail'],
      replies: [expect.stringMatching(/^250 /), expect.stringMatching(/^550 5\.7\.2 /)],
    });
    for (const sender of ['bert@local.test', '']) expect(await send(sender, 'sales@local.test', 'ceo@local.test')).toMatch(/^550 5\.7\.1 /);
    expect(await send('', 'sales@local.test', 'bert@local.test')).toMatch(/^250 /);
    expect(await send('bert@local.test', 'friend@elsewhere.test', 'bert@local.test')).toMatch(/^250 /);
    await server.engine.settings.set('security.smtp-authentication.senderMustMatchLogin', false, 'test');
    expect(await send('eve@example.net', 'other@elsewhere.test', 'bert@local.test')).toMatch(/^250 /);
    expect((await verdicts()).slice(1)).toEqual([
      'shop@elsewhere.test local.test pass',
      'friend@elsewhere.test local.test pass',
      'other@elsewhere.test local.test pass',
    ]);
  });
});

it('whoever repeats one wrong password is left in peace', async () => {
  const dialogue = await pop3('127.0.0.6');
  for (let each = 0; each < 12; each += 1) await dialogue.play('C: USER bert@local.test\nS: +OK …\nC: PASS last year\nS: -ERR [AUTH] …');
  await dialogue.play(`C: USER bert@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: QUIT\nS: +OK …`);
  await dialogue.closed();
  expect((await server.events({ text: 'different wrong passwords' })).filter(({ remoteAddress }) => remoteAddress === '127.0.0.6')).toEqual([]);
});
