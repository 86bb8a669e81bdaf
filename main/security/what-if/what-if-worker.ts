/** Looks through kept messages off the event loop's thread. The database is opened for one question: nothing of it outlives that. */
import { parentPort } from 'node:worker_threads';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { KeptMessages } from '../../store/kept-messages.ts';
import { findKeptHits } from './kept-hits.ts';
import { Learned } from './learned.ts';
import type { AskedEntry, FromWhatIfThread, ToWhatIfThread } from './what-if-protocol.ts';

if (parentPort === null) throw new Error('this file runs as a worker');
const port = parentPort;

/** Questions under way; those not in it any more were cancelled. */
const underWay = new Set<number>();
const learned = new Map<AskedEntry['list'], Learned>();

async function answer({ id, dataFolder, question, share, deadline }: Extract<ToWhatIfThread, { type: 'ask' }>): Promise<void> {
  underWay.add(id);
  try {
    const kept = KeptMessages.open(dataFolder);
    try {
      const budget = { over: () => performance.timeOrigin + performance.now() > deadline, cancelled: () => !underWay.has(id) };
      const { asked } = question;
      const known = Learned.from(asked, learned.get(asked.list));
      learned.set(asked.list, known);
      known.keepFrom(kept.oldestOf(FIXED_LIMITS.whatIfMessages));
      const hits = await findKeptHits(kept, question, share, known, budget);
      if (hits !== undefined) port.postMessage({ type: 'found', id, hits } satisfies FromWhatIfThread);
    } finally {
      kept.close();
    }
  } catch (error) {
    port.postMessage({ type: 'failed', id, why: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies FromWhatIfThread);
  } finally {
    underWay.delete(id);
  }
}

port.on('message', (message: ToWhatIfThread) => {
  switch (message.type) {
    case 'ask':
      void answer(message);
      return;
    case 'cancel':
      underWay.delete(message.id);
  }
});
port.postMessage({ type: 'ready' } satisfies FromWhatIfThread);
