/** Forwards, the way back for what was forwarded, and vacation replies: sessions, and the mail that leaves. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { QueueEntry } from '../../main/store/outgoing-queue.ts';
import { refusal } from '../admin/carriers.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { greeted } from './smtp-steps.ts';

const OUTSIDER = '127.0.0.2';
let server: RunningEngine;
let client: AdminClient;

beforeEach(async () => {
  // Nobody listens there: whether the sender of a forward is forged is asked, and nobody knows.
  server = await startEngine({ server: { dns: { servers: ['127.0.0.1:1'] } } });
  const admin = createAdminContext(server.engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
});
afterEach(async () => {
  await server.stop();
});

/** Sends a message from outside. @returns the last reply */
async function send(from: string, to: string, head = 'Subject: hi', address = OUTSIDER, wishes = ''): Promise<string> {
  const dialogue = await greeted(server, address);
  await dialogue.play(`C: MAIL FROM:<${from}>\nS: 250 …`);
  dialogue.say(`RCPT TO:<${to}>${wishes}`);
  const taken = (await dialogue.hear()) ?? '';
  if (!taken.startsWith('250')) return taken;
  await dialogue.play('C: DATA\nS: 354 …');
  dialogue.raw(`${head.replaceAll('\n', '\r\n')}\r\n\r\nhello\r\n.\r\n`);
  const reply = (await dialogue.hear()) ?? '';
  await dialogue.play('C: QUIT\nS: 221 …');
  return reply;
}

