/**
 * The log thread: writes events to the database and to the daily file, in batches, away from the thread that serves
 * the sessions. Trouble with the disk never ends it: it says so, counts what was lost, and goes on.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type DayRun, EventDatabase, isUseless, removeSetAside, setAside } from './event-database.ts';
import { type EventFields, fieldAt, fieldsOf } from './event-line.ts';
import { idAndTime } from './decision-line.ts';
import type { DecisionRun } from './decision-table.ts';
import { LocalTime, midnightBefore } from './local-time.ts';
import { LogFiles } from './log-files.ts';
import { type FromLogThread, type LineBatch, type ToLogThread, isLogThreadData } from './log-protocol.ts';
import { type Notice, Outage, describe } from './outage.ts';

if (parentPort === null) throw new Error('this file runs as a worker thread');
const port = parentPort;
const data: unknown = workerData;
if (!isLogThreadData(data)) throw new Error('the log thread was started without its data folder');
const { dataFolder, now: startedAt } = data;

const say = (message: FromLogThread): void => port.postMessage(message);
const notice: Notice = (level, text) => say({ type: 'notice', level, text });

const time = new LocalTime();
const files = new LogFiles(dataFolder, time);
const databaseOutage = new Outage('The event database events.db', notice);
const decisionsOutage = new Outage('The table of decisions in events.db', notice, 'decisions');
const fileOutage = new Outage('The log file in the folder "logs"', notice);
let { toFile } = data;
let database: EventDatabase | undefined;
let begunAnew = false;
let closed = false;

/** The database, opened if it is not; a useless file makes room for a new one. Throws where there can be none. */
function opened(now: number): EventDatabase {
  try {
    database ??= new EventDatabase(dataFolder);
  } catch (error) {
    if (!isUseless(error)) throw error;
    database = startAnew(now, describe(error));
  }
  return database;
}

function startAnew(now: number, why: string): EventDatabase {
  database?.close();
  database = undefined;
  begunAnew = true;
  const aside = setAside(dataFolder, now);
  notice('error', `The event database could not be used (${why}). It was set aside as ${aside}, and a new one was begun: older events are not found any more`);
  return new EventDatabase(dataFolder);
}

/**
 * Ids go on from the database. Where there is none to ask, they start at the present time in microseconds, which is
 * beyond every id before, those of an earlier start like this one included: no server sees a million events a second.
 */
function open(): void {
  let lastIds = { event: startedAt * 1000, decision: startedAt * 1000 };
  databaseOutage.attempt(0, () => {
    const fresh = opened(startedAt);
    if (!begunAnew) lastIds = { event: fresh.lastId, decision: fresh.decisions.lastId };
  });
  say({ type: 'opened', lastIds });
}

/** The lines, split where the local day changes. */
function dayRuns(lines: readonly string[]): DayRun[] {
  const runs: { day: string; lines: string[]; fields: EventFields[] }[] = [];
  for (const line of lines) {
    const fields = fieldsOf(line);
    const day = time.dayOf(Number(fieldAt(fields, 'at')));
    let run = runs.at(-1);
    if (run?.day !== day) runs.push((run = { day, lines: [], fields: [] }));
    run.lines.push(line);
    run.fields.push(fields);
  }
  return runs;
}

/** The same of decisions. */
function decisionRuns(lines: readonly string[]): DecisionRun[] {
  const runs: { day: string; lines: string[] }[] = [];
  for (const line of lines) {
    const day = time.dayOf(idAndTime(line).at);
    const run = runs.at(-1);
    if (run?.day === day) run.lines.push(line);
    else runs.push({ day, lines: [line] });
  }
  return runs;
}

/** Returns how many of the decisions are missing in the database. */
function writeDecisions(run: DecisionRun): number {
  const count = run.lines.length;
  return decisionsOutage.attempt(count, () => onDatabase(idAndTime(run.lines[0] ?? '').at, (current) => current.decisions.add(run))) ? 0 : count;
}

/** Returns how many of the events are missing in the database or in the file. */
function write(run: DayRun): number {
  const events = run.lines.length;
  const inDatabase = databaseOutage.attempt(events, () => onDatabase(Number(fieldAt(run.fields[0] ?? [], 'at')), (current) => current.add(run)));
  const inFile = !toFile || fileOutage.attempt(events, () => files.add(run));
  return inDatabase && inFile ? 0 : events;
}

/** Returns how many of the lines are lost. */
function take({ kind, lines }: LineBatch): number {
  const each = lines.split('\n');
  let lost = 0;
  if (kind === 'events') for (const run of dayRuns(each)) lost += write(run);
  else for (const run of decisionRuns(each)) lost += writeDecisions(run);
  return lost;
}

/** Damage that shows only now makes room for a new database, too. */
function onDatabase(now: number, work: (current: EventDatabase) => void): void {
  const current = opened(now);
  try {
    work(current);
  } catch (error) {
    if (!isUseless(error)) throw error;
    database = startAnew(now, describe(error));
    work(database);
  }
}

/** In small steps: events that come meanwhile are written between two of them. */
function prune(now: number, keepDays: number, traceDays: number): void {
  const before = midnightBefore(now, keepDays);
  try {
    files.prune(time.dayOf(before));
    // It holds both, and nobody can search it: it goes with whichever must go first.
    removeSetAside(dataFolder, Math.max(before, midnightBefore(now, traceDays)));
  } catch (error) {
    notice('error', `Old log files could not be removed: ${describe(error)}`);
  }
  let more = false;
  databaseOutage.attempt(0, () =>
    onDatabase(now, (current) => {
      const moreEvents = current.prune(before);
      more = current.decisions.prune(midnightBefore(now, traceDays)) || moreEvents;
    }),
  );
  if (more) setImmediate(() => !closed && prune(now, keepDays, traceDays));
}

port.on('message', (message: ToLogThread) => {
  switch (message.type) {
    case 'lines':
      say({ type: 'written', batches: message.batches.map((batch) => ({ kind: batch.kind, lost: take(batch) })) });
      break;
    case 'to-file':
      toFile = message.on;
      if (!toFile) files.close();
      break;
    case 'prune':
      prune(message.now, message.keepDays, message.traceDays);
      break;
    case 'check':
      databaseOutage.attempt(0, () => onDatabase(message.now, (current) => current.check()));
      break;
    case 'close':
      files.close();
      closed = true;
      database?.close();
      port.close();
      break;
  }
});

open();
