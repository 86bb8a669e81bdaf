/**
 * Looks through kept messages off the event loop's thread. The database is opened for one question: nothing of it outlives that.
 * While nobody asks, what the next question will need is made ready (digests.ts).
 */
import { parentPort, workerData } from 'node:worker_threads';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { KeptMessages } from '../../store/kept-messages.ts';
import { Digests } from './digests.ts';
import { type Budget, findKeptHits } from './kept-hits.ts';
import { Learned } from './learned.ts';
import { proposeTexts } from './proposals.ts';
import type { AskedEntry, FromWhatIfThread, ToWhatIfThread, WhatIfThreadData } from './what-if-protocol.ts';

if (parentPort === null) throw new Error('this file runs as a worker');
const port = parentPort;
// The engine's own words: what-if-thread.ts hands them over.
const { dataFolder, share } = workerData as WhatIfThreadData;

/** Questions under way; those not in it any more were cancelled. */
const underWay = new Set<number>();
const learned = new Map<AskedEntry['list'], Learned>();
const digests = new Digests();
let digesting = false;
/** Those who wait until no question is under way. */
let waiting: (() => void)[] = [];

type Task = Exclude<ToWhatIfThread, { type: 'cancel' }>;

async function answer(task: Task): Promise<void> {
  const { id, deadline } = task;
  underWay.add(id);
  try {
    const kept = KeptMessages.open(dataFolder);
    try {
      const reply = await replyTo(task, kept, {
        over: () => performance.timeOrigin + performance.now() > deadline,
        cancelled: () => !underWay.has(id),
      });
      if (reply !== undefined) port.postMessage(reply);
    } finally {
      kept.close();
    }
  } catch (error) {
    port.postMessage({ type: 'failed', id, why: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies FromWhatIfThread);
  } finally {
    ended(id);
  }
}

function ended(id: number): void {
  underWay.delete(id);
  if (underWay.size > 0) return;
  const resume = waiting;
  waiting = [];
  for (const go of resume) go();
  void makeReady();
}

function quiet(): Promise<void> {
  return underWay.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
}

/** Makes the digests that are missing. What goes wrong here goes wrong for the next question, which says so. */
async function makeReady(): Promise<void> {
  if (digesting) return;
  digesting = true;
  try {
    const kept = KeptMessages.open(dataFolder);
    try {
      await digests.complete(kept, share, quiet);
      port.postMessage({ type: 'prepared' } satisfies FromWhatIfThread);
    } finally {
      kept.close();
    }
  } catch {
    // The messages are looked through without.
  } finally {
    digesting = false;
  }
}

/** Undefined if nobody wants to know any more. */
async function replyTo(task: Task, kept: KeptMessages, budget: Budget): Promise<FromWhatIfThread | undefined> {
  const { id } = task;
  switch (task.type) {
    case 'ask': {
      const { asked } = task.question;
      const known = Learned.from(asked, learned.get(asked.list));
      learned.set(asked.list, known);
      known.keepFrom(kept.oldestOf(FIXED_LIMITS.whatIfMessages));
      const hits = await findKeptHits(kept, task.question, share, { learned: known, digests }, budget);
      return hits === undefined ? undefined : { type: 'found', id, hits };
    }
    case 'propose': {
      // What is known of the text is of use; a question about another one goes on from there as if this had not been asked.
      const known = Learned.from({ list: 'filters', entry: task.request.entry }, learned.get('filters'));
      const proposed = await proposeTexts(kept, task.request, share, { learned: known, digests }, budget);
      return proposed === undefined ? undefined : { type: 'proposed', id, proposed };
    }
  }
}

port.on('message', (message: ToWhatIfThread) => {
  switch (message.type) {
    case 'ask':
    case 'propose':
      void answer(message);
      return;
    case 'cancel':
      ended(message.id);
  }
});
port.postMessage({ type: 'ready' } satisfies FromWhatIfThread);
void makeReady();
