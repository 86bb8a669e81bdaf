/** A full disk, a read-only folder, damaged files: each is named, and nothing is lost. */
import { copyFileSync, readFileSync, readdirSync, rmSync, statSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test, vi } from 'vitest';
import { DataFile } from '../../main/store/extents/data-file.ts';
import { KeptMessages } from '../../main/store/kept-messages.ts';
import { type MailStore, MessageLost } from '../../main/store/mail-store.ts';
import { copyOf, openTestStore, temporaryFolder } from './fixtures.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';
import { makeReadOnly, smallDisk } from './small-disk.ts';

const MB = 1024 * 1024;

/** Puts in messages until the disk is full. */
async function fillUp(store: MailStore, accountId: number, size: number): Promise<{ readonly kept: number[]; readonly error: unknown }> {
  const kept: number[] = [];
  for (;;) {
    try {
      kept.push(await accept(store, bytes(size, `filling ${kept.length}`), incoming(deliveredTo(accountId))));
    } catch (error) {
      return { kept, error };
    }
  }
}

async function expectIntact(store: MailStore, accountId: number, kept: readonly number[], size: number): Promise<void> {
  const { entries } = await store.mailboxes.list(accountId);
  expect(entries.map((entry) => entry.messageId)).toEqual(kept);
  for (const [index, messageId] of kept.entries()) expect((await contentOf(store, messageId))?.equals(bytes(size, `filling ${index}`))).toBe(true);
}

