/**
 * Makes a backup of a data folder: of one that nobody has, file by file; beside a running server, the databases as they are at one
 * moment, each, and then the bytes of large messages, of which the server meanwhile writes over none that the database of that
 * moment needs.
 */
import { backup, DatabaseSync } from 'node:sqlite';
import { constants, existsSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import * as path from 'node:path';
import { DataFolderError } from '../data-folder-error.ts';
import { openDataFolder } from '../data-folder.ts';
import { errorCode } from '../system-errors.ts';
import { forgetOpeningOf, messagesEnd } from '../../store/backed-up.ts';
import { OPENING_FILE } from '../../store/opening-mark.ts';
import { VERSION } from '../version.ts';
import { BackupWriter } from './backup-file.ts';
import { dataFilesOf } from './data-files.ts';
import { NO_LINK, makePrivate, syncFolder } from './durable-files.ts';

/** In the order in which they must be copied: what a database needs comes after it. */
const DATABASES = ['gatepost.db', 'events.db'];
/** Parts of databases: the copy of a database has it all, but for the mark that a server has it open, which none has. */
const BESIDES = new Set([...DATABASES.flatMap((name) => [name, `${name}-wal`, `${name}-journal`]), OPENING_FILE]);

export interface BackedUp {
  readonly file: string;
  readonly files: number;
  readonly bytes: number;
}

/** Of a folder that no server has. @throws DataFolderError */
export async function backupCold(from: string, to: string): Promise<BackedUp> {
  if (!existsSync(from) || dataFilesOf(from).length === 0) throw new DataFolderError(`there is no data in ${from}: nothing to back up`);
  const hold = openDataFolder(from);
  try {
    return await into(to, from, async (target) => {
      for (const { name } of dataFilesOf(from)) await target.add(name, path.join(from, name));
    });
  } finally {
    hold.release();
  }
}

/** Of a folder that a running server has, while that one keeps the bytes of messages (`keepForCopy`). @throws DataFolderError */
export async function backupBesideServer(from: string, to: string): Promise<BackedUp> {
  return await into(to, from, async (target, work) => {
    makePrivate(work);
    for (const name of DATABASES) {
      if (!existsSync(path.join(from, name))) continue;
      await copyDatabase(path.join(from, name), path.join(work, name));
      if (name === 'gatepost.db') forgetOpeningOf(path.join(work, name));
      await target.add(name, path.join(work, name));
    }
    const database = path.join(work, 'gatepost.db');
    // What came behind it meanwhile is of messages that the copy of the database does not know.
    const ends = new Map(existsSync(database) ? [['messages.dat', messagesEnd(database)]] : []);
    for (const { name } of dataFilesOf(from)) if (!BESIDES.has(name)) await target.addIfThere(name, path.join(from, name), ends.get(name));
  });
}

/** Makes the backup under another name, so that what has the name is whole. */
async function into(to: string, from: string, fill: (target: Filling, work: string) => Promise<void>): Promise<BackedUp> {
  const file = path.resolve(to);
  if (file.startsWith(from + path.sep)) throw new DataFolderError(`a backup inside of ${from} would be part of the next one: choose another place`);
  if (existsSync(file)) throw new DataFolderError(`${file} is there already: name a file that is not there yet`);
  const [unfinished, work] = [`${file}.unfinished`, `${file}.databases`];
  const cleanUp = (): void => {
    for (const left of [unfinished, work]) rmSync(left, { recursive: true, force: true });
  };
  cleanUp();
  try {
    const writer = await BackupWriter.create(unfinished, { version: VERSION, createdAt: Date.now() });
    const target = new Filling(writer);
    try {
      await fill(target, work);
      await writer.finish();
    } finally {
      await writer.close();
    }
    renameSync(unfinished, file);
    syncFolder(path.dirname(file));
    return { file, files: target.files, bytes: target.bytes };
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`the backup could not be written to ${file} (${errorCode(error)})`, { cause: error });
  } finally {
    cleanUp();
  }
}

/** A backup that is being filled, and how much is in it. */
class Filling {
  readonly #writer: BackupWriter;
  files = 0;
  bytes = 0;

  constructor(writer: BackupWriter) {
    this.#writer = writer;
  }

  async add(name: string, file: string): Promise<void> {
    await this.#take(name, await open(file, constants.O_RDONLY | NO_LINK));
  }

  /** An old log file may go while we come. @param mostBytes of it, where not all belongs to what is copied */
  async addIfThere(name: string, file: string, mostBytes?: number): Promise<void> {
    let source: FileHandle;
    try {
      source = await open(file, constants.O_RDONLY | NO_LINK);
    } catch (error) {
      if (existsSync(file)) throw error;
      return;
    }
    await this.#take(name, source, mostBytes);
  }

  async #take(name: string, source: FileHandle, mostBytes?: number): Promise<void> {
    try {
      this.bytes += await this.#writer.add(name.split(path.sep).join('/'), source, mostBytes);
      this.files += 1;
    } finally {
      await source.close();
    }
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
