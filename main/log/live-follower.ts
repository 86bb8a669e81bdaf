/** One reader of the live log, with a queue of its own: when it is slow it alone loses events, and it is told how many. */
import type { EventBatch, LogFilter } from '../../shared/admin-api/log.ts';
import type { LogEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { matchesFilter } from './log-filter.ts';

/** Milliseconds that events are gathered before they are handed on: no eye sees more than twenty pictures a second. */
const GATHER_MS = 50;

export class LiveFollower {
  readonly #filter: LogFilter;
  #waiting: LogEvent[] = [];
  #lost = 0;
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(filter: LogFilter) {
    this.#filter = filter;
  }

  offer(event: LogEvent): void {
    if (this.#ended || !matchesFilter(event, this.#filter)) return;
    if (this.#waiting.length >= FIXED_LIMITS.liveLogBacklog) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(event);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Batches of events until `end`, each handed over when the reader asks for it. */
  async *batches(): AsyncGenerator<EventBatch, void, void> {
    for (;;) {
      if (this.#waiting.length === 0 && !this.#ended) await this.#more();
      if (this.#ended) return;
      await this.#pause();
      const events = this.#waiting;
      const lost = this.#lost;
      this.#waiting = [];
      this.#lost = 0;
      yield { events, lost };
    }
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      timer.unref();
    });
  }
}
