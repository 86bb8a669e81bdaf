/** Secrets that a host seals are in no file and no history as they are, and another host says what it cannot read. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keeperOf, newSecretKey } from '../../main/desktop/secret-key.ts';
import { SettingsFileError } from '../../main/settings/settings-file.ts';
import { type SecretKeeper, isSealed, plainSecrets } from '../../main/settings/secret-keeper.ts';
import { SettingsStore } from '../../main/settings/settings-store.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryRevisions } from '../fakes/memory-revisions.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

const own = keeperOf(newSecretKey());

async function open(dataFolder: string, revisions: MemoryRevisions, secrets?: SecretKeeper): Promise<SettingsStore> {
  const settings = new SettingsStore({ dataFolder, clock: new ManualClock(), ...(secrets === undefined ? {} : { secrets }) });
  await settings.attachRevisions(revisions);
  return settings;
}

const SECRET = 'open-sesame-7';
const smartHost = { host: 'mail.example', password: SECRET };
const delivery = { smartHost, senderRoutes: [{ domain: 'example.com', smartHost }] };

test('a sealed secret is in force as it is, and on disk it is not', async () => {
  const folder = tempFolder();
  const revisions = new MemoryRevisions();
  const settings = await open(folder, revisions, own);
  await settings.import({ delivery }, 'test');
  const file = readFileSync(path.join(folder, 'settings.json'), 'utf8');
  expect(file).not.toContain(SECRET);
  expect(file).toContain('enc:safe-storage:');
  expect(JSON.stringify(await revisions.get(settings.revision))).not.toContain(SECRET);

  const again = await open(folder, revisions, own);
  expect(again.current.delivery.smartHost?.password).toBe(SECRET);
  expect(again.current.delivery.senderRoutes[0]?.smartHost?.password).toBe(SECRET);
  expect(again.repairs).toEqual([]);
  await again.set('delivery.smartHost.password', '', 'test');
  await again.restore(settings.revision, 'test');
  expect(again.current.delivery.smartHost?.password).toBe(SECRET);
});

test('a host that cannot open it names the setting, says what to do, and leaves the file alone', async () => {
  const folder = tempFolder();
  const revisions = new MemoryRevisions();
  await (await open(folder, revisions, own)).import({ delivery }, 'test');
  const file = path.join(folder, 'settings.json');
  const before = readFileSync(file, 'utf8');
  await expect(open(folder, revisions)).rejects.toThrow(SettingsFileError);
  await expect(open(folder, revisions)).rejects.toThrow(/settings\.json: the secret delivery\.smartHost\.password cannot be read .*desktop application/);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a host with somebody in front of it starts without a secret that it cannot open, names it, and keeps what is sealed', async () => {
  const folder = tempFolder();
  const revisions = new MemoryRevisions();
  await (await open(folder, revisions, own)).import({ delivery }, 'test');
  const file = path.join(folder, 'settings.json');
  // One of the two is damaged; the other one must be there as ever.
  const [first = ''] = /enc:safe-storage:[^"]*/.exec(readFileSync(file, 'utf8')) ?? [];
  writeFileSync(file, readFileSync(file, 'utf8').replace(first, `${first.slice(0, -4)}AAA=`));
  const damaged = await open(folder, revisions, own);
  expect(damaged.repairs).toEqual([expect.stringMatching(/^the secret delivery\.smartHost\.password .*cannot be read: type it in again$/)]);
  expect(damaged.current.delivery.senderRoutes[0]?.smartHost?.password).toBe(SECRET);
  expect(isSealed(damaged.current.delivery.smartHost?.password ?? '')).toBe(true);
  expect(damaged.get('delivery.smartHost.password')).toBe('(secret)');
  await damaged.set('delivery.smartHost.password', 'typed again', 'test');
  const mended = await open(folder, revisions, own);
  expect(mended.repairs).toEqual([]);
  expect(mended.current.delivery.smartHost?.password).toBe('typed again');
});

test('while the key is away settings can be changed, and when it is back the secrets are as they were', async () => {
  const folder = tempFolder();
  const revisions = new MemoryRevisions();
  await (await open(folder, revisions, own)).import({ delivery }, 'test');
  const away = await open(folder, revisions, { ...plainSecrets('the keychain is locked'), leavesClosed: true });
  expect(away.repairs).toHaveLength(2);
  await away.set('server.hostname', 'mail.example', 'test');
  await away.set('delivery.smartHost.host', 'other.example', 'test');
  const back = await open(folder, revisions, own);
  expect(back.repairs).toEqual([]);
  expect(back.current).toMatchObject({ server: { hostname: 'mail.example' }, delivery: { smartHost: { host: 'other.example', password: SECRET } } });
  expect(back.current.delivery.senderRoutes[0]?.smartHost?.password).toBe(SECRET);
});

test('a change is taken back although each saving seals the secrets in another way', async () => {
  const folder = tempFolder();
  const settings = await open(folder, new MemoryRevisions(), own);
  await settings.import({ delivery }, 'test');
  const { revision } = await settings.set('server.hostname', 'mail.example', 'test');
  await settings.undo(revision, 'test');
  expect(settings.current.server.hostname).toBe('');
  const changed = await settings.set('delivery.smartHost.password', 'another', 'test');
  await settings.undo(changed.revision, 'test');
  expect(settings.current.delivery.smartHost?.password).toBe(SECRET);
});

test('a sealed secret that was tampered with, or sealed with another key, stays closed', () => {
  const sealed = own.seal(SECRET);
  expect(own.open(sealed)).toBe(SECRET);
  expect(own.seal(SECRET)).not.toBe(sealed);
  expect(() => keeperOf(newSecretKey()).open(sealed)).toThrow();
  expect(() => own.open(`A${sealed.slice(1)}B`)).toThrow();
});

test('what the service host has written, the desktop reads, and seals with the next change', async () => {
  const folder = tempFolder();
  const revisions = new MemoryRevisions();
  await (await open(folder, revisions)).import({ delivery }, 'test');
  expect(readFileSync(path.join(folder, 'settings.json'), 'utf8')).toContain(SECRET);
  const desktop = await open(folder, revisions, own);
  expect(desktop.current.delivery.smartHost?.password).toBe(SECRET);
  await desktop.set('server.hostname', 'mail.example', 'test');
  expect(readFileSync(path.join(folder, 'settings.json'), 'utf8')).not.toContain(SECRET);
});
