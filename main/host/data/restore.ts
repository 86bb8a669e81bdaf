/** Brings a backup back, into a folder that has no data. While that goes on, and if it is killed, nothing opens the folder. */
import { constants, existsSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import * as path from 'node:path';
import { DataFolderError } from '../data-folder-error.ts';
import { errorCode } from '../system-errors.ts';
import { type EntrySink, type ReadBackup, readBackup } from './backup-file.ts';
import { dataFilesOf, removeDataFiles, staysBehind } from './data-files.ts';
import { markRestoring, readLink, removeArriving, restoringFrom } from './data-location.ts';
import { NO_LINK, makePrivate, syncFolder } from './durable-files.ts';
import { foldersOf, giveTo, makeFoldersFor, ownerOf } from './move-data.ts';

export interface Restored extends ReadBackup {
  readonly folder: string;
}

/** Reads all of a backup, and keeps nothing. @throws DataFolderError if one byte is not what was written */
export async function verifyBackup(file: string): Promise<ReadBackup> {
  return await readBackup(path.resolve(file), ({ name }) => {
    checkedName(file, name);
    return Promise.resolve(undefined);
  });
}

/** @throws DataFolderError; then the folder is as it was */
export async function restoreBackup(file: string, to: string): Promise<Restored> {
  const [backup, folder] = [path.resolve(file), path.resolve(to)];
  const isNew = !existsSync(folder);
  refuseUsed(folder);
  const written: string[] = [];
  const sinkFor = async (name: string): Promise<EntrySink> => {
    const local = checkedName(backup, name);
    makeFoldersFor(folder, local);
    const target = await open(path.join(folder, local), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_LINK, 0o600);
    written.push(local);
    return writeTo(target);
  };
  try {
    makePrivate(folder);
    markRestoring(folder, backup);
    // What an interrupted one has left.
    removeDataFiles(folder);
    const read = await readBackup(backup, async ({ name }) => await sinkFor(name));
    const folders = foldersOf(folder, dataFilesOf(folder));
    for (const one of folders) syncFolder(one);
    giveTo(ownerOf(folder), [...folders, ...written.map((name) => path.join(folder, name))]);
    removeArriving(folder);
    syncFolder(folder);
    return { ...read, folder };
  } catch (error) {
    if (isNew) {
      rmSync(folder, { recursive: true, force: true });
    } else {
      removeDataFiles(folder);
      removeArriving(folder);
    }
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`${backup} could not be restored into ${folder} (${errorCode(error)}): nothing is left of it there`, { cause: error });
  }
}

/** Mail that is there is never written over. What belongs to the desktop application alone may stay. */
function refuseUsed(folder: string): void {
  if (!existsSync(folder)) return;
  const link = readLink(folder);
  if (link !== undefined) throw new DataFolderError(`the data of ${folder} was moved to ${link.folder}: name another folder with --data`);
  const [first] = dataFilesOf(folder);
  if (first === undefined || restoringFrom(folder) !== undefined) return;
  throw new DataFolderError(
    `the folder ${folder} is used already (${first.name} is in it): put it out of the way, or name an empty folder with --data. Nothing was changed`,
  );
}

function writeTo(target: FileHandle): EntrySink {
  return {
    write: async (piece) => await target.writeFile(piece),
    finish: async () => await target.sync(),
    close: async () => await target.close(),
  };
}

/** Whoever made the file may mean us harm: each name is one of a file within the data folder. @returns it, as this system writes names */
function checkedName(backup: string, name: string): string {
  const segments = name.split('/');
  const isWithin = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && !/[\\:\0]/.test(segment));
  if (!isWithin || staysBehind(segments[0] ?? '')) {
    throw new DataFolderError(`${backup} names a file that no backup has (${JSON.stringify(name)}): do not trust it`);
  }
  return path.join(...segments);
}
