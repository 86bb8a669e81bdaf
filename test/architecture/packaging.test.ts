/** electron-builder.yml, judged by electron-builder's own schema, and what it must hold to keep the promises of SECURITY.md. */
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT } from './sources.ts';

type Reader = (projectDir: string, configPath: string | null, config: null) => Promise<unknown>;
type Validator = (config: unknown, log: unknown) => Promise<void>;

const isFunction = (value: unknown): boolean => typeof value === 'function';
/** The part of electron-builder that reads and judges its configuration; it comes with it and has no name of its own outside. */
const configTools = z.object({ getConfig: z.custom<Reader>(isFunction), validateConfiguration: z.custom<Validator>(isFunction) });
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const { getConfig, validateConfiguration } = configTools.parse(builder('app-builder-lib/out/util/config/config'));
const debugLog = { isEnabled: false, add: () => undefined };

const configSchema = z.object({
  asar: z.literal(true),
  electronFuses: z.record(z.string(), z.boolean()),
  nsis: z.object({ perMachine: z.literal(true), deleteAppDataOnUninstall: z.literal(false), include: z.string() }),
  mac: z.object({ target: z.array(z.string()), hardenedRuntime: z.literal(true), entitlements: z.string(), icon: z.string() }),
  linux: z.object({ target: z.array(z.string()), icon: z.string() }),
});
const read = async (): Promise<unknown> => await getConfig(ROOT, 'electron-builder.yml', null);

it('is valid, and what is not is seen', async () => {
  const config = await read();
  await validateConfiguration(config, debugLog);
  await expect(validateConfiguration({ ...z.record(z.string(), z.unknown()).parse(config), perMachine: 7 }, debugLog)).rejects.toThrow();
});

it('packages for each system, with every file that it names', async () => {
  const config = configSchema.parse(await read());
  expect(config.mac.target).toEqual(['dmg', 'zip']);
  expect(config.linux.target).toEqual(['AppImage', 'deb']);
  for (const file of [config.nsis.include, config.mac.entitlements, config.mac.icon, config.linux.icon]) {
    expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  }
});

it('has the fuses set that keep the program from being used as another one', async () => {
  expect(configSchema.parse(await read()).electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});
