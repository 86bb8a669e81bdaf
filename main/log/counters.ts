/** The counters since the start and by day. Counting is adding two numbers; the store hears of it every few seconds. */
import { COUNTERS, type Counter, type Counters } from '../../shared/admin-api/server.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { StatisticsStore } from '../store/mail-store.ts';
import { localDay } from './log-files.ts';

const NAMES = Object.keys(COUNTERS) as Counter[];

/** All counters at zero, then those given. */
export function fullCounters(counters: Partial<Counters>): Counters {
  return Object.fromEntries(NAMES.map((name) => [name, counters[name] ?? 0])) as Counters;
}

export class CounterBook {
  readonly sinceStart: Counters = fullCounters({});
  readonly #clock: Clock;
  readonly #store: StatisticsStore;
  readonly #onTrouble: (error: unknown) => void;
  /** Counted, and not in the store yet. */
  #pending = new Map<string, Counters>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, store: StatisticsStore, onTrouble: (error: unknown) => void) {
    this.#clock = clock;
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  count(counter: Counter, by: number): void {
    this.sinceStart[counter] += by;
    const day = localDay(this.#clock.now());
    let counters = this.#pending.get(day);
    if (counters === undefined) {
      counters = fullCounters({});
      this.#pending.set(day, counters);
    }
    counters[counter] += by;
    this.#timer ??= setTimeout(() => void this.flush(), FIXED_LIMITS.statisticsFlushSeconds * 1000).unref();
  }

  /** Hands what was counted to the store. What it does not take is counted again later. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = new Map();
    for (const [day, counters] of pending) {
      try {
        await this.#store.add(day, counters);
      } catch (error) {
        this.#onTrouble(error);
        this.#putBack(day, counters);
      }
    }
  }

  #putBack(day: string, counters: Counters): void {
    const since = this.#pending.get(day) ?? fullCounters({});
    for (const name of NAMES) since[name] += counters[name];
    this.#pending.set(day, since);
  }

  /** Newest day first. */
  async byDay(days: number): Promise<{ day: string; counters: Counters }[]> {
    await this.flush();
    return (await this.#store.byDay(days)).map(({ day, counters }) => ({ day, counters: fullCounters(counters) }));
  }
}
