/** What the service runs: Node and the command line's program, from a checkout or from the installed application. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { DataFolderError } from '../data-folder-error.ts';
import type { Command } from './service-steps.ts';

/** The folder of this file, below that of the program: `main/host/system-service`. */
const ROOT = path.resolve(import.meta.dirname, '../../..');

export interface ProgramPlace {
  /** Where the application keeps its resources, when this is Electron. */
  readonly resources?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * `gatepost` as a command with absolute paths. The installed application brings Node along for it (`service/` of its resources):
 * Electron cannot run without a screen everywhere, and is not to be run as Node.
 * @throws DataFolderError where there is none that could outlive this process
 */
export function gatepostCommand({ resources, env = process.env }: ProgramPlace = {}): Command {
  if (env['APPIMAGE'] !== undefined) {
    throw new DataFolderError('an AppImage is gone from the system while nobody has it open: install the .deb package to run Gatepost as a service');
  }
  if (process.versions['electron'] === undefined) return [process.execPath, path.join(ROOT, 'main/service', `gatepost${path.extname(import.meta.filename)}`)];
  const node = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = resources === undefined ? undefined : path.join(resources, 'service');
  if (installed !== undefined && existsSync(installed)) return [path.join(installed, 'bin', node), path.join(installed, 'main/service/gatepost.js')];
  // Compiled in a checkout: dist/ is beside the sources.
  const checkout = path.dirname(ROOT);
  return [path.join(checkout, 'node_modules/node/bin', node), path.join(checkout, 'main/service/gatepost.ts')];
}