/** What waits to leave: sender, recipient and content. */
async function leaving(): Promise<(Pick<QueueEntry, 'reversePath' | 'recipient'> & { readonly content: string })[]> {
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

it('a forward sends mail on with a sender of ours, and what comes back for it goes to the original sender', async () => {
  await client.forwards.set({ address: 'anna@local.test', targets: ['anna@elsewhere.test'] });
  expect(await send('carl@example.com', 'anna@local.test')).toMatch(/^250 /);
  expect(await server.mailbox('anna@local.test')).toHaveLength(1);
  const [forwarded] = await leaving();
  expect(forwarded).toMatchObject({
    recipient: 'anna@elsewhere.test',
    reversePath: expect.stringMatching(/^SRS0=[a-z2-7]{8}=..=example\.com=carl@local\.test$/) as string,
  });
  expect(forwarded?.content).toMatch(/Subject: hi\r\n\r\nhello\r\n$/);

  const back = forwarded?.reversePath ?? '';
  expect(await send('', back, 'Subject: Undelivered')).toMatch(/^250 /);
  expect((await leaving())[1]).toMatchObject({ recipient: 'carl@example.com', reversePath: '' });
  // Nobody else uses that way: no mail but reports, and no address that we have not made.
  expect(await send('spammer@example.com', back)).toMatch(/^550 5\.7\.1 .*reports only/);
  expect(await send('', back.replace('carl', 'dora'))).toMatch(/^550 5\.1\.1 /);
  expect(await leaving()).toHaveLength(2);
});

it('a sender that SPF speaks for hears of a forward that fails, by the name that it knows, whether or not readers are told of SPF', async () => {
  const dns = await FakeDnsServer.open({ 'example.com': { TXT: ['v=spf1 ip4:127.0.0.2 -all'] } });
  try {
    await server.engine.settings.import({ server: { authenticationResults: false, dns: { servers: [dns.address] } } }, 'test');
    await client.forwards.set({ address: 'anna@local.test', targets: ['anna@elsewhere.test'] });
    expect(await send('carl@example.com', 'anna@local.test')).toMatch(/^250 /);
    // Anybody can have written that.
    expect(await send('dora@example.org', 'anna@local.test')).toMatch(/^250 /);
    expect(await client.queue.remove({ selection: { all: true }, report: 'bounce' })).toMatchObject({ recipients: 2, reported: 1 });
    const reports = await leaving();
    expect(reports).toMatchObject([{ recipient: 'carl@example.com', reversePath: '' }]);
    expect(reports[0]?.content).toMatch(/^To: <carl@example\.com>\r$/m);
    // Of where anna's mail goes carl knows nothing.
    expect(reports[0]?.content).toContain('could not be delivered to:\r\n\r\n  anna@local.test (passed on to anna@elsewhere.test)\r\n');
    expect(reports[0]?.content).toContain('Original-Recipient: rfc822; anna@local.test\r\nFinal-Recipient: rfc822; anna@elsewhere.test\r\n');
    expect(await server.mailbox('anna@local.test')).toEqual([
      expect.not.stringContaining('Authentication-Results'),
      expect.not.stringContaining('Authentication-Results'),
    ]);
  } finally {
    await dns.close();
  }
});

it('a forward without a copy; senders of ours and null senders stay as they are', async () => {
  await client.forwards.set({ address: 'anna@local.test', targets: ['anna@elsewhere.test', 'bert@local.test'], keepCopy: false });
  expect(await send('bert@local.test', 'anna@local.test', 'From: bert@local.test', '127.0.0.1')).toMatch(/^250 /);
  expect(await send('', 'anna+detail@local.test')).toMatch(/^250 /);
  expect(await server.mailbox('anna@local.test')).toHaveLength(0);
  expect(await server.mailbox('bert@local.test')).toHaveLength(2);
  expect((await leaving()).map(({ reversePath }) => reversePath)).toEqual(['bert@local.test', '']);
  await client.forwards.remove({ address: 'anna@local.test' });
  expect(await send('carl@example.com', 'anna@local.test')).toMatch(/^250 /);
  expect(await server.mailbox('anna@local.test')).toHaveLength(1);
});

it('what can be neither forwarded nor returned is in the mailbox after all, however full, and goes no further', async () => {
  const target = await ScriptedSmtp.open((what) => (what.startsWith('RCPT') ? '550 5.1.1 no such user' : undefined));
  try {
    await client.forwards.set({ address: 'anna@local.test', targets: ['anna@elsewhere.test'], keepCopy: false });
    await client.aliases.put({ address: 'info@local.test', targets: ['anna@local.test', 'bert@local.test', 'shop@elsewhere.test'] });
    expect(await send('carl@example.com', 'anna@local.test', 'Subject: direct')).toMatch(/^250 /);
    expect(await send('', 'anna+detail@local.test', 'Subject: bounce')).toMatch(/^250 /);
    expect(await send('carl@example.com', 'info@local.test', 'Subject: alias')).toMatch(/^250 /);
    expect(await send('bert@local.test', 'anna@elsewhere.test', 'From: bert@local.test\nSubject: not forwarded', '127.0.0.1')).toMatch(/^250 /);
    await server.engine.accounts.updateAccount('anna@local.test', { quotaBytes: 1 });
    await server.engine.settings.import({ delivery: { paused: false, smartHost: { host: '127.0.0.1', port: target.port, tls: 'none' } } }, 'test');
    await expect.poll(async () => (await server.events({ kinds: ['relay-failed'] })).length, { timeout: 20_000 }).toBe(5);
    await expect.poll(async () => await leaving(), { timeout: 20_000 }).toEqual([]);
    const subjects = async (address: string): Promise<Set<string | undefined>> =>
      new Set((await server.mailbox(address)).map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]));
    expect(await subjects('anna@local.test')).toEqual(new Set(['alias', 'bounce', 'direct']));
    expect(await server.mailbox('anna@local.test')).toHaveLength(3);
    // The report is of what bert has sent himself.
    expect(await subjects('bert@local.test')).toEqual(new Set(['Your message was not delivered', 'alias']));
    const texts = (await server.events({ kinds: ['relay-failed'], text: 'nobody is told' })).map(({ text }) => text);
    expect(texts.filter((text) => text.endsWith(': whoever has it forwarded gets it here'))).toHaveLength(3);
    expect(texts.filter((text) => text.endsWith('for this recipient it is lost'))).toEqual([expect.stringContaining('to <shop@elsewhere.test>')]);
    expect(await server.events({ kinds: ['message-delivered'], text: 'in the mailbox of anna@local.test after all' })).toHaveLength(3);
  } finally {
    await target.close();
  }
});

