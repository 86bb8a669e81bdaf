/** The outgoing queue as administrators see it. */
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { IncomingMessage } from '../../main/store/mail-store.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { refusal } from './carriers.ts';

interface Administered extends RunningEngine {
  readonly client: AdminClient;
  /** Queues a message for these recipients. @returns its id */
  readonly queue: (recipients: readonly string[], change?: Partial<IncomingMessage>) => Promise<number>;
}

async function administered(): Promise<Administered> {
  const running = await startEngine();
  onTestFinished(async () => await running.stop());
  const { engine } = running;
  const admin = createAdminContext(engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  const client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
  const queue: Administered['queue'] = async (recipients, change) => {
    const writer = engine.store.messages.writer();
    await writer.write(Buffer.from('Subject: h\u00e9llo\r\nX-Odd: \u001b[2J\r\n\r\nbody\r\n'));
    const relays = recipients.map((recipient) => ({ recipient, domain: recipient.slice(recipient.indexOf('@') + 1) }));
    const { messageId } = await writer.commit({
      traceId: 'TRACE',
      sessionId: 'S',
      receivedAt: Date.now(),
      reversePath: 'anna@local.test',
      bodyType: '8bitmime',
      smtpUtf8: false,
      deliveries: [],
      relays,
      ...change,
    });
    return messageId;
  };
  return { ...running, client, queue };
}

test('what is in the queue is listed, searched and shown, with hostile text escaped', async () => {
  const { client, engine, queue } = await administered();
  expect(await client.queue.list({})).toEqual({ messages: [], more: false, count: 0 });
  expect(await client.queue.summary()).toEqual({ paused: true, messages: 0, waiting: 0, held: 0, destinations: 0, oldestAt: null, connections: 0 });
  const one = await queue(['a@example.com']);
  const two = await queue(['b\u202e@example.net', 'c@example.net'], { reversePath: '' });
  const { messages, more, count } = await client.queue.list({ limit: 1 });
  expect({ more, count }).toEqual({ more: true, count: 2 });
  expect(messages).toMatchObject([
    {
      id: two,
      traceId: 'TRACE',
      sender: '',
      recipients: ['b\\u{202e}@example.net', 'c@example.net'],
      recipientCount: 2,
      heldCount: 0,
      state: 'waiting',
      attempts: 0,
      lastError: '',
    },
  ]);
  expect((await client.queue.list({ from: two })).messages.map(({ id }) => id)).toEqual([one]);
  expect((await client.queue.list({ filter: { destination: 'example.com' }, order: 'oldest' })).messages.map(({ id }) => id)).toEqual([one]);
  expect(await client.queue.list({ filter: { text: 'nobody' } })).toEqual({ messages: [], more: false, count: 0 });

  const attempt = { at: Date.now(), host: 'mx.example.com', address: '192.0.2.1:25', tls: 'TLSv1.3', reply: '451 \u001b[31mlater', milliseconds: 12 };
  const [entry] = await engine.store.queue.entries({ messages: [one] }, { limit: 1 });
  await engine.store.queue.settle({ deferred: [{ ids: [entry?.id ?? 0], route: '', nextAttemptAt: attempt.at + 60_000, attempt }] });
  const shown = await client.queue.get({ id: one });
  expect(shown).toMatchObject({
    id: one,
    attempts: 1,
    lastError: '451 \\x1b[31mlater',
    source: 'Subject: h\u00e9llo\nX-Odd: \\x1b[2J\n\nbody\n',
    sourceCut: false,
  });
  expect(shown.details).toMatchObject([
    {
      id: entry?.id,
      recipient: 'a@example.com',
      destination: 'example.com',
      state: 'waiting',
      attempts: 1,
      route: '',
      history: [{ ...attempt, reply: '451 \\x1b[31mlater' }],
    },
  ]);
  expect((shown.details[0]?.givenUpAt ?? 0) - (shown.details[0]?.queuedAt ?? 0)).toBe(120 * 3_600_000);
  expect(await client.queue.destinations({})).toMatchObject({
    destinations: [
      { destination: 'example.net', waiting: 2, held: 0, messages: 1, lastError: '', connections: 0, restsUntil: null },
      { destination: 'example.com', waiting: 1, lastError: '451 \\x1b[31mlater' },
    ],
  });
  expect(await refusal(client.queue.get({ id: 999 }))).toMatchObject({ code: 'NOT_FOUND' });
});

test('messages are held, released, sent elsewhere and tried again, by what is named', async () => {
  const { client, events, queue } = await administered();
  const one = await queue(['a@example.com', 'b@example.net']);
  await queue(['c@example.com'], { reversePath: 'bert@local.test' });
  expect(await client.queue.hold({ selection: { messages: [one] }, note: 'looks odd' })).toEqual({ recipients: 2, messages: 1 });
  expect((await client.queue.list({ filter: { state: 'held' } })).messages).toMatchObject([{ id: one, state: 'held', heldCount: 2, nextAttemptAt: null }]);
  expect((await client.queue.get({ id: one })).details).toMatchObject([{ holdNote: 'looks odd' }, { holdNote: 'looks odd' }]);
  expect(await refusal(client.queue.hold({ selection: { messages: [one] } }))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await client.queue.release({ selection: { destination: 'example.com', state: 'held' } })).toEqual({ recipients: 1, messages: 1 });
  expect(await client.queue.retry({ selection: { sender: 'bert@local.test' } })).toEqual({ recipients: 1, messages: 1 });
  expect(await client.queue.retry({ selection: { all: true } })).toEqual({ recipients: 2, messages: 2 });
  expect(await client.queue.reroute({ selection: { messages: [one] }, route: 'relay.example:2525' })).toEqual({ recipients: 2, messages: 1 });
  expect((await client.queue.get({ id: one })).details).toMatchObject([{ route: 'relay.example:2525' }, { route: 'relay.example:2525' }]);
  expect(await client.queue.reroute({ selection: { messages: [one] }, route: null })).toEqual({ recipients: 2, messages: 1 });
  expect(await refusal(client.queue.reroute({ selection: { messages: [one] }, route: 'no host' }))).toMatchObject({
    code: 'INVALID',
    data: { problems: [{ field: 'route', message: expect.stringContaining('must be a host name') as string }] },
  });
  // Nobody names everything by leaving something out.
  expect(await refusal(client.queue.retry({ selection: {} }))).toMatchObject({ code: 'INVALID' });
  expect((await events({ kinds: ['admin'] })).map(({ text }) => text).slice(0, 2)).toEqual([
    'console: held: 2 recipients of 1 messages in the queue',
    'console: released: 1 recipients of 1 messages in the queue',
  ]);
});

test('reports to senders elsewhere are not removed with what they are about', async () => {
  const { client, engine, queue } = await administered();
  await queue(['a@example.com'], { reversePath: 'carl@example.org' });
  expect(await client.queue.remove({ selection: { all: true }, report: 'bounce' })).toEqual({ recipients: 1, messages: 1, reported: 1, underWay: 0 });
  expect(await engine.store.queue.entries({}, { limit: 10 })).toMatchObject([{ reversePath: '', recipient: 'carl@example.org' }]);
});

test('what is removed is gone; with a report its sender is told, unless it is a report itself or may be forged', async () => {
  const { client, engine, events, mailbox, queue } = await administered();
  const silent = await queue(['a@example.com']);
  expect(await client.queue.remove({ selection: { messages: [silent] }, report: 'silent' })).toEqual({ recipients: 1, messages: 1, reported: 0, underWay: 0 });
  expect(await engine.store.messages.open(silent)).toBeUndefined();
  expect(await mailbox('anna@local.test')).toEqual([]);

  await queue(['b@example.com', 'c@example.net'], { traceId: 'TOLD', envelopeId: 'E+3D1' });
  await queue(['d@example.com'], { reversePath: '' });
  await queue(['e@example.com'], { reversePath: 'stranger@example.org', returnable: false });
  await queue([], { relays: [{ recipient: 'f@example.com', domain: 'example.com', notify: 'NEVER' }] });
  expect(await client.queue.remove({ selection: { all: true }, report: 'bounce' })).toEqual({ recipients: 5, messages: 4, reported: 2, underWay: 0 });
  expect(await client.queue.summary()).toMatchObject({ messages: 0, waiting: 0, held: 0 });
  const [report, ...others] = await mailbox('anna@local.test');
  expect(others).toEqual([]);
  expect(report).toContain('Subject: Your message was not delivered\r\n');
  expect(report).toContain('The administrator has removed it from the queue.');
  expect(report).toContain('Original-Envelope-Id: E+3D1\r\n');
  expect(report).toContain('Final-Recipient: rfc822; b@example.com\r\nAction: failed\r\nStatus: 5.0.0\r\n');
  expect(report).toContain('Final-Recipient: rfc822; c@example.net\r\n');
  expect(report).toContain('Subject: h??llo\r\n');
  expect((await events({ traceId: 'TOLD' })).map(({ kind }) => kind).toSorted()).toEqual(['message-discarded', 'message-discarded', 'server']);
  expect(await refusal(client.queue.remove({ selection: { all: true }, report: 'silent' }))).toMatchObject({ code: 'NOT_FOUND' });
});

test('a removal of everything reads what waits anew once, however much it is, and leaves what is being sent', async () => {
  const { client, engine, queue, events } = await administered();
  const recipients = Array.from({ length: 2 * FIXED_LIMITS.queueRemovalBatch + 1 }, (_, number) => `r${number}@example.com`);
  await queue(recipients);
  const changed = vi.spyOn(engine.delivery, 'changed');
  const entries = await engine.store.queue.entries({}, { limit: 1 });
  const sending = entries.map(({ id }) => id);
  const withhold = engine.delivery.withhold.bind(engine.delivery);
  vi.spyOn(engine.delivery, 'withhold').mockImplementation((ids) => {
    const withheld = withhold(ids);
    return { ...withheld, ids: withheld.ids.filter((id) => !sending.includes(id)) };
  });
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await client.queue.remove({ selection: { all: true }, report: 'bounce' })).toMatchObject({
    recipients: recipients.length - 1,
    messages: 1,
    underWay: 1,
  });
  expect(changed).toHaveBeenCalledTimes(1);
  expect((await client.queue.list({})).messages).toMatchObject([{ recipients: ['r0@example.com'] }]);
  // Nor is it a mistake that there is nothing else.
  expect(await client.queue.remove({ selection: { all: true }, report: 'bounce' })).toEqual({ recipients: 0, messages: 0, reported: 0, underWay: 1 });
  expect(await events({ kinds: ['admin'], text: '; 1 were being sent, and are not removed' })).toHaveLength(2);
});

