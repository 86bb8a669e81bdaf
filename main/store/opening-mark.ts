/**
 * The mark of an opening: a random text, in the database and in a small file beside it that goes when the store is closed. Where
 * both are there and equal, the last run broke off, and the database is the one that it had. One that was restored, or is of
 * another folder, has another mark. A write-ahead log that is still there says neither of both: it may belong to any database.
 *
 * The file names several marks, one a line, while it is not certain which one the database file has without its write-ahead log:
 * the first is that of the database as a whole, any of the others may stand in the file alone. An empty line stands for none.
 *
 * In small letters they say that a run has the database open: it is not whole without its write-ahead log. In capital letters it
 * is being opened or closed, or the process ends: whichever thread is the last then moves the log into the database and removes it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { StoreError } from './mail-store.ts';
import { storeError } from './sqlite/errors.ts';
import { syncFolder } from './store-files.ts';

export const OPENING_FILE = 'gatepost.opened';
const UNFINISHED = '.new';

const MARK_BYTES = 16;
const MARK = /^[0-9a-f]{32}$/;
const CAPITALS = /[A-F]/;

export interface MarksBeside {
  /** None if the last run closed the database, or they cannot be read. */
  readonly marks: readonly string[];
  /** Where there is no write-ahead log, all of it is in the database. */
  readonly logMayBeGone: boolean;
}

const NOTHING: MarksBeside = { marks: [], logMayBeGone: false };

export function newMark(): string {
  return randomBytes(MARK_BYTES).toString('hex');
}

/** The marks beside the database. @throws StoreError if there can be none */
export function marksBeside(dataFolder: string): MarksBeside {
  const file = path.join(dataFolder, OPENING_FILE);
  try {
    return understood(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EISDIR') {
      throw new StoreError('failed', `${file} is a folder, and the server needs a file of that name: move the folder away. Nothing was changed.`, {
        cause: error,
      });
    }
    // Gone at the close, as it should be; or it cannot be read, and then nothing that rests on it may be thrown away.
    return NOTHING;
  }
}

/** What is not understood says nothing: it may have been torn by a power failure, or touched by an editor, and any database would look foreign beside it. */
function understood(content: string): MarksBeside {
  const marks = content.split('\n').map((line) => line.trim().toLowerCase());
  const areMarks = marks.some((line) => MARK.test(line)) && marks.every((line) => line === '' || MARK.test(line));
  return areMarks ? { marks, logMayBeGone: CAPITALS.test(content) } : NOTHING;
}

/**
 * Notes whether the database needs its write-ahead log from now on. In the place of the marks, for a disk without room, and at once,
 * for a process that ends. Where it fails, a start at worst keeps a copy that nobody needs.
 */
export function noteLog(dataFolder: string, log: 'needed' | 'may-be-gone'): void {
  try {
    const file = openSync(path.join(dataFolder, OPENING_FILE), 'r+');
    try {
      const content = readFileSync(file, 'utf8');
      if (understood(content).marks.length === 0) return;
      writeSync(file, log === 'needed' ? content.toLowerCase() : content.toUpperCase(), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // There are no marks, as at the first start; or see above.
  }
}

/** Notes at the end of the process, however it ends by itself, what becomes of the log then. @returns the way to stop that */
export function noteLogAtExit(dataFolder: string): () => void {
  const note = (): void => noteLog(dataFolder, 'may-be-gone');
  process.on('exit', note);
  return () => process.off('exit', note);
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
