/** Files that are on disk when a call returns, with their names. */
import { chmodSync, closeSync, constants, existsSync, fsyncSync, lchownSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';

/** Bytes copied or read at once. */
const PIECE_BYTES = 1024 * 1024;

/** Opens a file, and never what a link in its place leads to: an administrator reads and writes in folders of others. Windows has no such flag. */
export const NO_LINK = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

/**
 * Replaces a file in one step, readable by its owner alone, who is that of the folder: root writes for others. After a crash it is
 * there whole, or not at all.
 */
export function writeDurably(file: string, text: string): void {
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  // Made anew or not at all: a link that somebody puts there leads nowhere.
  writeFileSync(fresh, text, { mode: 0o600, flag: 'wx', flush: true });
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(dirname(file));
    lchownSync(fresh, uid, gid);
  }
  renameSync(fresh, file);
  syncFolder(dirname(file));
}

/** Makes the names in a folder durable. Windows has no such thing: NTFS keeps names in its journal. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes a folder for its owner alone, or closes the one that is there. Those above it that are missing are open to pass: the
 * folder may be given to a user who is not ours.
 */
export function makePrivate(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(folder, 0o700);
}

/**
 * Copies a file onto the disk, to where none is yet.
 * @param onPiece hears of each piece how many bytes it had
 * @returns the digest of what was read
 */
export async function copyDurably(from: string, to: string, onPiece: (bytes: number) => void = () => undefined): Promise<string> {
  const source = await open(from, constants.O_RDONLY | NO_LINK);
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(PIECE_BYTES);
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) break;
        const piece = buffer.subarray(0, bytesRead);
        hash.update(piece);
        await target.writeFile(piece);
        onPiece(bytesRead);
      }
      await target.sync();
      return hash.digest('hex');
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** The digest of what is in a file. @param onPiece hears of each piece how many bytes it had */
export async function digestOf(file: string, onPiece: (bytes: number) => void = () => undefined): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      onPiece(bytesRead);
    }
  } finally {
    await handle.close();
  }
}
