/** Backups: what they hold can be brought back and read, even if the server writes all the time while they are made; and whatever is wrong with one is seen. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { systemClock } from '../../../main/clock.ts';
import { BackupWriter } from '../../../main/host/data/backup-file.ts';
import { backupBesideServer } from '../../../main/host/data/backup.ts';
import { markRestoring } from '../../../main/host/data/data-location.ts';
import { restoreBackup, verifyBackup } from '../../../main/host/data/restore.ts';
import { openStore } from '../../../main/store/open-store.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { gatepostHere, serve } from '../../service/gatepost.ts';
import { onPath } from '../../setup/debian.ts';
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

  const { folder } = await restoreBackup(made.file, path.join(base, 'restored'));
  const restored = await openStore({ dataFolder: folder, clock: systemClock });
  expect(restored.repairs).toEqual([]);
  const kept = (await restored.mailboxes.list(accountId)).entries;
  // Between a removal and the message that comes after it there is one less.
  expect([19, 20]).toContain(kept.length);
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

const SLOW = { timeout: 120_000 };

/** A folder with a little data, and a backup of it. */
async function small() {
  const base = tempFolder();
  const data = path.join(base, 'data');
  const file = path.join(base, 'small.backup');
  await gatepostHere(['domain', 'add', 'example.com', '--data', data]);
  writeFileSync(path.join(data, 'own-cert.pem'), 'a certificate');
  expect(await gatepostHere(['backup', 'create', file, '--data', data])).toMatchObject({ code: 0, stderr: '' });
  return { base, data, file };
}

test('a backup made while mail comes in has every message that was taken before it began, and a server serves what is restored', SLOW, async () => {
  const base = tempFolder();
  const data = path.join(base, 'data');
  await gatepostHere(['domain', 'add', 'example.com', '--data', data]);
  await gatepostHere(['account', 'add', 'anna@example.com', '--password-stdin', '--data', data], 'correct horse battery\n');
  const running = await serve(data, 'smtp=127.0.0.1:0');
  const transport = createTransport({ host: '127.0.0.1', port: running.port('smtp'), ignoreTLS: true, pool: true });
  const send = async (subject: string): Promise<unknown> =>
    await transport.sendMail({ envelope: { from: '', to: ['anna@example.com'] }, raw: `Subject: ${subject}\r\n\r\n${'x'.repeat(60_000)}\r\n` });
  const before = Array.from({ length: 10 }, (_, count) => `before-${count}`);
  for (const subject of before) await send(subject);
  let isDone = false;
  const flow = (async () => {
    for (let count = 0; !isDone; count += 1) await send(`meanwhile-${count}`);
  })();
  const file = path.join(base, 'hot.backup');
  const made = await gatepostHere(['backup', 'create', file, '--data', data, '--json']);
  isDone = true;
  await flow;
  transport.close();
  expect(made).toMatchObject({ code: 0, stderr: '' });
  running.signal('SIGTERM');
  expect(await running.end()).toMatchObject({ code: 0 });
  expect(readdirSync(base).toSorted()).toEqual(['data', 'hot.backup']);

  expect((await gatepostHere(['backup', 'verify', file])).stdout).toMatch(/^The backup is whole: \d+ files, .* made by version /);
  const restored = path.join(base, 'restored');
  expect(await gatepostHere(['backup', 'restore', file, '--data', restored])).toMatchObject({ code: 0, stderr: '' });
  const again = await serve(restored, 'pop3=127.0.0.1:0');
  const found = (await gatepostHere(['message', 'find', 'before-', '--data', restored, '--json'])).stdout;
  for (const subject of before) expect(found).toContain(subject);
  again.signal('SIGTERM');
  expect(await again.end()).toMatchObject({ code: 0 });
  const store = await openStore({ dataFolder: restored, clock: systemClock });
  expect(store.repairs).toEqual([]);
  await store.close();
});

test('one damaged byte is found wherever it is, and so is a backup that is cut off or goes on', SLOW, async () => {
  const { file } = await small();
  const whole = readFileSync(file);
  // Names, numbers, padding, content, digest and end, and places between.
  const places = [0, 101, 130, 149, 300, 511, 512, 600, whole.length - 1, whole.length - 1025, whole.length - 1600, whole.length - 1800];
  for (let place = 1024; place < whole.length; place += Math.ceil(whole.length / 40)) places.push(place);
  for (const place of places) {
    const damaged = Buffer.from(whole);
    damaged[place] = (damaged[place] ?? 0) ^ 1;
    writeFileSync(file, damaged);
    await expect(verifyBackup(file), `byte ${place}`).rejects.toThrow(/damaged|no backup of Gatepost|do not trust it/);
  }
  writeFileSync(file, whole);
  await verifyBackup(file);
  appendFileSync(file, '\0');
  await expect(verifyBackup(file)).rejects.toThrow('is damaged');
  truncateSync(file, whole.length - 600);
  const cut = await gatepostHere(['backup', 'verify', file]);
  expect(cut.code).toBe(1);
  expect(cut.stderr).toContain('is damaged: it ends too early');
  expect((await gatepostHere(['backup', 'verify', import.meta.filename])).stderr).toContain('is no backup of Gatepost');
});

