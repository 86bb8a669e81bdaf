/**
 * The mark of an opening: a random text, in the database and in a small file beside it that goes when the store is closed. Where
 * both are there and equal, the last run broke off, and the database is the one that it had. One that was restored, or is of
 * another folder, has another mark. A write-ahead log that is still there says neither of both: it may belong to any database.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { storeError } from './sqlite/errors.ts';
import { syncFolder } from './store-files.ts';

export const OPENING_FILE = 'gatepost.opened';

const MARK_BYTES = 16;

export function newMark(): string {
  return randomBytes(MARK_BYTES).toString('hex');
}

/** True if the last run did not close this database. @param inDatabase its mark */
export function brokeOff(dataFolder: string, inDatabase: string | undefined): boolean {
  if (inDatabase === undefined) return false;
  try {
    return readFileSync(path.join(dataFolder, OPENING_FILE), 'utf8') === inDatabase;
  } catch {
    // Gone at the close, as it should be; or it cannot be read, and then nothing that rests on it may be thrown away.
    return false;
  }
}

/** Puts the mark into its file, durably. @throws StoreError */
export async function keepMark(dataFolder: string, mark: string): Promise<void> {
  const file = path.join(dataFolder, OPENING_FILE);
  try {
    // Made anew: what a command of the administrator has left here, when it was killed, may not be ours to write to.
    await rm(file, { force: true });
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(mark);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dataFolder);
  } catch (error) {
    throw storeError(error, file);
  }
}

/** The store is closed, and nothing of it is open. Should the removal not last, the next start only looks once more. */
export async function removeMark(dataFolder: string): Promise<void> {
  const file = path.join(dataFolder, OPENING_FILE);
  await rm(file, { force: true }).catch((error: unknown) => {
    throw storeError(error, file);
  });
}
