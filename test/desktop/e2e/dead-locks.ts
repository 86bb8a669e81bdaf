/**
 * node-sqlite3-wasm locks a database with a folder beside it. Of a process that was killed within a transaction the folder stays,
 * and nobody would ever open the database again. The tests with it run on Linux alone, which says who has a file open.
 */
import { existsSync, readdirSync, readlinkSync, realpathSync, rmdirSync } from 'node:fs';
import * as path from 'node:path';

/** To be called before the file is opened. */
export function dropDeadLock(file: string): void {
  const lock = `${file}.lock`;
  if (!existsSync(lock) || !existsSync(file) || isOpen(realpathSync(file))) return;
  rmdirSync(lock);
}

/** True if a process has the file open; of processes of other users nobody may know. */
function isOpen(file: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((id) => openFiles(path.join('/proc', id, 'fd')).includes(file));
}

function openFiles(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => linkOf(path.join(folder, name)));
  } catch {
    // The process has ended, or is of another user.
    return [];
  }
}

function linkOf(file: string): string[] {
  try {
    return [readlinkSync(file)];
  } catch {
    // Closed meanwhile.
    return [];
  }
}
