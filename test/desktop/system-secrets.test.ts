/** The key of sealed secrets, and a system that does not give it back. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type SystemStore, systemSecrets } from '../../main/desktop/system-secrets.ts';
import { sealed } from '../../main/settings/secret-keeper.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

/** A store of a system: what one of a name has sealed, one of another name does not open. */
function store(name: string, change: Partial<SystemStore> = {}): SystemStore {
  return {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(`${name}:${text}`)),
    decryptStringAsync: (text) => {
      const [by, result = ''] = text.toString().split(':');
      return by === name ? Promise.resolve({ result, shouldReEncrypt: false }) : Promise.reject(new Error('wrong keychain'));
    },
    ...change,
  };
}

const none = store('none', { getSelectedStorageBackend: () => 'basic_text' });
const settings = settingsSchema.parse({ delivery: { smartHost: { host: 'mail.example', password: 'open-sesame-7' } } });

test('the key is made once, and opened by the same store from then on', async () => {
  const folder = tempFolder();
  const first = await systemSecrets(folder, store('login'), 'linux');
  expect(JSON.stringify(sealed(settings, first.keeper))).not.toContain('open-sesame-7');
  const text = first.keeper.seal('open-sesame-7');
  const again = await systemSecrets(folder, store('login'), 'linux');
  expect(again.trouble).toBeUndefined();
  expect(again.keeper.open(text)).toBe('open-sesame-7');
});

test('without a store from the beginning secrets are kept as they are, and nobody is bothered', async () => {
  const folder = tempFolder();
  const { keeper, trouble } = await systemSecrets(folder, none, 'linux');
  expect(sealed(settings, keeper)).toBe(settings);
  expect(trouble).toBeUndefined();
  expect(existsSync(path.join(folder, 'secrets.key'))).toBe(false);
  // What Linux calls so is asked of Linux alone.
  expect((await systemSecrets(folder, none, 'darwin')).keeper.isPlain).toBeUndefined();
});

test.each<{ name: string; now: SystemStore; why: RegExp }>([
  { name: 'is not there any more', now: none, why: /is not there in this session/ },
  { name: 'says that it cannot', now: store('login', { isAsyncEncryptionAvailable: () => Promise.resolve(false) }), why: /is not there/ },
  { name: 'was made anew', now: store('another'), why: /cannot be used \(wrong keychain\)/ },
  {
    name: 'gives back something else',
    now: store('login', { decryptStringAsync: () => Promise.resolve({ result: 'AAAA', shouldReEncrypt: false }) }),
    why: /gave back what is no key/,
  },
])('a store that $name keeps nobody from starting: the log says so, and the key is there when it is back', async ({ now, why }) => {
  const folder = tempFolder();
  const text = (await systemSecrets(folder, store('login'), 'linux')).keeper.seal('open-sesame-7');
  const file = path.join(folder, 'secrets.key');
  const key = readFileSync(file, 'utf8');
  const { keeper, trouble } = await systemSecrets(folder, now, 'linux');
  expect(trouble).toMatch(why);
  expect(sealed(settings, keeper)).toBe(settings);
  expect(() => keeper.open(text)).toThrow(why);
  expect(readFileSync(file, 'utf8')).toBe(key);
  expect((await systemSecrets(folder, store('login'), 'linux')).keeper.open(text)).toBe('open-sesame-7');
});

test('a key that the store wants to seal anew is sealed anew', async () => {
  const folder = tempFolder();
  const file = path.join(folder, 'secrets.key');
  const text = (await systemSecrets(folder, store('login'), 'linux')).keeper.seal('open-sesame-7');
  const old = store('login');
  const rotated = store('newer', { decryptStringAsync: async (data) => ({ ...(await old.decryptStringAsync(data)), shouldReEncrypt: true }) });
  expect((await systemSecrets(folder, rotated, 'linux')).keeper.open(text)).toBe('open-sesame-7');
  expect((await systemSecrets(folder, store('newer'), 'linux')).keeper.open(text)).toBe('open-sesame-7');
  // A damaged file is trouble, too, and no crash.
  writeFileSync(file, '');
  expect((await systemSecrets(folder, store('newer'), 'linux')).trouble).toMatch(/cannot be used/);
});
