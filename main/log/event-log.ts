/**
 * The event log: takes what happened from everywhere, and gives it to the log thread (database and daily file), to the
 * live readers and to the counters. `emit` never waits and never throws: when the log thread or a reader cannot keep
 * up, the log or the reader loses events, counted, and never a session its time.
 */
import { Worker } from 'node:worker_threads';
import type { EventBatch, LogFilter } from '../../shared/admin-api/log.ts';
import type { Counter, Counters } from '../../shared/admin-api/server.ts';
import type { NewDecision } from '../../shared/decisions/verdicts.ts';
import type { EventLevel, LogEvent, NewEvent } from '../../shared/events.ts';
import type { LoggingSettings } from '../../shared/settings/logging.ts';
import type { Clock } from '../clock.ts';
import { shownLogin } from '../dns/shown-name.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { StatisticsStore } from '../store/mail-store.ts';
import { CounterBook, type DayCounters, type HourCounters } from './counters.ts';
import { eventLine } from './event-line.ts';
import { type Decisions, DecisionLog } from './decision-log.ts';
import type { DecisionSink, EventSink } from './event-sink.ts';
import { LiveFollower } from './live-follower.ts';
import type { LogThreadData, Page, SearchResult } from './log-protocol.ts';
import { LogThread } from './log-thread.ts';
import { makeEvent } from './make-event.ts';
import { describe } from './outage.ts';
import { SearchThread } from './search-thread.ts';
import { TUNING } from './tuning.ts';

export interface EventLogOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly settings: SettingsSource;
  readonly statistics: StatisticsStore;
}

export interface EventLog extends EventSink, DecisionSink {
  /** Events that the log has lost since the start, because it could not keep up or could not write. */
  readonly lost: number;
  /** What was decided about messages and sessions. */
  readonly decisions: Decisions;
  /** Counted since the start. */
  readonly counters: Counters;
  /** Counters by local day, newest first, those not saved yet included. Fails when the store cannot be read. */
  statistics(days: number): Promise<DayCounters[]>;
  /** The same by hour: the last `hours`, the present one last. */
  hours(hours: number): Promise<HourCounters[]>;
  /** The newest events that fit, in order of time. Everything emitted before the call is found. Fails when the database cannot be read, and when the signal fires. */
  search(filter: LogFilter, page: Page, signal?: AbortSignal): Promise<SearchResult>;
  /** The events that fit, as they happen from now on, in batches, until the signal fires or the reader returns. */
  follow(filter: LogFilter, signal?: AbortSignal): AsyncIterableIterator<EventBatch, undefined>;
  /** Calls back when a counter has changed; returns the way to stop that. */
  onCount(listener: () => void): () => void;
  /** Calls back for every event, at once: it must be quick. For the host's own output. Returns the way to stop that. */
  onEvent(listener: (event: LogEvent) => void): () => void;
  /** Ends the live readers, writes what waits and saves the counters; the statistics store must still be open. */
  close(): Promise<void>;
}

/** Opens the event log of a data folder. A damaged event database is set aside, and one that cannot be written is no reason to fail: an event says so. */
export async function createEventLog(options: EventLogOptions): Promise<EventLog> {
  const log = new ThreadedEventLog(options);
  await log.open();
  return log;
}

class ThreadedEventLog implements EventLog {
  readonly #clock: Clock;
  readonly #settings: SettingsSource;
  readonly #book: CounterBook;
  readonly #thread: LogThread;
  readonly #searches: SearchThread;
  readonly #decisions: DecisionLog;
  readonly #followers = new Set<LiveFollower>();
  readonly #listeners = new Set<(event: LogEvent) => void>();
  readonly #countListeners = new Set<() => void>();
  #nextId = 1;
  #stopSettings = (): void => undefined;
  #pruneTimer: NodeJS.Timeout | undefined;
  /** Notices of the time before the ids are known. */
  #early: NewEvent[] | undefined = [];
  #closed = false;

