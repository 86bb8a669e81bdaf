/**
 * The log thread: writes events to the database and to the daily file, in batches, away from the thread that serves
 * the sessions. Trouble with the disk never ends it: it says so, counts what was lost, and goes on.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { LogEvent } from '../../shared/events.ts';
import { type EventDatabase, openEventDatabase } from './event-database.ts';
import { LogFiles, localDay } from './log-files.ts';
import type { FromLogWorker, ToLogWorker } from './log-protocol.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Events removed in one go, so that pruning never holds up writing for long. */
const PRUNE_BATCH = 5000;

const { dataFolder } = z.object({ dataFolder: z.string() }).parse(workerData);
if (parentPort === null) throw new Error('this file runs as a worker thread');
const port = parentPort;
const say = (message: FromLogWorker): void => port.postMessage(message);

const files = new LogFiles(dataFolder);
let database: EventDatabase | undefined;
let toFile = false;
let keepDays = 30;
let prunedDay = '';

function open(): void {
  try {
    const opened = openEventDatabase(dataFolder, Date.now());
    database = opened.database;
    say({ type: 'ready', lastId: database.lastId, ...(opened.setAside === undefined ? {} : { problem: `the event database was damaged; it is now ${opened.setAside}, and a new one has been begun` }) });
  } catch (error) {
    say({ type: 'ready', lastId: 0, problem: `the event database cannot be opened: ${textOf(error)}` });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function write(events: readonly LogEvent[]): void {
  const problems: string[] = [];
  let lost = 0;
  try {
    database?.insert(events);
    if (database === undefined) lost = events.length;
  } catch (error) {
    lost = events.length;
    problems.push(`events could not be written to the event database: ${textOf(error)}`);
  }
  try {
    if (toFile) files.write(events);
  } catch (error) {
    files.close();
    problems.push(`events could not be written to the log file: ${textOf(error)}`);
  }
  say({ type: 'written', count: events.length, lost, problems });
}

/** Once a day, in pieces: what is older than the days to keep goes. */
function prune(now: number): void {
  const oldest = now - keepDays * DAY;
  if (prunedDay === `${localDay(now)} ${keepDays}`) return;
  try {
    files.prune(localDay(oldest));
    if (database !== undefined && database.prune(oldest, PRUNE_BATCH) === PRUNE_BATCH) {
      setImmediate(prune, now);
      return;
    }
    prunedDay = `${localDay(now)} ${keepDays}`;
  } catch (error) {
    prunedDay = `${localDay(now)} ${keepDays}`;
    say({ type: 'written', count: 0, lost: 0, problems: [`old events could not be removed: ${textOf(error)}`] });
  }
}

port.on('message', (message: ToLogWorker) => {
  switch (message.type) {
    case 'events': {
      const events = JSON.parse(message.json) as LogEvent[];
      write(events);
      prune(events.at(-1)?.at ?? 0);
      break;
    }
    case 'settings':
      ({ toFile, keepDays } = message);
      if (!toFile) files.close();
      break;
    case 'close':
      files.close();
      database?.close();
      say({ type: 'closed' });
      port.close();
      break;
  }
});
open();