it('what can be neither forwarded nor returned is in the mailbox that it was written to, whatever ORCPT says', async () => {
  const target = await ScriptedSmtp.open((what) => (what.startsWith('RCPT') ? '550 5.1.1 no such user' : undefined));
  try {
    for (const address of ['anna@local.test', 'bert@local.test']) await client.forwards.set({ address, targets: ['out@elsewhere.test'], keepCopy: false });
    await client.accounts.add({ address: 'carla@local.test', password: 'correct horse' });
    const named = [
      'rfc822;bert@local.test',
      'rfc822;carla@local.test',
      'rfc822;out@elsewhere.test',
      'rfc822;SRS0+3Da@local.test',
      'rfc822;b@before.test',
      'x400;b',
    ];
    for (const original of named) expect(await send('', 'anna@local.test', `Subject: ${original}`, OUTSIDER, ` ORCPT=${original}`)).toMatch(/^250 /);
    // What was sent there directly is nobody's, whoever is named.
    expect(await send('bert@local.test', 'out@elsewhere.test', 'From: bert@local.test', '127.0.0.1', ' ORCPT=rfc822;anna@local.test NOTIFY=NEVER')).toMatch(
      /^250 /,
    );
    await server.engine.settings.import({ delivery: { paused: false, smartHost: { host: '127.0.0.1', port: target.port, tls: 'none' } } }, 'test');
    await expect.poll(async () => (await server.events({ kinds: ['relay-failed'] })).length, { timeout: 20_000 }).toBe(named.length + 1);
    await expect.poll(async () => await leaving(), { timeout: 20_000 }).toEqual([]);
    const kept = (await server.mailbox('anna@local.test')).map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]);
    expect(kept).toHaveLength(named.length);
    expect(new Set(kept)).toEqual(new Set(named));
    expect([await server.mailbox('bert@local.test'), await server.mailbox('carla@local.test')]).toEqual([[], []]);
  } finally {
    await target.close();
  }
});

it('what can be neither forwarded nor returned, since its sender has been removed, is in the mailbox after all', async () => {
  const target = await ScriptedSmtp.open((what) => (what.startsWith('RCPT') ? '550 5.1.1 no such user' : undefined));
  try {
    await client.forwards.set({ address: 'anna@local.test', targets: ['anna@elsewhere.test'], keepCopy: false });
    await client.aliases.put({ address: 'info@local.test', targets: ['shop@elsewhere.test'] });
    for (const to of ['anna@local.test', 'info@local.test']) {
      expect(await send('bert@local.test', to, 'From: bert@local.test\nSubject: kept', '127.0.0.1')).toMatch(/^250 /);
    }
    await client.accounts.remove({ address: 'bert@local.test' });
    await server.engine.settings.import({ delivery: { paused: false, smartHost: { host: '127.0.0.1', port: target.port, tls: 'none' } } }, 'test');
    await expect.poll(async () => (await server.events({ kinds: ['relay-failed'] })).length, { timeout: 20_000 }).toBe(2);
    await expect.poll(async () => await leaving(), { timeout: 20_000 }).toEqual([]);
    expect(await server.mailbox('anna@local.test')).toEqual([expect.stringContaining('Subject: kept')]);
    const told = (await server.events({ kinds: ['relay-failed'], text: 'since the sender takes no mail here any more' })).map(({ text }) => text);
    expect(told.toSorted()).toEqual([
      expect.stringMatching(/to <anna@elsewhere\.test>.*: whoever has it forwarded gets it here$/),
      expect.stringMatching(/to <shop@elsewhere\.test>.*, and for this recipient it is lost$/),
    ]);
  } finally {
    await target.close();
  }
});

it('an alias that leads elsewhere forwards just so', async () => {
  await client.aliases.put({ address: 'sales@local.test', targets: ['shop@elsewhere.test'] });
  await send('carl@example.com', 'sales@local.test');
  expect(await leaving()).toMatchObject([{ recipient: 'shop@elsewhere.test', reversePath: expect.stringMatching(/^SRS0=/) as string }]);
});

