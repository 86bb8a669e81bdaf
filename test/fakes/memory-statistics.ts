/** The statistics of the store, in memory; can be told to fail. */
import type { StatisticsStore } from '../../main/store/mail-store.ts';
import { type Counters, counterSchema } from '../../shared/admin-api/server.ts';

export interface MemoryStatistics extends StatisticsStore {
  /** While set, saving fails with this. */
  failure: Error | undefined;
}

function sum(one: Partial<Counters> = {}, other: Partial<Counters>): Partial<Counters> {
  const total = { ...one };
  for (const [name, by] of Object.entries(other)) {
    const counter = counterSchema.parse(name);
    total[counter] = (total[counter] ?? 0) + by;
  }
  return total;
}

export function memoryStatistics(): MemoryStatistics {
  const byDay = new Map<string, Partial<Counters>>();
  const byHour = new Map<number, Partial<Counters>>();
  return {
    failure: undefined,
    add(day, hour, counters) {
      if (this.failure !== undefined) return Promise.reject(this.failure);
      byDay.set(day, sum(byDay.get(day), counters));
      byHour.set(hour, sum(byHour.get(hour), counters));
      return Promise.resolve();
    },
    byDay(days) {
      const newestFirst = [...byDay].toSorted(([one], [other]) => (one < other ? 1 : -1));
      return Promise.resolve(newestFirst.slice(0, days).map(([day, counters]) => ({ day, counters })));
    },
    byHour(since) {
      return Promise.resolve([...byHour].filter(([hour]) => hour >= since).map(([hour, counters]) => ({ hour, counters })));
    },
  };
}
