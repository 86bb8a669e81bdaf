/** electron-builder.yml, judged by electron-builder's own schema, and what it must hold to keep the promises of SECURITY.md. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { systemdUnit } from '../../main/host/system-service/systemd-unit.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { ROOT } from './sources.ts';

type Reader = (projectDir: string, configPath: string | null, config: null) => Promise<unknown>;
type Validator = (config: unknown, log: unknown) => Promise<void>;

const isFunction = (value: unknown): boolean => typeof value === 'function';
/** The part of electron-builder that reads and judges its configuration; it comes with it and has no name of its own outside. */
const configTools = z.object({ getConfig: z.custom<Reader>(isFunction), validateConfiguration: z.custom<Validator>(isFunction) });
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const { getConfig, validateConfiguration } = configTools.parse(builder('app-builder-lib/out/util/config/config'));
/** Of the same: what it makes of the certificates and accounts that the environment names. */
const signingTools = z.object({ importCertificate: z.custom<(link: string, folders: unknown, projectDir: string) => Promise<string>>(isFunction) });
const { importCertificate } = signingTools.parse(builder('app-builder-lib/out/codeSign/codesign'));
const macTools = z.object({ MacTargetHelper: z.custom<{ getNotarizeOptions(app: string): unknown }>(isFunction) });
const { MacTargetHelper } = macTools.parse(builder('app-builder-lib/out/mac/MacTargetHelper'));
const debugLog = { isEnabled: false, add: () => undefined };

const configSchema = z.object({
  asar: z.literal(true),
  electronFuses: z.record(z.string(), z.boolean()),
  nsis: z.object({ perMachine: z.literal(true), deleteAppDataOnUninstall: z.literal(false), include: z.string() }),
  mac: z.object({ target: z.array(z.string()), hardenedRuntime: z.literal(true), entitlements: z.string(), icon: z.string() }),
  linux: z.object({ target: z.array(z.string()), icon: z.string() }),
  deb: z.object({ afterInstall: z.string(), fpm: z.tuple([z.string()]) }),
});
const beforeRemove = ({ deb }: z.infer<typeof configSchema>): string => /^--before-remove=(.+)$/.exec(deb.fpm[0])?.[1] ?? '';
const read = async (): Promise<unknown> => await getConfig(ROOT, 'electron-builder.yml', null);

it('is valid, and what is not is seen', async () => {
  const config = await read();
  await validateConfiguration(config, debugLog);
  await expect(validateConfiguration({ ...z.record(z.string(), z.unknown()).parse(config), perMachine: 7 }, debugLog)).rejects.toThrow();
});

it("makes packages of one's own that look for no updates, and are the same otherwise", async () => {
  const own = await getConfig(ROOT, 'resources/own-packages.yml', null);
  await validateConfiguration(own, debugLog);
  const plain = z.record(z.string(), z.unknown());
  const { publish: published, ...shared } = plain.parse(await read());
  const { publish, extends: from, ...same } = plain.parse(own);
  expect([publish, from]).toEqual([null, 'electron-builder.yml']);
  expect(published).toBeTruthy();
  expect(same).toEqual(shared);
  const { scripts } = z.object({ scripts: z.object({ package: z.string() }) }).parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
  expect(scripts.package).toMatch(/electron-builder --publish never --config resources\/own-packages\.yml$/);
});

