/** Messages that are accepted and held. */
import { statSync } from 'node:fs';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { IncomingMessage, MailStore } from '../../main/store/mail-store.ts';
import { TUNING } from '../../main/store/tuning.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { openTestStore, temporaryFolder } from './fixtures.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';

const HOLD = { check: 'filters', reason: 'filter-matched', entry: 'cheap watches' };
const RELAY = { recipient: 'c@elsewhere.example', domain: 'elsewhere.example' };

function held(change: Partial<IncomingMessage> = {}): IncomingMessage {
  return incoming({ held: HOLD, ...change });
}

async function usageOf(store: MailStore, id: number): Promise<unknown> {
  return (await store.directory.load()).accounts.find((account) => account.id === id);
}

test('a held message is kept, but is in no mailbox and not in the queue', async () => {
  const store = await openTestStore();
  const anna = await addAccount(store, 'anna');
  const content = bytes(300_000, 'held');
  const hold = { ...HOLD, subject: 'Watches\u202e', remoteAddress: '192.0.2.7' };
  const id = await accept(store, content, held({ ...deliveredTo(anna), relays: [RELAY], held: hold, traceId: 'T7', receivedAt: 500 }));
  expect((await store.mailboxes.list(anna)).entries).toEqual([]);
  expect(await store.queue.count()).toBe(0);
  expect(await usageOf(store, anna)).toMatchObject({ messages: 0, usedBytes: 0 });
  expect(await contentOf(store, id)).toEqual(content);
  expect(await store.quarantine.count()).toBe(1);
  const message = {
    id,
    traceId: 'T7',
    reversePath: 'sender@elsewhere.example',
    recipients: [`account-${anna}@example.org`, 'c@elsewhere.example'],
    recipientCount: 2,
    size: 300_000,
    receivedAt: 500,
    hold,
  };
  expect(await store.quarantine.get(id)).toEqual(message);
  expect(await store.quarantine.list({ limit: 10 })).toEqual([message]);
});

test('a message that is not held is not in the quarantine, whoever asks', async () => {
  const store = await openTestStore();
  const anna = await addAccount(store, 'anna');
  const id = await accept(store, bytes(10, 'x'), incoming(deliveredTo(anna)));
  expect(await store.quarantine.get(id)).toBeUndefined();
  expect(await store.quarantine.remove([id])).toEqual([]);
  await expect(store.quarantine.release(id)).rejects.toMatchObject({ name: 'StoreConflict', kind: 'missing' });
  expect((await store.mailboxes.list(anna)).entries).toHaveLength(1);
});

test('lists come newest first, in pages, and name some of many recipients', async () => {
  const store = await openTestStore();
  const anna = await addAccount(store, 'anna');
  const relays = Array.from({ length: FIXED_LIMITS.heldRecipientsListed + 50 }, (_, index) => ({ recipient: `r${index}@x.example`, domain: 'x.example' }));
  const ids = [
    await accept(store, bytes(1, 'a'), held(deliveredTo(anna))),
    await accept(store, bytes(1, 'b'), held({ relays })),
    await accept(store, bytes(1, 'c'), held(deliveredTo(anna))),
  ];
  const [first = 0, second = 0, third = 0] = ids;
  expect((await store.quarantine.list({ limit: 2 })).map(({ id }) => id)).toEqual([third, second]);
  const [message, ...rest] = await store.quarantine.list({ before: third, limit: 10 });
  expect([message?.id, ...rest.map(({ id }) => id)]).toEqual([second, first]);
  expect([message?.recipients.length, message?.recipientCount]).toEqual([FIXED_LIMITS.heldRecipientsListed, relays.length]);
  expect((await store.quarantine.get(second))?.recipients).toEqual(relays.map(({ recipient }) => recipient));
});

