/**
 * Packages the desktop application as `npm run package` does, by electron-builder with electron-builder.yml, but for the fuse by which
 * Playwright drives the program, and with an older Electron that one and the test build of vite.config.ts.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { TestRuntime } from './electron-runtime.ts';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../../..');
const SERVICE = '  - from: dist/service';
const SOURCES = '  - dist/main\n  - dist/shared\n  - dist/renderer\n  - dist/icons\n';

/** @param folder where everything goes. @returns the program */
export async function packageApp({ electron, version, sqlite }: TestRuntime, folder: string): Promise<string> {
  const built = path.join(folder, 'dist');
  const node = async (script: string, ...args: readonly string[]): Promise<void> => {
    await run(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], { cwd: ROOT, maxBuffer: 2 ** 24 });
  };
  const build = ['build', '-c', sqlite === undefined ? 'vite.desktop.config.ts' : path.join(import.meta.dirname, 'vite.config.ts'), '--outDir', built];
  await node('vite/bin/vite.js', ...build);
  await node('vite/bin/vite.js', ...build, '--mode', 'preload');
  const service = path.join(folder, 'service');
  await node('vite/bin/vite.js', 'build', '-c', 'vite.service.config.ts', '--outDir', service);
  cpSync(path.join(ROOT, 'dist/renderer'), path.join(built, 'renderer'), { recursive: true });

  const product = readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8');
  if (!product.includes(SOURCES) || !product.includes(SERVICE)) throw new Error('electron-builder.yml no longer lists what is packaged as it is known here');
  const standIn = sqlite === undefined ? '' : `  - from: ${sqlite}\n    to: node_modules/node-sqlite3-wasm\n`;
  const sources = `  - from: ${built}\n    to: dist\n${standIn}`;
  const config = path.join(folder, 'electron-builder.yml');
  writeFileSync(config, product.replace(SOURCES, sources).replaceAll(SERVICE, `  - from: ${service}`));
  const changes = {
    'directories.output': path.join(folder, 'packages'),
    electronDist: electron,
    electronVersion: version,
    'electronFuses.enableNodeCliInspectArguments': 'true',
  };
  const settings = Object.entries(changes).map(([name, value]) => `-c.${name}=${value}`);
  await node('electron-builder/cli.js', '--linux', '--dir', '--publish', 'never', '--config', config, ...settings);
  return path.join(folder, 'packages/linux-unpacked/gatepost-desktop');
}

/** Stands in for the program that electron-builder has put Debian packages together, which it would have to fetch: notes what it is to put into one. */
const NOTING = `#!/bin/sh
notes=$(dirname "$0")
printf '%s\\n' "$@" > "$notes/arguments"
for argument in "$@"; do
  case "$last" in --after-install | --after-remove) cp "$argument" "$notes/\${last#--}" ;; esac
  case "$argument" in *.desktop=*) cp "\${argument%%=*}" "$notes/desktop" ;; esac
  last=$argument
done
`;

/**
 * Has electron-builder make the Debian package of the program as \`npm run package\` does, but for putting the files into one.
 * @param folder where the notes go: \`arguments\`, \`after-install\`, \`after-remove\`, \`desktop\`
 */
export async function noteDebianPackage(program: string, folder: string): Promise<void> {
  const packaged = path.dirname(program);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'fpm'), NOTING, { mode: 0o755 });
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: { readonly package: string } };
  const words = scripts.package.split('electron-builder ')[1]?.split(' ') ?? [];
  const version = readFileSync(path.join(packaged, 'version'), 'utf8').trim().replace(/^v/, '');
  const changes = ['--linux', 'deb', '--prepackaged', packaged, `-c.directories.output=${folder}`, `-c.electronVersion=${version}`];
  const env = { ...process.env, USE_SYSTEM_FPM: 'true', PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  await run(process.execPath, [path.join(ROOT, 'node_modules/electron-builder/cli.js'), ...words, ...changes], { cwd: ROOT, env, maxBuffer: 2 ** 24 });
}