test('the whole queue is paused and resumed, and whoever watches is told', async () => {
  const { client } = await administered();
  const watched = (await client.queue.watch())[Symbol.asyncIterator]();
  expect((await watched.next()).value).toMatchObject({ paused: true });
  await client.queue.resume();
  expect((await watched.next()).value).toMatchObject({ paused: false });
  await client.queue.pause();
  expect(await client.queue.summary()).toMatchObject({ paused: true });
  expect(await client.settings.get({ path: 'delivery.paused' })).toBe(true);
  await watched.return?.(undefined);
});

test('mail for a domain beyond ASCII is shown as people read it, and found however they write it', async () => {
  const { client, queue } = await administered();
  const id = await queue(['carl@xn--mnchen-3ya.example'], { reversePath: 'dora@xn--kln-sna.example' });
  const { messages } = await client.queue.list({});
  expect(messages).toMatchObject([{ sender: 'dora@k\u00f6ln.example', recipients: ['carl@m\u00fcnchen.example'] }]);
  expect((await client.queue.destinations({})).destinations).toMatchObject([{ destination: 'm\u00fcnchen.example' }]);
  const filters = [
    { destination: 'm\u00fcnchen.example' },
    { destination: 'XN--MNCHEN-3ya.example' },
    { recipient: 'carl@m\u00fcnchen.example' },
    { sender: '@k\u00f6ln.example' },
    { sender: 'dora@xn--kln-sna.example' },
  ];
  for (const filter of filters) expect((await client.queue.list({ filter })).messages.map((message) => message.id)).toEqual([id]);
  expect(await client.queue.hold({ selection: { destination: 'm\u00fcnchen.example' } })).toMatchObject({ recipients: 1 });
});
