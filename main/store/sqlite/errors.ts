/** What goes wrong in the database, in terms of the store's own two errors; and how they travel between threads. */
import { StoreConflict, StoreError } from '../mail-store.ts';

/** An error as it crosses from a worker thread to the main thread. */
export type ErrorNote =
  | { readonly type: 'conflict'; readonly kind: StoreConflict['kind']; readonly message: string }
  | { readonly type: 'failure'; readonly kind: StoreError['kind']; readonly message: string };

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); extended codes carry them in their low byte. */
const SQLITE = { permission: 3, readOnly: 8, corrupt: 11, full: 13, notADatabase: 26 } as const;

const DISK_FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const READ_ONLY_CODES = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Turns any error into a StoreError that names the file and what to do; StoreConflict and StoreError stay what they are. */
export function storeError(error: unknown, file: string): StoreError | StoreConflict {
  if (error instanceof StoreError || error instanceof StoreConflict) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const kind = kindOf(cause);
  switch (kind) {
    case 'disk-full':
      return new StoreError(kind, `The disk that holds ${file} is full: free some space.`, { cause });
    case 'read-only':
      return new StoreError(kind, `${file} cannot be written (${cause.message}): check who owns it, its rights, and whether the disk is mounted read-only.`, {
        cause,
      });
    case 'damaged':
      return new StoreError('failed', `${file} is damaged (${cause.message}): stop the server, keep a copy of the data folder, and restore a backup.`, {
        cause,
      });
    case 'failed':
      return new StoreError(kind, `${file}: ${cause.message}`, { cause });
  }
}

function kindOf(error: Error): StoreError['kind'] | 'damaged' {
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

export function toNote(error: StoreError | StoreConflict): ErrorNote {
  return error instanceof StoreConflict
    ? { type: 'conflict', kind: error.kind, message: error.message }
    : { type: 'failure', kind: error.kind, message: error.message };
}

export function fromNote(note: ErrorNote): StoreError | StoreConflict {
  return note.type === 'conflict' ? new StoreConflict(note.kind, note.message) : new StoreError(note.kind, note.message);
}
