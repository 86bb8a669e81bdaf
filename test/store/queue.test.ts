/** The outgoing queue: what delivery takes from it and puts back, and what the administrator does with it. */
import * as path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MailStore } from '../../main/store/mail-store.ts';
import type { QueueAttempt, QueueEntry, QueueSelection } from '../../main/store/outgoing-queue.ts';
import { migrate } from '../../main/store/migrations/migrations.ts';
import type { ReadContext } from '../../main/store/operations/context.ts';
import { dueFor } from '../../main/store/operations/queue.ts';
import { openForWriting } from '../../main/store/sqlite/connection.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { openTestStore, temporaryFolder } from './fixtures.ts';
import { accept, bytes, incoming } from './sample-messages.ts';

const ATTEMPT: QueueAttempt = { at: 150, host: 'mx.b.example', address: '192.0.2.1:25', tls: 'TLSv1.3', reply: '451 later', milliseconds: 12 };

/** Queues a message for these recipients. @returns its id */
async function queued(store: MailStore, recipients: readonly string[], change: Parameters<typeof incoming>[0] = {}): Promise<number> {
  const relays = recipients.map((recipient) => ({ recipient, domain: recipient.slice(recipient.indexOf('@') + 1) }));
  return await accept(store, bytes(100, 'x'), incoming({ receivedAt: 100, relays, ...change }));
}

const COLUMNS =
  '(message_id, recipient, domain, sender, attempts, queued_at, next_attempt_at, state, last_error, hold_note, route, notify, original_recipient, delay_told)';

async function all(store: MailStore, selection: QueueSelection = {}): Promise<readonly QueueEntry[]> {
  return await store.queue.entries(selection, { limit: 1000 });
}

async function recipients(store: MailStore, selection: QueueSelection): Promise<readonly string[]> {
  return (await all(store, selection)).map(({ recipient }) => recipient);
}

