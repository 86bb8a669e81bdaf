/** Mailing lists: who may post, what members get, and how they leave. */
import { createHash, createPrivateKey } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { dkimRecordValue, makeKeyPair } from '../../main/delivery/dkim/key-pair.ts';
import { signatureFields } from '../../main/delivery/dkim/signature.ts';
import { refusal } from '../admin/carriers.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { base64, greeted } from './smtp-steps.ts';

const OUTSIDER = '127.0.0.2';
const LIST = 'news@local.test';
const BOUNCES = /^news\+bounces-[0-9a-f]{20}@local\.test$/;
/** SPF of the domains that members and others write from. */
const FROM_OUTSIDER = { TXT: ['v=spf1 ip4:127.0.0.2 -all'] };
/** RFC 6376 section 3.7, of the body that all messages here have. */
const BODY_HASH = createHash('sha256').update('hello\r\n').digest('base64');
let server: RunningEngine;
let client: AdminClient;
let dns: FakeDnsServer;

beforeEach(async () => {
  dns = await FakeDnsServer.open({ 'example.com': FROM_OUTSIDER, 'example.net': FROM_OUTSIDER });
  server = await startEngine({ server: { dns: { servers: [dns.address] } }, security: { 'smtp-authentication': { requireTls: false } } });
  const admin = createAdminContext(server.engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
  await client.lists.add({ address: LIST, name: 'News' });
  await client.lists.addMembers({ address: LIST, members: ['anna@local.test', 'Carl@example.com', 'dora@example.org'] });
});
afterEach(async () => {
  await server.stop();
  await dns.close();
});

/** Resolves once the log says something. */
function logged(text: string): Promise<void> {
  return new Promise((resolve) => {
    server.engine.events.onEvent((event) => {
      if (event.text.includes(text)) resolve();
    });
  });
}

/** Sends a message from outside. @returns the last reply */
async function send(from: string, to: string | readonly string[], head = 'Subject: hi', login?: string): Promise<string> {
  const dialogue = await greeted(server, OUTSIDER);
  if (login !== undefined) await dialogue.play(`C: AUTH PLAIN ${base64(`\0${login}\0${PASSWORD}`)}\nS: 235 …`);
  await dialogue.play(`C: MAIL FROM:<${from}>\nS: 250 …`);
  for (const recipient of [to].flat()) {
    dialogue.say(`RCPT TO:<${recipient}>`);
    const taken = (await dialogue.hear()) ?? '';
    if (!taken.startsWith('250')) return taken;
  }
  await dialogue.play('C: DATA\nS: 354 …');
  dialogue.raw(`${head.replaceAll('\n', '\r\n')}\r\n\r\nhello\r\n.\r\n`);
  const reply = (await dialogue.hear()) ?? '';
  await dialogue.play('C: QUIT\nS: 221 …');
  return reply;
}

/** Sends, and waits until it is handed out. */
async function post(from: string, head?: string): Promise<void> {
  const done = logged(`members of ${LIST}`);
  expect(await send(from, LIST, head)).toMatch(/^250 /);
  await done;
}

async function leaving(): Promise<{ readonly reversePath: string; readonly recipient: string; readonly content: string }[]> {
  const entries = await server.engine.store.queue.entries({}, { limit: 100 });
  return await Promise.all(
    entries.map(async ({ reversePath, recipient, messageId }) => {
      const reader = await server.engine.store.messages.open(messageId);
      const pieces: Buffer[] = [];
      for await (const piece of reader?.chunks() ?? []) pieces.push(piece);
      reader?.close();
      return { reversePath, recipient, content: Buffer.concat(pieces).toString() };
    }),
  );
}

it('a member posts; each member gets it once, with what programs want to know of a list, and reports go to the owner', async () => {
  await post('carl@EXAMPLE.com', 'From: Carl <carl@example.com>\nList-Id: <forged.example>\nReply-To: carl@home.example\nSubject: hi');
  const [mail, ...others] = await server.mailbox('anna@local.test');
  expect(others).toEqual([]);
  expect(mail).toMatch(
    /^Delivered-To: news@local\.test\r\nList-Id: "News" <news\.local\.test>\r\nList-Post: <mailto:news@local\.test>\r\nList-Help: <mailto:news\+owner@local\.test\?subject=help>\r\nList-Owner: <mailto:news\+owner@local\.test>\r\nList-Unsubscribe: <mailto:news\+unsubscribe@local\.test\?subject=unsubscribe>\r\nPrecedence: list\r\nReceived: /,
  );
  expect(mail).toMatch(/From: Carl <carl@example\.com>\r\nReply-To: carl@home\.example\r\nSubject: hi\r\n\r\nhello\r\n$/);
  expect(mail).not.toContain('forged');
  expect((await leaving()).map(({ recipient, reversePath }) => [recipient, reversePath])).toEqual([
    ['Carl@example.com', expect.stringMatching(BOUNCES)],
    ['dora@example.org', expect.stringMatching(BOUNCES)],
  ]);
  // The first of a day says what comes back for whom; then a host gets a post once for all its members.
  await post('carl@example.com');
  expect((await leaving()).slice(2).map(({ reversePath }) => reversePath)).toEqual(['news+bounces@local.test', 'news+bounces@local.test']);
  // The mailbox of the list is empty again, and nobody logs in to it or sees it among the accounts.
  expect((await client.accounts.list({})).map(({ address }) => address)).toEqual(['anna@local.test', 'bert@local.test']);
  expect(await server.mailbox(LIST)).toEqual([]);
  // Anna's is the oldest account: she is the postmaster, and so the owner.
  expect(await send('', 'news+bounces@local.test', 'Subject: Undelivered')).toMatch(/^250 /);
  await client.lists.update({ address: LIST, owner: 'bert@local.test' });
  expect(await send('x@example.net', 'news+owner@local.test')).toMatch(/^250 /);
  expect([(await server.mailbox('anna@local.test')).length, (await server.mailbox('bert@local.test')).length]).toEqual([3, 1]);
});

it('who may post: members, those named, or anyone; what comes back from a program is for nobody', async () => {
  expect(await send('eve@example.net', LIST)).toMatch(/^550 5\.7\.2 /);
  expect(await send('', LIST)).toMatch(/^550 5\.7\.2 /);
  await client.lists.update({ address: LIST, posting: 'named', posters: ['boss@example.com'] });
  expect(await send('carl@example.com', LIST)).toMatch(/^550 5\.7\.2 /);
  await post('Boss@example.com');
  expect((await server.mailbox('anna@local.test')).at(-1)).toContain('List-Post: NO');
  await client.lists.update({ address: LIST, name: 'The news', posting: 'anyone', replyTo: 'list' });
  await post('eve@example.net', 'Reply-To: eve@home.example\nSubject: x');
  const last = (await server.mailbox('anna@local.test')).at(-1) ?? '';
  expect(last.match(/^Reply-To:.*$/gm)).toEqual(['Reply-To: <news@local.test>']);
  // What the list is called may change; what it is known by does not.
  expect(last.match(/^List-Id:.*$/gm)).toEqual([expect.stringMatching(/The news.*<news\.local\.test>/)]);
  const refused = logged('a program has answered by itself');
  await send('eve@example.net', LIST, 'Auto-Submitted: auto-replied\nSubject: away');
  await refused;
  expect(await server.mailbox('anna@local.test')).toHaveLength(2);
});

it('whoever may post has to be who it says: by its login, or by SPF or DKIM of its domain', async () => {
  // Dora is a member, and her domain says nothing about who may write in its name: anybody could.
  const refused = await send('dora@example.org', LIST);
  expect(refused).toBe(
    '550 5.7.2 Nothing proves to this mailing list that the message is from you: no login of that address, and neither SPF nor DKIM of its domain speaks for it',
  );
  const [event] = await server.events({ kinds: ['message-refused'] });
  expect(event).toMatchObject({ reason: 'poster-unproven' });
  dns.zone['example.org'] = { TXT: ['v=spf1 ip4:192.0.2.1 -all'] };
  expect(await send('dora@example.org', LIST)).toMatch(/^550 5\.7\.2 /);
  // Whoever asks to leave, or has something to return, needs no proof.
  expect(await send('dora@example.org', 'news+unsubscribe@local.test')).toMatch(/^250 /);
  // Nobody knows now: it is tried again.
  dns.zone['example.info'] = { behaviour: 'servfail' };
  await client.lists.addMembers({ address: LIST, members: ['emil@example.info'] });
  expect(await send('emil@example.info', LIST)).toMatch(/^451 4\.4\.3 /);
  expect(await server.mailbox('anna@local.test')).toEqual([]);
  // A login proves it.
  const handedOut = logged(`members of ${LIST}`);
  expect(await send('anna@local.test', LIST, 'From: anna@local.test\nSubject: hi', 'anna@local.test')).toMatch(/^250 /);
  await handedOut;
  expect(await server.mailbox('anna@local.test')).toHaveLength(1);
  // A list for everybody asks nobody.
  await client.lists.update({ address: LIST, posting: 'anyone' });
  await post('dora@example.org');
});

it('a post and a wish to leave need a message each; two addresses of one mailbox, or one in two spellings, do not', async () => {
  expect(await send('anna@local.test', [LIST, 'News@local.test', 'news+detail@local.test'], 'Subject: once', 'anna@local.test')).toMatch(/^250 /);
  expect(await send('anna@local.test', [LIST, 'news+unsubscribe@local.test'], 'Subject: hi', 'anna@local.test')).toMatch(
    /^452 4\.5\.3 Send this recipient a message of its own/,
  );
  expect(await send('anna@local.test', ['anna+a@local.test', 'anna+b@local.test'], 'Subject: hi', 'anna@local.test')).toMatch(/^250 /);
});

it('whose proof is missing hears that nobody has got the message, and because of which recipient', async () => {
  await server.engine.accounts.putAlias({ address: 'all@local.test', targets: [LIST, 'bert@local.test'] });
  const refused = await send('dora@example.org', ['anna@local.test', 'all@local.test']);
  expect(refused).toMatch(/^550 5\.7\.2 .* speaks for it\. None of the recipients has got it; the list is <all@local\.test>$/);
  expect([await server.mailbox('anna@local.test'), await server.mailbox('bert@local.test')]).toEqual([[], []]);
});

it('of a login that uses the address of another, SPF and DKIM are asked as of a stranger', async () => {
  await server.engine.settings.import(
    { server: { authenticationResults: true }, security: { 'smtp-authentication': { senderMustMatchLogin: false } } },
    'test',
  );
  expect(await send('dora@example.org', LIST, 'Subject: hi', 'anna@local.test')).toMatch(/^550 5\.7\.2 .*no login of that address, and neither SPF nor DKIM/);
  const handedOut = logged(`members of ${LIST}`);
  expect(await send('carl@example.com', LIST, 'Subject: hi', 'anna@local.test')).toMatch(/^250 /);
  await handedOut;
  // That is about the list alone: readers are told nothing of a client that may send as our domains.
  expect(await server.mailbox('anna@local.test')).toEqual([expect.not.stringContaining('Authentication-Results')]);
});

it('a post that leads to members elsewhere counts for the login that sends it', async () => {
  await server.engine.settings.set('outbound.messagesPerHour', 1, 'test');
  const mine = async (): Promise<string> => await send('anna@local.test', LIST, 'From: anna@local.test\nSubject: hi', 'anna@local.test');
  const handedOut = logged(`members of ${LIST}`);
  expect(await mine()).toMatch(/^250 /);
  await handedOut;
  expect(await mine()).toMatch(/^250 /);
  expect((await client.quarantine.list({})).messages).toMatchObject([{ check: 'outbound-guard', reason: 'outbound-limit', entry: 'anna@local.test' }]);
  // Where all members are here, nothing leaves.
  await client.lists.add({ address: 'team@local.test', name: 'Team' });
  await client.lists.addMembers({ address: 'team@local.test', members: ['anna@local.test', 'bert@local.test'] });
  const inside = logged('members of team@local.test');
  expect(await send('anna@local.test', 'team@local.test', 'From: anna@local.test\nSubject: hi', 'anna@local.test')).toMatch(/^250 /);
  await inside;
});

it('lists within lists end, even in a circle', async () => {
  await client.lists.add({ address: 'all@local.test', posting: 'anyone' });
  await client.lists.addMembers({ address: 'all@local.test', members: [LIST, 'bert@local.test'] });
  await client.lists.update({ address: LIST, posting: 'anyone' });
  await client.lists.addMembers({ address: LIST, members: ['all@local.test'] });
  const ended = logged('it has been through this list before');
  expect(await send('eve@example.net', 'all@local.test')).toMatch(/^250 /);
  await ended;
  expect([(await server.mailbox('anna@local.test')).length, (await server.mailbox('bert@local.test')).length]).toEqual([1, 1]);
});

it('a member leaves by mail: asked to confirm first, so that nobody is made to leave by somebody else', async () => {
  expect(await send('carl@example.com', 'news+unsubscribe@local.test')).toMatch(/^250 /);
  await expect.poll(async () => (await leaving()).length).toBe(1);
  const [request] = await leaving();
  expect(request).toMatchObject({ recipient: 'carl@example.com', reversePath: '' });
  const [, confirm = ''] = /^Reply-To: <(news\+unsubscribe-[0-9a-f]{20}@local\.test)>$/m.exec(request?.content.replaceAll('\r', '') ?? '') ?? [];
  expect((await client.lists.members({ address: LIST })).map(({ address }) => address)).toContain('Carl@example.com');
  const left = logged('<Carl@example.com> has left the list');
  expect(await send('carl@example.com', confirm)).toMatch(/^250 /);
  await left;
  expect((await client.lists.members({ address: LIST })).map(({ address }) => address)).toEqual(['anna@local.test', 'dora@example.org']);
});

it('with a public address each member gets a copy with a one-click address of his own', async () => {
  await server.engine.settings.set('server.publicUrl', 'https://mail.local.test', 'test');
  // As in the desktop application: nobody would answer there.
  await post('carl@example.com');
  const promised = (await leaving()).filter(({ content }) => content.includes('List-Unsubscribe-Post'));
  expect(promised).toEqual([]);
  server.engine.listMemberships.serve();
  await post('carl@example.com');
  const copies = (await leaving()).slice(2);
  expect(copies.map(({ recipient }) => recipient)).toEqual(['Carl@example.com', 'dora@example.org']);
  const urls = copies.map(
    ({ content }) =>
      /^List-Unsubscribe: <(https:[^>]+)>,\r\n\t<mailto:news\+unsubscribe-[0-9a-f]{20}@local\.test\?subject=unsubscribe>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m.exec(
        content,
      )?.[1] ?? '',
  );
  expect(new Set(urls).size).toBe(2);
  const path = new URL(urls[1] ?? '').pathname.slice(1);
  const { listMemberships } = server.engine;
  expect(listMemberships.of(path)).toEqual({ list: LIST, member: 'dora@example.org' });
  expect(listMemberships.of(path.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBeUndefined();
  await listMemberships.end({ list: LIST, member: 'dora@example.org' });
  expect((await client.lists.members({ address: LIST })).map(({ address }) => address)).toEqual(['anna@local.test', 'Carl@example.com']);
});

it('mail that keeps coming back for a member goes to the owner, who is told when the member gets nothing any more', async () => {
  const { services } = server.engine.accounts;
  await client.lists.update({ address: LIST, owner: 'bert@local.test' });
  const standing = (): unknown => services.list(LIST)?.members.find(({ key }) => key === 'dora@example.org')?.standing;
  const handled = async (work: () => Promise<unknown>, mails: number): Promise<void> => {
    await work();
    await expect.poll(async () => (await server.mailbox('bert@local.test')).length).toBe(mails);
    await expect.poll(async () => await server.mailbox(LIST)).toEqual([]);
  };
  await post('carl@example.com');
  const entries = await server.engine.store.queue.entries({ recipient: 'dora@example.org' }, { limit: 10 });
  const reversePath = entries[0]?.reversePath ?? '';
  // Our own delivery has failed: its report counts.
  await handled(async () => await server.engine.delivery.returnToSenders(entries), 1);
  expect(standing()).toMatchObject({ bounceDays: 1, suspendedAt: 0 });
  // A host elsewhere reports, on a later day, and once more.
  const yesterday = Date.now() - 86_400_000;
  await services.setStanding(LIST, 'dora@example.org', { bounceDays: 3, bouncedAt: yesterday, suspendedAt: 0 });
  await handled(async () => await send('', reversePath, 'Subject: delayed\nAction: delayed\nStatus: 4.4.1'), 2);
  await handled(async () => await send('eve@example.net', reversePath, 'Subject: made up\nAction: failed\nStatus: 5.1.1'), 3);
  expect(standing()).toMatchObject({ bounceDays: 3, suspendedAt: 0 });
  const warned = logged('mail for <dora@example.org> has come back on 4 days');
  await handled(async () => await send('', reversePath.toUpperCase(), 'Subject: refused\nAction: failed\nStatus: 5.1.1'), 5);
  await warned;
  expect((await server.mailbox('bert@local.test')).at(-1)).toContain('Subject: dora@example.org gets nothing of news@local.test any more');
  expect((await client.lists.members({ address: LIST })).map(({ address, suspendedAt }) => [address, suspendedAt === null])).toEqual([
    ['anna@local.test', true],
    ['Carl@example.com', true],
    ['dora@example.org', false],
  ]);
  expect((await server.engine.store.accountServices.load()).lists[0]?.members.map((member) => member.standing.suspendedAt > 0)).toEqual([false, false, true]);
  const before = (await leaving()).length;
  await post('carl@example.com');
  expect((await leaving()).slice(before).map(({ recipient }) => recipient)).toEqual(['Carl@example.com']);
  // Added again it gets mail again.
  await client.lists.addMembers({ address: LIST, members: ['dora@example.org'] });
  expect(standing()).toEqual({ bounceDays: 0, bouncedAt: 0, suspendedAt: 0 });
});

it('posts are signed by the domain of the list', async () => {
  const key = await client.dkim.add({ domain: 'local.test', selector: 'lists', algorithm: 'ed25519' });
  await client.dkim.use({ domain: 'local.test', selector: 'lists', confirmed: true });
  await post('carl@example.com', 'From: carl@example.com\nSubject: x');
  const [mail = ''] = await server.mailbox('anna@local.test');
  const { results } = await dkimVerify(Buffer.from(mail), { resolver: async () => [[key.value]], strict: true });
  expect(results.map(({ signingDomain, status }) => [signingDomain, status.result])).toEqual([['local.test', 'pass']]);
});

describe('a From of our own domains, which what the list hands out would prove to members elsewhere', () => {
  const FORGED = 'From: The boss <ceo@local.test>\nSubject: pay';
  const handedOut = async (): Promise<number> => (await leaving()).length;

  it.each([
    ['of a member', 'members', 'carl@example.com', FORGED],
    ['of anyone', 'anyone', 'eve@example.net', FORGED],
    ['below the domain of the list', 'anyone', 'eve@example.net', 'From: ceo@hr.local.test\nSubject: pay'],
    ['beside his own', 'anyone', 'eve@example.net', 'From: eve@example.net, ceo@LOCAL.test\nSubject: pay'],
    ['in a second header', 'anyone', 'eve@example.net', 'From: eve@example.net\nFrom: ceo@local(here).test\nSubject: pay'],
    ['that cannot be read', 'anyone', 'eve@example.net', 'From:\n =?utf-8?q?=40?= <ceo@Local.test.>\nSubject: pay'],
    ['with a dot of another writing', 'anyone', 'eve@example.net', 'From: ceo@local。test\nSubject: pay'],
    ['that is too long to be read', 'anyone', 'eve@example.net', `From: ${'a,'.repeat(5001)}\nSubject: pay`],
  ] as const)('is not taken from a stranger: %s', async (_, posting, sender, head) => {
    await client.lists.update({ address: LIST, posting });
    const refused = await send(sender, LIST, head);
    expect(refused).toMatch(
      /^550 5\.7\.2 Nothing proves to this mailing list that .* speaks for it\. That is about its From header, which names a domain of this server$/,
    );
    expect(await server.events({ kinds: ['message-refused'] })).toMatchObject([{ reason: 'poster-unproven' }]);
    // The others have not got it either, and hear why; without the list they would have.
    expect(await send(sender, ['bert@local.test', LIST], head)).toMatch(/From header.*\. None of the recipients has got it; the list is <news@local\.test>$/);
    expect([await server.mailbox('bert@local.test'), await handedOut()]).toEqual([[], 0]);
    expect(await send(sender, ['bert@local.test', 'news+owner@local.test'], head)).toMatch(/^250 /);
  });

  it('is taken if DMARC passes, or DKIM or SPF speaks for it where there is no policy, and is put off while nobody knows', async () => {
    await client.lists.update({ address: LIST, posting: 'anyone' });
    const { privateKey, ...pair } = await makeKeyPair('ed25519');
    dns.zone['else._domainkey.local.test'] = { TXT: [dkimRecordValue({ ...pair, algorithm: 'ed25519' })] };
    const key = { domain: 'local.test', selector: 'else', algorithm: 'ed25519', key: createPrivateKey(privateKey) } as const;
    const crlf = Buffer.from(`${FORGED.replaceAll('\n', '\r\n')}\r\n\r\n`);
    const signed = `${await signatureFields(crlf, BODY_HASH, [key], Date.now())}${FORGED}`.replaceAll('\r\n', '\n');
    await post('eve@example.net', signed);
    dns.zone['_dmarc.local.test'] = { TXT: ['v=DMARC1; p=reject'] };
    await server.engine.settings.set('server.authenticationResults', false, 'test');
    await post('eve@example.net', signed);
    expect(await send('eve@example.net', LIST, FORGED)).toMatch(/^550 5\.7\.2 /);
    await server.engine.settings.set('security.smtp-authentication.requireForLocalSenders', false, 'test');
    expect(await send('anna@local.test', LIST, FORGED)).toMatch(/^550 5\.7\.2 /);
    await client.domains.add({ name: 'branch.test' });
    dns.zone['branch.test'] = FROM_OUTSIDER;
    await server.engine.accounts.addAccount({ address: 'emil@branch.test', password: PASSWORD });
    await post('emil@branch.test', 'From: emil@branch.test\nSubject: hi');
    dns.zone['_dmarc.busy.test'] = { behaviour: 'servfail' };
    await client.domains.add({ name: 'busy.test' });
    expect(await send('eve@example.net', LIST, 'From: eve@busy.test\nSubject: hi')).toMatch(/^451 4\.4\.3 /);
    expect(await server.mailbox('anna@local.test')).toHaveLength(3);
  });

  it('is refused for good where nobody can ever verify a signature, and put off only for name servers that could speak for it', async () => {
    await client.lists.update({ address: LIST, posting: 'anyone' });
    const silent = { behaviour: 'servfail' } as const;
    dns.zone = { ...dns.zone, 's._domainkey.busy.test': silent, 's._domainkey.local.test': silent, '_dmarc.local.test': { TXT: ['v=DMARC1; p=reject'] } };
    const signedBy = (domain: string): string => `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=s; h=from; bh=${BODY_HASH}; b=AAAA\n`;
    expect(await send('eve@example.net', LIST, `${signedBy('local.test')}${`X: ${'a'.repeat(800)}\n`.repeat(130)}${FORGED}`)).toMatch(/^550 5\.7\.2 /);
    expect(await send('eve@example.net', LIST, `${signedBy('busy.test')}${FORGED}`)).toMatch(/^550 5\.7\.2 /);
    expect(await send('eve@example.net', LIST, `${signedBy('local.test')}${FORGED}`)).toMatch(/^451 4\.4\.3 /);
  });

  it('is not held for the list either: once it is released, it would be signed', async () => {
    await client.lists.update({ address: LIST, posting: 'anyone' });
    await server.engine.settings.import({ security: { filters: { enabled: true, entries: [{ text: 'viagra', action: 'quarantine' }] } } }, 'test');
    expect(await send('eve@example.net', LIST, `${FORGED} viagra`)).toMatch(/^550 5\.7\.2 /);
    expect(await send('eve@example.net', LIST, 'From: eve@example.net\nSubject: viagra')).toMatch(/^250 /);
    expect((await client.quarantine.list({})).messages).toMatchObject([{ subject: 'viagra' }]);
  });

  it('is taken from a login, and signed', async () => {
    const key = await client.dkim.add({ domain: 'local.test', selector: 'lists', algorithm: 'ed25519' });
    await client.dkim.use({ domain: 'local.test', selector: 'lists', confirmed: true });
    const done = logged(`members of ${LIST}`);
    expect(await send('anna@local.test', LIST, 'From: anna@local.test\nSubject: hi', 'anna@local.test')).toMatch(/^250 /);
    await done;
    const [mail] = await leaving();
    const { results } = await dkimVerify(Buffer.from(mail?.content ?? ''), { resolver: async () => [[key.value]], strict: true });
    expect(results.map(({ signingDomain, status }) => [signingDomain, status.result])).toContainEqual(['local.test', 'pass']);
  });

  it('that is unclear and names none of ours is no matter of ours', async () => {
    await client.lists.update({ address: LIST, posting: 'anyone' });
    await post('eve@example.net', 'From: Eve, Inc. <eve@example.net>\nSubject: hi');
  });
});

it('a list is kept, has its address for itself, and what was posted before it is handed out survives', async () => {
  expect(await refusal(client.accounts.add({ address: LIST, password: 'correct horse' }))).toMatchObject({ code: 'CONFLICT' });
  expect(await refusal(client.lists.add({ address: 'anna@local.test' }))).toMatchObject({ code: 'CONFLICT' });
  expect(await refusal(client.lists.add({ address: 'x@local.test', posting: 'named' }))).toMatchObject({ code: 'INVALID' });
  expect(await refusal(client.accounts.setPassword({ address: LIST, password: 'correct horse' }))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await refusal(client.lists.addMembers({ address: LIST, members: ['News@local.test'] }))).toMatchObject({ code: 'INVALID' });
  expect((await server.engine.store.accountServices.load()).lists).toMatchObject([
    { posting: 'members', members: [{ key: 'anna@local.test' }, { key: 'carl@example.com' }, { key: 'dora@example.org' }] },
  ]);
  expect(await client.lists.removeMembers({ address: LIST, members: ['carl@example.com', 'nobody@example.com'] })).toMatchObject({
    removed: 1,
    members: [{ address: 'Carl@example.com' }],
  });
  await client.lists.remove({ address: LIST });
  expect(await client.lists.list()).toEqual([]);
  expect(await send('anna@example.com', LIST)).toMatch(/^550 5\.1\.1 /);
});