describe('a full disk', () => {
  test.for([
    { what: 'large messages', size: 700_000 },
    { what: 'small messages', size: 30_000 },
  ])('refuses $what, keeps what was accepted, and works again when there is room', async ({ size }, context) => {
    const dataFolder = smallDisk(context, 8 * MB);
    const ballast = path.join(dataFolder, 'somebody-elses-file');
    writeFileSync(ballast, Buffer.alloc(2 * MB));
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    const { kept, error } = await fillUp(store, accountId, size);
    expect(error).toMatchObject({ name: 'StoreError', kind: 'disk-full' });
    expect(kept.length).toBeGreaterThan(4);
    await expectIntact(store, accountId, kept, size);

    rmSync(ballast);
    kept.push(await accept(store, bytes(size, `filling ${kept.length}`), incoming(deliveredTo(accountId))));
    await store.close();
    const reopened = await openTestStore({ dataFolder });
    await expectIntact(reopened, accountId, kept, size);
  });

  test('takes new large messages in the place of removed ones', async (context) => {
    // What is left behind the last message that fits is room for the pages of the database that a removal changes.
    const store = await openTestStore({ dataFolder: smallDisk(context, 8 * MB + 300_000) });
    const accountId = await addAccount(store, 'anna');
    const { kept } = await fillUp(store, accountId, 700_000);
    await store.mailboxes.remove(accountId, [1, 2]);
    const messageId = await accept(store, bytes(700_000, 'again'), incoming(deliveredTo(accountId)));
    expect(kept).not.toContain(messageId);
    expect((await contentOf(store, messageId))?.equals(bytes(700_000, 'again'))).toBe(true);
  });

  test('is named at the start, whichever file finds no room', async (context) => {
    const dataFolder = smallDisk(context, 4 * MB);
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    const messageId = await accept(store, bytes(30_000, 'kept'), incoming(deliveredTo(accountId)));
    await store.close();
    const ballast = path.join(dataFolder, 'somebody-elses-file');
    for (const leftBytes of [0, 4096, 8192, 16_384, 36_864]) {
      const { bavail, bsize } = statfsSync(dataFolder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - leftBytes));
      const opening = openTestStore({ dataFolder }).then(async (opened) => await opened.close());
      // With the last of these there may be just enough.
      if (leftBytes < 36_864) {
        await expect(opening).rejects.toMatchObject({ name: 'StoreError', kind: 'disk-full' });
        await expect(opening).rejects.toThrow(/^The disk that holds .* is full: free some space\.$/);
      } else await opening.catch((error: unknown) => expect(error).toMatchObject({ kind: 'disk-full' }));
      rmSync(ballast);
    }
    const again = await openTestStore({ dataFolder });
    expect((await contentOf(again, messageId))?.equals(bytes(30_000, 'kept'))).toBe(true);
  });

  test('after a crash leaves the next start what it has to know, however much finds room', async (context) => {
    const dataFolder = temporaryFolder();
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    const kept = [await accept(store, bytes(30_000, 'filling 0'), incoming(deliveredTo(accountId)))];
    const large = await accept(store, bytes(300_000, 'large'), incoming(deliveredTo(accountId)));
    const killed = copyOf(dataFolder);
    const disk = smallDisk(context, 4 * MB);
    const ballast = path.join(disk, 'somebody-elses-file');
    let opened = 0;
    for (const leftBytes of [0, 36_864, 65_536, 131_072, 262_144]) {
      for (const name of readdirSync(killed)) copyFileSync(path.join(killed, name), path.join(disk, name));
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - leftBytes));
      const full = await openTestStore({ dataFolder: disk }).catch((error: unknown) => expect(error).toMatchObject({ kind: 'disk-full' }));
      const again = copyOf(disk);
      if (full !== undefined) {
        opened += 1;
        await full.close();
      }
      const after = await openTestStore({ dataFolder: again });
      expect(readdirSync(again).filter((name) => name.includes('left'))).toEqual([]);
      expect((await contentOf(after, kept[0] ?? 0))?.equals(bytes(30_000, 'filling 0'))).toBe(true);
      expect((await contentOf(after, large))?.equals(bytes(300_000, 'large'))).toBe(true);
      await after.close();
      for (const name of readdirSync(disk)) rmSync(path.join(disk, name));
    }
    expect(opened).toBeGreaterThan(0);
  });

  test('has room again when messages are broken off, without a restart', async (context) => {
    const dataFolder = smallDisk(context, 100 * MB);
    const store = await openTestStore({ dataFolder });
    const writers = Array.from({ length: 6 }, () => store.messages.writer());
    const piece = bytes(64_000, 'begun');
    for (let written = 0; written < 12 * MB; written += piece.length) {
      for (const writer of writers) await writer.write(piece);
    }
    await expect.poll(() => store.messages.hasRoom(64 * MB)).toBe(false);
    for (const writer of writers) writer.abort();
    await expect.poll(() => store.messages.hasRoom(64 * MB)).toBe(true);
    expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBeLessThan(32 * MB);
  });

  test('has room again in the places of removed messages', async (context) => {
    const store = await openTestStore({ dataFolder: smallDisk(context, 64 * MB) });
    const accountId = await addAccount(store, 'anna');
    for (let count = 0; count < 14; count += 1) await accept(store, bytes(3 * MB, `message ${count}`), incoming(deliveredTo(accountId)));
    await expect.poll(() => store.messages.hasRoom(16 * MB, 25 * MB)).toBe(false);
    await store.mailboxes.remove(accountId, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(store.messages.hasRoom(16 * MB, 25 * MB)).toBe(true);
    // What is to stay free for the database is not to be had in the data file.
    expect(store.messages.hasRoom(30 * MB)).toBe(false);
  });

  test('has room for small messages again in the database, and for a large one not', async (context) => {
    const store = await openTestStore({ dataFolder: smallDisk(context, 160 * MB) });
    const accountId = await addAccount(store, 'anna');
    const small = bytes(60_000, 'small');
    const ids = Array.from({ length: 1400 }, (_, place) => place + 1);
    // Some at a time: what is committed at once stands in the write-ahead log as well.
    for (let at = 0; at < ids.length; at += 50) await Promise.all(ids.slice(at, at + 50).map(() => accept(store, small, incoming(deliveredTo(accountId)))));
    await expect.poll(() => store.messages.hasRoom(100 * MB, small.length)).toBe(false);
    await store.mailboxes.remove(accountId, ids);
    await expect.poll(() => store.messages.hasRoom(100 * MB, small.length), { timeout: 30_000 }).toBe(true);
    expect(store.messages.hasRoom(40 * MB, 60 * MB)).toBe(false);
    expect(store.messages.hasRoom(33 * MB, small.length)).toBe(true);
  });

  test('met while a message arrives takes nothing for good', async (context) => {
    const dataFolder = smallDisk(context, 4 * MB);
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    const writer = store.messages.writer();
    const huge = bytes(6 * MB, 'too much');
    await expect(
      (async () => {
        for (let at = 0; at < huge.length; at += 100_000) await writer.write(huge.subarray(at, at + 100_000));
        await writer.commit(incoming(deliveredTo(accountId)));
      })(),
    ).rejects.toMatchObject({ name: 'StoreError', kind: 'disk-full' });
    writer.abort();
    await accept(store, bytes(2 * MB, 'fits'), incoming(deliveredTo(accountId)));
    expect(statSync(path.join(dataFolder, 'messages.dat')).size).toBeLessThan(2.1 * MB);
  });
});

