/** The statistics of the store, in memory; can be told to fail. */
import type { StatisticsStore } from '../../main/store/mail-store.ts';
import { type Counters, counterSchema } from '../../shared/admin-api/server.ts';

export interface MemoryStatistics extends StatisticsStore {
  /** While set, saving fails with this. */
  failure: Error | undefined;
}

export function memoryStatistics(): MemoryStatistics {
  const byDay = new Map<string, Partial<Counters>>();
  return {
    failure: undefined,
    add(day, counters) {
      if (this.failure !== undefined) return Promise.reject(this.failure);
      const total = { ...byDay.get(day) };
      for (const [name, by] of Object.entries(counters)) {
        const counter = counterSchema.parse(name);
        total[counter] = (total[counter] ?? 0) + by;
      }
      byDay.set(day, total);
      return Promise.resolve();
    },
    byDay(days) {
      const newestFirst = [...byDay].toSorted(([one], [other]) => (one < other ? 1 : -1));
      return Promise.resolve(newestFirst.slice(0, days).map(([day, counters]) => ({ day, counters })));
    },
  };
}
