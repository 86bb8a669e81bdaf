/** Bytes that stand before a message: headers that only a look at the whole of it tells. */
import { statSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { IncomingMessage, MailStore } from '../../main/store/mail-store.ts';
import { openTestStore, temporaryFolder } from './fixtures.ts';
import { addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';
import { smallDisk } from './small-disk.ts';

const { inlineMessageBytes, extentBytes } = FIXED_LIMITS;
const MB = 1024 * 1024;

async function acceptWithHead(store: MailStore, head: Buffer, content: Buffer, message: IncomingMessage): Promise<number> {
  const writer = store.messages.writer();
  try {
    for (let at = 0; at < content.length; at += 60_000) await writer.write(content.subarray(at, at + 60_000));
    return (await writer.commit(message, head)).messageId;
  } finally {
    writer.abort();
  }
}

const heads = [0, 1, 4096, 100, 70_000, MB];
const sizes = [
  0,
  1,
  inlineMessageBytes - 101,
  inlineMessageBytes - 100,
  inlineMessageBytes - 99,
  inlineMessageBytes,
  inlineMessageBytes + 1,
  3 * extentBytes + 7,
];

test.each(heads)('a head of %i bytes comes back before messages of every size, byte for byte, and counts', async (headBytes) => {
  const dataFolder = temporaryFolder();
  const fileBytes = (): number => statSync(path.join(dataFolder, 'messages.dat')).size;
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  const head = bytes(headBytes, 'head');
  const accepted = new Map<number, Buffer>();
  for (const size of sizes) {
    const before = fileBytes();
    const whole = Buffer.concat([head, bytes(size, `content ${size}`)]);
    const messageId = await acceptWithHead(store, head, whole.subarray(headBytes), incoming(deliveredTo(anna)));
    accepted.set(messageId, whole);
    for (const start of [0, headBytes, headBytes + 1, whole.length]) {
      expect((await contentOf(store, messageId, start))?.equals(whole.subarray(start)), `${size} bytes from ${start}`).toBe(true);
    }
    expect((await store.mailboxes.list(anna)).entries.at(-1)).toMatchObject({ messageId, size: whole.length });
    expect(fileBytes() > before, `${size} bytes in the data file`).toBe(whole.length > inlineMessageBytes);
  }
  await store.close();
  const again = await openTestStore({ dataFolder });
  expect(again.repairs).toEqual([]);
  for (const [messageId, whole] of accepted) expect((await contentOf(again, messageId))?.equals(whole)).toBe(true);
});

test('many at once keep their heads, while messages go and make holes in the data file', async () => {
  const store = await openTestStore();
  const anna = await addAccount(store, 'anna');
  const kept: { readonly id: number; readonly whole: Buffer }[] = [];
  for (let round = 0; round < 4; round += 1) {
    const wanted = Array.from(
      { length: 10 },
      (_, index) => [bytes(50 + 9000 * index, `head ${round} ${index}`), bytes(70_000 + 40_000 * index, `${round}`)] as const,
    );
    const ids = await Promise.all(wanted.map(([head, content]) => acceptWithHead(store, head, content, incoming(deliveredTo(anna)))));
    const { entries } = await store.mailboxes.list(anna);
    for (const [index, [head, content]] of wanted.entries()) {
      const id = ids[index] ?? 0;
      if (index % 2 === 0) kept.push({ id, whole: Buffer.concat([head, content]) });
      else await store.mailboxes.remove(anna, [entries.find(({ messageId }) => messageId === id)?.uid ?? 0]);
    }
  }
  for (const { id, whole } of kept) expect((await contentOf(store, id))?.equals(whole), `message ${id}`).toBe(true);
});

test('a message with a head that is refused by the database gives its bytes back', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  await expect(acceptWithHead(store, bytes(300, 'head'), bytes(MB, 'x'), incoming(deliveredTo(4711)))).rejects.toMatchObject({ kind: 'missing' });
  await store.close();
  expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBe(0);
});

test('a disk that is full when the head is written refuses the message and takes nothing for good', async (context) => {
  const dataFolder = smallDisk(context, 4 * MB);
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  await expect(acceptWithHead(store, bytes(4 * MB, 'head'), bytes(MB, 'x'), incoming(deliveredTo(anna)))).rejects.toMatchObject({
    name: 'StoreError',
    kind: 'disk-full',
  });
  expect((await store.mailboxes.list(anna)).entries).toEqual([]);
  await acceptWithHead(store, bytes(300, 'head'), bytes(2 * MB, 'fits'), incoming(deliveredTo(anna)));
  expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBeLessThan(2.1 * MB);
});
