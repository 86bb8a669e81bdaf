/** A database that is not the one of the data file beside it: no large message is lost over that. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { DatabaseSync, backup as backUp } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { forgetOpeningOf } from '../../main/store/backed-up.ts';
import { copyOf, openTestStore, temporaryFolder } from './fixtures.ts';
import { folderWithMail, keptCopies, LARGE } from './mail-folder.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';
import { smallDisk } from './small-disk.ts';

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

  test.each([
    { what: 'missing', lose: (file: string) => rmSync(file) },
    { what: 'empty', lose: (file: string) => truncateSync(file) },
  ])('are not needed to see that a database that is $what has been there', async ({ lose }) => {
    const dataFolder = temporaryFolder();
    const store = await openTestStore({ dataFolder });
    await accept(store, bytes(3000, 'small'), incoming(deliveredTo(await addAccount(store, 'anna'))));
    await store.close();
    expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBe(0);
    lose(path.join(dataFolder, 'gatepost.db'));
    const namesBefore = readdirSync(dataFolder);
    await expect(openTestStore({ dataFolder })).rejects.toThrow(
      /gatepost\.db, which holds domains, accounts and mail, is missing or empty.*move messages\.dat/,
    );
    expect(readdirSync(dataFolder)).toEqual(namesBefore);
    rmSync(path.join(dataFolder, 'messages.dat'));
    rmSync(path.join(dataFolder, 'gatepost.db'), { force: true });
    await openTestStore({ dataFolder });
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
    expect((await openTestStore({ dataFolder })).repairs).toEqual([
      expect.stringContaining(`has set aside, since gatepost.db did not know what is in it: ${kept}. `),
    ]);

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

/** What a kill leaves of a store that was opened and has had nothing to do, or has begun a message: a write-ahead log, and the mark of the opening. */
async function killedIn(dataFolder: string): Promise<string> {
  const store = await openTestStore({ dataFolder });
  const unfinished = store.messages.writer();
  for (let count = 0; count < 20; count += 1) await unfinished.write(bytes(60_000, 'begun'));
  return copyOf(dataFolder);
}