test('a backup is restored into an empty folder, and onto nothing that is used', SLOW, async () => {
  const { base, data, file } = await small();
  const folder = path.join(base, 'restored');
  // What the desktop application keeps for itself is no data.
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(path.join(folder, 'secrets.key'), 'of this user');
  expect(await gatepostHere(['backup', 'restore', file, '--data', folder])).toMatchObject({ code: 0, stderr: '' });
  expect((await gatepostHere(['domain', 'list', '--data', folder])).stdout).toContain('example.com');
  expect(readFileSync(path.join(folder, 'own-cert.pem'), 'utf8')).toBe('a certificate');
  expect(readFileSync(path.join(folder, 'secrets.key'), 'utf8')).toBe('of this user');
  expect(existsSync(path.join(folder, 'arriving.json'))).toBe(false);

  await gatepostHere(['domain', 'add', 'later.example', '--data', data]);
  const refused = await gatepostHere(['backup', 'restore', file, '--data', data]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`the folder ${data} is used already`);
  expect((await gatepostHere(['domain', 'list', '--data', data])).stdout).toContain('later.example');
});

test('of a damaged backup nothing is left where it was to be restored, and an interrupted one begins anew', SLOW, async () => {
  const { base, file } = await small();
  const whole = readFileSync(file);
  const folder = path.join(base, 'restored');
  writeFileSync(file, whole.subarray(0, whole.length - 2000));
  expect((await gatepostHere(['backup', 'restore', file, '--data', folder])).code).toBe(1);
  expect(existsSync(folder)).toBe(false);

  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(path.join(folder, 'gatepost.db'), 'half of it');
  markRestoring(folder, file);
  expect((await gatepostHere(['domain', 'list', '--data', folder])).stderr).toContain('was interrupted, or is under way: run "gatepost backup restore"');
  writeFileSync(file, whole);
  expect(await gatepostHere(['backup', 'restore', file, '--data', folder])).toMatchObject({ code: 0, stderr: '' });
  expect((await gatepostHere(['domain', 'list', '--data', folder])).stdout).toContain('example.com');
});

test('a backup goes neither over another file nor into the data folder, and there must be something to back up', SLOW, async () => {
  const { base, data, file } = await small();
  expect(await gatepostHere(['backup', 'create', file, '--data', data])).toMatchObject({
    code: 1,
    stderr: `gatepost: ${file} is there already: name a file that is not there yet\n`,
  });
  expect((await gatepostHere(['backup', 'create', path.join(data, 'backup'), '--data', data])).stderr).toContain('choose another place');
  const nowhere = path.join(base, 'nowhere');
  expect((await gatepostHere(['backup', 'create', path.join(base, 'b'), '--data', nowhere])).stderr).toContain('nothing to back up');
  expect(existsSync(nowhere)).toBe(false);
  expect((await gatepostHere(['backup', 'create', path.join(base, 'no/such/place'), '--data', data])).stderr).toContain('could not be written');
});

/** A backup as somebody else could write it, whole. */
async function forged(...names: readonly string[]): Promise<string> {
  const folder = tempFolder();
  const file = path.join(folder, 'forged.backup');
  const content = path.join(folder, 'content');
  writeFileSync(content, 'content');
  const writer = await BackupWriter.create(file, { version: '0.0.0', createdAt: 0 });
  for (const name of names) {
    const source = await open(content);
    await writer.add(name, source);
    await source.close();
  }
  await writer.finish();
  await writer.close();
  return file;
}

test.each([
  '../outside',
  '/etc/outside',
  'logs/../../outside',
  'C:outside',
  String.raw`..\outside`,
  'moved-to.json',
  'Moved-To.json',
  'host.lock',
  'windows/x',
  'a//b',
])('a backup that names %s is not trusted', async (name) => {
  const folder = path.join(tempFolder(), 'restored');
  await expect(restoreBackup(await forged('harmless', name), folder)).rejects.toThrow('do not trust it');
  expect(existsSync(folder)).toBe(false);
});

test('long and foreign names come back as they were, and any tar can look into a backup', async () => {
  const names = ['plain.txt', `logs/${'long-'.repeat(40)}name.log`, 'tls/schlüssel-鍵.pem'];
  const file = await forged(...names);
  const folder = path.join(tempFolder(), 'restored');
  expect(await restoreBackup(file, folder)).toMatchObject({ files: 3, bytes: 21 });
  for (const name of names) expect(readFileSync(path.join(folder, name), 'utf8')).toBe('content');
  if (onPath('tar') !== undefined) {
    const listed = execFileSync('tar', ['--quoting-style=literal', '-tf', file], { encoding: 'utf8' });
    expect(listed.split('\n').slice(1, -2)).toEqual(names);
  }
});
