/** What goes wrong in the database, in terms of the store's own two errors; and how they travel between threads. */
import { statfsSync } from 'node:fs';
import * as path from 'node:path';
import { StoreConflict, StoreError } from '../mail-store.ts';

/** An error as it crosses from a worker thread to the main thread. */
export type ErrorNote =
  | { readonly type: 'conflict'; readonly kind: StoreConflict['kind']; readonly message: string }
  | { readonly type: 'failure'; readonly kind: StoreError['kind']; readonly message: string };

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); extended codes carry them in their low byte. */
const SQLITE = { permission: 3, readOnly: 8, inputOutput: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** On a disk with less than this free, SQLite cannot make the files that it needs beside a database. */
const FULL_DISK_BYTES = 256 * 1024;

const DISK_FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const READ_ONLY_CODES = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Turns any error into a StoreError that names the file and what to do; StoreConflict and StoreError stay what they are. */
export function storeError(error: unknown, file: string): StoreError | StoreConflict {
  if (error instanceof StoreError || error instanceof StoreConflict) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const kind = kindOf(cause, file);
  switch (kind) {
    case 'disk-full':
      return new StoreError(kind, `The disk that holds ${file} is full: free some space.`, { cause });
    case 'read-only':
      return new StoreError(kind, `${file} cannot be written (${cause.message}): check who owns it, its rights, and whether the disk is mounted read-only.`, {
        cause,
      });
    case 'damaged':
      return new StoreError(kind, `${file} is damaged (${cause.message}): stop the server, keep a copy of the data folder, and restore a backup.`, {
        cause,
      });
    case 'failed':
      return new StoreError(kind, `${file}: ${cause.message}`, { cause });
  }
}

function kindOf(error: Error, file: string): StoreError['kind'] {
  if ('errcode' in error && typeof error.errcode === 'number') {
    switch (error.errcode & 0xff) {
      case SQLITE.full:
        return 'disk-full';
      case SQLITE.readOnly:
      case SQLITE.permission:
        return 'read-only';
      case SQLITE.corrupt:
      case SQLITE.notADatabase:
        return 'damaged';
      case SQLITE.inputOutput:
      case SQLITE.cannotOpen:
        // Where it is the file of shared memory or the write-ahead log that finds no room, SQLite does not say so.
        return diskIsFull(file) ? 'disk-full' : 'failed';
      default:
        return 'failed';
    }
  }
  if ('code' in error && typeof error.code === 'string') {
    if (DISK_FULL_CODES.has(error.code)) return 'disk-full';
    if (READ_ONLY_CODES.has(error.code)) return 'read-only';
  }
  return 'failed';
}

function diskIsFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path.dirname(file));
    return bavail * bsize < FULL_DISK_BYTES;
  } catch {
    // A file system that cannot say how full it is: what SQLite says of the error has to do.
    return false;
  }
}

export function toNote(error: StoreError | StoreConflict): ErrorNote {
  return error instanceof StoreConflict
    ? { type: 'conflict', kind: error.kind, message: error.message }
    : { type: 'failure', kind: error.kind, message: error.message };
}

export function fromNote(note: ErrorNote): StoreError | StoreConflict {
  return note.type === 'conflict' ? new StoreConflict(note.kind, note.message) : new StoreError(note.kind, note.message);
}