describe('a From that a sender of ours would prove at the next server', () => {
  const FORGED = 'From: The boss <boss@local.test>\nSubject: pay';
  const SRS = /^SRS0=/;
  let dns: FakeDnsServer;

  beforeEach(async () => {
    dns = await FakeDnsServer.open({
      'example.com': { TXT: ['v=spf1 ip4:127.0.0.2 -all'] },
      '_dmarc.local.test': { TXT: ['v=DMARC1; p=reject'] },
      '_dmarc.company.test': { TXT: ['v=DMARC1; p=reject'] },
    });
    await server.engine.settings.import({ server: { hostname: 'mail.local.test', dns: { servers: [dns.address] } } }, 'test');
    await client.domains.add({ name: 'branch.company.test' });
    await client.aliases.put({ address: 'sales@local.test', targets: ['shop@elsewhere.test', 'anna@local.test'] });
    await client.aliases.put({ address: 'sales@branch.company.test', targets: ['shop@elsewhere.test'] });
  });
  afterEach(async () => {
    await dns.close();
  });

  const senders = async (): Promise<string[]> => (await leaving()).map(({ reversePath }) => reversePath);

  it.each([
    ['of our domain', 'sales@local.test', FORGED],
    ['below our domain', 'sales@local.test', 'From: boss@hr.local.test\nSubject: pay'],
    ['beside his own', 'sales@local.test', 'From: eve@example.com, boss@LOCAL.test\nSubject: pay'],
    ['that cannot be read', 'sales@local.test', 'From: eve@example.com\nFrom: boss@local(here).test\nSubject: pay'],
    ['with a dot of another writing', 'sales@local.test', 'From: boss@local．test\nSubject: pay'],
    ['with a character that many drop', 'sales@local.test', 'From: boss@lo\0cal.test\nSubject: pay'],
    ['with something behind it', 'sales@local.test', 'From: boss@local.test eve.example\nSubject: pay'],
    ['above our domain', 'sales@branch.company.test', 'From: boss@company.test\nSubject: pay'],
    ['next to our domain', 'sales@branch.company.test', 'From: boss@other.company.test\nSubject: pay'],
  ])('goes with the sender that it came with where nothing proves it: %s', async (_, to, head) => {
    expect(await send('eve@example.com', to, head)).toMatch(/^250 /);
    expect(await senders()).toEqual(['eve@example.com']);
    expect(await server.events({ kinds: ['server'], text: 'forwarded with the sender that it came with' })).toHaveLength(1);
  });

  it('is not passed on where the sender is one of ours, or none, and none of the recipients gets it', async () => {
    await server.engine.settings.set('security.smtp-authentication.requireForLocalSenders', false, 'test');
    for (const sender of ['', 'bert@local.test']) {
      expect(await send(sender, 'sales@local.test', FORGED)).toMatch(/^550 5\.7\.1 The message would be forwarded .* speaks for it$/);
    }
    const refused = await server.events({ kinds: ['message-refused'] });
    expect(refused.map(({ reason }) => reason)).toEqual(['author-unproven', 'author-unproven']);
    expect([await senders(), await server.mailbox('anna@local.test')]).toEqual([[], []]);
  });

  it('leaves with a sender of ours where it is proven, or is no matter of ours', async () => {
    await send('eve@example.com', 'sales@local.test', 'From: eve@example.com\nSubject: hi');
    await send('eve@example.com', 'sales@local.test', 'From: boss@company.test\nSubject: hi');
    await send('eve@example.com', 'sales@branch.company.test', FORGED);
    dns.zone['_dmarc.company.test'] = { TXT: ['v=DMARC1; p=reject; aspf=s'] };
    dns.zone['company.test'] = dns.zone['news.local.test'] = { TXT: ['v=spf1 ip4:127.0.0.2 -all'] };
    await send('me@company.test', 'sales@branch.company.test', 'From: me@company.test\nSubject: hi');
    await send('boss@news.local.test', 'sales@local.test', FORGED);
    expect(await senders()).toEqual(Array.from({ length: 5 }, () => expect.stringMatching(SRS) as string));
  });

  it('is not believed beside many that look like ours, and no name server is asked for them', async () => {
    const many = Array.from({ length: 40 }, (_, number) => `x@e${number}.company.test`);
    for (const author of many) dns.zone[`_dmarc.${author.slice(2)}`] = { behaviour: 'silent' };
    expect(await send('eve@example.com', 'sales@branch.company.test', `From: ${many.join(', ')}\nSubject: pay`)).toMatch(/^250 /);
    expect(await senders()).toEqual(['eve@example.com']);
    expect(dns.questions.filter(({ name }) => /\be\d+\.company/.test(name))).toEqual([]);
  });

  it('waits for a name server where only the null sender is left', async () => {
    dns.zone['_dmarc.local.test'] = { behaviour: 'servfail' };
    expect(await send('', 'sales@local.test', 'From: boss@mail.local.test\nSubject: pay')).toMatch(/^451 4\.4\.3 /);
  });
});

it('no circle: neither when a forward is set, nor when aliases make one later, nor through another server', async () => {
  await client.forwards.set({ address: 'anna@local.test', targets: ['bert@local.test'] });
  expect(await refusal(client.forwards.set({ address: 'bert@local.test', targets: ['x@example.com', 'anna@local.test'] }))).toMatchObject({
    code: 'CONFLICT',
    data: { problems: [{ field: 'targets.1', message: 'anna@local.test leads back to bert@local.test: mail would go in a circle' }] },
  });
  expect(await refusal(client.forwards.set({ address: 'bert@local.test', targets: ['bert@local.test'] }))).toMatchObject({ code: 'INVALID' });
  await client.aliases.put({ address: 'team@local.test', targets: ['x@example.com'] });
  await client.forwards.set({ address: 'bert@local.test', targets: ['team@local.test'] });
  await client.aliases.put({ address: 'team@local.test', targets: ['anna@local.test'], replace: true });
  expect(await send('carl@example.com', 'anna@local.test')).toMatch(/^250 /);
  expect([await server.mailbox('anna@local.test'), await server.mailbox('bert@local.test')].map((mails) => mails.length)).toEqual([1, 1]);
  const received = 'Received: from elsewhere.test ([192.0.2.1])\n\tby mail.local.test with ESMTP id x\n\tfor <anna@local.test>; now\n';
  expect(await send('carl@example.com', 'anna@local.test', `${received.repeat(4)}Subject: x`)).toMatch(/^250 /);
  expect(await send('carl@example.com', 'anna@local.test', `${received.repeat(5)}Subject: x`)).toMatch(/^554 5\.4\.6 /);
});

