/** A database and a data file of different times: nobody gets somebody else's mail, and it is said. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { MessageLost } from '../../main/store/mail-store.ts';
import { openTestStore, temporaryFolder } from './fixtures.ts';
import { folderWithMail, keptCopies, LARGE } from './mail-folder.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';

/** A closed store whose first message was removed, and another one of the same size put into its place; with the files of before. */
async function folderWithReusedPlace() {
  const { dataFolder, accountId, first } = await folderWithMail();
  const fileOf = (name: string): string => path.join(dataFolder, name);
  const filling = await openTestStore({ dataFolder });
  const second = await accept(filling, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
  await filling.close();
  const old = { database: readFileSync(fileOf('gatepost.db')), messages: readFileSync(fileOf('messages.dat')) };
  const store = await openTestStore({ dataFolder });
  await store.mailboxes.remove(accountId, [1]);
  const third = await accept(store, bytes(LARGE, 'third'), incoming(deliveredTo(await addAccount(store, 'bert'))));
  await store.close();
  expect(readFileSync(fileOf('messages.dat')).length).toBe(old.messages.length);
  return { dataFolder, fileOf, old, first, second, third };
}

describe('files of different times', () => {
  test('an older database gives nobody what came into the places of its messages since; the file is kept', async () => {
    const { dataFolder, fileOf, old, first, second } = await folderWithReusedPlace();
    const messages = readFileSync(fileOf('messages.dat'));
    writeFileSync(fileOf('gatepost.db'), old.database);
    const store = await openTestStore({ dataFolder });
    expect(store.repairs).toEqual([
      expect.stringMatching(/are not of one time: 1 messages have something else in their places/),
      expect.stringMatching(/messages\.dat was kept as .*messages\.dat\.left-/),
      expect.stringMatching(/^1 messages cannot be read/),
    ]);
    await expect(store.messages.open(first)).rejects.toBeInstanceOf(MessageLost);
    expect((await contentOf(store, second))?.equals(bytes(LARGE, 'second'))).toBe(true);
    const [kept = ''] = keptCopies(dataFolder);
    expect(messages.subarray(0, 2 * LARGE).equals(readFileSync(fileOf(kept)).subarray(0, 2 * LARGE))).toBe(true);
    await store.close();

    const again = await openTestStore({ dataFolder });
    await expect(again.messages.open(first)).rejects.toBeInstanceOf(MessageLost);
    await again.close();
    writeFileSync(fileOf('messages.dat'), old.messages);
    const right = await openTestStore({ dataFolder });
    expect(right.repairs).toContainEqual(expect.stringContaining('the content of 1 messages that it had lost is there again'));
    expect((await contentOf(right, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
  });

  test('an older data file gives nobody what was in the places of its messages before', async () => {
    const { dataFolder, fileOf, old, second, third } = await folderWithReusedPlace();
    writeFileSync(fileOf('messages.dat'), old.messages);
    const store = await openTestStore({ dataFolder });
    await expect(store.messages.open(third)).rejects.toBeInstanceOf(MessageLost);
    expect((await contentOf(store, second))?.equals(bytes(LARGE, 'second'))).toBe(true);
  });

  test('a head in front of a message, and messages in several parts, fit what was put there', async () => {
    const { dataFolder, accountId, first } = await folderWithMail();
    const store = await openTestStore({ dataFolder });
    const writers = [store.messages.writer(), store.messages.writer()];
    for (let at = 0; at < LARGE; at += 50_000) for (const [index, writer] of writers.entries()) await writer.write(bytes(50_000, `${index} ${at}`));
    const ids = await Promise.all(writers.map(async (writer) => (await writer.commit(incoming(deliveredTo(accountId)), bytes(500, 'head'))).messageId));
    await store.close();
    const database = path.join(dataFolder, 'gatepost.db');
    const aside = path.join(temporaryFolder(), 'gatepost.db');
    copyFileSync(database, aside);
    await (await openTestStore({ dataFolder })).close();
    copyFileSync(aside, database);
    const again = await openTestStore({ dataFolder });
    expect(again.repairs).toEqual([]);
    for (const id of [first, ...ids]) expect(await contentOf(again, id)).toBeDefined();
  });

  test('messages of before there were checksums are not judged', async () => {
    const { dataFolder, fileOf, old, first } = await folderWithReusedPlace();
    writeFileSync(fileOf('gatepost.db'), old.database);
    const database = new DatabaseSync(fileOf('gatepost.db'));
    database.exec('UPDATE message_extent SET checksum = NULL');
    database.close();
    const store = await openTestStore({ dataFolder });
    expect(store.repairs).toEqual([]);
    expect(await contentOf(store, first)).toBeDefined();
  });
});
