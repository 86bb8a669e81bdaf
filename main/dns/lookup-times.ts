/** What the look-ups of one kind cost: counts since the start, and the median of the latest times. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { LookupFigures, LookupKind } from './dns-lookups.ts';

export class LookupTimes {
  readonly #kind: LookupKind;
  /** The latest times in milliseconds, the oldest overwritten first. */
  readonly #times: number[] = [];
  #lookups = 0;
  #hits = 0;
  #troubles = 0;
  #last: number | undefined;

  constructor(kind: LookupKind) {
    this.#kind = kind;
  }

  note(milliseconds: number, hit: boolean, trouble: boolean): void {
    this.#times[this.#lookups % FIXED_LIMITS.dnsTimesKept] = milliseconds;
    this.#lookups += 1;
    this.#hits += hit ? 1 : 0;
    this.#troubles += trouble ? 1 : 0;
    this.#last = milliseconds;
  }

  figures(): LookupFigures {
    const sorted = this.#times.toSorted((left, right) => left - right);
    return {
      kind: this.#kind,
      lookups: this.#lookups,
      hits: this.#hits,
      troubles: this.#troubles,
      medianMilliseconds: sorted[(sorted.length - 1) >> 1],
      lastMilliseconds: this.#last,
    };
  }
}
