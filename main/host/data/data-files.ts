/** Which files of a data folder are the server's, and go where it goes. */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ARRIVING_FILE, CAME_FROM_FILE, LINK_FILE } from './data-location.ts';

export interface DataFile {
  /** Relative to the data folder. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * What stays behind: who holds the folder, the marks of a move, and what belongs to the desktop application of one user (its
 * windows, what its browser keeps, its key for secrets, which nobody else could open). Everything else goes along, known
 * or not: a certificate that somebody put here must not be lost.
 */
const STAYS: ReadonlySet<string> = new Set([
  'host.lock',
  'host.json',
  'host.json.new',
  'control.sock',
  LINK_FILE,
  `${LINK_FILE}.new`,
  ARRIVING_FILE,
  `${ARRIVING_FILE}.new`,
  CAME_FROM_FILE,
  'desktop.json',
  'secrets.key',
  'windows',
  'Crashpad',
  'Local State',
  'Preferences',
  'lockfile',
  'SingletonLock',
  'SingletonCookie',
  'SingletonSocket',
  // SQLite makes it anew.
  'gatepost.db-shm',
  'events.db-shm',
]);

const STAYS_IN_ANY_CASE = new Set([...STAYS].map((name) => name.toLowerCase()));

/** A name that no data has. Some systems take the one for the other where only the case differs. */
export function staysBehind(name: string): boolean {
  return STAYS_IN_ANY_CASE.has(name.toLowerCase());
}

/** Regular files alone: a socket or a link is nothing to copy. */
export function dataFilesOf(folder: string): DataFile[] {
  return entriesOf(folder).flatMap((name) => filesUnder(folder, name));
}

function entriesOf(folder: string): string[] {
  return readdirSync(folder).filter((name) => !STAYS.has(name));
}

function filesUnder(folder: string, name: string): DataFile[] {
  const facts = lstatSync(join(folder, name), { throwIfNoEntry: false });
  if (facts?.isFile() === true) return [{ name, bytes: facts.size }];
  if (facts?.isDirectory() !== true) return [];
  return readdirSync(join(folder, name)).flatMap((inner) => filesUnder(folder, join(name, inner)));
}

/** Removes the server's files from a folder; what stays behind stays. */
export function removeDataFiles(folder: string): void {
  for (const name of entriesOf(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}