describe('a data folder that cannot be written', () => {
  test('is refused at the start, by name', async (context) => {
    const dataFolder = smallDisk(context, 4 * MB);
    makeReadOnly(dataFolder);
    const opening = openTestStore({ dataFolder });
    await expect(opening).rejects.toMatchObject({ name: 'StoreError', kind: 'read-only' });
    await expect(opening).rejects.toThrow(dataFolder);
  });

  test('is told from a path that is no folder', async () => {
    const file = path.join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    await expect(openTestStore({ dataFolder: file })).rejects.toThrow(file);
  });
});

describe('a damaged database', () => {
  test.each([
    { what: 'of something else', damage: Buffer.from('this is not a database, but somebody put it here under its name\n'.repeat(100)) },
    { what: 'with a page overwritten', damage: undefined },
  ])('$what is named at the start, with what to do, and left alone', async ({ damage }) => {
    const dataFolder = temporaryFolder();
    const file = path.join(dataFolder, 'gatepost.db');
    if (damage === undefined) {
      const store = await openTestStore({ dataFolder });
      await store.close();
    }
    const content = damage ?? Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(16_000, 0xa5)]);
    writeFileSync(file, content);
    await expect(openTestStore({ dataFolder })).rejects.toThrow(/gatepost\.db is damaged .* restore a backup/);
    expect(statSync(file).size).toBe(content.length);
  });
});

describe('damage that is met while the server runs', () => {
  /** A store whose mailboxes have gone bad; nothing reads them at the start. */
  async function storeWithBadMailboxes(): Promise<{ readonly store: MailStore; readonly file: string; readonly accountId: number }> {
    const dataFolder = temporaryFolder();
    const file = path.join(dataFolder, 'gatepost.db');
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    await accept(store, bytes(3000, 'before'), incoming(deliveredTo(accountId)));
    await store.close();
    const database = new DatabaseSync(file, { readOnly: true });
    const root = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'mailbox_entry'").get()?.['rootpage']);
    database.close();
    const content = readFileSync(file);
    const page = content.readUInt16BE(16);
    writeFileSync(file, content.fill(0xa5, (root - 1) * page, root * page));
    return { store: await openTestStore({ dataFolder }), file, accountId };
  }

  test.each([
    { what: 'by a reader', meet: async (store: MailStore, accountId: number) => await store.mailboxes.list(accountId) },
    { what: 'by the writer', meet: async (store: MailStore, accountId: number) => await accept(store, bytes(3000, 'bad'), incoming(deliveredTo(accountId))) },
  ])('$what names the file and what to do, and no message is taken in any more', async ({ meet }) => {
    const { store, file, accountId } = await storeWithBadMailboxes();
    const damaged = { name: 'StoreError', kind: 'damaged', message: expect.stringMatching(/gatepost\.db is damaged .* restore a backup/) as string };
    await expect(meet(store, accountId)).rejects.toMatchObject(damaged);
    for (const size of [3000, 300_000]) await expect(accept(store, bytes(size, 'good'), incoming())).rejects.toMatchObject(damaged);
    expect((await store.directory.load()).accounts).toHaveLength(1);
    await store.close();
    expect(statSync(file).size).toBeGreaterThan(0);
  });
});