  constructor({ dataFolder, clock, settings, statistics }: EventLogOptions) {
    this.#clock = clock;
    this.#settings = settings;
    this.#book = new CounterBook(clock, statistics, (error) => this.#notice('error', `The counters could not be saved: ${describe(error)}`));
    const notice = (level: EventLevel, text: string): void => this.#notice(level, text);
    const script = new URL('./log-worker.ts', import.meta.url);
    const start = (): Worker => new Worker(script, { workerData: { dataFolder, toFile: this.#logging.toFile, now: clock.now() } satisfies LogThreadData });
    this.#thread = new LogThread({ start, notice });
    this.#searches = new SearchThread(dataFolder, () => this.#thread.tell({ type: 'check', now: clock.now() }));
    this.#decisions = new DecisionLog({ clock, settings, thread: this.#thread, searches: this.#searches });
  }

  async open(): Promise<void> {
    const lastIds = await this.#thread.open();
    this.#nextId = lastIds.event + 1;
    this.#decisions.open(lastIds.decision);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.emit(event);
    this.#stopSettings = this.#settings.onChange((now, before) => this.#obey(now.logging, before.logging));
    this.#prune();
    this.#pruneTimer = setInterval(() => this.#prune(), TUNING.pruneMilliseconds).unref();
  }

  get #logging(): LoggingSettings {
    return this.#settings.current.logging;
  }

  get lost(): number {
    return this.#thread.lost('events');
  }

  get decisions(): Decisions {
    return this.#decisions;
  }

  decide(decision: NewDecision): void {
    this.#decisions.decide(decision);
  }

  get counters(): Counters {
    return this.#book.sinceStart;
  }

  emit(event: NewEvent): void {
    if (this.#closed) return;
    if (this.#early !== undefined) {
      this.#early.push(event);
      return;
    }
    if (this.#thread.full('events') && this.#followers.size === 0 && this.#listeners.size === 0) {
      this.#thread.lose('events');
      return;
    }
    const made = makeEvent(this.#nextId, Math.floor(this.#clock.now()), event);
    this.#nextId += 1;
    for (const follower of this.#followers) follower.offer(made);
    this.#thread.take('events', eventLine(made));
    for (const listener of this.#listeners) {
      try {
        listener(made);
      } catch (error) {
        this.#drop(this.#listeners, listener, error);
      }
    }
  }

  /** Whoever emits or counts is not to blame for a listener that fails, and must not suffer for it. */
  #drop<Listener>(listeners: Set<Listener>, listener: Listener, error: unknown): void {
    listeners.delete(listener);
    this.#notice('error', `A reader of the events has failed and is told no more: ${describe(error)}`);
  }

  onEvent(listener: (event: LogEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  count(counter: Counter, by = 1): void {
    this.#book.count(counter, by);
    for (const listener of this.#countListeners) {
      try {
        listener();
      } catch (error) {
        this.#drop(this.#countListeners, listener, error);
      }
    }
  }

  onCount(listener: () => void): () => void {
    this.#countListeners.add(listener);
    return () => this.#countListeners.delete(listener);
  }

  statistics(days: number): Promise<DayCounters[]> {
    return this.#book.byDay(days);
  }

  hours(hours: number): Promise<HourCounters[]> {
    return this.#book.byHour(hours);
  }

  async search(filter: LogFilter, page: Page, signal?: AbortSignal): Promise<SearchResult> {
    await this.#thread.settled();
    return await this.#searches.ask({ about: 'events', filter: asWritten(filter), page }, signal);
  }

  follow(filter: LogFilter, signal?: AbortSignal): AsyncIterableIterator<EventBatch, undefined> {
    const end = (): void => follower.end();
    const follower = new LiveFollower(asWritten(filter), () => {
      this.#followers.delete(follower);
      signal?.removeEventListener('abort', end);
    });
    this.#followers.add(follower);
    signal?.addEventListener('abort', end, { once: true });
    if (this.#closed || signal?.aborted === true) follower.end();
    return follower;
  }

  async close(): Promise<void> {
    this.#stopSettings();
    clearInterval(this.#pruneTimer);
    await this.#book.save();
    this.#decisions.close();
    const closed = this.#thread.close();
    this.#closed = true;
    for (const follower of this.#followers) follower.end();
    await closed;
    await this.#searches.close();
  }

  #obey(now: LoggingSettings, before: LoggingSettings): void {
    if (now.toFile !== before.toFile) this.#thread.tell({ type: 'to-file', on: now.toFile });
    if (now.keepDays !== before.keepDays || now.traceDays !== before.traceDays) this.#prune();
  }

  #prune(): void {
    const { keepDays, traceDays } = this.#logging;
    this.#thread.tell({ type: 'prune', now: this.#clock.now(), keepDays, traceDays });
  }

  #notice(level: EventLevel, text: string): void {
    this.emit({ kind: 'server', level, protocol: 'server', text });
  }
}

/** Accounts stand in events as they are shown; whoever asks for one may write it in any way. */
function asWritten(filter: LogFilter): LogFilter {
  return filter.account === undefined ? filter : { ...filter, account: shownLogin(filter.account) };
}
