/**
 * The key that seals secrets, kept by the system: Keychain, DPAPI, or the secret service of the session. What the data folder
 * holds of it (`secrets.key`) only the same user on the same computer can open. Without such a store secrets stay as the
 * service host keeps them, in a file that its owner alone may read: an application that does not start for want of one would help nobody.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { writePrivateFile } from '../host/data-folder.ts';
import { PLAIN_SECRETS, type SecretKeeper, plainSecrets } from '../settings/secret-keeper.ts';
import { KEY_BYTES, keeperOf, newSecretKey } from './secret-key.ts';

/** The part of Electron's safeStorage that is used here. */
export interface SystemStore {
  /** Which store it is, on Linux. */
  getSelectedStorageBackend(): string;
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  /** `shouldReEncrypt`: the store has a newer key of its own. */
  decryptStringAsync(sealed: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
}

export interface SystemSecrets {
  readonly keeper: SecretKeeper;
  /** Why nothing is sealed although it was before, for the log. */
  readonly trouble?: string;
}

export async function systemSecrets(dataFolder: string, store: SystemStore, platform: NodeJS.Platform = process.platform): Promise<SystemSecrets> {
  const file = path.join(dataFolder, 'secrets.key');
  const hadKey = existsSync(file);
  const keep = async (key: Buffer): Promise<void> => writePrivateFile(file, (await store.encryptStringAsync(key.toString('base64'))).toString('base64'));
  try {
    // "basic_text" is Chromium's stand-in, with a password that everybody knows.
    const noStore = platform === 'linux' && store.getSelectedStorageBackend() === 'basic_text';
    if (noStore || !(await store.isAsyncEncryptionAvailable())) return hadKey ? closed('is not there in this session') : { keeper: PLAIN_SECRETS };
    if (!hadKey) {
      const key = newSecretKey();
      await keep(key);
      return { keeper: keeperOf(key) };
    }
    const { result, shouldReEncrypt } = await store.decryptStringAsync(Buffer.from(readFileSync(file, 'utf8'), 'base64'));
    const key = Buffer.from(result, 'base64');
    if (key.length !== KEY_BYTES) return closed('gave back what is no key');
    if (shouldReEncrypt) await keep(key);
    return { keeper: keeperOf(key) };
  } catch (error) {
    // A keychain that was made anew, a question of the system that was answered with no: the key stays where it is, for the next start.
    return closed(`cannot be used (${error instanceof Error ? error.message : String(error)})`);
  }
}

function closed(why: string): SystemSecrets {
  return {
    keeper: { ...plainSecrets(`the system's store of secrets, which has the key to it, ${why}`), leavesClosed: true },
    trouble: `the system's store of secrets ${why}: until it can be used again, secrets of the settings are kept as they are, in a file that its owner alone may read`,
  };
}