describe('a data file that lacks bytes of its messages', () => {
  test('is reported; what is left can be read, what is not is an error', async () => {
    const dataFolder = temporaryFolder();
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    const [first, second] = [
      await accept(store, bytes(400_000, '1'), incoming(deliveredTo(accountId))),
      await accept(store, bytes(400_000, '2'), incoming(deliveredTo(accountId))),
    ];
    await store.close();
    truncateSync(path.join(dataFolder, 'messages.dat'), 500_000);
    const damaged = await openTestStore({ dataFolder });
    expect(damaged.repairs).toEqual([
      expect.stringMatching(/messages\.dat is \d+ bytes shorter than its messages need; restore a backup/),
      expect.stringMatching(/^1 messages cannot be read, .* POP3 refuses them/),
    ]);
    expect((await contentOf(damaged, first))?.equals(bytes(400_000, '1'))).toBe(true);
    await expect(contentOf(damaged, second)).rejects.toMatchObject({ name: 'StoreError', kind: 'failed' });
  });

  /** Two messages of which the second has lost its end, after a third came to stand behind the gap. */
  async function grownOverGap() {
    const dataFolder = temporaryFolder();
    const file = path.join(dataFolder, 'messages.dat');
    const store = await openTestStore({ dataFolder });
    const accountId = await addAccount(store, 'anna');
    const accepted = async (on: MailStore, seed: string): Promise<number> => await accept(on, bytes(400_000, seed), incoming(deliveredTo(accountId)));
    const [first, second] = [await accepted(store, '1'), await accepted(store, '2')];
    await store.close();
    const closed = readFileSync(file);
    // Without the mark of the close.
    const whole = closed.subarray(0, closed.indexOf('\0gatepost closed'));
    truncateSync(file, 500_000);
    const damaged = await openTestStore({ dataFolder });
    const third = await accepted(damaged, '3');
    return { dataFolder, file, whole, damaged, accountId, first, second, third };
  }

  test('keeps in mind which messages these are, also when new ones stand behind the gap, and says so at each start', async () => {
    const { dataFolder, damaged, accountId, first, second, third } = await grownOverGap();
    await expect(damaged.messages.open(second)).rejects.toThrow(/Message \d+ cannot be read: .*messages\.dat has lost its content/);
    await damaged.close();
    for (let time = 0; time < 2; time += 1) {
      const again = await openTestStore({ dataFolder });
      expect(again.repairs).toEqual([expect.stringMatching(/^1 messages cannot be read, since .*messages\.dat is shorter .* Restore a backup of both files/)]);
      await expect(again.messages.open(second)).rejects.toBeInstanceOf(MessageLost);
      expect((await contentOf(again, first))?.equals(bytes(400_000, '1'))).toBe(true);
      expect((await contentOf(again, third))?.equals(bytes(400_000, '3'))).toBe(true);
      const kept = KeptMessages.open(dataFolder);
      expect([...kept.newest(10)].map(({ id }) => id)).toEqual([third, first]);
      kept.close();
      await again.close();
    }
    const store = await openTestStore({ dataFolder });
    await store.mailboxes.remove(accountId, [2]);
    const fourth = await accept(store, bytes(400_000, '4'), incoming(deliveredTo(accountId)));
    await store.close();
    const last = await openTestStore({ dataFolder });
    expect(last.repairs).toEqual([]);
    expect((await contentOf(last, fourth))?.equals(bytes(400_000, '4'))).toBe(true);
  });

  test('reads them again when the right file is back', async () => {
    const { dataFolder, file, whole, damaged, second, third } = await grownOverGap();
    await damaged.close();
    const grown = readFileSync(file);
    writeFileSync(file, Buffer.concat([whole, grown.subarray(whole.length)]));
    const reads = vi.spyOn(DataFile.prototype, 'read');
    const store = await openTestStore({ dataFolder });
    expect(store.repairs).toEqual([expect.stringContaining('the content of 1 messages that it had lost is there again')]);
    // A start that waits for each of very many takes its time.
    expect(reads).not.toHaveBeenCalled();
    reads.mockRestore();
    expect((await contentOf(store, second))?.equals(bytes(400_000, '2'))).toBe(true);
    expect((await contentOf(store, third))?.equals(bytes(400_000, '3'))).toBe(true);
  });
});

test('a closed store refuses everything, and may be closed twice', async () => {
  const store = await openTestStore();
  await Promise.all([store.close(), store.close()]);
  await store.close();
  await expect(store.directory.load()).rejects.toMatchObject({ name: 'StoreError', kind: 'failed' });
  await expect(store.statistics.add('2026-01-01', 0, { connections: 1 })).rejects.toMatchObject({ name: 'StoreError', kind: 'failed' });
});

test.skipIf(process.platform === 'win32')('the files are for their owner alone', async () => {
  const dataFolder = temporaryFolder();
  await openTestStore({ dataFolder });
  const modes = readdirSync(dataFolder).map((name) => [name, (statSync(path.join(dataFolder, name)).mode & 0o777).toString(8)]);
  expect(Object.fromEntries(modes)).toEqual({
    'gatepost.db': '600',
    'gatepost.db-shm': '600',
    'gatepost.db-wal': '600',
    'gatepost.opened': '600',
    'messages.dat': '600',
  });
});
