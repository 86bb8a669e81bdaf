/** A database that is not the one of the data file beside it: no large message is lost over that. */
import { copyFileSync, readFileSync, readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTestStore, temporaryFolder } from './fixtures.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';
import { smallDisk } from './small-disk.ts';

const LARGE = 300_000;

/** A closed store with a large message. */
async function folderWithMail(dataFolder = temporaryFolder()): Promise<{ readonly dataFolder: string; readonly accountId: number; readonly first: number }> {
  const store = await openTestStore({ dataFolder });
  const accountId = await addAccount(store, 'anna');
  const first = await accept(store, bytes(LARGE, 'first'), incoming(deliveredTo(accountId)));
  await store.close();
  return { dataFolder, accountId, first };
}

/** The same after a second one came, with the database of before. */
async function folderWithOldDatabase(dataFolder = temporaryFolder()) {
  const { accountId, first } = await folderWithMail(dataFolder);
  const [database, aside] = [path.join(dataFolder, 'gatepost.db'), path.join(temporaryFolder(), 'gatepost.db')];
  copyFileSync(database, aside);
  const store = await openTestStore({ dataFolder });
  const second = await accept(store, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
  await store.close();
  const [old, newer] = [readFileSync(aside), readFileSync(database)];
  writeFileSync(database, old);
  return { dataFolder, first, second, newer };
}

describe('large messages without their database', () => {
  test.each([
    { what: 'a missing one', lose: (file: string) => rmSync(file) },
    { what: 'an empty one', lose: (file: string) => truncateSync(file) },
  ])('stay as they are beside $what: the start is refused, with both files named and what to do', async ({ lose }) => {
    const { dataFolder, first } = await folderWithMail();
    const [database, messages] = [path.join(dataFolder, 'gatepost.db'), path.join(dataFolder, 'messages.dat')];
    const [databaseBefore, messagesBefore] = [readFileSync(database), readFileSync(messages)];
    lose(database);
    const namesBefore = readdirSync(dataFolder);
    for (let time = 0; time < 2; time += 1) {
      const opening = openTestStore({ dataFolder });
      await expect(opening).rejects.toMatchObject({ name: 'StoreError', kind: 'failed' });
      await expect(opening).rejects.toThrow(database);
      await expect(opening).rejects.toThrow(messages);
      await expect(opening).rejects.toThrow(/Restore a backup of both files; or, to begin anew .* move messages\.dat/);
    }
    expect(readdirSync(dataFolder)).toEqual(namesBefore);
    expect(readFileSync(messages).equals(messagesBefore)).toBe(true);

    writeFileSync(database, databaseBefore);
    const store = await openTestStore({ dataFolder });
    expect(store.repairs).toEqual([]);
    expect((await contentOf(store, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
  });

  test('stay as they are beside a new one, however often it is tried', async () => {
    const { dataFolder } = await folderWithMail();
    const before = readFileSync(path.join(dataFolder, 'messages.dat'));
    const other = temporaryFolder();
    const fresh = await openTestStore({ dataFolder: other });
    await addAccount(fresh, 'bert');
    await fresh.close();
    copyFileSync(path.join(other, 'gatepost.db'), path.join(dataFolder, 'gatepost.db'));
    for (let time = 0; time < 2; time += 1) await expect(openTestStore({ dataFolder })).rejects.toThrow(/missing, empty or new.*move messages\.dat/);
    expect(readFileSync(path.join(dataFolder, 'messages.dat')).equals(before)).toBe(true);
  });

  test('can be moved away to begin anew', async () => {
    const { dataFolder } = await folderWithMail();
    rmSync(path.join(dataFolder, 'gatepost.db'));
    rmSync(path.join(dataFolder, 'messages.dat'));
    expect((await openTestStore({ dataFolder })).repairs).toEqual([]);
  });
});

describe('a database that is older than the data file', () => {
  test('is served; the file is kept whole, and fits the newer database when that turns up', async () => {
    const { dataFolder, first, second, newer } = await folderWithOldDatabase();
    const messages = path.join(dataFolder, 'messages.dat');
    const whole = readFileSync(messages);
    const store = await openTestStore({ dataFolder });
    const [kept = ''] = readdirSync(dataFolder).filter((name) => /^messages\.dat\.left-\d{8}T\d{6}Z$/.test(name));
    expect(store.repairs).toEqual([expect.stringContaining(`the whole file was kept as ${path.join(dataFolder, kept)}`)]);
    expect((await contentOf(store, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
    await store.close();
    expect(readFileSync(path.join(dataFolder, kept)).equals(whole)).toBe(true);
    expect((await openTestStore({ dataFolder })).repairs).toEqual([]);

    const found = temporaryFolder();
    writeFileSync(path.join(found, 'gatepost.db'), newer);
    copyFileSync(path.join(dataFolder, kept), path.join(found, 'messages.dat'));
    const again = await openTestStore({ dataFolder: found });
    expect(again.repairs).toEqual([]);
    expect((await contentOf(again, second))?.equals(bytes(LARGE, 'second'))).toBe(true);
  });

  test('is refused while there is no room to keep the file', async (context) => {
    const { dataFolder } = await folderWithOldDatabase(smallDisk(context, 4 * 1024 * 1024));
    const messages = path.join(dataFolder, 'messages.dat');
    const whole = readFileSync(messages);
    const ballast = path.join(dataFolder, 'somebody-elses-file');
    const { bavail, bsize } = statfsSync(dataFolder);
    // Enough for what SQLite needs beside a database.
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - LARGE));
    const opening = openTestStore({ dataFolder });
    await expect(opening).rejects.toMatchObject({ name: 'StoreError', kind: 'disk-full' });
    await expect(opening).rejects.toThrow(/could not be kept.*make room for the copy/);
    expect(readFileSync(messages).equals(whole)).toBe(true);
    expect(readdirSync(dataFolder).filter((name) => name.includes('left'))).toEqual([]);
    rmSync(ballast);
    expect((await openTestStore({ dataFolder })).repairs).toEqual([expect.stringContaining('the whole file was kept')]);
  });
});