describe('released', () => {
  test('it goes where it would have gone, as if it had just been accepted', async () => {
    const store = await openTestStore({ clock: new ManualClock(900_000) });
    const [anna, bert] = [await addAccount(store, 'anna'), await addAccount(store, 'bert')];
    await accept(store, bytes(10, 'before'), incoming(deliveredTo(anna)));
    const content = bytes(200_000, 'held');
    const id = await accept(store, content, held({ ...deliveredTo(anna, bert), relays: [RELAY], receivedAt: 500, traceId: 'T', reversePath: 's@x.example' }));
    await store.directory.usage();
    expect(await store.quarantine.release(id)).toEqual({
      id,
      traceId: 'T',
      size: 200_000,
      ...deliveredTo(anna, bert),
      relays: [RELAY],
      skipped: [],
      stillHeld: 0,
      contentLost: false,
    });
    expect((await store.mailboxes.list(anna)).entries.at(-1)).toEqual({ uid: 2, messageId: id, size: 200_000, reversePath: 's@x.example' });
    expect((await store.mailboxes.list(bert)).entries).toEqual([{ uid: 1, messageId: id, size: 200_000, reversePath: 's@x.example' }]);
    expect((await store.directory.usage()).map(({ id: account, messages, usedBytes }) => [account, messages, usedBytes])).toEqual([
      [anna, 2, 200_010],
      [bert, 1, 200_000],
    ]);
    expect(await store.queue.entries({}, { limit: 10 })).toMatchObject([
      { messageId: id, ...RELAY, attempts: 0, queuedAt: 900_000, nextAttemptAt: 900_000, state: 'waiting' },
    ]);
    expect(await store.quarantine.count()).toBe(0);
    expect(await contentOf(store, id)).toEqual(content);
    await expect(store.quarantine.release(id)).rejects.toMatchObject({ kind: 'missing' });
    expect((await store.mailboxes.list(anna)).entries).toHaveLength(2);
  });

  test('it knows for which address here it goes elsewhere', async () => {
    const dataFolder = temporaryFolder();
    const store = await openTestStore({ dataFolder });
    const id = await accept(
      store,
      bytes(10, 'held'),
      held({
        relays: [
          { ...RELAY, forwardedFor: 'anna@local.example' },
          { ...RELAY, recipient: 'd@elsewhere.example' },
        ],
      }),
    );
    await store.quarantine.release(id);
    const early = await accept(store, bytes(10, 'held'), held({ relays: [{ ...RELAY, forwardedFor: 'anna@local.example' }] }));
    // As an earlier version has left it.
    const database = new DatabaseSync(path.join(dataFolder, 'gatepost.db'));
    database.exec('UPDATE held_recipient SET forwarded_for = NULL');
    database.close();
    await store.quarantine.release(early);
    expect((await store.queue.entries({}, { limit: 10 })).map(({ forwardedFor }) => forwardedFor)).toEqual(['anna@local.example', '', null]);
  });

  test('to some it stays held for the others', async () => {
    const store = await openTestStore();
    const [anna, bert] = [await addAccount(store, 'anna'), await addAccount(store, 'bert')];
    const content = bytes(200_000, 'held');
    const id = await accept(store, content, held({ ...deliveredTo(anna, bert), relays: [RELAY] }));
    await expect(store.quarantine.release(id, ['nobody@example.org', RELAY.recipient])).rejects.toThrow(`Message ${id} is not held for nobody@example.org.`);
    expect(await store.queue.count()).toBe(0);
    expect(await store.quarantine.release(id, [`ACCOUNT-${anna}@example.org`])).toMatchObject({ ...deliveredTo(anna), relays: [], stillHeld: 2 });
    await store.mailboxes.remove(anna, [1]);
    expect(await contentOf(store, id)).toEqual(content);
    expect(await store.quarantine.get(id)).toMatchObject({ recipients: [`account-${bert}@example.org`, RELAY.recipient] });
    expect(await store.quarantine.release(id)).toMatchObject({ ...deliveredTo(bert), relays: [RELAY], stillHeld: 0 });
    expect(await store.quarantine.count()).toBe(0);
  });

  test('it passes over accounts that have been removed, and says so', async () => {
    const store = await openTestStore();
    const [anna, bert] = [await addAccount(store, 'anna'), await addAccount(store, 'bert')];
    const id = await accept(store, bytes(200_000, 'held'), held(deliveredTo(anna, bert)));
    await store.directory.removeAccount(anna);
    expect(await addAccount(store, 'anna')).not.toBe(anna);
    expect(await store.quarantine.release(id)).toMatchObject({ ...deliveredTo(bert), skipped: [`account-${anna}@example.org`], stillHeld: 0 });
  });

  test('with nobody left it is refused, and stays', async () => {
    const store = await openTestStore();
    const anna = await addAccount(store, 'anna');
    const id = await accept(store, bytes(200_000, 'held'), held(deliveredTo(anna)));
    await store.directory.removeAccount(anna);
    await expect(store.quarantine.release(id)).rejects.toMatchObject({ name: 'StoreConflict', kind: 'nobody-left' });
    expect(await store.quarantine.get(id)).toMatchObject({ recipients: [`account-${anna}@example.org`] });
    expect(await contentOf(store, id)).toEqual(bytes(200_000, 'held'));
  });
});

