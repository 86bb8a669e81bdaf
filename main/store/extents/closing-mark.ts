/**
 * The mark of a close: a random text in the database and behind the last message in the data file. Where both are not the same,
 * one file is of another time than the other, and the places of messages may have other mail in them by now. The start takes it off.
 */
import type { FileHandle } from 'node:fs/promises';
import { TUNING } from '../tuning.ts';

const BEFORE = '\0gatepost closed ';
const PATTERN = /^\0gatepost closed ([0-9a-f]{32})\n$/;
const BYTES = BEFORE.length + 33;

export interface ClosingMark {
  readonly mark: string;
  /** Where the messages end before it. */
  readonly at: number;
}

/** What the file ends with. Mail may end like it, too, but with no mark that a database has. */
export async function readClosingMark(handle: FileHandle, size: number): Promise<ClosingMark | undefined> {
  const at = size - BYTES;
  if (at <= 0 || at % TUNING.blockBytes !== 0) return undefined;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(BYTES), 0, BYTES, at);
  const mark = PATTERN.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
  return mark === undefined ? undefined : { mark, at };
}

/** @param at where the messages end: a whole number of blocks */
export async function writeClosingMark(handle: FileHandle, { mark, at }: ClosingMark): Promise<void> {
  await handle.write(`${BEFORE}${mark}\n`, at, 'latin1');
}
