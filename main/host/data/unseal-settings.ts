/** Secrets that the desktop application has sealed, readable again: before the data goes to a service, which could not open them. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import { SealedSecretError, type SecretKeeper, closedSecrets, opened } from '../../settings/secret-keeper.ts';
import { writeWithConf } from '../../settings/settings-file.ts';

/**
 * To be called while nobody has the folder. The file is for its owner alone, before and after.
 * @throws SealedSecretError for one that stays closed: the service would not start with it
 * @returns how to seal them again, as long as nobody has changed the file since
 */
export function unsealSettings(dataFolder: string, keeper: SecretKeeper): () => void {
  const file = path.join(dataFolder, 'settings.json');
  const sealedText = read(file);
  if (sealedText === undefined) return () => undefined;
  const document = z.json().parse(JSON.parse(sealedText));
  const plain = opened(document, keeper);
  const [closed] = closedSecrets(plain);
  if (closed !== undefined) throw new SealedSecretError(`the secret ${closed} cannot be read: type it in again, so that the service has it`);
  if (JSON.stringify(plain) === JSON.stringify(document)) return () => undefined;
  const plainText = `${JSON.stringify(plain, undefined, 2)}\n`;
  writeWithConf(dataFolder, Buffer.from(plainText));
  return () => {
    if (read(file) === plainText) writeWithConf(dataFolder, Buffer.from(sealedText));
  };
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
