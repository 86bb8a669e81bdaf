/**
 * One reader of the live log, with a queue of its own: when it is slow, it alone loses events, the oldest that wait, and
 * is told how many. What comes close together is handed on in one batch; while nothing happens there is no timer.
 */
import type { EventBatch, LogFilter } from '../../shared/admin-api/log.ts';
import type { LogEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { matchesFilter } from './log-filter.ts';
import { TUNING } from './tuning.ts';

type Result = IteratorResult<EventBatch, undefined>;

export class LiveFollower implements AsyncIterableIterator<EventBatch, undefined> {
  readonly #filter: LogFilter;
  readonly #onEnd: () => void;
  /** A ring: the oldest event is at `#first`. */
  readonly #ring: LogEvent[] = [];
  #first = 0;
  #size = 0;
  #lost = 0;
  /** Readers that have asked and not been answered. */
  #asking: ((result: Result) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastBatch = Number.NEGATIVE_INFINITY;
  #ended = false;

  /** `onEnd` is called once, when no more events are wanted. */
  constructor(filter: LogFilter, onEnd: () => void) {
    this.#filter = filter;
    this.#onEnd = onEnd;
  }

  /** Takes an event if it fits the filter. Never waits. */
  offer(event: LogEvent): void {
    if (this.#ended || !matchesFilter(event, this.#filter)) return;
    this.#ring[(this.#first + this.#size) % FIXED_LIMITS.liveLogBacklog] = event;
    if (this.#size < FIXED_LIMITS.liveLogBacklog) {
      this.#size += 1;
    } else {
      this.#first = (this.#first + 1) % FIXED_LIMITS.liveLogBacklog;
      this.#lost += 1;
    }
    if (this.#asking.length > 0) this.#answerSoon();
  }

  next(): Promise<Result> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#asking.push(resolve);
      if (this.#size > 0) this.#answerSoon();
    });
  }

  /** Ends the subscription; who has asked is told so. */
  return(): Promise<Result> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#ring.length = 0;
    for (const answer of this.#asking.splice(0)) answer({ done: true, value: undefined });
    this.#onEnd();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** After a pause since the last batch; at once if that is long ago. */
  #answerSoon(): void {
    if (this.#timer !== undefined) return;
    const pause = this.#lastBatch + TUNING.liveMilliseconds - performance.now();
    if (pause <= 0) this.#answer();
    else this.#timer = setTimeout(() => this.#answer(), pause).unref();
  }

  #answer(): void {
    this.#timer = undefined;
    const answer = this.#asking.shift();
    if (answer === undefined) return;
    const events = [
      ...this.#ring.slice(this.#first, this.#first + this.#size),
      ...this.#ring.slice(0, Math.max(0, this.#first + this.#size - FIXED_LIMITS.liveLogBacklog)),
    ];
    answer({ done: false, value: { events, lost: this.#lost } });
    this.#ring.length = 0;
    this.#first = 0;
    this.#size = 0;
    this.#lost = 0;
    this.#lastBatch = performance.now();
  }
}
