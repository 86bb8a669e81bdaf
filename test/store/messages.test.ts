import { statSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { openTestStore, temporaryFolder } from './fixtures.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';

const { inlineMessageBytes, extentBytes } = FIXED_LIMITS;

describe('a message comes back byte for byte', () => {
  const sizes = [0, 1, 8192, 8193, inlineMessageBytes, inlineMessageBytes + 1, extentBytes - 1, extentBytes, extentBytes + 1, 2 * extentBytes, 5_000_001];
  test.each(sizes)('%i bytes', async (size) => {
    const store = await openTestStore();
    const accountId = await addAccount(store, 'anna');
    const content = bytes(size, 'message');
    const messageId = await accept(store, content, incoming(deliveredTo(accountId)));
    expect(await contentOf(store, messageId)).toEqual(content);
    for (const start of [1, size - 1, size]) expect(await contentOf(store, messageId, Math.max(0, start))).toEqual(content.subarray(Math.max(0, start)));
  });

  test.each([1, 777, 300_000, 1_000_000])('written in pieces of %i bytes', async (pieceBytes) => {
    const store = await openTestStore();
    const accountId = await addAccount(store, 'anna');
    const content = bytes(pieceBytes === 1 ? 70_000 : 1_500_000, 'pieces');
    const messageId = await accept(store, content, incoming(deliveredTo(accountId)), pieceBytes);
    expect(await contentOf(store, messageId)).toEqual(content);
  });

  test('whose last bytes still wait for the disk when it is committed', async () => {
    const store = await openTestStore();
    const accountId = await addAccount(store, 'anna');
    const content = bytes(5 * extentBytes + 1000, 'last bytes');
    const writer = store.messages.writer();
    // The first extent is on its way, and nobody waits for it.
    void writer.write(content);
    const { messageId } = await writer.commit(incoming(deliveredTo(accountId)));
    expect((await contentOf(store, messageId))?.equals(content)).toBe(true);
  });

  test('many at once, large and small, none with the bytes of another', async () => {
    const store = await openTestStore();
    const accountId = await addAccount(store, 'anna');
    const contents = Array.from({ length: 40 }, (_, index) => bytes(index % 2 === 0 ? 1000 + index : 400_000 + 30_000 * index, `message ${index}`));
    const ids = await Promise.all(contents.map((content) => accept(store, content, incoming(deliveredTo(accountId)))));
    for (const [index, id] of ids.entries()) expect((await contentOf(store, id))?.equals(contents[index] ?? Buffer.alloc(0))).toBe(true);
  });

  test('after the store was closed and opened again', async () => {
    const dataFolder = temporaryFolder();
    const first = await openTestStore({ dataFolder });
    const accountId = await addAccount(first, 'anna');
    const contents = [bytes(500, 'small'), bytes(900_000, 'large')];
    const ids = await Promise.all(contents.map((content) => accept(first, content, incoming(deliveredTo(accountId)))));
    await first.close();
    const second = await openTestStore({ dataFolder });
    expect(second.repairs).toEqual([]);
    for (const [index, id] of ids.entries()) expect(await contentOf(second, id)).toEqual(contents[index]);
  });
});

test('what the session said of a message comes back with it', async () => {
  const store = await openTestStore();
  const accountId = await addAccount(store, 'anna');
  const message = incoming({
    ...deliveredTo(accountId),
    traceId: 'T1',
    reversePath: 'ümlaut@elsewhere.example',
    smtpUtf8: true,
    requireTls: true,
    bodyType: '7bit',
    receivedAt: 42,
  });
  const reader = await store.messages.open(await accept(store, bytes(10, 'x'), message));
  expect(reader).toMatchObject({
    traceId: 'T1',
    reversePath: 'ümlaut@elsewhere.example',
    smtpUtf8: true,
    requireTls: true,
    bodyType: '7bit',
    receivedAt: 42,
    size: 10,
  });
  reader?.close();
});

test('there is no message where there is none', async () => {
  const store = await openTestStore();
  expect(await store.messages.open(12345)).toBeUndefined();
});

describe('one set of bytes serves all recipients', () => {
  test('and goes with the last of them', async () => {
    const store = await openTestStore();
    const [anna, bert] = [await addAccount(store, 'anna'), await addAccount(store, 'bert')];
    const content = bytes(300_000, 'shared');
    const messageId = await accept(
      store,
      content,
      incoming({ ...deliveredTo(anna, bert), relays: [{ recipient: 'c@elsewhere.example', domain: 'elsewhere.example' }] }),
    );
    await store.mailboxes.remove(anna, [1]);
    expect(await contentOf(store, messageId)).toEqual(content);
    await store.mailboxes.remove(bert, [1]);
    expect(await contentOf(store, messageId)).toEqual(content);
    const [entry] = await store.queue.entries({}, { limit: 10 });
    await store.queue.settle({ done: [entry?.id ?? 0] });
    expect(await store.messages.open(messageId)).toBeUndefined();
  });
});

describe('the data file', () => {
  test('does not grow while as much goes as comes, and shrinks at the end', async () => {
    const dataFolder = temporaryFolder();
    const file = path.join(dataFolder, 'messages.dat');
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    for (let round = 1; round <= 5; round += 1) {
      await accept(store, bytes(1_000_000, `round ${round}`), incoming(deliveredTo(accountId)));
      await store.mailboxes.remove(accountId, [round]);
    }
    expect(statSync(file).size).toBeLessThan(1_100_000);
    await store.close();
    expect(statSync(file).size).toBe(0);
  });

  test('gives back what an aborted message had taken', async () => {
    const dataFolder = temporaryFolder();
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    const aborted = store.messages.writer();
    await aborted.write(bytes(3 * extentBytes, 'aborted'));
    aborted.abort();
    aborted.abort();
    await expect(aborted.commit(incoming(deliveredTo(accountId)))).rejects.toMatchObject({ kind: 'failed' });
    expect((await store.mailboxes.list(accountId)).entries).toEqual([]);
    await store.close();
    expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBe(0);
  });

  test('keeps a deleted message until its reader is closed', async () => {
    const store = await openTestStore();
    const accountId = await addAccount(store, 'anna');
    const content = bytes(2_000_000, 'being read');
    const messageId = await accept(store, content, incoming(deliveredTo(accountId)));
    const reader = await store.messages.open(messageId);
    const pieces: Buffer[] = [];
    for await (const piece of reader?.chunks() ?? []) {
      pieces.push(piece);
      if (pieces.length > 1) continue;
      await store.mailboxes.remove(accountId, [1]);
      await accept(store, bytes(2_000_000, 'another, which would fit in its place'), incoming(deliveredTo(accountId)));
    }
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    reader?.close();
    expect(await store.messages.open(messageId)).toBeUndefined();
  });

  test('a reader gives nothing after it was closed', async () => {
    const store = await openTestStore();
    const accountId = await addAccount(store, 'anna');
    const reader = await store.messages.open(await accept(store, bytes(500_000, 'x'), incoming(deliveredTo(accountId))));
    const pieces = reader?.chunks()[Symbol.asyncIterator]();
    await pieces?.next();
    reader?.close();
    await expect(pieces?.next()).rejects.toThrow('closed');
  });
});

test('a recipient whose account is gone fails that message alone, and takes nothing', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  const results = await Promise.allSettled([
    accept(store, bytes(100, 'good'), incoming(deliveredTo(anna))),
    accept(store, bytes(100, 'bad'), incoming(deliveredTo(anna, 4711))),
    accept(store, bytes(100, 'good too'), incoming(deliveredTo(anna))),
    accept(store, bytes(600_000, 'bad and large'), incoming(deliveredTo(4711))),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(results[1]).toMatchObject({ reason: { name: 'StoreConflict', kind: 'missing' } });
  expect((await store.mailboxes.list(anna)).entries).toHaveLength(2);
  expect(await store.directory.usage()).toMatchObject([{ id: anna, usedBytes: 200, messages: 2 }]);
  await store.close();
  expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBe(0);
});

test('free space is known after a moment, and taken for granted before', async () => {
  const store = await openTestStore();
  expect(store.messages.hasRoom(Number.MAX_SAFE_INTEGER)).toBe(true);
  await expect.poll(() => store.messages.hasRoom(Number.MAX_SAFE_INTEGER)).toBe(false);
  expect(store.messages.hasRoom(0)).toBe(true);
});

test('a message larger than its session may hold waits for the disk', async () => {
  const store = await openTestStore();
  const accountId = await addAccount(store, 'anna');
  const writer = store.messages.writer();
  expect(writer.write(bytes(extentBytes, 'a'))).toBeUndefined();
  expect(writer.write(bytes(extentBytes, 'b'))).toBeUndefined();
  const waiting = writer.write(bytes(extentBytes, 'c'));
  expect(waiting).toBeInstanceOf(Promise);
  await waiting;
  expect(writer.size).toBe(3 * extentBytes);
  const { messageId } = await writer.commit(incoming(deliveredTo(accountId)));
  expect(await contentOf(store, messageId)).toEqual(Buffer.concat(['a', 'b', 'c'].map((seed) => bytes(extentBytes, seed))));
});
