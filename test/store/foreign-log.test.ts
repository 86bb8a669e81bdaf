/** A write-ahead log beside a database that is not its own is never played in, and one that is never set aside. */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { copyOf, openTestStore, temporaryFolder } from './fixtures.ts';
import { folderWithMail, keptCopies, LARGE } from './mail-folder.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';

describe('a write-ahead log that a killed server has left', () => {
  /** A killed server with mail that only its log has, the database of before, and what is needed to tell it. */
  async function killedWithLog() {
    const { dataFolder, accountId, first } = await folderWithMail();
    const older = readFileSync(path.join(dataFolder, 'gatepost.db'));
    const store = await openTestStore({ dataFolder });
    const large = await accept(store, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
    const small = await accept(store, bytes(3000, 'small'), incoming(deliveredTo(accountId)));
    const killed = copyOf(dataFolder);
    const fileOf = (name: string): string => path.join(killed, name);
    const [newer, log, messages] = ['gatepost.db', 'gatepost.db-wal', 'messages.dat'].map((name) => readFileSync(fileOf(name)));
    return { killed, fileOf, older, newer, log, messages, first, large, small };
  }

  test('is not played into an older database: it is kept whole with the data file, and all three fit when the newer one turns up', async () => {
    const { killed, fileOf, older, newer = '', log, messages, first, large, small } = await killedWithLog();
    writeFileSync(fileOf('gatepost.db'), older);
    const store = await openTestStore({ dataFolder: killed });
    const [kept = ''] = readdirSync(killed).filter((name) => /^gatepost\.db-wal\.left-\d{8}T\d{6}Z$/.test(name));
    expect(store.repairs).toEqual([
      expect.stringContaining('the whole file was kept as'),
      expect.stringContaining(`gatepost.db-wal does not belong to it: that was kept as ${fileOf(kept)}`),
    ]);
    expect((await contentOf(store, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
    expect(await contentOf(store, small)).toBeUndefined();
    expect(log?.equals(readFileSync(fileOf(kept)))).toBe(true);
    expect(keptCopies(killed).map((name) => messages?.equals(readFileSync(fileOf(name))))).toEqual([true]);
    await store.close();
    expect((await openTestStore({ dataFolder: killed })).repairs).toEqual([
      expect.stringContaining(`set aside, since gatepost.db did not know what is in it: ${kept}, ${keptCopies(killed).join('')}. `),
    ]);

    const found = temporaryFolder();
    writeFileSync(path.join(found, 'gatepost.db'), newer);
    copyFileSync(fileOf(kept), path.join(found, 'gatepost.db-wal'));
    for (const name of keptCopies(killed)) copyFileSync(fileOf(name), path.join(found, 'messages.dat'));
    const again = await openTestStore({ dataFolder: found });
    expect((await contentOf(again, small))?.equals(bytes(3000, 'small'))).toBe(true);
    expect((await contentOf(again, large))?.equals(bytes(LARGE, 'second'))).toBe(true);
  });

  test('stays where it is beside a database that is refused, and is played into its own when that is back', async () => {
    const { killed, fileOf, newer = '', log, small } = await killedWithLog();
    const other = temporaryFolder();
    const fresh = await openTestStore({ dataFolder: other });
    await addAccount(fresh, 'bert');
    await fresh.close();
    copyFileSync(path.join(other, 'gatepost.db'), fileOf('gatepost.db'));
    for (let time = 0; time < 2; time += 1) await expect(openTestStore({ dataFolder: killed })).rejects.toThrow(/missing, empty or new/);

    const tooNew = new DatabaseSync(fileOf('gatepost.db'));
    tooNew.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 999; PRAGMA journal_mode = WAL');
    tooNew.close();
    writeFileSync(fileOf('gatepost.db-wal'), log ?? '');
    await expect(openTestStore({ dataFolder: killed })).rejects.toThrow(/written by a newer Gatepost/);
    expect(log?.equals(readFileSync(fileOf('gatepost.db-wal')))).toBe(true);

    writeFileSync(fileOf('gatepost.db'), newer);
    const store = await openTestStore({ dataFolder: killed });
    expect((await contentOf(store, small))?.equals(bytes(3000, 'small'))).toBe(true);
  });

  test('is not played into a database that is no whole one: nothing is changed', async () => {
    const { killed, fileOf, older, log } = await killedWithLog();
    const torn = Buffer.from(older);
    const page = torn.readUInt16BE(16);
    const schema = new DatabaseSync(fileOf('gatepost.db'), { readOnly: true });
    const root = Number(schema.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'mailbox_entry'").get()?.['rootpage']);
    schema.close();
    torn.fill(0xa5, (root - 1) * page, root * page);
    writeFileSync(fileOf('gatepost.db'), torn);
    writeFileSync(fileOf('gatepost.db-wal'), log ?? '');
    await expect(openTestStore({ dataFolder: killed })).rejects.toThrow(/neither the one that the last run had open nor a whole one.*restore a backup/);
    expect(torn.equals(readFileSync(fileOf('gatepost.db')))).toBe(true);
    expect(log?.equals(readFileSync(fileOf('gatepost.db-wal')))).toBe(true);
  });

  test('belongs to its database also where the mark of the opening could not leave it', async () => {
    const { dataFolder, accountId } = await folderWithMail();
    const reading = new DatabaseSync(path.join(dataFolder, 'gatepost.db'), { readOnly: true });
    reading.exec('BEGIN');
    reading.prepare('SELECT count(*) FROM message').get();
    const store = await openTestStore({ dataFolder });
    const small = await accept(store, bytes(3000, 'small'), incoming(deliveredTo(accountId)));
    const killed = copyOf(dataFolder);
    reading.close();
    const again = await openTestStore({ dataFolder: killed });
    expect(again.repairs).toEqual([expect.stringMatching(/completed from \d+ bytes of write-ahead log/)]);
    expect((await contentOf(again, small))?.equals(bytes(3000, 'small'))).toBe(true);
  });

  test('belongs to its database also where the marks of several openings could not leave it', async () => {
    const { dataFolder, accountId } = await folderWithMail();
    const reading = new DatabaseSync(path.join(dataFolder, 'gatepost.db'), { readOnly: true });
    reading.exec('BEGIN');
    reading.prepare('SELECT count(*) FROM message').get();
    const store = await openTestStore({ dataFolder });
    const small = await accept(store, bytes(3000, 'small'), incoming(deliveredTo(accountId)));
    // As if it had been killed: nothing of it has been written since.
    await openTestStore({ dataFolder });
    await openTestStore({ dataFolder });
    const killed = copyOf(dataFolder);
    reading.close();
    const again = await openTestStore({ dataFolder: killed });
    expect(again.repairs).toEqual([expect.stringMatching(/completed from \d+ bytes of write-ahead log/)]);
    expect((await contentOf(again, small))?.equals(bytes(3000, 'small'))).toBe(true);
    // With the log empty, one mark is left.
    expect(readFileSync(path.join(killed, 'gatepost.opened'), 'utf8')).toMatch(/^[0-9a-f]+$/);
  });

  test('set aside is told of also where the start fails after it', async () => {
    const { killed, fileOf, older } = await killedWithLog();
    writeFileSync(fileOf('gatepost.db'), older);
    // In the way of the mark of the new opening.
    mkdirSync(path.join(fileOf('gatepost.opened.new'), 'full'), { recursive: true });
    await expect(openTestStore({ dataFolder: killed })).rejects.toThrow(/gatepost\.db-wal does not belong to it: that was kept as .*gatepost\.opened/s);
    rmSync(fileOf('gatepost.opened.new'), { recursive: true });
    expect((await openTestStore({ dataFolder: killed })).repairs).toEqual([
      expect.stringMatching(/set aside.*: gatepost\.db-wal\.left-\w+, messages\.dat\.left-\w+\. Should the gatepost\.db turn up/),
    ]);
  });

  test('beside a database that cannot be opened is not judged: the database is named, with what to do', async () => {
    const { killed, fileOf } = await killedWithLog();
    rmSync(fileOf('gatepost.db'));
    mkdirSync(fileOf('gatepost.db'));
    await expect(openTestStore({ dataFolder: killed })).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining(fileOf('gatepost.db')) as string,
    });
  });

  test('belongs to its database also where the file of the marks is empty, full of zeros, or out of an editor', async () => {
    const { killed, fileOf, small } = await killedWithLog();
    const mark = readFileSync(fileOf('gatepost.opened'), 'utf8');
    for (const marks of ['', '\0'.repeat(32), `\uFEFF${mark}\r\n`, `${'a'.repeat(32)}\nsomething else`]) {
      const dataFolder = copyOf(killed);
      writeFileSync(path.join(dataFolder, 'gatepost.opened'), marks);
      const store = await openTestStore({ dataFolder });
      expect(readdirSync(dataFolder).filter((name) => name.includes('left'))).toEqual([]);
      expect((await contentOf(store, small))?.equals(bytes(3000, 'small'))).toBe(true);
    }
  });

  test('belongs to its database also where the next start was killed while it noted its opening', async () => {
    const { killed, fileOf, small } = await killedWithLog();
    const mark = readFileSync(fileOf('gatepost.opened'), 'utf8');
    const [another, yetAnother] = ['a'.repeat(32), 'b'.repeat(32)];
    for (const marks of [`${mark}\n${another}`, `${another}\n${mark}`, `${another}\n${yetAnother}\n${mark}`]) {
      const dataFolder = copyOf(killed);
      writeFileSync(path.join(dataFolder, 'gatepost.opened'), marks);
      const store = await openTestStore({ dataFolder });
      expect(readdirSync(dataFolder).filter((name) => name.includes('left'))).toEqual([]);
      expect((await contentOf(store, small))?.equals(bytes(3000, 'small'))).toBe(true);
    }
  });
});
