/** electron-builder.yml, judged by electron-builder's own schema, and what it must hold to keep the promises of SECURITY.md. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { tempFolder } from '../fakes/temp-folder.ts';
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
  deb: z.object({ afterInstall: z.string() }),
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
  for (const file of [config.nsis.include, config.mac.entitlements, config.mac.icon, config.linux.icon, config.deb.afterInstall]) {
    expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  }
});

it('restarts the service after an update of the Debian package, and does the rest as electron-builder does', async () => {
  const ours = readFileSync(path.join(ROOT, configSchema.parse(await read()).deb.afterInstall), 'utf8');
  const theirs = readFileSync(path.join(path.dirname(builder.resolve('app-builder-lib/package.json')), 'templates/linux/after-install.tpl'), 'utf8');
  expect(ours.startsWith(theirs.trimEnd())).toBe(true);
  const own = ours.slice(theirs.trimEnd().length);
  const folder = tempFolder();
  const heard = path.join(folder, 'heard');
  writeFileSync(path.join(folder, 'systemctl'), `#!/bin/sh\necho "$@" >> '${heard}'\nexit 1\n`, { mode: 0o755 });
  const configure = (bin: string, ...versions: string[]): string => {
    // A service that cannot be restarted must not fail the package.
    execFileSync('/bin/bash', ['--norc', '-e', '-c', own, 'postinst', 'configure', ...versions], { env: { PATH: bin, SHLVL: '2' } });
    return existsSync(heard) ? readFileSync(heard, 'utf8') : '';
  };
  expect(configure(folder)).toBe('');
  expect(configure(path.join(folder, 'nothing'), '0.1.0')).toBe('');
  expect(configure(folder, '0.1.0')).toBe('try-restart gatepost.service\n');
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

it('says what the package of each system must name, and nothing that could be somebody else', () => {
  const manifest = z
    .object({ author: z.string(), homepage: z.url(), desktopName: z.string() })
    .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
  expect(manifest.author).toMatch(/<[^@]+@[^@]+\.invalid>$/);
  expect(new URL(manifest.homepage).hostname).toMatch(/\.invalid$/);
  expect(manifest.desktopName).toBe('gatepost-desktop.desktop');
});

it('has the icons of Linux in the sizes that desktops look for, by the names that electron-builder knows', async () => {
  const { icon } = configSchema.parse(await read()).linux;
  const sizes = readdirSync(path.join(ROOT, icon)).flatMap((name) => /^(\d+)x\1\.png$/.exec(name)?.[1] ?? []);
  expect(sizes.map(Number).toSorted((a, b) => a - b)).toEqual([16, 32, 48, 128, 256, 512, 1024]);
});

it('publishes in channels, from each of the three systems, after the desktop specs have run in what is shipped', async () => {
  const { publish } = z.object({ publish: z.object({ provider: z.literal('github'), releaseType: z.literal('draft') }) }).parse(await read());
  expect(publish.provider).toBe('github');
  expect(await read()).toMatchObject({ detectUpdateChannel: true, generateUpdatesFilesForAllChannels: true });
  const workflow = readFileSync(path.join(ROOT, '.github/workflows/release.yml'), 'utf8');
  expect(workflow).toMatch(/os: \[ubuntu-[\d.]+, windows-\d+, macos-\d+\]/);
  expect(workflow.indexOf('npm run test:desktop')).toBeGreaterThan(workflow.indexOf('npx install-electron'));
  expect(workflow.indexOf('electron-builder --publish always')).toBeGreaterThan(workflow.indexOf('npm run test:desktop'));
});
