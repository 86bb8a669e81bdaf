/** Secrets that a host seals are in no file and no history as they are, and another host says what it cannot read. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keeperOf, newSecretKey } from '../../main/desktop/secret-key.ts';
import { SettingsFileError } from '../../main/settings/settings-file.ts';
import type { SecretKeeper } from '../../main/settings/secret-keeper.ts';
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
