/** The outgoing queue. */
import type { QueueStore } from './mail-store.ts';
import type { MessageHolds } from './message-holds.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';

export function createQueueStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>, holds: MessageHolds): QueueStore {
  return {
    due: (now, limit) => reader.call('queue.due', { now, limit }),
    nextDueAt: () => reader.call('queue.nextDueAt', undefined),
    count: () => reader.call('queue.count', undefined),
    sent: async (ids) => holds.deleted(await writer.call('queue.sent', { ids })),
    deferred: (ids, nextAttemptAt, error) => writer.call('queue.deferred', { ids, nextAttemptAt, error }),
    failed: (ids, error) => writer.call('queue.failed', { ids, error }),
    list: (limit) => reader.call('queue.list', { limit }),
  };
}
