/** Finds the runtime of the desktop application in a checkout, without fetching anything. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCode } from '../host/system-errors.ts';

/** What `npm run build` makes of main/desktop. */
const COMPILED = fileURLToPath(new URL('../../dist/main/desktop/main.js', import.meta.url));

export type DesktopRuntime =
  | { readonly state: 'present'; readonly program: string; readonly entry: string }
  /** Why not, as the part of a sentence; `remedy` is what brings it, where something does. */
  | { readonly state: 'absent'; readonly why: string; readonly remedy?: string };

/** @param display whether there is somebody in front of a screen */
export function findDesktopRuntime(display: boolean): DesktopRuntime {
  if (!display) return { state: 'absent', why: 'there is no display' };
  const program = electronProgram();
  if (program === undefined) return { state: 'absent', why: "Electron's runtime is not here", remedy: 'npx install-electron' };
  if (!existsSync(COMPILED)) return { state: 'absent', why: 'it has not been built', remedy: 'npm run build' };
  return { state: 'present', program, entry: COMPILED };
}

/** As the package electron looks for it, which would fetch it. */
function electronProgram(): string | undefined {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
    const name = readIfThere(path.join(folder, 'path.txt')) ?? (process.platform === 'win32' ? 'electron.exe' : 'electron');
    const program = path.join(elsewhere ?? path.join(folder, 'dist'), name);
    return existsSync(program) ? program : undefined;
  } catch (error) {
    // A production install has no Electron at all.
    if (errorCode(error) === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
