/** The outgoing queue. */
import type { MessageHolds } from './message-holds.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { QueueStore } from './outgoing-queue.ts';
import type { ThreadClient } from './threads/thread-client.ts';
import { TUNING } from './tuning.ts';

export function createQueueStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>, holds: MessageHolds): QueueStore {
  return {
    domains: () => reader.call('queue.domains', undefined),
    dueFor: (domain, page) => reader.call('queue.dueFor', { domain, ...page }),
    dueOf: (messageIds, now, domain) => reader.call('queue.dueOf', { messageIds, now, domain }),
    settle: async (settlement) => holds.deleted(await writer.call('queue.settle', settlement)),
    deferDomain: (domain, change) => writer.call('queue.deferDomain', { domain, ...change }),
    bringHome: (entryId, places) => writer.call('queue.bringHome', { entryId, ...places }),
    aged: (page) => reader.call('queue.aged', page),
    lateFor: (domain, page) => reader.call('queue.lateFor', { domain, ...page }),
    delayTold: (ids) => writer.call('queue.delayTold', { ids }),
    bringForward: (times) => writer.call('queue.bringForward', times),
    giveTimeBack: (pause) => writer.call('queue.giveTimeBack', pause),
    forgetAttempts: async (before) => {
      while (await writer.call('queue.forgetAttempts', { before, limit: TUNING.removalBatch }));
    },
    count: () => reader.call('queue.count', undefined),
    totals: () => reader.call('queue.totals', undefined),
    newest: () => reader.call('queue.newest', undefined),
    messages: (selection, { order, from, limit }) => reader.call('queue.messages', { selection, order, from, limit }),
    countMessages: (selection) => reader.call('queue.countMessages', { selection }),
    entries: (selection, { after = 0, limit }) => reader.call('queue.entries', { selection, after, limit }),
    attempts: (entryId, limit) => reader.call('queue.attempts', { entryId, limit }),
    destinations: ({ text, limit }) => reader.call('queue.destinations', { text, limit }),
    retry: (selection, now) => writer.call('queue.retry', { selection, now }),
    hold: (selection, note) => writer.call('queue.hold', { selection, note }),
    release: (selection, now) => writer.call('queue.release', { selection, now }),
    reroute: (selection, route, now) => writer.call('queue.reroute', { selection, route, now }),
  };
}
