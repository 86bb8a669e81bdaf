/** SMTP logins in the settings: no plain password of theirs reaches the file, its history, or whoever is told. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyPassword } from '../../main/accounts/passwords.ts';
import { withHashedPasswords } from '../../main/accounts/smtp-logins.ts';
import { SettingsStore } from '../../main/settings/settings-store.ts';
import { MemoryRevisions } from '../fakes/memory-revisions.ts';

const PLAIN = 'in the clear';
const LOGINS = 'security.smtp-authentication.logins';

let folder: string;
let revisions: MemoryRevisions;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gatepost-logins-'));
  revisions = new MemoryRevisions();
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<SettingsStore> {
  const settings = new SettingsStore({ dataFolder: folder, clock: { now: () => 0 }, prepare: withHashedPasswords });
  await settings.attachRevisions(revisions);
  return settings;
}

const password = (settings: SettingsStore): string | undefined => settings.current.security['smtp-authentication'].logins[0]?.password;

async function everythingKept(): Promise<string> {
  return (await readFile(path.join(folder, 'settings.json'), 'utf8')) + JSON.stringify(revisions.rows);
}

test('a plain password that is set is hashed before anything is kept or told', async () => {
  const settings = await open();
  const told: string[] = [];
  settings.onChange((now) => told.push(JSON.stringify(now)));
  const revision = await settings.set(LOGINS, [{ name: 'printer', password: PLAIN }], 'test');
  expect((await everythingKept()) + told.join('') + JSON.stringify(revision)).not.toContain(PLAIN);
  expect(await verifyPassword(PLAIN, password(settings))).toBe(true);
  expect(settings.get(LOGINS)).toEqual([{ name: 'printer', password: '(secret)', enabled: true, note: '', addresses: [] }]);
});

test('the stand-in keeps the password, and only that of the same name', async () => {
  const settings = await open();
  await settings.set(LOGINS, [{ name: 'printer', password: PLAIN }], 'test');
  const before = password(settings);
  await settings.set(LOGINS, [{ note: 'on the second floor', password: '(secret)', name: 'printer' }], 'test');
  expect(password(settings)).toBe(before);
  expect(settings.revision).toBe(3);
  const other = settings.set(LOGINS, [{ name: 'other', password: '(secret)' }], 'test');
  await expect(other).rejects.toMatchObject({ problems: [{ field: `${LOGINS}.0.password` }] });
  expect(password(settings)).toBe(before);
});

test('a plain password in a file edited by hand is hashed at the start', async () => {
  const first = await open();
  await writeFile(
    path.join(folder, 'settings.json'),
    JSON.stringify({ version: 1, security: { 'smtp-authentication': { logins: [{ name: 'printer', password: PLAIN }] } } }),
  );
  expect(first.revision).toBe(1);
  const settings = await open();
  expect(await everythingKept()).not.toContain(PLAIN);
  expect(await verifyPassword(PLAIN, password(settings))).toBe(true);
  expect(settings.revision).toBe(2);
});
