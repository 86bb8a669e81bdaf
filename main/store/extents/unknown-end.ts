/**
 * What becomes of an end of the data file that the database knows nothing of. A run that broke off leaves there what it had
 * begun and never accepted, or what was removed since and not cut off yet. One that ended by closing leaves nothing there: then
 * the database is another one than that of the file, such as an older one that was restored alone, and the bytes may be all there
 * is of somebody's mail. Which of both it is, the mark of the last opening says (main/store/opening-mark.ts).
 */
import * as fs from 'node:fs';
import { type FileHandle, copyFile, open, readdir, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { StoreError } from '../mail-store.ts';
import { storeError } from '../sqlite/errors.ts';
import { databaseFile, fileBytes, messagesFile, syncFolder, writeAheadLog } from '../store-files.ts';

export interface UnknownEnd {
  readonly file: string;
  /** Bytes of the file. */
  readonly size: number;
  /** Where the last message that the database knows ends. */
  readonly knownEnd: number;
  /** The last run did not close this very database. */
  readonly brokeOff: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Cuts off the end, and sees to it that nothing is lost. @returns a sentence on it. @throws StoreError if it must not be cut off */
export async function cutUnknownEnd(handle: FileHandle, end: UnknownEnd): Promise<string> {
  const said = await lookAfterUnknownEnd(end);
  await handle.truncate(end.knownEnd);
  // Before anything says that this database and the file belong together.
  await handle.datasync();
  return said;
}

async function lookAfterUnknownEnd({ file, size, knownEnd, brokeOff, now }: UnknownEnd): Promise<string> {
  if (brokeOff) return `${file}: gave back ${size - knownEnd} bytes that no message needs (never accepted, or removed since).`;
  const database = databaseFile(path.dirname(file));
  if (knownEnd === 0) throw unknownMessages(database, file);
  const copy = await keepCopy(file, size, now);
  return `${file} went on for ${size - knownEnd} bytes behind the last message that ${database} knows, which looks older: the whole file was kept as ${copy} before they were cut off. Should a newer gatepost.db turn up, that is the messages.dat that belongs to it; else remove it.`;
}

/**
 * Refuses a data folder that had a database and has none, before one is made that knows nothing. The data file is made only after
 * the database, even where no large message ever came. @throws StoreError
 */
export function refuseLostDatabase(database: string, file: string): void {
  if (fileBytes(database) > 0 || !fs.existsSync(file)) return;
  if (fileBytes(file) > 0) throw unknownMessages(database, file);
  throw new StoreError(
    'failed',
    `This folder has had mail: ${file} is there, and ${database}, which holds domains, accounts and mail, is missing or empty. Nothing was changed. Restore a backup of both files; or, to begin anew without that mail, move messages.dat to another folder.`,
  );
}

function unknownMessages(database: string, file: string): StoreError {
  return new StoreError(
    'failed',
    `There are large messages in ${file}, and ${database}, which says whose they are, is missing, empty or new. Nothing was changed. Restore a backup of both files; or, to begin anew without these messages, move messages.dat to another folder.`,
  );
}

const LEFT = '.left-';
const UNFINISHED = '.unfinished';

/** Copies that a kill kept from being whole. */
export async function removeUnfinishedCopies(file: string): Promise<void> {
  const folder = path.dirname(file);
  const prefix = path.basename(file) + LEFT;
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix) && name.endsWith(UNFINISHED));
  for (const name of names) await rm(path.join(folder, name), { force: true });
}

/** Keeps all of the file under another name, which it has only when it is whole. Where the file system can, the copy shares its bytes. @returns the name */
export async function keepCopy(file: string, size: number, now: number): Promise<string> {
  const copy = freeName(file, now);
  const unfinished = copy + UNFINISHED;
  try {
    await copyFile(file, unfinished, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
    const handle = await open(unfinished, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, copy);
    await syncFolder(path.dirname(copy));
    return copy;
  } catch (error) {
    await rm(unfinished, { force: true });
    const { message, kind } = storeError(error, copy);
    throw new StoreError(
      kind === 'disk-full' ? 'disk-full' : 'failed',
      `${file} is longer than gatepost.db knows, and a copy of it (${size} bytes) could not be kept: ${message} Restore a backup of both files, or make room for the copy. Nothing was changed.`,
      { cause: error },
    );
  }
}

/** What earlier starts have set aside. @returns a sentence, as long as any of it is there */
export async function leftFromBefore(dataFolder: string): Promise<readonly string[]> {
  const database = databaseFile(dataFolder);
  const prefixes = [writeAheadLog(database), messagesFile(dataFolder)].map((file) => path.basename(file) + LEFT);
  const names = (await readdir(dataFolder)).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)) && !name.endsWith(UNFINISHED));
  if (names.length === 0) return [];
  return [
    `${dataFolder} still has what an earlier start has set aside, since gatepost.db did not know what is in it: ${names.join(', ')}. Should the gatepost.db turn up that it belongs to, put it there with both under their own names, before a start; else remove it.`,
  ];
}

/** The name under which something is kept. Two starts within a second keep one each. @param now milliseconds since 1970 */
export function freeName(file: string, now: number): string {
  const wanted = `${file}${LEFT}${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  let name = wanted;
  for (let number = 2; fs.existsSync(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
