/** The search thread: a search through millions of events holds up neither the sessions nor the writing of the log, and long ones take turns. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { isUseless } from './event-database.ts';
import { searchEvents } from './event-search.ts';
import type { FromSearchThread, ToSearchThread } from './log-protocol.ts';
import { describe } from './outage.ts';

if (parentPort === null) throw new Error('this file runs as a worker thread');
const port = parentPort;
const { dataFolder } = z.object({ dataFolder: z.string() }).parse(workerData);

/** Searches under way; those not in it any more were cancelled. */
const underWay = new Set<number>();

async function search({ number, filter, page }: Extract<ToSearchThread, { type: 'search' }>): Promise<void> {
  let answer: FromSearchThread;
  underWay.add(number);
  try {
    answer = { number, result: await searchEvents(dataFolder, filter, page, () => !underWay.has(number)) };
  } catch (error) {
    answer = { number, error: describe(error), damaged: isUseless(error) };
  }
  underWay.delete(number);
  port.postMessage(answer);
}

port.on('message', (message: ToSearchThread) => {
  switch (message.type) {
    case 'search':
      void search(message);
      break;
    case 'cancel':
      underWay.delete(message.number);
      break;
  }
});
