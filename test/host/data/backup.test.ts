/** Backups: what they hold can be started on and read, even if the server writes all the time while they are made. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../main/clock.ts';
import { backupBesideServer } from '../../../main/host/data/backup.ts';
import { openStore } from '../../../main/store/open-store.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { gatepost, gatepostHere, serve } from '../../service/gatepost.ts';
import { accept, addAccount, bytes, contentOf, incoming } from '../../store/sample-messages.ts';

const LARGE = 200_000;

test('a backup beside a server that writes, removes and writes again has every message of its moment, byte for byte', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'data');
  const store = await openStore({ dataFolder: from, clock: systemClock });
  const accountId = await addAccount(store, 'anna');
  const put = async (key: string): Promise<number> =>
    await accept(store, bytes(LARGE, key), incoming({ traceId: key, deliveries: [{ accountId, recipient: 'anna@example.org' }] }));
  for (let count = 0; count < 20; count += 1) await put(`first-${count}`);
  const { entries } = await store.mailboxes.list(accountId);
  const release = store.keepForCopy();
  // All of them go while the copy is made, and others come, which would take their places in the file.
  const writing = (async () => {
    for (const [count, { uid }] of entries.entries()) {
      await store.mailboxes.remove(accountId, [uid]);
      await put(`second-${count}`);
    }
  })();
  const made = await backupBesideServer(from, path.join(base, 'backup'));
  await writing;
  release();
  // Their room is used again now.
  const grown = await put('third');
  expect(await contentOf(store, grown)).toEqual(bytes(LARGE, 'third'));
  await store.close();

  const restored = await openStore({ dataFolder: made.folder, clock: systemClock });
  expect(restored.repairs.filter((text) => !text.includes('gave back'))).toEqual([]);
  const kept = (await restored.mailboxes.list(accountId)).entries;
  expect(kept).toHaveLength(20);
  for (const { messageId } of kept) {
    const reader = await restored.messages.open(messageId);
    const key = reader?.traceId ?? '';
    reader?.close();
    expect(await contentOf(restored, messageId)).toEqual(bytes(LARGE, key));
  }
  await restored.close();
});

test('what is not copied is not held up: the room of removed messages is used again after a backup', { timeout: 120_000 }, async () => {
  const store = await openStore({ dataFolder: tempFolder(), clock: systemClock });
  const accountId = await addAccount(store, 'anna');
  const release = store.keepForCopy();
  release();
  release();
  const again = store.keepForCopy();
  await accept(store, bytes(LARGE, 'a'), incoming({ deliveries: [{ accountId, recipient: 'anna@example.org' }] }));
  again();
  await store.close();
});

test('a backup of a running server, and one of none, can be served', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const data = path.join(base, 'data');
  const running = await serve(data, 'smtp=127.0.0.1:0');
  await gatepostHere(['domain', 'add', 'example.com', '--data', data]);
  writeFileSync(path.join(data, 'own-cert.pem'), 'a certificate');
  expect(await gatepostHere(['backup', path.join(base, 'hot'), '--data', data])).toMatchObject({ code: 0, stderr: '' });
  running.signal('SIGTERM');
  expect(await running.end()).toMatchObject({ code: 0 });
  expect(await gatepostHere(['backup', path.join(base, 'cold'), '--data', data])).toMatchObject({ code: 0, stderr: '' });
  for (const name of ['hot', 'cold']) {
    const folder = path.join(base, name);
    expect((await gatepostHere(['domain', 'list', '--data', folder])).stdout).toContain('example.com');
    expect(existsSync(path.join(folder, 'own-cert.pem'))).toBe(true);
    expect(existsSync(`${folder}.unfinished`)).toBe(false);
  }
});

test('a backup goes neither over other files nor into the data folder', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const data = path.join(base, 'data');
  await gatepost(['domain', 'add', 'example.com', '--data', data]);
  const full = path.join(base, 'full');
  mkdirSync(full);
  writeFileSync(path.join(full, 'thesis.txt'), '');
  expect(await gatepostHere(['backup', full, '--data', data])).toMatchObject({
    code: 1,
    stderr: `gatepost: the folder ${full} has files in it: name one that is not there yet\n`,
  });
  expect((await gatepostHere(['backup', path.join(data, 'backup'), '--data', data])).stderr).toContain('choose another place');
});
