/** A clock that stands still until it is moved. */
import type { Clock } from '../../main/clock.ts';

export class ManualClock implements Clock {
  #now: number;

  constructor(now = Date.UTC(2026, 10, 24, 12)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** @param ms milliseconds */
  advance(ms: number): void {
    this.#now += ms;
  }
}
