/** Opens the store in a data folder: the database with its two threads, and the data file of large messages. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { createBanStore } from './ban-store.ts';
import { createDirectoryStore } from './directory-store.ts';
import { DataFile, type OpenedDataFile } from './extents/data-file.ts';
import { leftFromBefore, refuseLostDatabase } from './extents/unknown-end.ts';
import { lookAtTornLog, lookForLog, setForeignLogAside } from './foreign-log.ts';
import { FreeSpace } from './free-space.ts';
import { LoginNotes } from './login-notes.ts';
import { lookAfterLost } from './lost-content.ts';
import { type MailStore, StoreError } from './mail-store.ts';
import { createMailboxStore } from './mailbox-store.ts';
import { MessageHolds } from './message-holds.ts';
import { createMessageStore } from './message-store.ts';
import { brokeOff, keepMarks, marksBeside, newMark, noteLog, noteLogAtExit, overwriteMarks, removeMark } from './opening-mark.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import { createQuarantineStore } from './quarantine-store.ts';
import { createQueueStore } from './queue-store.ts';
import { createHitStore, createRevisionStore, createStatisticsStore } from './record-stores.ts';
import { createServiceStores } from './service-stores.ts';
import { storeError } from './sqlite/errors.ts';
import { type LogFile, readLog, refuseShortDatabase } from './sqlite/log-file.ts';
import { databaseFile, fileBytes, messagesFile, type WorkerData, writeAheadLog, type WriterFacts } from './store-files.ts';
import { StartingThread, type ThreadClient } from './threads/thread-client.ts';

export interface StoreOptions {
  /** Made if it is not there. */
  readonly dataFolder: string;
  readonly clock: Clock;
  /** Messages up to this size are kept in the database, larger ones in the data file. */
  readonly inlineMessageBytes?: number;
}

/** Opens the store; no other process may use the folder. Rejects with a StoreError that names the file and what to do. */
export async function openStore(options: StoreOptions): Promise<MailStore> {
  const { dataFolder, clock, inlineMessageBytes = FIXED_LIMITS.inlineMessageBytes } = options;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw storeError(error, dataFolder);
  });
  const freeSpace = new FreeSpace(dataFolder, clock);
  const { repairs, ...files } = await openFiles(dataFolder, clock.now(), () => void freeSpace.refresh());
  const { writer, reader, dataFile } = files;
  freeSpace.countDatabase(async () => await reader.call('database.freeBytes', undefined));
  const logins = new LoginNotes(writer);
  const holds = new MessageHolds((extents) => dataFile.release(extents));
  let closing: Promise<void> | undefined;
  return {
    messages: createMessageStore({ writer, reader, dataFile, holds, freeSpace, inlineMessageBytes }),
    mailboxes: createMailboxStore({ writer, reader, holds, logins }),
    directory: createDirectoryStore({ writer, reader, holds, logins }),
    queue: createQueueStore(writer, reader, holds),
    quarantine: createQuarantineStore({ writer, reader, holds, clock }),
    revisions: createRevisionStore(writer, reader),
    statistics: createStatisticsStore(writer, reader),
    bans: createBanStore(writer, reader),
    hits: createHitStore(writer, reader),
    ...createServiceStores(writer, reader),
    keepForCopy: () => dataFile.keepForCopy(),
    repairs,
    close: async () => {
      closing ??= logins.flush().then(() => closeFiles(dataFolder, files));
      await closing;
    },
  };
}

interface OpenFiles {
  readonly writer: ThreadClient<WriteOperations>;
  readonly reader: ThreadClient<ReadOperations>;
  readonly dataFile: DataFile;
  readonly forgetExit: () => void;
}

/** Opens the database and the data file. The workers load side by side, but the writer has to open first: it makes and migrates. */
async function openFiles(dataFolder: string, now: number, onGivenBack: () => void): Promise<OpenFiles & { readonly repairs: readonly string[] }> {
  const workerData: WorkerData = { databaseFile: databaseFile(dataFolder) };
  refuseLostDatabase(workerData.databaseFile, messagesFile(dataFolder));
  const log = readLogBeside(workerData.databaseFile);
  const left = await leftFromBefore(dataFolder);
  const beside = marksBeside(dataFolder);
  const said = [
    ...(await lookForLog(dataFolder, beside)),
    ...(await setForeignLogAside(dataFolder, beside.marks, now)),
    ...(await lookAtTornLog(dataFolder, log)),
  ];
  // None of one that was set aside.
  const playedIn = existsSync(writeAheadLog(workerData.databaseFile)) ? log.committedBytes : 0;
  const { marks } = marksBeside(dataFolder);
  // The log is there, or not missed: should this start fail, it may have gone into the database.
  noteLog(dataFolder, 'may-be-gone');
  const startingWriter = new StartingThread<WriteOperations, WriterFacts>(new URL('./writer-worker.ts', import.meta.url), workerData);
  const startingReader = new StartingThread<ReadOperations, undefined>(new URL('./reader-worker.ts', import.meta.url), workerData);
  const opened: { writer?: OpenFiles['writer']; dataFile?: DataFile; forgetExit: () => void } = { forgetExit: noteLogAtExit(dataFolder) };
  try {
    const { client: writer, facts } = await startingWriter.open();
    opened.writer = writer;
    const { liveExtents, mark } = facts;
    const options = { liveExtents, brokeOff: brokeOff(marks, mark), now, onGivenBack };
    const found = await DataFile.open(messagesFile(dataFolder), options);
    const { dataFile, repairs } = found;
    opened.dataFile = dataFile;
    const lost = await lookAfterLost(writer, found, { lost: facts.lost, now, belong: belong(found, facts, marks) });
    await noteOpening(dataFolder, writer, { marks, mark });
    const { client: reader } = await startingReader.open();
    // The writer sees to it by itself; but what it keeps, nobody can read where the reader finds damage.
    reader.onDamage = (error) => writer.refuse(error);
    return { ...opened, writer, reader, dataFile, repairs: [...left, ...said, ...playedBack(workerData, playedIn), ...repairs, ...lost] };
  } catch (error) {
    await closeFiles(dataFolder, opened);
    await Promise.all([startingWriter.abandon(), startingReader.abandon()]);
    const failure = storeError(error, dataFolder);
    // The log may have gone into the damaged file: a whole one that is put in its place lacks it, and must not pass for the one that had it.
    if (failure instanceof StoreError && failure.kind === 'damaged') await removeMark(dataFolder);
    // What was set aside is said by nobody else: the next start finds nothing amiss.
    if (said.length === 0 || !(failure instanceof StoreError)) throw failure;
    throw new StoreError(failure.kind, [...said, failure.message].join(' '), { cause: failure });
  }
}

