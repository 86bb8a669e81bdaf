/**
 * Where the data of a folder is now, and which of two folders is in force while it moves. Two small files say so:
 *
 * - `moved-to.json` in the old folder names the new one. Its appearance is the moment of the move: before it the old folder
 *   is in force, after it the new one. It stays there as the way to the new folder.
 * - `arriving.json` in the new folder says that a copy is not complete, or not yet in force. Nothing opens such a folder. Once it
 *   is in force the file is called `came-from.json`, and says where the old copy may still be. A backup that is being restored
 *   has this mark, too, and none in the end.
 *
 * Whenever a move is killed, one of the folders is complete and in force, and the other one refuses to be used.
 */
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { DataFolderError } from '../data-folder-error.ts';
import { errorCode } from '../system-errors.ts';
import { syncFolder, writeDurably } from './durable-files.ts';

export const LINK_FILE = 'moved-to.json';
export const ARRIVING_FILE = 'arriving.json';
export const CAME_FROM_FILE = 'came-from.json';

/** More moves in a row than anybody makes: links that lead in a circle end here. */
const LINKS_FOLLOWED = 20;

const linkSchema = z.object({
  folder: z.string().min(1),
  /** Milliseconds since 1970. */
  at: z.number(),
});
export type Link = z.infer<typeof linkSchema>;

const arrivingSchema = z.object({
  from: z.string().min(1),
  /** It is the file of a backup, which is being restored. */
  isBackup: z.literal(true).optional(),
});

/**
 * The folder that has the data of this one; the folder itself where nothing was moved. A folder that is closed to us as a whole, as
 * that of a service is, ends the way: whoever opens it hears so.
 * @throws DataFolderError if there is a link that cannot be read: the folder beside it would be an old copy
 */
export function followMoves(folder: string): string {
  let place = resolve(folder);
  for (let followed = 0; followed < LINKS_FOLLOWED; followed += 1) {
    const link = isClosed(place) ? undefined : readLink(place);
    if (link === undefined) return place;
    completeArrival(resolve(link.folder));
    place = resolve(link.folder);
  }
  return place;
}

/** A move that was killed just after its moment: only the mark of the new folder is left to remove. @returns false if the copy is not in force */
export function completeArrival(folder: string): boolean {
  try {
    const from = arrivingFrom(folder);
    if (from === undefined) return true;
    if (readLink(from)?.folder !== folder) return false;
    arrived(folder);
    return true;
  } catch {
    // The folder of another user: whoever opens it says what to do.
    return false;
  }
}

/** @throws DataFolderError if it cannot be known whether there is one */
export function readLink(folder: string): Link | undefined {
  return readJson(folder, LINK_FILE, linkSchema);
}

/** Where the copy that arrives in a folder comes from; undefined if none does. */
export function arrivingFrom(folder: string): string | undefined {
  return readJson(folder, ARRIVING_FILE, arrivingSchema)?.from;
}

/** The moment of the move. */
export function writeLink(from: string, to: string, at: number): void {
  writeDurably(join(from, LINK_FILE), `${JSON.stringify({ folder: to, at } satisfies Link)}\n`);
}

export function removeLink(folder: string): void {
  rmSync(join(folder, LINK_FILE), { force: true });
}

/** The copy is in force. */
export function arrived(folder: string): void {
  renameSync(join(folder, ARRIVING_FILE), join(folder, CAME_FROM_FILE));
  syncFolder(folder);
}

/** Where the data of a folder was before; undefined if it was always here, or nothing is left there. */
export function cameFrom(folder: string): string | undefined {
  return readJson(folder, CAME_FROM_FILE, arrivingSchema)?.from;
}

export function forgetCameFrom(folder: string): void {
  rmSync(join(folder, CAME_FROM_FILE), { force: true });
}

export function markArriving(folder: string, from: string): void {
  writeDurably(join(folder, ARRIVING_FILE), `${JSON.stringify({ from })}\n`);
}

export function markRestoring(folder: string, backup: string): void {
  writeDurably(join(folder, ARRIVING_FILE), `${JSON.stringify({ from: backup, isBackup: true })}\n`);
}

/** The backup that is being restored into a folder; undefined if none is. */
export function restoringFrom(folder: string): string | undefined {
  const arriving = readJson(folder, ARRIVING_FILE, arrivingSchema);
  return arriving?.isBackup === true ? arriving.from : undefined;
}

export function removeArriving(folder: string): void {
  rmSync(join(folder, ARRIVING_FILE), { force: true });
}

/** May others alone say what is in it? */
function isClosed(folder: string): boolean {
  try {
    statSync(join(folder, LINK_FILE), { throwIfNoEntry: false });
    return false;
  } catch {
    return true;
  }
}

/** @returns undefined if there is no such file, or none that says anything */
function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): T | undefined {
  const text = readIfThere(folder, name);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // Half written by somebody else.
    return undefined;
  }
}

/** A file that is closed to us is not one that is missing: without it an old copy would pass for the data. */
function readIfThere(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new DataFolderError(
      `the data folder ${folder} cannot be used (${code}): ${name} in it, which would say where the data is, cannot be read by this user. Run this as a user who may, such as an administrator`,
      { cause: error },
    );
  }
}