describe('delivery', () => {
  test('sees which domains wait, and since when', async () => {
    const store = await openTestStore();
    expect(await store.queue.domains()).toEqual([]);
    await queued(store, ['a@b.example', 'a@c.example'], { receivedAt: 300 });
    await queued(store, ['a@b.example'], { receivedAt: 200 });
    expect(await store.queue.domains()).toEqual([
      { domain: 'b.example', dueAt: 200 },
      { domain: 'c.example', dueAt: 300 },
    ]);
    await store.queue.hold({ destination: 'c.example' }, 'why');
    expect((await store.queue.domains()).map(({ domain }) => domain)).toEqual(['b.example']);
  });

  test('gets what is due for a domain, with all that it must know', async () => {
    const store = await openTestStore();
    const relay = {
      recipient: 'a@b.example',
      domain: 'b.example',
      notify: 'SUCCESS,DELAY',
      originalRecipient: 'rfc822;x@y.example',
      forwardedFor: 'z@local.example',
    };
    const asked = { returnContent: 'full', envelopeId: 'E1', requireTls: true, returnable: false } as const;
    const messageId = await queued(store, [], { relays: [relay], reversePath: 's@x.example', traceId: 'T', ...asked });
    expect(await store.queue.dueFor('b.example', { now: 99, limit: 10, afterSender: '' })).toEqual({ entries: [], nextDueAt: 100, lastSender: '' });
    const { entries, nextDueAt } = await store.queue.dueFor('b.example', { now: 100, limit: 10, afterSender: '' });
    expect(entries).toMatchObject([
      { messageId, traceId: 'T', reversePath: 's@x.example', ...relay, ...asked, size: 100, attempts: 0, queuedAt: 100, state: 'waiting', delayTold: false },
    ]);
    expect(nextDueAt).toBeUndefined();
    expect(await store.queue.dueOf([messageId, 999], 100)).toEqual(entries);
    expect(await store.queue.dueOf([messageId], 100, 'b.example')).toEqual(entries);
    expect(await store.queue.dueOf([messageId], 100, 'c.example')).toEqual([]);
  });

  test('gets messages of all senders in turn, those after the last one first', async () => {
    const store = await openTestStore();
    for (let count = 0; count < 50; count += 1) await queued(store, ['a@b.example'], { reversePath: 'bulk@x.example' });
    await queued(store, ['a@b.example'], { reversePath: '' });
    await queued(store, ['a@b.example'], { reversePath: 'zoe@x.example' });
    const take = async (afterSender: string, limit = 4): Promise<readonly string[]> =>
      (await store.queue.dueFor('b.example', { now: 100, limit, afterSender })).entries.map(({ reversePath }) => reversePath);
    expect(await take('')).toEqual(['bulk@x.example', 'zoe@x.example', '', 'bulk@x.example']);
    expect(await take('bulk@x.example')).toEqual(['zoe@x.example', '', 'bulk@x.example', 'bulk@x.example']);
    expect(await take('zoe@x.example', 1)).toEqual(['']);
    expect((await store.queue.dueFor('b.example', { now: 100, limit: 4, afterSender: '' })).nextDueAt).toBe(100);
  });

  test('looks at a bounded number of senders, however many wait; and gets to all of them in time', () => {
    const file = path.join(temporaryFolder(), 'gatepost.db');
    const connection = openForWriting(file);
    onTestFinished(() => connection.close());
    migrate(connection.database, file);
    let asked = 0;
    const context: ReadContext = {
      sql: (text) => {
        asked += 1;
        return connection.sql(text);
      },
    };
    connection.database.exec(`
      INSERT INTO message (id, trace_id, session_id, received_at, reverse_path, body_type, smtp_utf8, size) VALUES (1, 'T', '', 0, '', '7bit', 0, 1);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO queue_entry ${COLUMNS}
          SELECT 1, 'r', 'b.example', printf('s%05d', i), 0, 0, 1000, 'waiting', '', '', '', '', '', 0 FROM n;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
        INSERT INTO queue_entry ${COLUMNS}
          SELECT 1, 'r', 'b.example', 's00001', 0, 0, 10, 'waiting', '', '', '', '', '', 0 FROM n;
      UPDATE queue_entry SET next_attempt_at = 20 WHERE sender = 's03000';`);
    const limit = 10;
    const senders: string[] = [];
    let afterSender = '';
    for (let load = 0; load < 8; load += 1) {
      asked = 0;
      const due = dueFor(context, { domain: 'b.example', now: 100, limit, afterSender });
      expect(due.entries).toHaveLength(limit);
      expect(asked).toBeLessThanOrEqual(FIXED_LIMITS.queueSenderSteps + limit + 5);
      senders.push(...due.entries.map(({ reversePath }) => reversePath));
      afterSender = due.lastSender;
    }
    // Far behind in the order, and the last to have come.
    expect(senders).toContain('s03000');
    // Where all that is due fits nobody else is looked at.
    connection.database.exec("UPDATE queue_entry SET next_attempt_at = 1000 WHERE sender = 's00001'");
    asked = 0;
    expect(dueFor(context, { domain: 'b.example', now: 100, limit, afterSender: 's04000' })).toMatchObject({
      entries: [{ reversePath: 's03000' }],
      nextDueAt: 1000,
      lastSender: 's03000',
    });
    expect(asked).toBeLessThanOrEqual(3);
  });

  test('puts down what was sent and what is to be tried again, in one step', async () => {
    const store = await openTestStore();
    const messageId = await queued(store, ['a@b.example', 'b@b.example']);
    const [a, b] = (await all(store)).map(({ id }) => id);
    await store.queue.settle({ done: [a ?? 0, 999], deferred: [{ ids: [b ?? 0], route: '', nextAttemptAt: 500, attempt: ATTEMPT }] });
    expect(await all(store)).toMatchObject([{ id: b, attempts: 1, nextAttemptAt: 500, lastError: '451 later', state: 'waiting' }]);
    expect(await store.queue.attempts(b ?? 0, 10)).toEqual([ATTEMPT]);
    await store.queue.settle({ done: [b ?? 0] });
    expect(await store.messages.open(messageId)).toBeUndefined();
  });

  test('leaves due what was given another route while it was tried', async () => {
    const store = await openTestStore();
    await queued(store, ['a@b.example', 'b@b.example']);
    const ids = (await all(store)).map(({ id }) => id);
    await store.queue.reroute({ entries: ids.slice(1) }, 'relay.example', 150);
    await store.queue.settle({ deferred: [{ ids, route: '', nextAttemptAt: 500, attempt: ATTEMPT }] });
    expect((await all(store)).map(({ recipient, attempts, nextAttemptAt }) => [recipient, attempts, nextAttemptAt])).toEqual([
      ['a@b.example', 1, 500],
      ['b@b.example', 1, 100],
    ]);
    await store.queue.settle({ deferred: [{ ids, route: 'relay.example', nextAttemptAt: 900, attempt: ATTEMPT }] });
    expect((await all(store)).map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([500, 900]);
  });

  test('keeps what another server has said of an entry, where it only waits', async () => {
    const store = await openTestStore();
    await queued(store, ['told@b.example', 'new@b.example']);
    const [told = 0] = (await all(store)).map(({ id }) => id);
    await store.queue.settle({ deferred: [{ ids: [told], route: '', nextAttemptAt: 150, attempt: ATTEMPT }] });
    expect(
      await store.queue.deferDomain('b.example', { now: 200, until: 200, why: 'no place', attempt: undefined, keepReplies: true, except: [] }),
    ).toMatchObject({
      count: 1,
    });
    expect((await all(store)).map(({ recipient, lastError, nextAttemptAt }) => [recipient, lastError, nextAttemptAt])).toEqual([
      ['told@b.example', '451 later', 150],
      ['new@b.example', 'no place', 200],
    ]);
  });

  test('puts off a whole domain; what has come since, and what is held, is left alone', async () => {
    const store = await openTestStore();
    await queued(store, ['a@b.example', 'b@b.example', 'a@c.example']);
    await queued(store, ['later@b.example'], { receivedAt: 400 });
    await store.queue.hold({ recipient: 'b@b.example' }, 'why');
    expect(
      await store.queue.deferDomain('b.example', { now: 200, until: 900, why: 'refused', attempt: { ...ATTEMPT, at: 200 }, keepReplies: false, except: [] }),
    ).toMatchObject({
      count: 1,
      entries: [{ recipient: 'a@b.example' }],
    });
    expect(
      await store.queue.deferDomain('c.example', { now: 200, until: 800, why: 'its host rests', attempt: undefined, keepReplies: false, except: [] }),
    ).toEqual({
      count: 1,
      entries: [],
    });
    const entries = await all(store);
    expect(entries.map(({ recipient, attempts, nextAttemptAt, lastError }) => [recipient, attempts, nextAttemptAt, lastError])).toEqual([
      ['a@b.example', 1, 900, 'refused'],
      ['b@b.example', 0, 100, ''],
      ['a@c.example', 0, 800, 'its host rests'],
      ['later@b.example', 0, 400, ''],
    ]);
    expect(await store.queue.attempts(entries[0]?.id ?? 0, 10)).toEqual([{ ...ATTEMPT, at: 200 }]);
    expect(await store.queue.attempts(entries[3]?.id ?? 0, 10)).toEqual([]);
    await store.queue.forgetAttempts(201);
    expect(await store.queue.attempts(entries[0]?.id ?? 0, 10)).toEqual([]);
  });

  test('leaves alone what is being sent, when it puts off a whole domain', async () => {
    const store = await openTestStore();
    await queued(store, ['a@b.example', 'b@b.example', 'c@b.example']);
    const [a, b] = (await all(store)).map(({ id }) => id);
    const page = { now: 200, until: 900, keepReplies: false };
    expect(await store.queue.deferDomain('b.example', { ...page, why: 'refused', attempt: ATTEMPT, except: [a ?? 0] })).toMatchObject({
      count: 2,
      entries: [{ recipient: 'b@b.example' }, { recipient: 'c@b.example' }],
    });
    const rest = { now: 900, until: 1000, why: 'rests', attempt: undefined, keepReplies: false, except: [a ?? 0, b ?? 0] };
    expect(await store.queue.deferDomain('b.example', rest)).toMatchObject({ count: 1 });
    expect((await all(store)).map(({ attempts, nextAttemptAt, lastError }) => [attempts, nextAttemptAt, lastError])).toEqual([
      [0, 100, ''],
      [1, 900, 'refused'],
      [1, 1000, 'rests'],
    ]);
  });

  test('makes due what waits for later than any may', async () => {
    const store = await openTestStore();
    await queued(store, ['a@b.example'], { receivedAt: 5001 });
    await queued(store, ['b@b.example'], { receivedAt: 5000 });
    await queued(store, ['held@b.example'], { receivedAt: 9000 });
    await store.queue.hold({ recipient: 'held@b.example' }, 'why');
    await store.queue.bringForward({ now: 200, latest: 5000 });
    expect((await all(store)).map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([200, 5000, 9000]);
  });

  test('keeps the last attempts of a recipient, and no more', async () => {
    const store = await openTestStore();
    await queued(store, ['a@b.example']);
    const [entry] = await all(store);
    const ids = [entry?.id ?? 0];
    for (let at = 1; at <= 30; at += 1) await store.queue.settle({ deferred: [{ ids, route: '', nextAttemptAt: 500, attempt: { ...ATTEMPT, at } }] });
    const kept = await store.queue.attempts(ids[0] ?? 0, 100);
    expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([20, 30, 11]);
  });

  test('finds what has waited for too long, whatever its domain, and whom it has told', async () => {
    const store = await openTestStore();
    await queued(store, ['a@b.example', 'b@c.example']);
    await queued(store, ['new@b.example'], { receivedAt: 400 });
    const page = { now: 99, dueBefore: -1, queuedBefore: 300, untold: true, except: [], inHand: [], limit: 10 };
    // What is due is tried first.
    expect(await store.queue.aged({ ...page, now: 100 })).toEqual([]);
    // But what has been due for so long is not.
    const due = { ...page, now: 200, dueBefore: 100 };
    expect((await store.queue.aged(due)).map(({ recipient }) => recipient)).toEqual(['a@b.example', 'b@c.example']);
    const [inHand] = await all(store);
    expect(await store.queue.aged({ ...due, inHand: [inHand?.id ?? 0] })).toMatchObject([{ recipient: 'b@c.example' }]);
    const old = await store.queue.aged(page);
    expect(old.map(({ recipient }) => recipient)).toEqual(['a@b.example', 'b@c.example']);
    await store.queue.delayTold([old[0]?.id ?? 0]);
    expect(await store.queue.aged(page)).toMatchObject([{ recipient: 'b@c.example' }]);
    expect(await store.queue.aged({ ...page, untold: false })).toHaveLength(2);
    expect(await store.queue.aged({ ...page, untold: false, except: ['c.example', 'd.example'] })).toMatchObject([{ recipient: 'a@b.example' }]);
    expect(await store.queue.aged({ ...page, untold: false, limit: 1 })).toHaveLength(1);
    await store.queue.hold({ destination: 'b.example' }, 'why');
    expect(await store.queue.aged({ ...page, untold: false })).toMatchObject([{ recipient: 'b@c.example' }]);
  });
});

test('finds what is late for one domain, due or not, but for what is routed by hand or held', async () => {
  const store = await openTestStore();
  await queued(store, ['a@b.example', 'b@b.example', 'c@b.example', 'd@c.example']);
  await queued(store, ['new@b.example'], { receivedAt: 400 });
  const late = async (limit = 10): Promise<readonly string[]> =>
    (await store.queue.lateFor('b.example', { queuedBefore: 300, limit })).map(({ recipient }) => recipient);
  expect(await late()).toEqual(['a@b.example', 'b@b.example', 'c@b.example']);
  await store.queue.reroute({ recipient: 'a@b.example' }, 'relay.example', 100);
  await store.queue.hold({ recipient: 'b@b.example' }, 'why');
  expect(await late()).toEqual(['c@b.example']);
  expect(await late(0)).toEqual([]);
});

describe('the administrator', () => {
  async function sample(): Promise<{ store: MailStore; one: number; two: number; three: number }> {
    const store = await openTestStore();
    const one = await queued(store, ['a@b.example', 'a@c.example'], { reversePath: 'Anna@x.example' });
    const two = await queued(store, ['b@b.example'], { reversePath: 'bert@y.example', receivedAt: 200 });
    const three = await queued(store, ['c@d.example'], { reversePath: '', receivedAt: 300 });
    return { store, one, two, three };
  }

  test('finds messages by sender, recipient, destination, state and text', async () => {
    const { store, one, two, three } = await sample();
    const ids = async (selection: QueueSelection): Promise<readonly number[]> =>
      (await store.queue.messages(selection, { order: 'oldest', limit: 10 })).map(({ id }) => id);
    expect(await ids({})).toEqual([one, two, three]);
    expect(await ids({ sender: 'anna@X.example' })).toEqual([one]);
    expect(await ids({ sender: '@y.example' })).toEqual([two]);
    expect(await ids({ sender: '<>' })).toEqual([three]);
    expect(await ids({ recipient: 'B@B.example' })).toEqual([two]);
    expect(await ids({ destination: 'B.example' })).toEqual([one, two]);
    expect(await ids({ destination: 'b.example', sender: '@x.example' })).toEqual([one]);
    expect(await ids({ text: 'BERT@' })).toEqual([two]);
    expect(await ids({ text: "no such 'text%" })).toEqual([]);
    await store.queue.hold({ messages: [two] }, 'why');
    expect(await ids({ state: 'held' })).toEqual([two]);
    expect(await store.queue.countMessages({ destination: 'b.example' })).toBe(2);
    expect(await store.queue.totals()).toEqual({ messages: 3, waiting: 3, held: 1, destinations: 3, oldestAt: 100 });
  });

  test('pages from both ends', async () => {
    const { store, one, two, three } = await sample();
    const page = async (order: 'newest' | 'oldest', from?: number): Promise<readonly number[]> =>
      (await store.queue.messages({}, { order, limit: 2, ...(from === undefined ? {} : { from }) })).map(({ id }) => id);
    expect(await page('newest')).toEqual([three, two]);
    expect(await page('newest', two)).toEqual([one]);
    expect(await page('oldest', one)).toEqual([two, three]);
  });

  test('sees of a message what its recipients have in common', async () => {
    const { store, one } = await sample();
    const [a] = await all(store, { messages: [one] });
    await store.queue.settle({ deferred: [{ ids: [a?.id ?? 0], route: '', nextAttemptAt: 700, attempt: ATTEMPT }] });
    expect(await store.queue.messages({ messages: [one] }, { order: 'newest', limit: 1 })).toMatchObject([
      {
        reversePath: 'Anna@x.example',
        recipients: ['a@b.example', 'a@c.example'],
        recipientCount: 2,
        heldCount: 0,
        attempts: 1,
        nextAttemptAt: 100,
        lastError: '451 later',
      },
    ]);
    await store.queue.hold({}, 'why');
    expect(await store.queue.messages({ messages: [one] }, { order: 'newest', limit: 1 })).toMatchObject([{ heldCount: 2, nextAttemptAt: undefined }]);
  });

  test('sees the destinations with most mail first', async () => {
    const { store } = await sample();
    await store.queue.deferDomain('b.example', { now: 500, until: 900, why: 'refused', attempt: ATTEMPT, keepReplies: false, except: [] });
    await store.queue.hold({ destination: 'd.example' }, 'why');
    expect(await store.queue.destinations({ limit: 10 })).toEqual([
      { domain: 'b.example', waiting: 2, held: 0, messages: 2, oldestAt: 100, nextAttemptAt: 900, lastError: 'refused' },
      { domain: 'c.example', waiting: 1, held: 0, messages: 1, oldestAt: 100, nextAttemptAt: 100, lastError: '' },
      { domain: 'd.example', waiting: 0, held: 1, messages: 1, oldestAt: 300, nextAttemptAt: undefined, lastError: '' },
    ]);
    expect((await store.queue.destinations({ text: 'D.', limit: 10 })).map(({ domain }) => domain)).toEqual(['d.example']);
  });

  test('holds, releases, tries again and sends elsewhere what is selected, and nothing else', async () => {
    const { store, one, two } = await sample();
    await store.queue.deferDomain('b.example', { now: 500, until: 900, why: 'refused', attempt: undefined, keepReplies: false, except: [] });
    expect(await store.queue.retry({ destination: 'b.example' }, 600)).toEqual({ recipients: 2, messages: 2 });
    expect((await all(store)).map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([600, 100, 600, 300]);
    expect(await store.queue.hold({ messages: [one] }, 'suspicious')).toEqual({ recipients: 2, messages: 1 });
    expect(await store.queue.hold({ messages: [one] }, 'again')).toEqual({ recipients: 0, messages: 0 });
    expect(await all(store, { messages: [one] })).toMatchObject([{ state: 'held', holdNote: 'suspicious' }, { state: 'held' }]);
    // What is held is not delivered, and no attempt under way lets it go.
    expect((await store.queue.dueFor('c.example', { now: 900, limit: 10, afterSender: '' })).entries).toEqual([]);
    const [a] = await all(store, { messages: [one] });
    await store.queue.settle({ deferred: [{ ids: [a?.id ?? 0], route: '', nextAttemptAt: 700, attempt: ATTEMPT }] });
    expect((await all(store, { messages: [one] }))[0]).toMatchObject({ state: 'held', attempts: 1 });
    expect(await store.queue.release({ entries: [a?.id ?? 0] }, 800)).toEqual({ recipients: 1, messages: 1 });
    // It has all its time from now on: nobody was asked while it was held.
    expect((await all(store, { messages: [one] })).map(({ state, holdNote, nextAttemptAt, queuedAt }) => [state, holdNote, nextAttemptAt, queuedAt])).toEqual([
      ['waiting', '', 800, 800],
      ['held', 'suspicious', 100, 100],
    ]);
    expect(await store.queue.reroute({ messages: [two] }, 'relay.example:2525', 300)).toEqual({ recipients: 1, messages: 1 });
    expect((await all(store)).map(({ route }) => route)).toEqual(['', '', 'relay.example:2525', '']);
    expect(await recipients(store, { state: 'held' })).toEqual(['a@c.example']);
  });

  test('does not count the time of a pause as age of what waits', async () => {
    const store = await openTestStore();
    await queued(store, ['before@b.example', 'held@b.example'], { receivedAt: 100 });
    await queued(store, ['amid@b.example'], { receivedAt: 500 });
    await store.queue.hold({ recipient: 'held@b.example' }, 'why');
    await store.queue.giveTimeBack({ since: 300, now: 900 });
    expect((await all(store)).map(({ recipient, queuedAt }) => [recipient, queuedAt])).toEqual([
      ['before@b.example', 700],
      ['held@b.example', 100],
      ['amid@b.example', 900],
    ]);
    // When a message was accepted nobody changes.
    await store.queue.release({}, 950);
    expect((await store.queue.messages({}, { order: 'oldest', limit: 10 })).map(({ queuedAt }) => queuedAt)).toEqual([100, 500]);
  });

  test('what a sender put on hold enters the queue held', async () => {
    const store = await openTestStore();
    await queued(store, ['a@b.example'], { relaysHeld: 'too much in an hour' });
    expect(await all(store)).toMatchObject([{ state: 'held', holdNote: 'too much in an hour' }]);
    expect(await store.queue.domains()).toEqual([]);
  });
});