/**
 * Only now, when the end of the data file fits the database: killed in between, the next start finds nothing there to judge.
 * @param before the marks beside the database, and the one in it
 */
async function noteOpening(dataFolder: string, writer: OpenFiles['writer'], before: { marks: readonly string[]; mark: string | undefined }): Promise<void> {
  const mark = newMark();
  const earlier = before.mark ?? '';
  // A start that was killed here itself has left the file with a mark from before it.
  const earlierOnes = [...new Set([earlier, ...before.marks])];
  try {
    // From here on, until the write-ahead log is empty, the database file alone may have any of them.
    if (before.marks.length > 0) await keepMarks(dataFolder, [...earlierOnes, mark]);
    await writer.call('opening.note', { mark });
  } catch (error) {
    // What was accepted can be read and removed on a full disk, too; the mark of the run that filled it serves this one.
    if (!brokeOff(before.marks, before.mark) || !isDiskFull(error)) throw error;
    noteLog(dataFolder, 'needed');
    return;
  }
  const isInFile = fileBytes(writeAheadLog(databaseFile(dataFolder))) === 0;
  try {
    await keepMarks(dataFolder, isInFile ? [mark] : [mark, ...earlierOnes]);
  } catch (error) {
    if (before.marks.length === 0 || !isDiskFull(error)) throw error;
    // What was put down above has room for all of them.
    await overwriteMarks(dataFolder, [mark, ...earlierOnes]);
  }
}

/**
 * The writer closes after the reader and so leaves no write-ahead log: then it is certain what the database knows, also of
 * commits that failed in an unknown way, and the data file ends there. Else the mark stays, and the next start looks.
 */
async function closeFiles(dataFolder: string, { writer, reader, dataFile, forgetExit }: Partial<OpenFiles>): Promise<void> {
  await reader?.close();
  // A writer that has ended, or may not write, cannot say it.
  const end = await writer?.call('opening.end', undefined).catch(() => undefined);
  const mark = newMark();
  const isNoted = await writer?.call('closing.note', { mark }).then(
    () => true,
    () => false,
  );
  // Killed between here and the end, the next start finds the mark without a log, and nothing is missing.
  noteLog(dataFolder, 'may-be-gone');
  await writer?.close();
  const certain = end !== undefined && !existsSync(writeAheadLog(databaseFile(dataFolder)));
  const ended = await dataFile?.close(certain ? end : Number.POSITIVE_INFINITY, certain && isNoted === true ? mark : undefined);
  forgetExit?.();
  if (certain && ended === true && isNoted === true) await removeMark(dataFolder);
}

/** @throws StoreError if the database is half a copy */
function readLogBeside(database: string): LogFile {
  try {
    const log = readLog(writeAheadLog(database));
    refuseShortDatabase(database, log);
    return log;
  } catch (error) {
    throw storeError(error, database);
  }
}

/** Whether the data file is the one that the database had at its last close, or in the run that broke off. */
function belong({ closingMark }: OpenedDataFile, facts: WriterFacts, marks: readonly string[]): boolean {
  if (closingMark !== undefined) return closingMark === facts.closingMark;
  // Neither has one in a backup, and where no version that makes them has closed yet.
  return brokeOff(marks, facts.mark) || (facts.closingMark === undefined && marks.length === 0);
}

function isDiskFull(error: unknown): boolean {
  return error instanceof StoreError && error.kind === 'disk-full';
}

function playedBack(workerData: WorkerData, committedBytes: number): readonly string[] {
  if (committedBytes === 0) return [];
  return [`The last run ended before all was in ${workerData.databaseFile}: it was completed from ${committedBytes} bytes of write-ahead log.`];
}
