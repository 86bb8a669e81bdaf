/**
 * Long work on the main thread, in turns: after each few milliseconds the event loop goes round once, so that a list of
 * 100,000 entries is checked and saved without a session noticing.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FIXED_LIMITS } from '../../shared/limits.ts';

/** Items between two looks at the clock. */
const ITEMS = 64;
/** Items of one text: a few milliseconds' work. */
const JOINED_ITEMS = 4096;

export class Turns {
  #end = performance.now() + FIXED_LIMITS.turnMilliseconds;

  /** True once this turn has lasted long enough: `next` must be awaited then. */
  get over(): boolean {
    return performance.now() >= this.#end;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#end = performance.now() + FIXED_LIMITS.turnMilliseconds;
  }

  /** Calls `work` for each item, in turns. */
  async forEach<Item>(items: readonly Item[], work: (item: Item, place: number) => void): Promise<void> {
    for (let place = 0; place < items.length; place += 1) {
      const item = items[place];
      if (item !== undefined) work(item, place);
      if (place % ITEMS === ITEMS - 1 && this.over) await this.next();
    }
  }

  /** What `map` and `join` of an array make, in texts of some thousand items each: one text of a million would be made in one go. */
  async joined<Item>(items: readonly Item[], textOf: (item: Item) => string, separator: string): Promise<string[]> {
    const texts: string[] = [];
    for (let from = 0; from < items.length; from += JOINED_ITEMS) {
      texts.push(
        items
          .slice(from, from + JOINED_ITEMS)
          .map(textOf)
          .join(separator),
      );
      if (this.over) await this.next();
    }
    return texts;
  }

  /** Runs a generator that may pause at each step. */
  async finish<Result>(steps: Generator<void, Result, void>): Promise<Result> {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (this.over) await this.next();
    }
  }
}
