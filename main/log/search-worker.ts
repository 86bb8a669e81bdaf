/** The search thread: a search through millions of events holds up neither the sessions nor the writing of the log, and long ones take turns. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { recentAddresses, searchDecisions, tallyDecisions, wholeDecisions } from './decision-search.ts';
import { EVENT_DATABASE, isUseless } from './event-database.ts';
import { searchEvents } from './event-search.ts';
import type { Answer, FromSearchThread, Question, ToSearchThread } from './log-protocol.ts';
import { describe } from './outage.ts';
import { countRefusals } from './refusals.ts';

if (parentPort === null) throw new Error('this file runs as a worker thread');
const port = parentPort;
const { dataFolder } = z.object({ dataFolder: z.string() }).parse(workerData);

/** Questions under way; those not in it any more were cancelled. */
const underWay = new Set<number>();

async function answerTo(db: DatabaseSync, question: Question, isCancelled: () => boolean): Promise<Answer> {
  switch (question.about) {
    case 'events':
      return { about: 'events', result: await searchEvents(db, question.filter, question.page, isCancelled) };
    case 'decisions':
      return { about: 'decisions', result: await searchDecisions(db, question.filter, question.page, isCancelled) };
    case 'whole decisions':
      return { about: 'whole decisions', result: await wholeDecisions(db, question.filter, question.page, isCancelled) };
    case 'refusals':
      return { about: 'refusals', result: await countRefusals(db, question.since, isCancelled) };
    case 'tally':
      return { about: 'tally', result: await tallyDecisions(db, question.option, question.since, isCancelled) };
    case 'remote addresses':
      return { about: 'remote addresses', result: await recentAddresses(db, question.sessions, question.since, isCancelled) };
  }
}

/** Opens the database for one question: no read transaction, and no old file after a new one was begun, outlives it. */
async function ask(question: Question, isCancelled: () => boolean): Promise<Answer> {
  const db = new DatabaseSync(path.join(dataFolder, EVENT_DATABASE), { readOnly: true });
  try {
    return await answerTo(db, question, isCancelled);
  } finally {
    db.close();
  }
}

async function reply(number: number, question: Question): Promise<void> {
  let answer: FromSearchThread;
  underWay.add(number);
  try {
    answer = { number, answer: await ask(question, () => !underWay.has(number)) };
  } catch (error) {
    answer = { number, error: describe(error), damaged: isUseless(error) };
  }
  underWay.delete(number);
  port.postMessage(answer);
}

port.on('message', (message: ToSearchThread) => {
  switch (message.type) {
    case 'ask':
      void reply(message.number, message.question);
      break;
    case 'cancel':
      underWay.delete(message.number);
      break;
  }
});
