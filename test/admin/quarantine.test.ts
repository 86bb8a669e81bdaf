/** The quarantine as administrators see it. */
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { Engine } from '../../main/engine.ts';
import type { IncomingMessage } from '../../main/store/mail-store.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { refusal } from './carriers.ts';

interface Administered extends RunningEngine {
  readonly client: AdminClient;
  /** Takes in a message for anna, bert and somebody elsewhere, and holds it. @returns its id */
  readonly hold: (content: string | Buffer, change?: Partial<IncomingMessage>) => Promise<number>;
}

async function administered(): Promise<Administered> {
  const running = await startEngine();
  onTestFinished(async () => await running.stop());
  const { engine } = running;
  const admin = createAdminContext(engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  const client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
  return { ...running, client, hold: async (content, change) => await hold(engine, content, change) };
}

async function hold(engine: Engine, content: string | Buffer, change: Partial<IncomingMessage> = {}): Promise<number> {
  const { accounts } = await engine.store.directory.load();
  const writer = engine.store.messages.writer();
  await writer.write(Buffer.from(content));
  const { messageId } = await writer.commit({
    traceId: 'TRACE',
    sessionId: 'S',
    receivedAt: Date.now(),
    reversePath: 'sender@elsewhere.test',
    bodyType: '8bitmime',
    smtpUtf8: false,
    deliveries: accounts.map(({ id, address }) => ({ accountId: id, recipient: address })),
    relays: [{ recipient: 'c@elsewhere.test', domain: 'elsewhere.test' }],
    held: { check: 'filters', reason: 'relaying-denied', entry: 'cheap\u202ewatches', subject: 'Buy\u001b[31m now', remoteAddress: '192.0.2.7' },
    ...change,
  });
  return messageId;
}

test('what is held is listed and shown, with hostile text escaped', async () => {
  const { client, hold: held } = await administered();
  expect(await client.quarantine.list({})).toEqual({ messages: [], more: false, count: 0 });
  const first = await held('x', { held: { check: 'filters', reason: 'of an older version', entry: '' }, reversePath: '' });
  const id = await held('Subject: h\u00e9llo\r\nX-Odd: \u001b[2J\u202etxt\r\n\tfolded\r\n\r\nbody\r\n');
  const { messages, more, count } = await client.quarantine.list({ limit: 1 });
  expect({ more, count }).toEqual({ more: true, count: 2 });
  expect(messages).toMatchObject([
    {
      id,
      traceId: 'TRACE',
      reversePath: 'sender@elsewhere.test',
      recipients: ['anna@local.test', 'bert@local.test', 'c@elsewhere.test'],
      recipientCount: 3,
      subject: 'Buy\\x1b[31m now',
      remoteAddress: '192.0.2.7',
      check: 'filters',
      reason: 'relaying-denied',
      explanation: expect.stringContaining('may not relay') as string,
      entry: 'cheap\\u{202e}watches',
    },
  ]);
  expect((messages[0]?.discardedAt ?? 0) - (messages[0]?.receivedAt ?? 0)).toBe(30 * 86_400_000);
  expect((await client.quarantine.list({ before: id })).messages).toMatchObject([
    { id: first, reason: 'of an older version', explanation: '', reversePath: '' },
  ]);
  expect(await client.quarantine.get({ id })).toMatchObject({
    ...messages[0],
    source: 'Subject: h\u00e9llo\nX-Odd: \\x1b[2J\\u{202e}txt\n\tfolded\n\nbody\n',
    sourceCut: false,
  });
  const big = await held(Buffer.from('\u20ac'.repeat(100_000)));
  const { source, sourceCut } = await client.quarantine.get({ id: big });
  expect([source, sourceCut]).toEqual(['\u20ac'.repeat(Math.floor(FIXED_LIMITS.quarantinePreviewBytes / 3)), true]);
});

test('what is released is in mailboxes and queue, and the log says so', async () => {
  const { client, hold: held, engine, mailbox, events } = await administered();
  const [one, two] = [await held('first'), await held('second', { traceId: 'TWO' })];
  await engine.accounts.removeAccount('bert@local.test');
  expect(await client.quarantine.release({ ids: [one], recipients: ['anna@local.test'] })).toEqual({
    released: [{ id: one, delivered: ['anna@local.test'], queued: [], skipped: [], stillHeld: 2, contentLost: false }],
    refused: [],
  });
  expect(await client.quarantine.release({ ids: [two, two, 999] })).toEqual({
    released: [{ id: two, delivered: ['anna@local.test'], queued: ['c@elsewhere.test'], skipped: ['bert@local.test'], stillHeld: 0, contentLost: false }],
    refused: [{ id: 999, message: 'There is no held message 999: it was released or discarded, or never held.' }],
  });
  expect(await mailbox('anna@local.test')).toEqual(['first', 'second']);
  expect(await engine.store.queue.entries({}, { limit: 10 })).toMatchObject([{ messageId: two, recipient: 'c@elsewhere.test' }]);
  expect((await client.quarantine.list({})).messages).toMatchObject([{ id: one, recipients: ['bert@local.test', 'c@elsewhere.test'] }]);
  expect(engine.events.counters.deliveries).toBe(2);
  expect((await events({ traceId: 'TWO' })).map(({ kind, account, text }) => [kind, account, text])).toEqual([
    [
      'message-released',
      undefined,
      `held message ${two} was released to <anna@local.test>, <c@elsewhere.test>; not to bert@local.test: the account has been removed`,
    ],
    ['message-delivered', 'anna@local.test', 'in the mailbox of anna@local.test'],
    ['message-queued', undefined, 'for <c@elsewhere.test>'],
  ]);
  expect((await events({ kinds: ['admin'] })).map(({ text }) => text)).toEqual([
    `console: released the held message ${one}`,
    `console: released the held message ${two}`,
  ]);
});

test('what cannot be released is refused in words', async () => {
  const { client, hold: held, engine } = await administered();
  const id = await held('x', { relays: [] });
  expect(await refusal(client.quarantine.release({ ids: [999] }))).toMatchObject({ code: 'NOT_FOUND', defined: true });
  expect(await refusal(client.quarantine.release({ ids: [id], recipients: ['eve@local.test'] }))).toMatchObject({
    code: 'NOT_FOUND',
    message: `Message ${id} is not held for eve@local.test.`,
  });
  expect(await refusal(client.quarantine.release({ ids: [id, 999], recipients: ['anna@local.test'] }))).toMatchObject({
    code: 'INVALID',
    data: { problems: [{ field: 'recipients', message: 'can be named for one message only' }] },
  });
  for (const address of ['anna@local.test', 'bert@local.test']) await engine.accounts.removeAccount(address);
  expect(await refusal(client.quarantine.release({ ids: [id] }))).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('The accounts of anna@local.test, bert@local.test have been removed') as string,
  });
  expect(await client.quarantine.get({ id })).toMatchObject({ id });
});

