/** Debian packages that tests use: looked for first, installed only where that is possible without asking anybody. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import * as path from 'node:path';

/** The path of a command; undefined if the PATH has none. */
export function onPath(command: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here: the next folder may have it.
    }
  }
  return undefined;
}

/** The lists of a fresh machine are empty, and old lists name versions that are gone; once they are new they stay so for a run. */
let listsAreNew = false;

/**
 * Installs packages, which takes root and apt-get.
 * @returns undefined when done, else the reason why not, as the end of a sentence.
 */
export function installDebian(packages: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'installing it takes root';
  if (onPath('apt-get') === undefined) return 'there is no apt-get to install it with';
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!listsAreNew) listsAreNew = spawnSync('apt-get', ['update', '-q'], { stdio: 'inherit', env: environment }).status === 0;
  // Nothing that is installed already may have to go for it.
  const { status } = spawnSync('apt-get', ['install', '-q', '-y', '--no-remove', '--no-install-recommends', ...packages], {
    stdio: 'inherit',
    env: environment,
  });
  return status === 0 ? undefined : `apt-get install ${packages.join(' ')} failed`;
}
