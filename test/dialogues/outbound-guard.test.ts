/** The outbound guard: a login that sends too much, the administrator who is told, and the two things to do about it. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { Json } from '../../main/settings/json-path.ts';
import { refusal } from '../admin/carriers.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';
import { base64, greeted } from './smtp-steps.ts';

const OUTSIDER = '127.0.0.2';
let server: RunningEngine;
let client: AdminClient;

beforeEach(async () => {
  server = await startEngine({ security: { 'smtp-authentication': { requireTls: false } } });
  const admin = createAdminContext(server.engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
});
afterEach(async () => {
  await server.stop();
});

const limits = async (outbound: Json): Promise<unknown> => await server.engine.settings.import({ outbound }, 'test');

async function loggedIn(name = 'anna@local.test', password = PASSWORD): Promise<Dialogue> {
  const dialogue = await greeted(server, OUTSIDER);
  await dialogue.play(`C: AUTH PLAIN ${base64(`\0${name}\0${password}`)}\nS: 235 …`);
  return dialogue;
}

async function send(dialogue: Dialogue, recipients: readonly string[], from = 'anna@local.test'): Promise<void> {
  await dialogue.play(`C: MAIL FROM:<${from}>\nS: 250 …`);
  for (const recipient of recipients) await dialogue.play(`C: RCPT TO:<${recipient}>\nS: 250 …`);
  await dialogue.play('C: DATA\nS: 354 …');
  dialogue.raw(`From: ${from}\r\nSubject: offer\r\n\r\nbuy\r\n.\r\n`);
  await dialogue.play('S: 250 …');
}

const queued = async (): Promise<string[]> => (await server.engine.store.queue.entries({}, { limit: 1000 })).map(({ recipient }) => recipient);

it('messages past the limit are answered 250 and held; the administrator is told once, with what was seen, and releases them', async () => {
  await limits({ messagesPerHour: 3 });
  const dialogue = await loggedIn();
  for (let number = 1; number <= 5; number += 1) await send(dialogue, ['x@example.com']);
  // Local mail is nobody's business.
  await send(dialogue, ['bert@local.test']);
  expect(await queued()).toHaveLength(3);
  expect(await server.mailbox('bert@local.test')).toHaveLength(1);
  expect((await client.quarantine.list({})).messages).toMatchObject([
    { check: 'outbound-guard', reason: 'outbound-limit', entry: 'anna@local.test', subject: 'offer', recipients: ['x@example.com'], remoteAddress: OUTSIDER },
    { check: 'outbound-guard' },
  ]);
  // It waits as long as it takes, and the summary says so until somebody has looked.
  expect((await client.quarantine.list({})).messages.map(({ discardedAt }) => discardedAt)).toEqual([null, null]);
  expect(await client.overview.concerns()).toContainEqual({ id: 'outbound-held', detail: 'anna@local.test' });
  const warnings = await server.events({ kinds: ['server'], text: 'sends more than usual' });
  expect(warnings).toMatchObject([
    {
      level: 'warning',
      reason: 'outbound-limit',
      account: 'anna@local.test',
      remoteAddress: OUTSIDER,
      text: expect.stringContaining('4 messages within an hour (the limit is 3)') as string,
    },
  ]);
  expect(warnings[0]?.text).toContain(`came from ${OUTSIDER}, to <x@example.com>, subject "offer"`);
  expect(await client.outbound.list()).toMatchObject([
    {
      sender: 'anna@local.test',
      kind: 'account',
      enabled: true,
      messagesThisHour: 3,
      newRecipientsThisDay: 1,
      limits: { messagesPerHour: 3 },
      held: [expect.any(Number), expect.any(Number)],
    },
  ]);
  const { decisions } = await server.engine.events.decisions.get({}, { limit: 10 });
  expect(decisions.find(({ verdict }) => verdict === 'quarantine')).toMatchObject({
    check: 'outbound-guard',
    reason: 'outbound-limit',
    login: 'anna@local.test',
  });

  expect(await client.outbound.release({ sender: 'Anna@local.test' })).toMatchObject({ released: [expect.any(Number), expect.any(Number)], refused: [] });
  expect(await queued()).toHaveLength(5);
  expect(await client.outbound.list()).toEqual([]);
  expect((await client.overview.concerns()).map(({ id }) => id)).not.toContain('outbound-held');
  await send(dialogue, ['x@example.com']);
  expect(await queued()).toHaveLength(6);
});

it('new recipients count once; a message to people known already passes when strangers would not', async () => {
  await limits({ newRecipientsPerDay: 3 });
  const dialogue = await loggedIn();
  await send(dialogue, ['a@example.com', 'b@example.com']);
  await send(dialogue, ['A@example.com', 'b@example.com', 'c@example.com']);
  await send(dialogue, ['d@example.com']);
  await send(dialogue, ['a@example.com', 'c@example.com']);
  expect((await client.quarantine.list({})).messages).toMatchObject([{ recipients: ['d@example.com'] }]);
  await client.outbound.release({ sender: 'anna@local.test' });
  expect((await client.quarantine.list({})).count).toBe(0);
});

it('one step closes the sessions of an account and disables it, and discards what is held', async () => {
  await limits({ messagesPerDay: 1 });
  const dialogue = await loggedIn();
  await send(dialogue, ['a@example.com']);
  await send(dialogue, ['b@example.com']);
  expect(await client.outbound.block({ sender: 'anna@local.test', discard: true })).toEqual({ discarded: 1 });
  await dialogue.play('S: 421 4.7.0 …');
  await dialogue.closed();
  const again = await greeted(server, OUTSIDER);
  await again.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 535 …`);
  again.drop();
  expect(await client.outbound.list()).toMatchObject([{ sender: 'anna@local.test', enabled: false, held: [] }]);
  expect(await refusal(client.outbound.block({ sender: 'nobody@local.test' }))).toMatchObject({ code: 'NOT_FOUND' });
});

it('a client that sends because of a POP3 login is stopped by disabling the account of that login', async () => {
  await limits({ messagesPerDay: 1 });
  await server.engine.settings.set('security.smtp-after-pop.enabled', true, 'test');
  const pop3 = await Dialogue.open(server.port('pop3s'), { implicitTls: true, localAddress: OUTSIDER });
  await pop3.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: QUIT\nS: +OK …`);
  const dialogue = await greeted(server, OUTSIDER);
  await send(dialogue, ['a@example.com']);
  await send(dialogue, ['b@example.com']);
  const sender = `client ${OUTSIDER}`;
  expect(await client.outbound.list()).toMatchObject([{ sender, kind: 'client', accounts: ['anna@local.test'], held: [expect.any(Number)] }]);
  expect(await client.outbound.block({ sender, discard: true })).toEqual({ discarded: 1 });
  await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<c@example.com>\nS: 550 5.7.1 …');
  dialogue.drop();
  expect(await client.outbound.list()).toMatchObject([{ sender, accounts: [] }]);
  expect(server.engine.accounts.accountOf({ localPart: 'anna', domain: 'local.test' })).toBeUndefined();
  // Nobody is left to be disabled.
  expect(await refusal(client.outbound.block({ sender }))).toMatchObject({ code: 'CONFLICT' });
});

it('an SMTP login is counted and disabled just so; an exception has its own limits', async () => {
  await limits({ messagesPerHour: 1, exceptions: [{ sender: 'newsletter' }] });
  const login = { password: 'toner low', addresses: ['@devices.example'] };
  await server.engine.settings.set(
    'security.smtp-authentication.logins',
    [
      { name: 'Printer', ...login },
      { name: 'Newsletter', ...login },
    ],
    'test',
  );
  const newsletter = await loggedIn('Newsletter', 'toner low');
  for (const to of ['a@example.com', 'b@example.com', 'c@example.com']) await send(newsletter, [to], 'news@devices.example');
  expect(await queued()).toHaveLength(3);
  const printer = await loggedIn('printer', 'toner low');
  await send(printer, ['a@example.com'], 'p@devices.example');
  await send(printer, ['a@example.com'], 'p@devices.example');
  expect(await client.outbound.list()).toMatchObject([
    { sender: 'Printer', kind: 'smtp-login', held: [expect.any(Number)] },
    { sender: 'Newsletter', held: [] },
  ]);
  await client.outbound.block({ sender: 'printer' });
  await printer.play('C: MAIL FROM:<p@devices.example>\nS: 421 4.7.0 …');
  const again = await greeted(server, OUTSIDER);
  await again.play(`C: AUTH PLAIN ${base64('\0printer\0toner low')}\nS: 535 …`);
  again.drop();
  newsletter.drop();
  expect((await client.quarantine.list({})).count).toBe(1);
});

it('what was sent is counted across a restart, and a trusted client that does not log in is not counted', async () => {
  await limits({ messagesPerHour: 1 });
  const trusted = await greeted(server, '127.0.0.1');
  await send(trusted, ['a@example.com']);
  await send(trusted, ['b@example.com']);
  trusted.drop();
  expect(await queued()).toHaveLength(2);
  const at = Date.now();
  const take = (time: number): ReturnType<typeof server.engine.store.outbound.take> =>
    server.engine.store.outbound.take({
      sender: 's',
      recipients: ['a'],
      at: time,
      limits: { messagesPerHour: 1, messagesPerDay: 2, newRecipientsPerHour: null, newRecipientsPerDay: null },
    });
  expect((await take(at)).exceeds).toBeUndefined();
  expect((await take(at)).exceeds).toBe('messagesPerHour');
  expect((await take(at + 3_660_000)).exceeds).toBeUndefined();
  expect((await take(at + 2 * 3_660_000)).exceeds).toBe('messagesPerDay');
  expect((await take(at + 25 * 3_600_000)).exceeds).toBeUndefined();
});

it('a check foresees what would be held, by the settings in force and by proposed ones, and counts nothing', async () => {
  await limits({ messagesPerHour: 1 });
  const foreseen = async (to: string, settings?: Json): Promise<unknown> => {
    const request = { remoteAddress: OUTSIDER, authName: 'anna@local.test', secure: true, from: 'anna@local.test', to: [to] };
    const message = { text: 'Subject: offer\n\nbuy\n', encoding: 'utf8' } as const;
    return await client.security.check({ ...request, message, ...(settings === undefined ? {} : { settings }) });
  };
  const held = { reason: 'outbound-limit', decision: { check: 'outbound-guard' } };
  for (let time = 0; time < 3; time += 1) expect(await foreseen('x@example.com')).toMatchObject({ accepted: 'all', reason: 'accepted' });
  await send(await loggedIn(), ['x@example.com']);
  expect(await foreseen('x@example.com')).toMatchObject(held);
  expect(await foreseen('bert@local.test')).toMatchObject({ reason: 'accepted' });
  expect(await foreseen('x@example.com', { outbound: { messagesPerHour: 5 } })).toMatchObject({ reason: 'accepted' });
  expect(await foreseen('x@example.com', { outbound: { enabled: false } })).toMatchObject({ reason: 'accepted' });
  expect((await client.quarantine.list({})).messages).toEqual([]);
  expect(await server.events({ kinds: ['server'], text: 'sends more than usual' })).toEqual([]);
});