describe('a database that is not the one that a killed server had open', () => {
  test('is told from it: an older one costs no mail', async () => {
    const { dataFolder, accountId, first } = await folderWithMail();
    const older = readFileSync(path.join(dataFolder, 'gatepost.db'));
    const store = await openTestStore({ dataFolder });
    await accept(store, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
    await store.close();
    const killed = await killedIn(dataFolder);
    writeFileSync(path.join(killed, 'gatepost.db'), older);
    const whole = readFileSync(path.join(killed, 'messages.dat'));

    const again = await openTestStore({ dataFolder: killed });
    expect(again.repairs).toEqual([expect.stringContaining('the whole file was kept as')]);
    expect((await contentOf(again, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
    expect(keptCopies(killed).map((name) => readFileSync(path.join(killed, name)).equals(whole))).toEqual([true]);
  });

  test('is told from it: one of another folder is refused, or costs no mail', async () => {
    const other = temporaryFolder();
    const store = await openTestStore({ dataFolder: other });
    const accountId = await addAccount(store, 'bert');
    await store.close();
    const without = readFileSync(path.join(other, 'gatepost.db'));
    const filled = await openTestStore({ dataFolder: other });
    await accept(filled, bytes(70_000, 'theirs'), incoming(deliveredTo(accountId)));
    await filled.close();
    const killed = await killedIn((await folderWithMail()).dataFolder);
    const whole = readFileSync(path.join(killed, 'messages.dat'));

    writeFileSync(path.join(killed, 'gatepost.db'), without);
    for (let time = 0; time < 2; time += 1) await expect(openTestStore({ dataFolder: killed })).rejects.toThrow(/missing, empty or new/);
    copyFileSync(path.join(other, 'gatepost.db'), path.join(killed, 'gatepost.db'));
    expect((await openTestStore({ dataFolder: killed })).repairs).toEqual([
      expect.stringContaining('the whole file was kept as'),
      expect.stringContaining('are not of one time: 1 messages have something else in their places'),
      expect.stringMatching(/^1 messages cannot be read/),
    ]);
    expect(keptCopies(killed).map((name) => readFileSync(path.join(killed, name)).equals(whole))).toEqual([true]);
  });

  test('is told from it: one out of a backup that was made beside that very run', async () => {
    const { dataFolder, accountId } = await folderWithMail();
    const store = await openTestStore({ dataFolder });
    const backup = path.join(temporaryFolder(), 'gatepost.db');
    await store.directory.load();
    const source = new DatabaseSync(path.join(dataFolder, 'gatepost.db'), { readOnly: true });
    await backUp(source, backup);
    source.close();
    forgetOpeningOf(backup);
    await accept(store, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
    const killed = copyOf(dataFolder);
    const whole = readFileSync(path.join(killed, 'messages.dat'));
    for (const name of ['gatepost.db-wal', 'gatepost.db-shm']) rmSync(path.join(killed, name));
    copyFileSync(backup, path.join(killed, 'gatepost.db'));
    expect((await openTestStore({ dataFolder: killed })).repairs).toEqual([expect.stringContaining('the whole file was kept as')]);
    expect(keptCopies(killed).map((name) => readFileSync(path.join(killed, name)).equals(whole))).toEqual([true]);
  });

  test('stays the other one when the start is killed while the file is copied; what was made of the copy goes', async () => {
    const { dataFolder } = await folderWithOldDatabase();
    const whole = readFileSync(path.join(dataFolder, 'messages.dat'));
    // A start leaves a write-ahead log before it copies.
    writeFileSync(path.join(dataFolder, 'gatepost.db-wal'), '');
    writeFileSync(path.join(dataFolder, 'messages.dat.left-20261126T120000Z.unfinished'), whole.subarray(0, 1000));
    expect((await openTestStore({ dataFolder })).repairs).toEqual([expect.stringContaining('the whole file was kept as')]);
    expect(keptCopies(dataFolder).map((name) => readFileSync(path.join(dataFolder, name)).equals(whole))).toEqual([true]);
  });

  test('is not what a start finds that failed after a crash, whatever kept it from starting', async (context) => {
    const disk = smallDisk(context, 8 * 1024 * 1024);
    const killed = await killedIn((await folderWithMail()).dataFolder);
    for (const name of readdirSync(killed)) copyFileSync(path.join(killed, name), path.join(disk, name));
    const messages = path.join(disk, 'messages.dat');
    const aside = path.join(temporaryFolder(), 'messages.dat');
    copyFileSync(messages, aside);
    rmSync(messages);
    mkdirSync(messages);
    await expect(openTestStore({ dataFolder: disk })).rejects.toThrow('messages.dat');
    rmdirSync(messages);
    copyFileSync(aside, messages);
    expect((await openTestStore({ dataFolder: disk })).repairs).toEqual([expect.stringContaining('that no message needs (never accepted, or removed since)')]);
  });
});

describe('a folder that was copied without the write-ahead log of its run', () => {
  test('loses nothing more: what is missing is said, and the data file is kept whole', async () => {
    const { dataFolder, accountId, first } = await folderWithMail();
    const store = await openTestStore({ dataFolder });
    await accept(store, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
    const copy = copyOf(dataFolder);
    for (const name of ['gatepost.db-wal', 'gatepost.db-shm']) rmSync(path.join(copy, name));
    const whole = readFileSync(path.join(copy, 'messages.dat'));
    // In the way of the copy that has to be kept.
    rmSync(path.join(copy, 'messages.dat'));
    mkdirSync(path.join(copy, 'messages.dat'));
    await expect(openTestStore({ dataFolder: copy })).rejects.toThrow(/gatepost\.db-wal is missing: mail that came last was in it/);
    rmdirSync(path.join(copy, 'messages.dat'));
    writeFileSync(path.join(copy, 'messages.dat'), whole);

    const again = await openTestStore({ dataFolder: copy });
    expect(again.repairs).toEqual([expect.stringContaining('the whole file was kept as')]);
    expect((await contentOf(again, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
    expect(keptCopies(copy).map((name) => readFileSync(path.join(copy, name)).equals(whole))).toEqual([true]);
  });

  test('is not what a close leaves that was killed after its log had gone', async () => {
    const { dataFolder, first } = await folderWithMail();
    const store = await openTestStore({ dataFolder });
    const outside = new DatabaseSync(path.join(dataFolder, 'gatepost.db'));
    outside.prepare('SELECT count(*) FROM message').get();
    const unfinished = store.messages.writer();
    for (let count = 0; count < 20; count += 1) await unfinished.write(bytes(60_000, 'begun'));
    await store.close();
    outside.close();
    await expectNothingMissing(dataFolder, first);
  });

  test('is not what a process leaves that ends without a close', async () => {
    const { dataFolder, first } = await folderWithMail();
    execFileSync(process.execPath, [fileURLToPath(new URL('./exit-child.ts', import.meta.url)), dataFolder]);
    await expectNothingMissing(dataFolder, first);
  });

  /** The log is gone, the mark is there, and both was right. */
  async function expectNothingMissing(dataFolder: string, messageId: number): Promise<void> {
    expect(existsSync(path.join(dataFolder, 'gatepost.db-wal'))).toBe(false);
    expect(existsSync(path.join(dataFolder, 'gatepost.opened'))).toBe(true);
    const store = await openTestStore({ dataFolder });
    expect(store.repairs).toEqual([expect.stringContaining('that no message needs (never accepted, or removed since)')]);
    expect((await contentOf(store, messageId))?.equals(bytes(LARGE, 'first'))).toBe(true);
  }
});

test('a folder in the place of the mark is named, with what to do, and nothing is changed', async () => {
  const { dataFolder, first } = await folderWithMail();
  const folder = path.join(dataFolder, 'gatepost.opened');
  mkdirSync(folder);
  const namesBefore = readdirSync(dataFolder);
  await expect(openTestStore({ dataFolder })).rejects.toThrow(`${folder} is a folder, and the server needs a file of that name: move the folder away.`);
  expect(readdirSync(dataFolder)).toEqual(namesBefore);
  rmdirSync(folder);
  expect(await contentOf(await openTestStore({ dataFolder }), first)).toBeDefined();
});

test('a store that failed in an unknown way is closed as it is known, and starts again', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const accountId = await addAccount(store, 'anna');
  const outside = new DatabaseSync(path.join(dataFolder, 'gatepost.db'));
  outside.exec('BEGIN IMMEDIATE');
  await expect(accept(store, bytes(LARGE, 'refused'), incoming(deliveredTo(accountId)))).rejects.toMatchObject({ name: 'StoreError', kind: 'failed' });
  outside.exec('ROLLBACK');
  outside.close();
  const small = await accept(store, bytes(3000, 'small'), incoming(deliveredTo(accountId)));
  await store.close();
  expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBe(0);
  const again = await openTestStore({ dataFolder });
  expect(again.repairs).toEqual([]);
  expect((await contentOf(again, small))?.equals(bytes(3000, 'small'))).toBe(true);
});

test('what was kept for a copy when the store was closed is no riddle to the next start', async () => {
  const { dataFolder, accountId } = await folderWithMail();
  const store = await openTestStore({ dataFolder });
  store.keepForCopy();
  await store.mailboxes.remove(accountId, [1]);
  await store.close();
  expect((await openTestStore({ dataFolder })).repairs).toEqual([]);
  expect(readdirSync(dataFolder).filter((name) => name.includes('left'))).toEqual([]);
});

test('a database that somebody else has open at the close leaves the look at the end of the file to the next start', async () => {
  const { dataFolder, accountId, first } = await folderWithMail();
  const store = await openTestStore({ dataFolder });
  const outside = new DatabaseSync(path.join(dataFolder, 'gatepost.db'), { readOnly: true });
  outside.prepare('SELECT count(*) FROM message').get();
  await accept(store, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
  const unfinished = store.messages.writer();
  for (let count = 0; count < 20; count += 1) await unfinished.write(bytes(60_000, 'begun'));
  await store.close();
  outside.close();
  const again = await openTestStore({ dataFolder });
  expect(again.repairs).toContainEqual(expect.stringContaining('that no message needs (never accepted, or removed since)'));
  expect((await contentOf(again, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
});
