/**
 * Places for connections. One that waits for its host for more than a moment, for the greeting or over a message, gives its
 * place back, so that a thousand dead or slow hosts do not stand before the living ones. There is a bound on those, too: where
 * it is reached, those that have been waited for longest are hurried.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

export interface Place {
  /** Begins to wait for an answer. @param patience milliseconds before the place is given back @param onFreed called then */
  waitsForAnswer(patience: number, onFreed: () => void): void;
  answered(): void;
  leave(): void;
}

export class Places {
  readonly #limit: () => number;
  readonly #hurry: () => void;
  #active = 0;
  #stalled = 0;

  /** @param hurry called when one more host is waited for than may be: it gives up whichever has had its time */
  constructor(limit: () => number, hurry: () => void) {
    this.#limit = limit;
    this.#hurry = hurry;
  }

  get taken(): number {
    return this.#active + this.#stalled;
  }

  get free(): boolean {
    return this.#active < this.#limit();
  }

  /** Half of those are waited for that may be. */
  get crowded(): boolean {
    return this.#stalled >= FIXED_LIMITS.deliveryStalled / 2;
  }

  take(): Place {
    this.#active += 1;
    let stalled = false;
    let timer: NodeJS.Timeout | undefined;
    const answered = (): void => {
      clearTimeout(timer);
      if (!stalled) return;
      stalled = false;
      this.#stalled -= 1;
      this.#active += 1;
    };
    return {
      waitsForAnswer: (patience, onFreed) => {
        const stall = (): void => {
          if (this.#stalled >= FIXED_LIMITS.deliveryStalled) {
            this.#hurry();
            timer = setTimeout(stall, FIXED_LIMITS.deliveryHurryMilliseconds);
            return;
          }
          stalled = true;
          this.#stalled += 1;
          this.#active -= 1;
          onFreed();
        };
        timer = setTimeout(stall, patience);
      },
      answered,
      leave: () => {
        answered();
        this.#active -= 1;
      },
    };
  }
}