test('what is discarded is gone, and the log says so', async () => {
  const { client, hold: held, engine, events } = await administered();
  const id = await held('x');
  expect(await client.quarantine.remove({ ids: [id, 999] })).toEqual({ removed: [id], missing: [999] });
  expect(await engine.store.messages.open(id)).toBeUndefined();
  expect(await refusal(client.quarantine.get({ id }))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await refusal(client.quarantine.remove({ ids: [id] }))).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining(String(id)) as string });
  expect((await events({ traceId: 'TRACE' })).map(({ kind }) => kind)).toEqual(['message-discarded']);
  expect((await events({ kinds: ['admin'] })).map(({ text }) => text)).toEqual([`console: discarded the held message ${id}`]);
});

test('a message that is not held cannot be read here', async () => {
  const { client, hold: held } = await administered();
  const id = await held('private');
  await client.quarantine.release({ ids: [id] });
  expect(await refusal(client.quarantine.get({ id }))).toMatchObject({ code: 'NOT_FOUND' });
});

test('what has been held too long goes while the server runs', async () => {
  const { client, hold: held, engine, events } = await administered();
  const id = await held('old', { receivedAt: Date.now() - 3 * 86_400_000 });
  const discarded = new Promise<void>((resolve) => {
    engine.events.onEvent(({ kind }) => {
      if (kind === 'message-discarded') resolve();
    });
  });
  await client.settings.set({ path: 'server.limits.quarantineDays', value: 2 });
  await discarded;
  expect(await refusal(client.quarantine.get({ id }))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await events({ kinds: ['message-discarded'] })).toMatchObject([
    { traceId: 'TRACE', text: `held message ${id} was discarded: nobody has released it within 2 days` },
  ]);
});
