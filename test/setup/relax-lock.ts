/**
 * `node test/setup/relax-lock.ts`, after the lock file has changed: takes the `engines` of optional packages out of it.
 *
 * The programs behind vite, oxlint, Biome and others come as optional packages, one for each system. An old Node's npm
 * silently leaves out optional packages that ask for a newer Node than itself, though it is Node 24, from these very
 * dependencies, that will run them. Required packages it merely warns about.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const LOCK_FILE = path.resolve(import.meta.dirname, '../../package-lock.json');

/** Calls back for each `engines` of an optional package; those for which it answers true are left out. */
function withoutEngines(leaveOut: () => boolean): unknown {
  return JSON.parse(readFileSync(LOCK_FILE, 'utf8'), function (this: unknown, key, value: unknown) {
    const strict = key === 'engines' && typeof this === 'object' && this !== null && 'optional' in this && this.optional === true;
    return strict && leaveOut() ? undefined : value;
  });
}

/** How many optional packages of the lock file an old Node's npm might leave out. */
export function strictOptionalPackages(): number {
  let count = 0;
  withoutEngines(() => {
    count += 1;
    return false;
  });
  return count;
}

if (import.meta.main) {
  const relaxed = withoutEngines(() => true);
  writeFileSync(LOCK_FILE, `${JSON.stringify(relaxed, null, 2)}\n`);
}
