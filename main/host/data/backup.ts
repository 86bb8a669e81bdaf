/**
 * A copy of the data folder which a server can be started on: of a folder that nobody has, file by file; beside a running server, the
 * databases as they are at one moment, each, and then the bytes of large messages, of which the server meanwhile writes over
 * none that the database of that moment needs.
 */
import { backup, DatabaseSync } from 'node:sqlite';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { DataFolderError } from '../data-folder-error.ts';
import { openDataFolder } from '../data-folder.ts';
import { type DataFile, dataFilesOf } from './data-files.ts';
import { removeLink } from './data-location.ts';
import { copyDurably, makePrivate, syncFolder } from './durable-files.ts';

/** In the order in which they must be copied: what a database needs comes after it. */
const DATABASES = ['gatepost.db', 'events.db'];
/** Parts of databases: the copy of a database has it all. */
const BESIDES = new Set(DATABASES.flatMap((name) => [name, `${name}-wal`, `${name}-journal`]));

export interface BackedUp {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

/** Of a folder that no server has. @throws DataFolderError */
export async function backupCold(from: string, to: string): Promise<BackedUp> {
  const hold = openDataFolder(from);
  try {
    return await into(to, from, async (target) => {
      const files = dataFilesOf(from);
      for (const { name } of files) await copyInto(target, from, name);
    });
  } finally {
    hold.release();
  }
}

/** Of a folder that a running server has, while that one keeps the bytes of messages (`keepForCopy`). @throws DataFolderError */
export async function backupBesideServer(from: string, to: string): Promise<BackedUp> {
  return await into(to, from, async (target) => {
    for (const name of DATABASES) if (existsSync(path.join(from, name))) await copyDatabase(path.join(from, name), path.join(target, name));
    for (const { name } of dataFilesOf(from)) if (!BESIDES.has(name)) await copyIfThere(target, from, name);
  });
}

/** Makes the copy under another name, so that what has the name is whole. */
async function into(to: string, from: string, copy: (target: string) => Promise<void>): Promise<BackedUp> {
  const folder = path.resolve(to);
  if (folder === from || folder.startsWith(from + path.sep)) {
    throw new DataFolderError(`a backup inside of ${from} would be part of the next one: choose another place`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new DataFolderError(`the folder ${folder} has files in it: name one that is not there yet`);
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    makePrivate(unfinished);
    await copy(unfinished);
    removeLink(unfinished);
    syncFolder(unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    syncFolder(path.dirname(folder));
    const files = dataFilesOf(folder);
    return { folder, files: files.length, bytes: files.reduce((sum: number, file: DataFile) => sum + file.bytes, 0) };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** More than any database has: copied in one step it is of one moment, however much is written meanwhile. */
const ALL_PAGES = 2 ** 31 - 1;

async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    await backup(source, to, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
  const copied = new DatabaseSync(to);
  try {
    // A database of its own: what makes use of it may choose another mode again.
    const [found] = copied
      .prepare('PRAGMA quick_check(1)')
      .all()
      .map((row) => Object.values(row)[0]);
    if (found !== 'ok') throw new DataFolderError(`the copy of ${from} is damaged (${String(found)}): look at the disk of ${to}`);
  } finally {
    copied.close();
  }
}

async function copyInto(target: string, from: string, name: string): Promise<void> {
  mkdirSync(path.dirname(path.join(target, name)), { recursive: true, mode: 0o700 });
  await copyDurably(path.join(from, name), path.join(target, name));
}

/** An old log file may go while we come. */
async function copyIfThere(target: string, from: string, name: string): Promise<void> {
  try {
    await copyInto(target, from, name);
  } catch (error) {
    if (existsSync(path.join(from, name))) throw error;
  }
}
