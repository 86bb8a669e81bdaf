/** Messages that are held: looked at, released or discarded. */
import type { Clock } from '../clock.ts';
import type { DiscardedMessage, QuarantineStore } from './mail-store.ts';
import type { MessageHolds } from './message-holds.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';
import { TUNING } from './tuning.ts';

export interface QuarantineStoreParts {
  readonly writer: ThreadClient<WriteOperations>;
  readonly reader: ThreadClient<ReadOperations>;
  readonly holds: MessageHolds;
  readonly clock: Clock;
}

export function createQuarantineStore({ writer, reader, holds, clock }: QuarantineStoreParts): QuarantineStore {
  return {
    list: ({ before, limit }) => reader.call('quarantine.list', { before, limit }),
    get: (id) => reader.call('quarantine.get', { id }),
    heldBy: (check) => reader.call('quarantine.heldBy', { check }),
    count: () => reader.call('quarantine.count', undefined),
    release: (id, recipients) => writer.call('quarantine.release', { id, recipients, at: Math.floor(clock.now()) }),
    remove: async (ids) => {
      const all: DiscardedMessage[] = [];
      for (let first = 0; first < ids.length; first += TUNING.removalBatch) {
        const { discarded, freed } = await writer.call('quarantine.remove', { ids: ids.slice(first, first + TUNING.removalBatch) });
        holds.deleted(freed);
        all.push(...discarded);
      }
      return all;
    },
    pruneOlderThan: async (at) => {
      const all: DiscardedMessage[] = [];
      for (let more = true; more; ) {
        const step = await writer.call('quarantine.prune', { before: at });
        holds.deleted(step.freed);
        all.push(...step.discarded);
        more = step.more;
      }
      return all;
    },
  };
}
