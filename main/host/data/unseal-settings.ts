/** Secrets that the desktop application has sealed, readable again: before the data goes to a service, which could not open them. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import { type SecretKeeper, opened } from '../../settings/secret-keeper.ts';
import { writeWithConf } from '../../settings/settings-file.ts';

/** To be called while nobody has the folder. The file is for its owner alone, before and after. */
export function unsealSettings(dataFolder: string, keeper: SecretKeeper): void {
  const file = path.join(dataFolder, 'settings.json');
  if (!existsSync(file)) return;
  const document = z.json().parse(JSON.parse(readFileSync(file, 'utf8')));
  const plain = opened(document, keeper);
  if (JSON.stringify(plain) !== JSON.stringify(document)) writeWithConf(dataFolder, Buffer.from(`${JSON.stringify(plain, undefined, 2)}\n`));
}
