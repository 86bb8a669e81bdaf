/** The counters since the start, by local day and by hour. Counting is adding two numbers; the store hears of it every few seconds. */
import { COUNTERS, type Counter, type Counters, counterSchema, countersSchema } from '../../shared/admin-api/server.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { StatisticsStore } from '../store/mail-store.ts';
import { LocalTime } from './local-time.ts';

export interface DayCounters {
  /** ISO date, local time. */
  readonly day: string;
  readonly counters: Counters;
}

/** Counters of an hour; `start` in milliseconds since 1970. */
export interface HourCounters {
  readonly start: number;
  readonly counters: Counters;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Counted in one hour of one day, and not in the store yet. */
interface Unsaved {
  readonly day: string;
  readonly hour: number;
  readonly counters: Counters;
}

const NAMES = Object.keys(COUNTERS).map((name) => counterSchema.parse(name));
const ZERO: Counters = countersSchema.parse(Object.fromEntries(NAMES.map((name) => [name, 0])));

function sum(one: Counters, other: Partial<Counters>): Counters {
  const total = { ...one };
  for (const name of NAMES) total[name] += other[name] ?? 0;
  return total;
}

export class CounterBook {
  readonly sinceStart: Counters = { ...ZERO };
  readonly #clock: Clock;
  readonly #store: StatisticsStore;
  readonly #onTrouble: (error: unknown) => void;
  readonly #time = new LocalTime();
  /** By day and hour: where time zones differ by half hours, a day may begin within one. */
  readonly #unsaved = new Map<string, Unsaved>();
  /** The one that was counted in last, and its minute: several things are counted for each message. */
  #latest: { readonly minute: number; readonly counters: Counters } | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Saving and reading take turns, so that nothing is seen twice or not at all. */
  #turn: Promise<unknown> = Promise.resolve();
  #failing = false;

  /** `onTrouble` is called when saving begins to fail. */
  constructor(clock: Clock, store: StatisticsStore, onTrouble: (error: unknown) => void) {
    this.#clock = clock;
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  count(counter: Counter, by: number): void {
    this.sinceStart[counter] += by;
    const now = this.#clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (this.#latest?.minute !== minute) this.#latest = { minute, counters: this.#unsavedOf(this.#time.dayOf(now), hourOf(now)).counters };
    this.#latest.counters[counter] += by;
    this.#timer ??= setTimeout(() => void this.save(), FIXED_LIMITS.statisticsFlushSeconds * 1000).unref();
  }

  #unsavedOf(day: string, hour: number): Unsaved {
    const key = `${day} ${hour}`;
    let unsaved = this.#unsaved.get(key);
    if (unsaved === undefined) this.#unsaved.set(key, (unsaved = { day, hour, counters: { ...ZERO } }));
    return unsaved;
  }

  /** Hands what was counted to the store. What it does not take is kept for the next time. Never fails. */
  save(): Promise<void> {
    return this.#inTurn(() => this.#save());
  }

  /** The newest `days` days on which anything was counted, newest first. Fails when the store cannot be read. */
  byDay(days: number): Promise<DayCounters[]> {
    return this.#inTurn(async () => {
      await this.#save();
      const byDay = new Map((await this.#store.byDay(days)).map(({ day, counters }) => [day, sum(ZERO, counters)]));
      // Counted since, or not taken by the store.
      for (const { day, counters } of this.#unsaved.values()) byDay.set(day, sum(byDay.get(day) ?? ZERO, counters));
      const newestFirst = [...byDay].toSorted(([one], [other]) => (one < other ? 1 : -1));
      return newestFirst.slice(0, days).map(([day, counters]) => ({ day, counters }));
    });
  }

  /** The last `hours` hours, the present one last, those in which nothing was counted too. Fails when the store cannot be read. */
  byHour(hours: number): Promise<HourCounters[]> {
    return this.#inTurn(async () => {
      await this.#save();
      const first = hourOf(this.#clock.now()) - (hours - 1) * HOUR_MS;
      const byHour = new Map((await this.#store.byHour(first)).map(({ hour, counters }) => [hour, sum(ZERO, counters)]));
      for (const { hour, counters } of this.#unsaved.values()) byHour.set(hour, sum(byHour.get(hour) ?? ZERO, counters));
      return Array.from({ length: hours }, (_, index) => first + index * HOUR_MS).map((start) => ({ start, counters: byHour.get(start) ?? { ...ZERO } }));
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    // The next one has its turn whatever came of this one; who asked hears of it.
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const unsaved = [...this.#unsaved.values()];
    this.#unsaved.clear();
    this.#latest = undefined;
    for (const { day, hour, counters } of unsaved) {
      try {
        await this.#store.add(day, hour, counters);
        this.#failing = false;
      } catch (error) {
        const since = this.#unsavedOf(day, hour).counters;
        for (const name of NAMES) since[name] += counters[name];
        if (!this.#failing) this.#onTrouble(error);
        this.#failing = true;
      }
    }
  }
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}
