/** The counters since the start and by local day. Counting is adding two numbers; the store hears of it every few seconds. */
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
  /** Counted, and not in the store yet, by day. */
  readonly #unsaved = new Map<string, Counters>();
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
    this.#unsavedOf(this.#time.dayOf(this.#clock.now()))[counter] += by;
    this.#timer ??= setTimeout(() => void this.save(), FIXED_LIMITS.statisticsFlushSeconds * 1000).unref();
  }

  #unsavedOf(day: string): Counters {
    let counters = this.#unsaved.get(day);
    if (counters === undefined) this.#unsaved.set(day, (counters = { ...ZERO }));
    return counters;
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
      for (const [day, unsaved] of this.#unsaved) byDay.set(day, sum(byDay.get(day) ?? ZERO, unsaved));
      const newestFirst = [...byDay].toSorted(([one], [other]) => (one < other ? 1 : -1));
      return newestFirst.slice(0, days).map(([day, counters]) => ({ day, counters }));
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
    const unsaved = [...this.#unsaved];
    this.#unsaved.clear();
    for (const [day, counters] of unsaved) {
      try {
        await this.#store.add(day, counters);
        this.#failing = false;
      } catch (error) {
        this.#unsaved.set(day, sum(this.#unsavedOf(day), counters));
        if (!this.#failing) this.#onTrouble(error);
        this.#failing = true;
      }
    }
  }
}
