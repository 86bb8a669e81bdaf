/**
 * The data folder: everything the server keeps is in here, and one host at a time has it.
 *
 * The hold on a folder is an exclusive lock on the tiny database `host.lock`. The operating system lets go of it when
 * the process ends, however it ends, so that no stale lock can ever keep an administrator out. `host.json` beside it
 * says who holds the folder; it is for messages alone and never trusted as a lock.
 */
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { DataFolderError } from './data-folder-error.ts';
import { arrivingFrom, completeArrival, followMoves, readLink, restoringFrom } from './data/data-location.ts';
import { errorCode } from './system-errors.ts';

const LOCK_FILE = 'host.lock';
const HOST_FILE = 'host.json';

/** What the host that has the folder says about itself. */
const hostFactsSchema = z.object({
  pid: z.number().int(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  version: z.string(),
  /** Where its console answers; absent without one. */
  admin: z.string().optional(),
  /** Where its control socket is; absent without one. */
  control: z.string().optional(),
});
export type HostFacts = z.infer<typeof hostFactsSchema>;

/** Another process has the folder. */
export class DataFolderInUse extends DataFolderError {
  /** What that process says about itself, if it can be read. */
  readonly host: HostFacts | undefined;
  constructor(folder: string, host: HostFacts | undefined) {
    const who = host === undefined ? 'another process' : `process ${host.pid}, running since ${new Date(host.startedAt).toISOString()}`;
    super(`the data folder ${folder} is in use by ${who}: stop that one first, or choose another folder with --data`);
    this.host = host;
  }
}

/** The folder of the desktop application, which the service host uses too unless told otherwise. */
export function defaultDataFolder(platform: NodeJS.Platform = process.platform, env: NodeJS.ProcessEnv = process.env): string {
  const home = homedir();
  switch (platform) {
    case 'win32':
      return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Gatepost');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Gatepost');
    default:
      return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'Gatepost');
  }
}

/** The hold that this process has on its data folder. */
export interface DataFolder {
  /** Absolute path. */
  readonly path: string;
  /**
   * Says who holds the folder, for the process that finds it taken and for the command line.
   * @returns a sentence if that found no room on the disk: it is only a hint, and no reason not to serve the mail
   */
  announce(facts: HostFacts): string | undefined;
  /** Lets go of the folder. */
  release(): void;
}

/**
 * Makes the folder if there is none, and takes hold of it for this process.
 * @throws DataFolderInUse, or DataFolderError if the folder cannot be made or written.
 */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  refuseMoved(path);
  makePrivateFolder(path);
  const lock = takeLock(path);
  const hostFile = join(path, HOST_FILE);
  // What is there was left by a process that was killed: nobody else can hold the lock now.
  rmSync(hostFile, { force: true });
  return {
    path,
    announce(facts) {
      try {
        writePrivateFile(hostFile, `${JSON.stringify(facts)}\n`);
        return undefined;
      } catch (error) {
        if (!isFullDisk(error)) throw error;
        return `${hostFile} could not be written, since the disk that holds the data folder is full: free some space. Commands that do not find this server need it: start the server anew then`;
      }
    },
    release() {
      rmSync(hostFile, { force: true });
      lock.close();
    },
  };
}

/** Who holds the folder; undefined if nobody says so. Only a hint: whoever wrote it may have been killed since. */
export function readHostFacts(folder: string): HostFacts | undefined {
  try {
    return hostFactsSchema.safeParse(JSON.parse(readFileSync(join(folder, HOST_FILE), 'utf8'))).data;
  } catch {
    // No such file, or half written: nobody says anything.
    return undefined;
  }
}

/** There is no room on the disk, or no more for this user. */
export function isFullDisk(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error));
}

/** Replaces a file in one step, readable by its owner alone. */
export function writePrivateFile(file: string, text: string): void {
  const fresh = `${file}.new`;
  try {
    writeFileSync(fresh, text, { mode: 0o600, flush: true });
    renameSync(fresh, file);
  } catch (error) {
    // On a full disk half of it would only take room.
    rmSync(fresh, { force: true });
    throw error;
  }
}

function makePrivateFolder(path: string): void {
  let mayClose: boolean;
  try {
    makeFolders(path);
    mayClose = isOurs(readdirSync(path));
    // One that was there before may be open to everybody: mail is private.
    if (mayClose && isOpenToOthers(path)) chmodSync(path, 0o700);
  } catch (error) {
    throw new DataFolderError(
      `the data folder ${path} cannot be used (${errorCode(error)}): check that it is a folder which this user may write, or choose another with --data`,
      {
        cause: error,
      },
    );
  }
  // Closing a folder full of other things, such as /tmp, would break whatever uses it.
  if (!mayClose && isOpenToOthers(path)) {
    throw new DataFolderError(`the data folder ${path} has files of other programs in it and is open to other users: choose a folder of its own with --data`);
  }
}

/** Two folders with the same mail would drift apart: what was moved, or is not here yet, is not opened. */
function refuseMoved(path: string): void {
  if (readLink(path) !== undefined) throw new DataFolderError(`the data of ${path} was moved to ${followMoves(path)}: use that folder, with --data`);
  if (!completeArrival(path)) {
    const backup = restoringFrom(path);
    if (backup !== undefined) {
      throw new DataFolderError(
        `restoring ${backup} into ${path} was interrupted, or is under way: run "gatepost backup restore" with this file and folder again, which begins anew`,
      );
    }
    throw new DataFolderError(
      `the move of ${arrivingFrom(path) ?? 'data'} to ${path} was interrupted: run "gatepost data move" with these two folders again, which completes it. Nothing is lost`,
    );
  }
}

function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
}

/** Any of these tells a data folder: one that was used before, was prepared, or has come out of a backup of the mail alone. */
const OURS: readonly string[] = [LOCK_FILE, 'settings.json', 'moved-to.json', 'gatepost.db'];

function isOurs(names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => OURS.includes(name));
}

/** Makes a folder and those above it. (`recursive` of mkdir never ends where the system denies that a parent is there, as in /proc.) */
function makeFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent);
  mkdirSync(path, { mode: 0o700 });
}

function takeLock(path: string): DatabaseSync {
  const file = join(path, LOCK_FILE);
  let lock: DatabaseSync | undefined;
  try {
    // Nothing but SQLite may ever open this file: closing any other handle of it would drop the lock (POSIX fcntl).
    lock = new DatabaseSync(file, { timeout: 0 });
    // There is nothing in it to roll back: no journal file either.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    // SQLITE_BUSY (5): the lock is taken. Everything else means that the folder cannot be written.
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) throw new DataFolderInUse(path, readHostFacts(path));
    throw new DataFolderError(
      `the data folder ${path} cannot be written (${errorCode(error)}): check its permissions and that its disk is not read-only, or choose another with --data`,
      {
        cause: error,
      },
    );
  }
}
