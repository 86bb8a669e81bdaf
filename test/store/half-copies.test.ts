/** Copies of a data folder that broke off in the midst of a file: no mail is lost over them. */
import { readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { copyOf, openTestStore } from './fixtures.ts';
import { folderWithMail, keptCopies, LARGE } from './mail-folder.ts';
import { accept, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';

/** A killed server with a large message that only its log knows. */
async function killedWithLog() {
  const { dataFolder, accountId, first } = await folderWithMail();
  const store = await openTestStore({ dataFolder });
  const second = await accept(store, bytes(LARGE, 'second'), incoming(deliveredTo(accountId)));
  const killed = copyOf(dataFolder);
  return { killed, first, second, fileOf: (name: string): string => path.join(killed, name) };
}

/** What of a folder the start of a store reads. */
function filesOf(folder: string): readonly [string, Buffer][] {
  const names = readdirSync(folder).filter((name) => !name.endsWith('-shm'));
  return names.toSorted().map((name) => [name, readFileSync(path.join(folder, name))]);
}

describe('half a database', () => {
  test('is refused before its log is played in; whole again, it has all', async () => {
    const { killed, first, second, fileOf } = await killedWithLog();
    const whole = readFileSync(fileOf('gatepost.db'));
    truncateSync(fileOf('gatepost.db'), 106_596);
    const before = filesOf(killed);
    await expect(openTestStore({ dataFolder: killed })).rejects.toMatchObject({
      kind: 'damaged',
      message: expect.stringMatching(/has 106596 bytes, and begins as one of \d+: a copy that is not whole\. Nothing was changed/) as string,
    });
    expect(filesOf(killed)).toEqual(before);
    writeFileSync(fileOf('gatepost.db'), whole);
    const store = await openTestStore({ dataFolder: killed });
    expect((await contentOf(store, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
    expect((await contentOf(store, second))?.equals(bytes(LARGE, 'second'))).toBe(true);
  });

  test('is completed where its log has all that it lacks, as after a kill while the log was taken in', async () => {
    const { killed, second, fileOf } = await killedWithLog();
    const outside = new DatabaseSync(fileOf('gatepost.db'));
    outside.exec('CREATE TABLE filler (content BLOB); INSERT INTO filler VALUES (zeroblob(400000))');
    const crashed = copyOf(killed);
    const log = readFileSync(fileOf('gatepost.db-wal'));
    outside.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    outside.close();
    // The first page is written first, and says already how many there will be.
    const short = Buffer.concat([readFileSync(fileOf('gatepost.db')).subarray(0, 4096), readFileSync(path.join(crashed, 'gatepost.db')).subarray(4096)]);
    writeFileSync(path.join(crashed, 'gatepost.db'), short);
    writeFileSync(path.join(crashed, 'gatepost.db-wal'), log);
    const store = await openTestStore({ dataFolder: crashed });
    expect((await contentOf(store, second))?.equals(bytes(LARGE, 'second'))).toBe(true);
  });

  test('or one that is damaged otherwise takes the log in: a whole one in its place costs no large mail', async () => {
    const { killed, first, fileOf } = await killedWithLog();
    const whole = readFileSync(fileOf('gatepost.db'));
    const messages = readFileSync(fileOf('messages.dat'));
    const schema = new DatabaseSync(fileOf('gatepost.db'), { readOnly: true });
    const root = Number(schema.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'mailbox_entry'").get()?.['rootpage']);
    schema.close();
    rmSync(fileOf('gatepost.db-shm'), { force: true });
    const damaged = Buffer.from(whole);
    // Behind the pages that the log has anew.
    damaged.fill(0xa5, 100, 4096);
    damaged.fill(0xa5, root * 4096);
    writeFileSync(fileOf('gatepost.db'), damaged);
    await expect(openTestStore({ dataFolder: killed })).rejects.toMatchObject({ kind: 'damaged' });
    writeFileSync(fileOf('gatepost.db'), whole);
    const store = await openTestStore({ dataFolder: killed });
    expect((await contentOf(store, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
    expect(keptCopies(killed).map((name) => readFileSync(fileOf(name)).equals(messages))).toEqual([true]);
  });
});

describe('a write-ahead log that is not whole', () => {
  test.each([
    { what: 'half of it', damage: (log: Buffer) => log.subarray(0, 4096 * Math.floor(log.length / 8192)) },
    { what: 'something else', damage: () => bytes(50_000, 'garbage') },
    { what: 'less than its head', damage: (log: Buffer) => log.subarray(0, 20) },
  ])('costs no large mail: $what', async ({ damage }) => {
    const { killed, first, fileOf } = await killedWithLog();
    const messages = readFileSync(fileOf('messages.dat'));
    writeFileSync(fileOf('gatepost.db-wal'), damage(readFileSync(fileOf('gatepost.db-wal'))));
    rmSync(fileOf('gatepost.db-shm'));
    const store = await openTestStore({ dataFolder: killed });
    expect(store.repairs).toContainEqual(expect.stringMatching(/gatepost\.db-wal is not whole.*make it anew/));
    expect(store.repairs).toContainEqual(expect.stringContaining('the whole file was kept as'));
    expect((await contentOf(store, first))?.equals(bytes(LARGE, 'first'))).toBe(true);
    expect(keptCopies(killed).map((name) => readFileSync(fileOf(name)).equals(messages))).toEqual([true]);
  });

  test('is not said to have completed anything that was not in it', async () => {
    const { killed, fileOf } = await killedWithLog();
    writeFileSync(fileOf('gatepost.db-wal'), bytes(50_000, 'garbage'));
    rmSync(fileOf('gatepost.db-shm'));
    expect((await openTestStore({ dataFolder: killed })).repairs.join('')).not.toContain('completed');
  });

  test('is not what a kill leaves', async () => {
    const { killed, second } = await killedWithLog();
    const store = await openTestStore({ dataFolder: killed });
    expect(store.repairs).toEqual([expect.stringMatching(/completed from \d+ bytes of write-ahead log/)]);
    expect((await contentOf(store, second))?.equals(bytes(LARGE, 'second'))).toBe(true);
  });
});