describe('discarded', () => {
  test('it is gone, with its bytes, when its last reader is', async () => {
    const dataFolder = temporaryFolder();
    const store = await openTestStore({ dataFolder });
    const anna = await addAccount(store, 'anna');
    const content = bytes(2_000_000, 'held');
    const id = await accept(store, content, held({ ...deliveredTo(anna), traceId: 'T' }));
    const reader = await store.messages.open(id);
    expect(await store.quarantine.remove([id, id, 999])).toEqual([{ id, traceId: 'T' }]);
    await accept(store, bytes(2_000_000, 'another'), held(deliveredTo(anna)));
    const pieces: Buffer[] = [];
    for await (const piece of reader?.chunks() ?? []) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    reader?.close();
    expect(await store.messages.open(id)).toBeUndefined();
    expect((await store.quarantine.remove((await store.quarantine.list({ limit: 9 })).map((message) => message.id))).length).toBe(1);
    await store.close();
    expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBe(0);
  });

  test('what was released to some stays with them', async () => {
    const store = await openTestStore();
    const [anna, bert] = [await addAccount(store, 'anna'), await addAccount(store, 'bert')];
    const content = bytes(100_000, 'held');
    const id = await accept(store, content, held(deliveredTo(anna, bert)));
    await store.quarantine.release(id, [`account-${anna}@example.org`]);
    expect(await store.quarantine.remove([id])).toHaveLength(1);
    expect((await store.mailboxes.list(anna)).entries).toHaveLength(1);
    expect(await contentOf(store, id)).toEqual(content);
  });

  test('when it is old: all of it, in batches, and nothing younger', async () => {
    const store = await openTestStore();
    const anna = await addAccount(store, 'anna');
    const old = TUNING.removalBatch + 20;
    await Promise.all(Array.from({ length: old }, (_, index) => accept(store, bytes(10, 'x'), held({ ...deliveredTo(anna), receivedAt: index }))));
    const young = await accept(store, bytes(10, 'x'), held({ ...deliveredTo(anna), receivedAt: old }));
    // A sender of ours was told that it is on its way.
    const outbound = await accept(store, bytes(10, 'x'), held({ relays: [RELAY], held: { ...HOLD, check: 'outbound-guard' }, receivedAt: 1 }));
    expect(await store.quarantine.pruneOlderThan(old)).toHaveLength(old);
    expect((await store.quarantine.list({ limit: 1000 })).map(({ id }) => id)).toEqual([outbound, young]);
    expect(await store.quarantine.pruneOlderThan(old)).toEqual([]);
  });
});

test('a message for an account that is gone is not held either', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  const results = await Promise.allSettled([
    accept(store, bytes(200_000, 'a'), held(deliveredTo(anna, 4711))),
    accept(store, bytes(100, 'b'), held(deliveredTo(anna))),
  ]);
  expect(results).toMatchObject([{ status: 'rejected', reason: { name: 'StoreConflict', kind: 'missing' } }, { status: 'fulfilled' }]);
  expect(await store.quarantine.count()).toBe(1);
  await store.close();
  expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBe(0);
});

test('held messages are there after a restart', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  const ids = [await accept(store, bytes(100, 'a'), held(deliveredTo(anna))), await accept(store, bytes(700_000, 'b'), held(deliveredTo(anna)))];
  await store.close();
  const again = await openTestStore({ dataFolder });
  expect(again.repairs).toEqual([]);
  expect((await again.quarantine.list({ limit: 10 })).map(({ id }) => id)).toEqual(ids.toReversed());
  expect(await contentOf(again, ids[1] ?? 0)).toEqual(bytes(700_000, 'b'));
});
