/** The store's files in the data folder, and what the workers are told of them. */
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import * as path from 'node:path';
import type { KnownExtent } from './extents/extent.ts';

export interface WorkerData {
  readonly databaseFile: string;
}

/** What `node:worker_threads` hands over, with its type. */
export function asWorkerData(data: unknown): WorkerData {
  if (typeof data === 'object' && data !== null && 'databaseFile' in data && typeof data.databaseFile === 'string') return { databaseFile: data.databaseFile };
  throw new TypeError('the worker was not told where its database is');
}

/** What the writer found when it opened the database. */
export interface WriterFacts {
  /** Of the last opening; undefined if there was none. */
  readonly mark: string | undefined;
  /** Of the last close; undefined if there was none. */
  readonly closingMark: string | undefined;
  /** Offset and length in turn of each extent in use, in order of offset. */
  readonly liveExtents: Float64Array;
  /** Messages whose content the data file had lost at an earlier start, and where it would be. */
  readonly lost: ReadonlyMap<number, readonly KnownExtent[]>;
}

export function databaseFile(dataFolder: string): string {
  return path.join(dataFolder, 'gatepost.db');
}

/** Removed by the last connection that closes, once all of it is in the database. */
export function writeAheadLog(database: string): string {
  return `${database}-wal`;
}

export function messagesFile(dataFolder: string): string {
  return path.join(dataFolder, 'messages.dat');
}

/** 0 for one that is not there. */
export function fileBytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Makes the names of new files durable. Windows has no such thing: NTFS keeps names in its journal. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
