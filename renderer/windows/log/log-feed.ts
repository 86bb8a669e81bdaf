/**
 * Keeps the live log of one window up to date: reads the newest page of the history, then takes the events as they
 * come; begins again with each new filter and each new connection. What it holds changes at once, but who looks on is
 * told ten times a second at most: events may come by the hundred, and typing must not wait for them.
 */
import type { EventBatch, LogFilter } from '../../../shared/admin-api/log.ts';
import type { LogEvent } from '../../../shared/events.ts';
import { isConnectionLoss } from '../../client/problems.ts';
import { retryGap } from '../../client/retry-gaps.ts';
import { type FilterForm, matcher, toLogFilter } from './log-filter.ts';
import { canReadBack, catchUp, EMPTY_LOG, firstEventId, follow, type LogState, narrow, pause, prepend, receive, restart } from './log-rows.ts';

/** Events asked of the history at a time: many screens full, in some 100 KB. */
export const PAGE_EVENTS = 500;
/** Milliseconds between two looks at what came in: faster than anybody reads. */
const SHOW_MS = 100;

interface CallOptions {
  readonly signal: AbortSignal;
}

/** The part of the admin API that the live log needs. */
export interface LogSource {
  search(input: LogFilter & { before?: number; limit: number }, options: CallOptions): Promise<{ events: LogEvent[]; more: boolean }>;
  follow(input: LogFilter, options: CallOptions): Promise<AsyncIterable<EventBatch>>;
}

export interface FeedView {
  readonly form: FilterForm;
  readonly log: LogState;
  /** What the window waits for: the first page, the answer to a new filter, or older events. */
  readonly activity: 'idle' | 'loading' | 'searching' | 'reading-back';
  /** What went wrong last, until it is mended. */
  readonly problem: unknown;
}

export class LogFeed {
  readonly #source: LogSource;
  readonly #listeners = new Set<() => void>();
  #view: FeedView;
  #connected = false;
  /** The rows on screen are those of the present filter: after a break it is enough to catch up. */
  #loaded = false;
  #failures = 0;
  #run = new AbortController();
  #showTimer: ReturnType<typeof setTimeout> | undefined;
  #startTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(source: LogSource, form: FilterForm) {
    this.#source = source;
    this.#view = { form, log: EMPTY_LOG, activity: 'loading', problem: undefined };
  }

  readonly view = (): FeedView => this.#view;

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** There is a (new) connection. */
  connect(): void {
    this.#connected = true;
    this.#failures = 0;
    this.#startIn(0);
  }

  disconnect(): void {
    this.#connected = false;
    this.#stop();
    clearTimeout(this.#showTimer);
    this.#showTimer = undefined;
  }

  /** Changes the filter. What is here already is judged at once, the whole history after `delayMs` without a further change. */
  filter(change: Partial<FilterForm>, delayMs = 0): void {
    const form = { ...this.#view.form, ...change };
    this.#loaded = false;
    this.#set({ form, log: narrow(this.#view.log, matcher(form)), activity: 'searching' });
    this.#startIn(delayMs);
  }

  /** Reads everything again, what was lost on the way included. */
  reload(): void {
    this.#loaded = false;
    this.#set({ activity: 'searching' });
    this.#startIn(0);
  }

  pause(): void {
    if (this.#view.log.following) this.#set({ log: pause(this.#view.log) });
  }

  follow(): void {
    if (!this.#view.log.following) this.#set({ log: follow(this.#view.log) });
  }

  /** Fetches the events before the first row, if there are any and nothing else is under way. */
  readBack(): void {
    const { log, activity } = this.#view;
    const before = firstEventId(log.rows);
    if (!this.#connected || activity !== 'idle' || before === undefined || !canReadBack(log)) return;
    this.#set({ activity: 'reading-back' });
    const { signal } = this.#run;
    this.#source.search({ ...toLogFilter(this.#view.form, Date.now()), before, limit: PAGE_EVENTS }, { signal }).then(
      ({ events, more }) => {
        if (!signal.aborted) this.#set({ log: prepend(this.#view.log, events, more), activity: 'idle', problem: undefined });
      },
      (problem: unknown) => {
        if (!signal.aborted) this.#fail(problem);
      },
    );
  }

  #stop(): void {
    clearTimeout(this.#startTimer);
    this.#run.abort();
  }

  #startIn(delayMs: number): void {
    this.#stop();
    if (!this.#connected) return;
    const run = new AbortController();
    this.#run = run;
    this.#startTimer = setTimeout(() => void this.#start(run.signal), delayMs);
  }

  /** Reads until the run is aborted; after a failure, again after a while. */
  async #start(signal: AbortSignal): Promise<void> {
    try {
      await this.#read(signal);
    } catch (problem) {
      if (!signal.aborted) this.#fail(problem);
    }
    if (signal.aborted) return;
    this.#failures += 1;
    this.#startIn(retryGap(this.#failures));
  }

  async #read(signal: AbortSignal): Promise<void> {
    const filter = toLogFilter(this.#view.form, Date.now());
    // The live stream is opened before the history is read, so that no event falls between the two.
    const batches = await this.#source.follow(filter, { signal });
    const { events, more } = await this.#source.search({ ...filter, limit: PAGE_EVENTS }, { signal });
    if (signal.aborted) return;
    const { log } = this.#view;
    this.#set({ log: this.#loaded ? catchUp(log, events, more) : restart(log, events, more), activity: 'idle', problem: undefined });
    this.#loaded = true;
    for await (const batch of batches) {
      if (signal.aborted) return;
      this.#failures = 0;
      this.#view = { ...this.#view, log: receive(this.#view.log, batch.events, batch.lost) };
      this.#showTimer ??= setTimeout(() => this.#show(), SHOW_MS);
    }
  }

  #fail(problem: unknown): void {
    this.#set({ activity: 'idle', problem: isConnectionLoss(problem) ? undefined : problem });
  }

  #set(change: Partial<FeedView>): void {
    this.#view = { ...this.#view, ...change };
    this.#show();
  }

  #show(): void {
    clearTimeout(this.#showTimer);
    this.#showTimer = undefined;
    for (const listener of this.#listeners) listener();
  }
}
