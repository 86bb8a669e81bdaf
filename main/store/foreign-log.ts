/**
 * A write-ahead log that is not of the database beside it: an older gatepost.db that was put back after a crash finds the log that
 * the crash has left. SQLite would play it into that one, and neither would be whole any more. So the mark of the database file
 * alone, read past the log, is compared with that of the opening (main/store/opening-mark.ts) before anybody opens it for writing.
 */
import * as fs from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { cutUnknownEnd, freeName, removeUnfinishedCopies } from './extents/unknown-end.ts';
import { StoreError } from './mail-store.ts';
import { MIGRATIONS, schemaVersion } from './migrations/migrations.ts';
import { type MarksBeside, removeMark } from './opening-mark.ts';
import { messagesEnd, openingMark } from './operations/opening.ts';
import { type Connection, newerDatabase, openAlone } from './sqlite/connection.ts';
import { storeError } from './sqlite/errors.ts';
import type { LogFile } from './sqlite/log-file.ts';
import { databaseFile, fileBytes, messagesFile, syncFolder, writeAheadLog } from './store-files.ts';

/**
 * Looks whether a run that broke off has left its log, as it does: a folder that was copied without it lacks what was in it. Then
 * nothing may be given back of the data file, which the mark would allow: it goes.
 * @returns a sentence if the log is missing @throws StoreError
 */
export async function lookForLog(dataFolder: string, { marks, logMayBeGone }: MarksBeside): Promise<readonly string[]> {
  const database = databaseFile(dataFolder);
  const log = writeAheadLog(database);
  if (marks.length === 0 || logMayBeGone || fileBytes(database) === 0 || fs.existsSync(log)) return [];
  const connection = openedAlone(database);
  const mark = connection === undefined ? 'unreadable' : markAlone(connection);
  connection?.close();
  // Another database: how much of the data file it knows is looked after by itself.
  if (mark !== 'unreadable' && !marks.includes(mark)) return [];
  await removeMark(dataFolder);
  await syncFolder(dataFolder);
  return [
    `${log} is missing: mail that came last was in it. If this folder is a copy, make it anew, with gatepost.db, gatepost.db-wal and messages.dat together, while no server runs on them.`,
  ];
}

/**
 * Looks whether the log of this database is all there. Of half a copy nobody knows what it lacks: nothing may be given back of the data
 * file then, which the mark would allow: it goes. A power failure may leave a log like that as well; what is kept then, nobody needs.
 * @returns a sentence if it is not @throws StoreError
 */
export async function lookAtTornLog(dataFolder: string, { whole }: LogFile): Promise<readonly string[]> {
  const log = writeAheadLog(databaseFile(dataFolder));
  if (whole || !fs.existsSync(log)) return [];
  await removeMark(dataFolder);
  await syncFolder(dataFolder);
  return [
    `${log} is not whole, as after a power failure, or in a copy that broke off: mail that came last may be missing. If this folder is a copy, make it anew, with gatepost.db, gatepost.db-wal and messages.dat together, while no server runs on them.`,
  ];
}

/**
 * Sets aside a log that is not of this database, and the data file with it, as far as the database does not know it. Both are kept whole.
 * @param marks of the last opening @returns a sentence for each; none if the log belongs to the database
 * @throws StoreError where nothing may be done; nothing was changed then
 */
export async function setForeignLogAside(dataFolder: string, marks: readonly string[], now: number): Promise<readonly string[]> {
  const database = databaseFile(dataFolder);
  const log = writeAheadLog(database);
  // Without a mark the opening had not got so far that anybody could have put another database here since it began.
  if (marks.length === 0 || fileBytes(log) === 0) return [];
  const knownEnd = foreignMessagesEnd(database, marks);
  if (knownEnd === undefined) return [];
  // First what can still be refused.
  const said = await cutMessages(messagesFile(dataFolder), knownEnd, now);
  const kept = freeName(log, now);
  try {
    await rename(log, kept);
    await syncFolder(dataFolder);
  } catch (error) {
    throw storeError(error, log);
  }
  await removeMark(dataFolder);
  return [
    ...said,
    `${database} is not the one that the last run had open, and ${log} does not belong to it: that was kept as ${kept}, and is not needed here. Mail that came last may be in it: should the newer gatepost.db turn up, that is the gatepost.db-wal that belongs to it, and both must be there under their own names before a start; else remove it.`,
  ];
}

/** Where the messages end that the database knows, read past the log; undefined if the log is its own. @throws StoreError */
function foreignMessagesEnd(database: string, marks: readonly string[]): number | undefined {
  const connection = openedAlone(database);
  // Why it cannot be opened the writer says, which has to open it as well.
  if (connection === undefined) return undefined;
  try {
    const mark = markAlone(connection);
    if (mark === 'unreadable' || marks.includes(mark)) return undefined;
    const found = schemaVersion(connection.database);
    if (found > MIGRATIONS.length) throw newerDatabase(database, found, MIGRATIONS.length);
    // One that only looks foreign, since a crash broke off while it was written, is no whole one: then the log may be the rest of it.
    if (connection.sql('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok') throw notWhole(database);
    return messagesEnd(connection);
  } catch (error) {
    throw storeError(error, database);
  } finally {
    connection.close();
  }
}

function openedAlone(database: string): Connection | undefined {
  try {
    return openAlone(database);
  } catch {
    return undefined;
  }
}

/** '' where there is none. Unreadable is a database that is damaged, or was being written at the crash: what has to be done with its log then is up to SQLite. */
function markAlone(connection: Connection): string {
  try {
    const hasMarks = connection.sql("SELECT 1 FROM sqlite_schema WHERE name = 'secret'").get() !== undefined;
    return hasMarks ? (openingMark(connection) ?? '') : '';
  } catch {
    return 'unreadable';
  }
}

async function cutMessages(file: string, knownEnd: number, now: number): Promise<readonly string[]> {
  if (fileBytes(file) <= knownEnd) return [];
  await removeUnfinishedCopies(file);
  const handle = await open(file, fs.constants.O_RDWR);
  try {
    const { size } = await handle.stat();
    return [await cutUnknownEnd(handle, { file, size, knownEnd, brokeOff: false, now })];
  } catch (error) {
    throw storeError(error, file);
  } finally {
    await handle.close();
  }
}

function notWhole(database: string): StoreError {
  return new StoreError(
    'damaged',
    `${database} is neither the one that the last run had open nor a whole one of another time, as a copy that was made while a server ran: nothing was changed. Keep a copy of the data folder, and restore a backup of both gatepost.db and messages.dat.`,
  );
}
