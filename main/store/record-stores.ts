/** Settings revisions, statistics and hits. */
import { COUNTERS, type Counter, type Counters } from '../../shared/admin-api/server.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { RevisionRow, RevisionStore } from '../settings/revisions.ts';
import type { HitStore, StatisticsStore } from './mail-store.ts';
import type { KeptCounter, KeptRevision } from './operations/records.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';

export function createRevisionStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): RevisionStore {
  return {
    add: ({ at, by, document }) => writer.call('revision.add', { at, by, document: JSON.stringify(document) }),
    get: async (revision) => {
      const kept = await reader.call('revision.get', { revision });
      return kept === undefined ? undefined : revisionRow(kept);
    },
    list: async (limit) => (await reader.call('revision.list', { limit })).map(revisionRow),
  };
}

/** The document is handed out as it was kept: main/settings judges it, and leads those of older versions to the present one. */
function revisionRow(kept: KeptRevision): RevisionRow {
  const document: unknown = JSON.parse(kept.document);
  return { ...kept, document: document as Settings };
}

export function createStatisticsStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): StatisticsStore {
  return {
    add: (day, counters) => writer.call('statistics.add', { day, counters }),
    byDay: async (days) => groupByDay(await reader.call('statistics.byDay', { days })),
  };
}

export function createHitStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): HitStore {
  return {
    load: () => reader.call('hits.load', {}),
    put: (hits) => writer.call('hits.put', { hits }),
    remove: (entries) => writer.call('hits.remove', { entries }),
  };
}

/** Counters that this program does not know (of a newer or older one) are left out. */
function groupByDay(kept: readonly KeptCounter[]): readonly { day: string; counters: Partial<Counters> }[] {
  const days = new Map<string, Partial<Counters>>();
  for (const { day, counter, amount } of kept) {
    const counters = days.get(day) ?? {};
    if (isCounter(counter)) counters[counter] = amount;
    days.set(day, counters);
  }
  return [...days].map(([day, counters]) => ({ day, counters }));
}

function isCounter(name: string): name is Counter {
  return Object.hasOwn(COUNTERS, name);
}
