/** Before the data goes to a service, which could not open them, sealed secrets are made readable. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keeperOf, newSecretKey } from '../../../main/desktop/secret-key.ts';
import { unsealSettings } from '../../../main/host/data/unseal-settings.ts';
import { openHost } from '../../../main/host/open-host.ts';
import { PLAIN_SECRETS } from '../../../main/settings/secret-keeper.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

test('a service starts on the settings of the application, secrets included', { timeout: 120_000 }, async () => {
  const dataFolder = tempFolder();
  const keeper = keeperOf(newSecretKey());
  const open = async (secrets: typeof keeper) =>
    await openHost({ dataFolder, listeners: [], secrets, access: () => ({ signInAddress: () => undefined, setPassword: () => Promise.resolve() }) });
  const desktop = await open(keeper);
  await desktop.admin.settings.set('delivery.smartHost', { host: 'smtp.example.net', user: 'me', password: 'geheim-4711' }, 'test');
  await desktop.stop(0);
  const file = path.join(dataFolder, 'settings.json');
  expect(readFileSync(file, 'utf8')).not.toContain('geheim-4711');
  await expect(open(PLAIN_SECRETS)).rejects.toThrow('cannot be read');
  const text = readFileSync(file, 'utf8');
  const seal = unsealSettings(dataFolder, keeper);
  expect(readFileSync(file, 'utf8')).toContain('geheim-4711');
  seal();
  expect(readFileSync(file, 'utf8')).toBe(text);
  unsealSettings(dataFolder, keeper);
  const service = await open(PLAIN_SECRETS);
  expect(service.engine.settings.current.delivery.smartHost?.password).toBe('geheim-4711');
  await service.stop(0);
});
