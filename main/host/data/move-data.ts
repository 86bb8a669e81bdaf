/**
 * Moves the data of a server to another folder: checks, copies, verifies, and then switches in one step. The old folder stays
 * as it is until somebody removes it, with a link to the new one. See data-location.ts for what a kill in the middle leaves.
 */
import { statfs } from 'node:fs/promises';
import { existsSync, lchownSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { DataFolderError } from '../data-folder-error.ts';
import { openDataFolder } from '../data-folder.ts';
import { errorCode } from '../system-errors.ts';
import { type DataFile, dataFilesOf, removeDataFiles } from './data-files.ts';
import {
  CAME_FROM_FILE,
  type Link,
  arrived,
  arrivingFrom,
  cameFrom,
  completeArrival,
  followMoves,
  forgetCameFrom,
  markArriving,
  readLink,
  removeArriving,
  removeLink,
  writeLink,
} from './data-location.ts';
import { copyDurably, digestOf, makePrivate, syncFolder } from './durable-files.ts';

export interface MoveOptions {
  readonly from: string;
  /** Made if it is not there; empty but for what may stay in it. */
  readonly to: string;
  /** Who owns the copies, where root moves them; left out: the owner of the old folder. */
  readonly owner?: Owner;
  readonly now?: () => number;
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** Hears of each step that has been done. */
  readonly onStep?: ((step: MoveStep) => void) | undefined;
  /** Hears how far it is, piece by piece; each byte counts when it is copied, and when it is compared. */
  readonly onBytes?: ((done: number, all: number) => void) | undefined;
}

/** Numbers, as the system has them. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export type MoveStep =
  | { readonly step: 'checked'; readonly files: number; readonly bytes: number }
  | { readonly step: 'copied'; readonly file: string; readonly bytes: number }
  | { readonly step: 'verified' }
  | { readonly step: 'switched' };

export interface Moved {
  readonly from: string;
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
}

/** Bytes that must stay free beside the copy: the server has to be able to start. */
const SPARE_BYTES = 64 * 1024 ** 2;

/**
 * Nobody may have the folder meanwhile: it is held for the whole move. At any failure the old folder is in force as before, and what
 * had been copied is removed.
 * @throws DataFolderError that says why, and what to do
 */
export async function moveData(options: MoveOptions): Promise<Moved> {
  const from = path.resolve(options.from);
  const to = path.resolve(options.to);
  refuseNested(from, to);
  if (readLink(from)?.folder === to && completeArrival(to)) return finished(from, to, options);
  if (dataIn(from).length === 0) throw new DataFolderError(`there is no data in ${from}: nothing to move`);
  const hold = openDataFolder(from);
  try {
    const before = readLink(to);
    prepare(from, to);
    try {
      const moved = await copy(from, to, options);
      switchOver(from, to, options);
      return moved;
    } catch (error) {
      if (readLink(from) === undefined) giveUp(to, before);
      throw explained(error, from, to);
    }
  } finally {
    hold.release();
  }
}

/** It was killed after the switch, and is whole. */
function finished(from: string, to: string, { onStep = nobody }: MoveOptions): Moved {
  onStep({ step: 'switched' });
  const files = dataFilesOf(to);
  return { from, to, files: files.length, bytes: sum(files) };
}

async function copy(from: string, to: string, { onStep = nobody, onBytes = nobody, freeBytes = freeBytesOf, owner }: MoveOptions): Promise<Moved> {
  const files = dataFilesOf(from);
  const bytes = sum(files);
  const free = await freeBytes(to);
  if (free < bytes + SPARE_BYTES) {
    throw new DataFolderError(
      `there is not enough room in ${to}: ${megabytes(bytes + SPARE_BYTES)} are needed, ${megabytes(free)} are free. Nothing was changed`,
    );
  }
  onStep({ step: 'checked', files: files.length, bytes });
  let done = 0;
  const onPiece = (piece: number): void => onBytes((done += piece), 2 * bytes);
  const digests: string[] = [];
  for (const { name, bytes: size } of files) {
    makeFoldersFor(to, name);
    digests.push(await copyDurably(path.join(from, name), path.join(to, name), onPiece));
    onStep({ step: 'copied', file: name, bytes: size });
  }
  for (const folder of foldersOf(to, files)) syncFolder(folder);
  for (const [place, { name }] of files.entries()) {
    if ((await digestOf(path.join(to, name), onPiece)) !== digests[place]) {
      throw new DataFolderError(`the copy of ${name} in ${to} is not what was read: check that disk. Nothing was changed`);
    }
  }
  giveTo(owner ?? ownerOf(from), [...foldersOf(to, files), ...files.map(({ name }) => path.join(to, name))]);
  onStep({ step: 'verified' });
  return { from, to, files: files.length, bytes };
}

function switchOver(from: string, to: string, { onStep = nobody, now = Date.now, owner }: MoveOptions): void {
  // Going back to where it once was: the link there would lead in a circle.
  removeLink(to);
  syncFolder(to);
  writeLink(from, to, now());
  arrived(to);
  giveTo(owner ?? ownerOf(from), [path.join(to, CAME_FROM_FILE)]);
  onStep({ step: 'switched' });
}

/** Takes the new folder: it must be ours to fill. */
function prepare(from: string, to: string): void {
  const there = existsSync(to) ? dataIn(to) : [];
  const abandoned = arrivingFrom(to);
  const link = readLink(to);
  const isKeptCopy = link !== undefined && followMoves(to) === from;
  if (there.length > 0 && abandoned === undefined && !isKeptCopy) {
    throw new DataFolderError(`the folder ${to} has files in it (${there.slice(0, 3).join(', ')}): choose an empty one. Nothing was changed`);
  }
  if (abandoned !== undefined && abandoned !== from) {
    throw new DataFolderError(`the folder ${to} has an unfinished copy of ${abandoned} in it: remove it, or choose another one. Nothing was changed`);
  }
  try {
    makePrivate(to);
    // First the mark: what is removed and copied from here on is no data folder to anybody.
    markArriving(to, from);
    removeDataFiles(to);
  } catch (error) {
    throw explained(error, from, to);
  }
}

function giveUp(to: string, before: Link | undefined): void {
  removeDataFiles(to);
  if (before !== undefined) writeLink(to, before.folder, before.at);
  removeArriving(to);
}

/** What is left of the data in the folder that a move has left behind. */
export function keptCopyOf(folder: string): { readonly files: number; readonly bytes: number } | undefined {
  if (readLink(folder) === undefined) return undefined;
  const files = dataFilesOf(folder);
  return files.length === 0 ? undefined : { files: files.length, bytes: sum(files) };
}

/** Removes the copy that a move has left behind, for good. The link stays: it is the way to where the data is. */
export function removeKeptCopy(folder: string): void {
  const link = readLink(folder);
  if (link === undefined) throw new DataFolderError(`the data of ${folder} was not moved: there is no old copy to remove`);
  const place = followMoves(folder);
  if (arrivingFrom(place) !== undefined || dataIn(place).length === 0) {
    throw new DataFolderError(`the data is not whole in ${place}: the copy in ${folder} is kept`);
  }
  removeDataFiles(folder);
  if (cameFrom(place) === folder) forgetCameFrom(place);
}

function dataIn(folder: string): string[] {
  try {
    return dataFilesOf(folder).map(({ name }) => name);
  } catch (error) {
    throw new DataFolderError(`the folder ${folder} cannot be read (${errorCode(error)})`, { cause: error });
  }
}

function refuseNested(from: string, to: string): void {
  const inside = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
  const [old, fresh] = [real(from), real(to)];
  if (old === fresh) throw new DataFolderError(`the data is in ${from} already`);
  if (inside(old, fresh) || inside(fresh, old)) throw new DataFolderError(`one of ${from} and ${to} is inside of the other: choose a folder beside it`);
}

/** As the file system knows it, as far as it is there. */
function real(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder);
  const parent = path.dirname(folder);
  return parent === folder ? folder : path.join(real(parent), path.basename(folder));
}

export function makeFoldersFor(to: string, name: string): void {
  const folder = path.dirname(path.join(to, name));
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** The deepest first, so that a name is durable before the folder that it is in. */
export function foldersOf(to: string, files: readonly DataFile[]): string[] {
  const folders = new Set<string>([to]);
  for (const { name } of files) {
    for (let inner = path.dirname(name); inner !== '.'; inner = path.dirname(inner)) folders.add(path.join(to, inner));
  }
  return [...folders].toSorted((one, other) => other.length - one.length);
}

export function ownerOf(folder: string): Owner {
  const { uid, gid } = statSync(folder);
  return { uid, gid };
}

/** Root makes files for others: they must be able to use them. Nobody else can give files away, nor needs to. */
export function giveTo({ uid, gid }: Owner, places: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  for (const place of places) lchownSync(place, uid, gid);
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function explained(error: unknown, from: string, to: string): Error {
  if (error instanceof DataFolderError) return error;
  const inForce = readLink(from) === undefined ? from : to;
  return new DataFolderError(`moving the data from ${from} to ${to} failed (${errorCode(error)}): ${inForce} is in force`, { cause: error });
}

function sum(files: readonly DataFile[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MB`;
}

const nobody = (): void => undefined;
