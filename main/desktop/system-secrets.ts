/**
 * The key that seals secrets, kept by the system: Keychain, DPAPI, or the secret service of the session. What the data folder
 * holds of it (`secrets.key`) only the same user on the same computer can open. Without such a store secrets stay as the
 * service host keeps them, in a file that its owner alone may read.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { safeStorage } from 'electron';
import { writePrivateFile } from '../host/data-folder.ts';
import { PLAIN_SECRETS, type SecretKeeper } from '../settings/secret-keeper.ts';
import { keeperOf, newSecretKey } from './secret-key.ts';

export async function systemSecrets(dataFolder: string): Promise<SecretKeeper> {
  // "basic_text" is Chromium's stand-in, with a password that everybody knows.
  const noStore = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  if (noStore || !(await safeStorage.isAsyncEncryptionAvailable())) return PLAIN_SECRETS;
  const file = path.join(dataFolder, 'secrets.key');
  if (existsSync(file)) {
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(readFileSync(file, 'utf8'), 'base64'));
    return keeperOf(Buffer.from(result, 'base64'));
  }
  const key = newSecretKey();
  writePrivateFile(file, (await safeStorage.encryptStringAsync(key.toString('base64'))).toString('base64'));
  return keeperOf(key);
}