it('whoever has mail forwarded is still himself, and nobody else becomes him', async () => {
  await client.forwards.set({ address: 'anna@local.test', targets: ['bert@local.test'], keepCopy: false });
  const owns = (id: number, address: string, sender: string): boolean =>
    server.engine.accounts.owns({ kind: 'account', id, address }, { localPart: sender, domain: 'local.test' });
  const { accounts } = await server.engine.store.directory.load();
  const id = (address: string): number => accounts.find((row) => row.address === address)?.id ?? 0;
  expect(owns(id('anna@local.test'), 'anna@local.test', 'anna')).toBe(true);
  expect(owns(id('bert@local.test'), 'bert@local.test', 'anna')).toBe(false);
});

it('an answer while anna is away: once to each sender, and anew when she says something else', async () => {
  const answers = async (): Promise<Awaited<ReturnType<typeof leaving>>> => (await leaving()).filter(({ content }) => content.includes('Auto-Submitted'));
  const told = new Promise<void>((resolve) => {
    server.engine.events.onEvent(({ text }) => {
      if (text.includes('is away: an answer was sent to <dora@example.com>')) resolve();
    });
  });
  await server.engine.accounts.updateAccount('anna@local.test', { name: 'Anna Grün' });
  await client.vacations.set({ address: 'anna@local.test', text: 'Back on Monday.\nGrüße' });
  const head = 'To: Anna <anna@local.test>\nMessage-ID: <1@example.com>\nSubject: =?UTF-8?Q?caf=C3=A9?=';
  await send('Carl@example.com', 'anna@local.test', head);
  await send('carl@example.com', 'anna@local.test', head);
  await send('', 'anna@local.test', head);
  await send('list@example.com', 'anna@local.test', `${head}\nList-Id: <list.example.com>`);
  await send('dora@example.com', 'anna@local.test', head);
  await told;
  const sent = await answers();
  expect(sent.map(({ recipient, reversePath }) => [recipient, reversePath])).toEqual([
    ['Carl@example.com', ''],
    ['dora@example.com', ''],
  ]);
  expect(sent[0]?.content).toMatch(
    /\r\nFrom: =\?UTF-8\?B\?[^?]+\?= <anna@local\.test>\r\nTo: <Carl@example\.com>\r\nSubject: =\?UTF-8\?B\?QXV0bzogY2Fmw6k=\?=\r\nIn-Reply-To: <1@example\.com>\r\n/,
  );
  expect(sent[0]?.content).toContain(Buffer.from('Back on Monday.\r\nGrüße').toString('base64'));
  expect(await server.mailbox('anna@local.test')).toHaveLength(5);

  const again = new Promise<void>((resolve) => {
    server.engine.events.onEvent(({ text }) => {
      if (text.includes('an answer was sent')) resolve();
    });
  });
  await client.vacations.set({ address: 'anna@local.test', subject: 'Away', text: 'Back on Tuesday.' });
  await send('carl@example.com', 'anna@local.test', head);
  await again;
  expect(await answers()).toHaveLength(3);
  await client.vacations.remove({ address: 'anna@local.test' });
  expect(await client.vacations.list()).toEqual([]);
});

it('forwards and answers survive a restart, and go with their account', async () => {
  await client.forwards.set({ address: 'anna@local.test', targets: ['anna@elsewhere.test'] });
  await client.vacations.set({ address: 'bert@local.test', text: 'away', startsAt: 1, endsAt: 2, days: 3 });
  expect(await server.engine.store.accountServices.load()).toMatchObject({
    forwards: [{ targets: ['anna@elsewhere.test'], keepCopy: true }],
    vacations: [{ subject: '', body: 'away', startsAt: 1, endsAt: 2, days: 3 }],
  });
  await client.accounts.remove({ address: 'anna@local.test' });
  expect(await client.forwards.list()).toEqual([]);
  expect((await server.engine.store.accountServices.load()).forwards).toEqual([]);
});