it('packages for each system, with every file that it names', async () => {
  const config = configSchema.parse(await read());
  expect(config.mac.target).toEqual(['dmg', 'zip']);
  expect(config.linux.target).toEqual(['AppImage', 'deb']);
  for (const file of [config.nsis.include, config.mac.entitlements, config.mac.icon, config.linux.icon, config.deb.afterInstall, beforeRemove(config)]) {
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

it('takes the service along when the Debian package is removed, and nothing else, nor at an update', async () => {
  const script = path.join(ROOT, beforeRemove(configSchema.parse(await read())));
  const folder = tempFolder();
  const unit = path.join(folder, 'etc/systemd/system/gatepost.service');
  const facts = path.join(folder, 'etc/gatepost/service.json');
  const heard = path.join(folder, 'heard');
  writeFileSync(path.join(folder, 'systemctl'), `#!/bin/sh\necho "$@" >> '${heard}'\nexit 1\n`, { mode: 0o755 });
  const remove = (program: string, ...how: readonly string[]): { readonly left: boolean; readonly said: string } => {
    const plan = { command: [program, 'serve'], dataFolder: '/var/lib/gatepost', user: 'gatepost' } as const;
    for (const [file, text] of [
      [unit, systemdUnit(plan)],
      [facts, '{}'],
      [heard, ''],
    ] as const) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    execFileSync('/bin/sh', ['-e', script, ...how], { env: { PATH: `${folder}:/usr/bin:/bin`, DPKG_ROOT: folder } });
    return { left: existsSync(unit) && existsSync(facts), said: readFileSync(heard, 'utf8') };
  };
  expect(remove('/opt/Gatepost/resources/service/bin/node', 'remove')).toEqual({ left: false, said: 'disable --now gatepost.service\ndaemon-reload\n' });
  expect(remove('/opt/Gatepost/resources/service/bin/node', 'upgrade', '0.2.0')).toEqual({ left: true, said: '' });
  // Of a checkout, or of another program.
  expect(remove('/opt/gatepost/node_modules/node/bin/node', 'remove')).toEqual({ left: true, said: '' });
});

it('has the fuses set that keep the program from being used as another one', async () => {
  expect(configSchema.parse(await read()).electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    // Without it a package that nobody signs does not start on Apple's own processors.
    resetAdHocDarwinSignature: true,
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
  // One draft for the three of them.
  expect(workflow).toMatch(/^ {2}draft:\n(?: {4}.*\n)+ {2}package:\n {4}needs: draft\n/m);
});

it('signs with what the repository has, and packages without that all the same', async () => {
  // A secret that is not set is an empty text, which would be taken for the name of a file.
  await expect(importCertificate('', undefined, ROOT)).rejects.toThrow('not a file');
  const workflow = readFileSync(path.join(ROOT, '.github/workflows/release.yml'), 'utf8');
  const step = /^ {8}run: \|\n((?: {10}.*\n)+)/m.exec(workflow.slice(workflow.indexOf('shell: bash')))?.[1] ?? '';
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'npx'), '#!/bin/bash\nexport -p\necho "$@"\n', { mode: 0o755 });
  const secrets = [...workflow.matchAll(/^ {10}(\w+): .*secrets\.(?!GITHUB_TOKEN)/gm)].map(([, name = '']) => name);
  expect(secrets).toEqual(['CSC_LINK', 'CSC_KEY_PASSWORD', 'APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID', 'WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD']);
  const none = Object.fromEntries(secrets.map((name) => [name, '']));
  const run = (env: Readonly<Record<string, string>>): string =>
    execFileSync('/bin/bash', ['-e', '-o', 'pipefail', '-c', step], { env: { PATH: `${folder}:/usr/bin:/bin`, ...none, ...env }, encoding: 'utf8' });
  expect(run({ GITHUB_REPOSITORY: 'somebody/gatepost' })).toContain(
    'electron-builder --publish always -c.extraMetadata.homepage=https://github.com/somebody/gatepost',
  );
  const kept = (env: Readonly<Record<string, string>>): string[] => secrets.filter((name) => run(env).includes(` ${name}=`));
  expect(kept({})).toEqual([]);
  expect(kept({ WIN_CSC_LINK: 'a certificate', WIN_CSC_KEY_PASSWORD: 'its password' })).toEqual(['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD']);
});

it('has Apple look at the package, when the workflow names who asks for it', () => {
  const names = ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'];
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of names) vi.stubEnv(name, undefined);
  expect(MacTargetHelper.getNotarizeOptions('Gatepost.app')).toBeUndefined();
  for (const name of names) vi.stubEnv(name, `the ${name}`);
  expect(MacTargetHelper.getNotarizeOptions('Gatepost.app')).toMatchObject({
    tool: 'notarytool',
    appPath: 'Gatepost.app',
    appleId: 'the APPLE_ID',
    appleIdPassword: 'the APPLE_APP_SPECIFIC_PASSWORD',
    teamId: 'the APPLE_TEAM_ID',
  });
});
