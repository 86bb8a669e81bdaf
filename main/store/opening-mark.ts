/**
 * The mark of an opening: a random text, in the database and in a small file beside it that goes when the store is closed. Where
 * both are there and equal, the last run broke off, and the database is the one that it had. One that was restored, or is of
 * another folder, has another mark. A write-ahead log that is still there says neither of both: it may belong to any database.
 *
 * The file names several marks, one a line, while it is not certain which one the database file has without its write-ahead log:
 * the first is that of the database as a whole, any of the others may stand in the file alone. An empty line stands for none.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { StoreError } from './mail-store.ts';
import { storeError } from './sqlite/errors.ts';
import { syncFolder } from './store-files.ts';

export const OPENING_FILE = 'gatepost.opened';
const UNFINISHED = '.new';

const MARK_BYTES = 16;
const MARK = /^[0-9a-f]{32}$/;

export function newMark(): string {
  return randomBytes(MARK_BYTES).toString('hex');
}

/** The marks beside the database; none if the last run closed it, or they cannot be read. @throws StoreError if there can be none */
export function marksBeside(dataFolder: string): readonly string[] {
  const file = path.join(dataFolder, OPENING_FILE);
  try {
    return marksIn(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EISDIR') {
      throw new StoreError('failed', `${file} is a folder, and the server needs a file of that name: move the folder away. Nothing was changed.`, {
        cause: error,
      });
    }
    // Gone at the close, as it should be; or it cannot be read, and then nothing that rests on it may be thrown away.
    return [];
  }
}

/** What is not understood says nothing: it may have been torn by a power failure, or touched by an editor, and any database would look foreign beside it. */
function marksIn(content: string): readonly string[] {
  const lines = content.split('\n').map((line) => line.trim());
  return lines.some((line) => MARK.test(line)) && lines.every((line) => line === '' || MARK.test(line)) ? lines : [];
}

/** True if the last run did not close this database. @param inDatabase its mark */
export function brokeOff([beside]: readonly string[], inDatabase: string | undefined): boolean {
  return inDatabase !== undefined && beside === inDatabase;
}

/** Puts the marks into their file, durably, in one step. @throws StoreError */
export async function keepMarks(dataFolder: string, marks: readonly string[]): Promise<void> {
  const file = path.join(dataFolder, OPENING_FILE);
  const unfinished = file + UNFINISHED;
  try {
    // Made anew: what a command of the administrator has left here, when it was killed, may not be ours to write to.
    await rm(unfinished, { force: true });
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      await handle.writeFile(marks.join('\n'));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    await syncFolder(dataFolder);
  } catch (error) {
    // What is left of it only takes room, and there may be none.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw storeError(error, file);
  }
}

/** The same in the file that is there, with as many bytes as it has: for a disk that has no room for another one. @throws StoreError */
export async function overwriteMarks(dataFolder: string, marks: readonly string[]): Promise<void> {
  const file = path.join(dataFolder, OPENING_FILE);
  try {
    const handle = await open(file, 'r+');
    try {
      await handle.write(marks.join('\n'), 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
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
