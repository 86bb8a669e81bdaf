/** What comes back for members of a mailing list, where its owner is elsewhere, and what members elsewhere get encrypted only. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';
import { type Leaving, dmarcOf, leaving, PROTECTED } from './elsewhere.ts';
import { base64, ehlo, greeted } from './smtp-steps.ts';

const LIST = 'news@local.test';
const OWNER = 'boss@elsewhere.test';
const MADE_UP = 'news+bounces-deadbeef@local.test';
const FORGED = 'From: The boss <ceo@local.test>\nSubject: pay';
const REFUSED = 'From: <mailer-daemon@example.net>\nSubject: refused\n\nAction: failed\nStatus: 5.1.1';
let server: RunningEngine;
let client: AdminClient;
let dns: FakeDnsServer;

beforeEach(async () => {
  dns = await FakeDnsServer.open({ ...PROTECTED });
  server = await startEngine({ server: { dns: { servers: [dns.address] } } });
  const admin = createAdminContext(server.engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
  await client.lists.add({ address: LIST, name: 'News', posting: 'anyone', owner: OWNER });
  await client.lists.addMembers({ address: LIST, members: ['anna@local.test', 'dora@example.org'] });
});
afterEach(async () => {
  await server.stop();
  await dns.close();
});

/** Sends a message from outside. @returns the last reply */
async function send(from: string, to: string, message: string): Promise<string> {
  const dialogue = await greeted(server, '127.0.0.2');
  await dialogue.play(`C: MAIL FROM:<${from}>\nS: 250 …\nC: RCPT TO:<${to}>\nS: 250 …\nC: DATA\nS: 354 …`);
  dialogue.raw(`${message.replaceAll('\n', '\r\n')}\r\n\r\nhello\r\n.\r\n`);
  const reply = (await dialogue.hear()) ?? '';
  await dialogue.play('C: QUIT\nS: 221 …');
  return reply;
}

/** Waits until the list is through with what was posted. */
const handedOut = async (): Promise<void> => {
  await expect.poll(async () => await server.mailbox(LIST)).toEqual([]);
};

/** The reverse-path of a post to dora, which every host on its way sees. */
async function addressOfDora(): Promise<string> {
  expect(await send('eve@example.net', LIST, 'From: eve@example.net\nSubject: hi')).toMatch(/^250 /);
  await handedOut();
  const [post] = await leaving(server);
  const reversePath = post?.reversePath ?? '';
  expect(reversePath).toMatch(/^news\+bounces-[0-9a-f]{20}@local\.test$/);
  return reversePath;
}

const toOwner = async (): Promise<Leaving[]> => (await leaving(server)).filter(({ recipient }) => recipient === OWNER);
const standing = (): unknown => server.engine.accounts.services.list(LIST)?.members.find(({ key }) => key === 'dora@example.org')?.standing;

describe.each(['made up', 'of a member'])('an address for what comes back, %s, of a list whose owner is elsewhere', (whose) => {
  const address = async (): Promise<string> => (whose === 'made up' ? MADE_UP : await addressOfDora());

  it('does not make a forged From of ours pass DMARC there', async () => {
    const to = await address();
    const replies = [await send('', to, FORGED), await send('eve@example.net', to, FORGED)];
    await handedOut();
    const passedOn = (await toOwner()).map(async (mail) => `from <${mail.reversePath}>: ${await dmarcOf(mail, dns)}`);
    expect({ passedOn: await Promise.all(passedOn), replies }).toEqual({
      passedOn: ['from <eve@example.net>: local.test fail'],
      replies: [expect.stringMatching(/^550 5\.7\.1 The message would be forwarded .* speaks for it$/), expect.stringMatching(/^250 /)],
    });
  });

  it('takes what comes back, and passes it on', async () => {
    expect(await send('', await address(), REFUSED)).toMatch(/^250 /);
    await handedOut();
    expect(await toOwner()).toMatchObject([{ reversePath: '', content: expect.stringContaining('Subject: refused') as string }]);
  });
});

it('a report counts for the member whose address it came to, and for nobody where that is made up', async () => {
  const dora = await addressOfDora();
  await send('', MADE_UP, REFUSED);
  await handedOut();
  expect(standing()).toMatchObject({ bounceDays: 0 });
  await send('', dora, REFUSED);
  await handedOut();
  expect(standing()).toMatchObject({ bounceDays: 1 });
  expect(await toOwner()).toHaveLength(2);
});

it('what may only travel encrypted (REQUIRETLS) does so to members elsewhere, too, and stays so through a list in the list', async () => {
  await client.lists.add({ address: 'all@local.test', name: 'All' });
  await client.lists.addMembers({ address: 'all@local.test', members: [LIST, 'carl@example.com', 'anna@local.test'] });
  const dialogue = await Dialogue.open(server.port('submissions'), { implicitTls: true });
  await dialogue.play('S: 220 …');
  expect(await ehlo(dialogue)).toContainEqual(expect.stringMatching(/^250[ -]REQUIRETLS$/));
  await dialogue.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 235 …`);
  const post = async (wish: string): Promise<void> => {
    await dialogue.play(`
      C: MAIL FROM:<anna@local.test>${wish}
      S: 250 …
      C: RCPT TO:<all@local.test>
      S: 250 …
      C: DATA
      S: 354 …
      C: From: anna@local.test
      C: Subject: hi
      C:
      C: .
      S: 250 …
    `);
    await expect.poll(async () => await server.mailbox('all@local.test')).toEqual([]);
    await handedOut();
  };
  const wishes = async (): Promise<(readonly [string, boolean])[]> => (await leaving(server)).map(({ recipient, requireTls }) => [recipient, requireTls]);
  await post(' REQUIRETLS');
  expect(await wishes()).toEqual([
    ['carl@example.com', true],
    ['dora@example.org', true],
  ]);
  await post('');
  expect((await wishes()).slice(2)).toEqual([
    ['carl@example.com', false],
    ['dora@example.org', false],
  ]);
  expect(await server.mailbox('anna@local.test')).toHaveLength(4);
  await dialogue.play('C: QUIT\nS: 221 …');
});
