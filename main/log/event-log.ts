/**
 * The event log: takes what happened from everywhere, and gives it to the log thread (database and daily file), to the
 * live readers and to the counters. `emit` never waits and never throws: when the log thread or a reader cannot keep
 * up, the log or the reader loses events, counted, and never a session its time.
 */
import { Worker } from 'node:worker_threads';
import type { EventBatch, LogFilter } from '../../shared/admin-api/log.ts';
import type { Counter, Counters } from '../../shared/admin-api/server.ts';
import type { LogEvent, NewEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { cutText, escapeHostileText } from '../../shared/text/escape.ts';
import type { Clock } from '../clock.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { StatisticsStore } from '../store/mail-store.ts';
import { CounterBook } from './counters.ts';
import type { EventSink } from './event-sink.ts';
import { LiveFollower } from './live-follower.ts';
import type { FromLogWorker, ToLogWorker } from './log-protocol.ts';
import { LogSearch } from './log-search.ts';

/** Milliseconds that events are gathered before they go to the log thread: a few hundred cost little more than one. */
const GATHER_MS = 25;
/** Least milliseconds between two events about the same trouble of the log itself. */
const TROUBLE_GAP_MS = 60_000;

/** AUTH and PASS arguments. Sessions leave them out already; this is the second line of defence. */
const SECRET_ARGUMENT = /^(AUTH\s+\S+|PASS)\s.*$/is;

export interface EventLogOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly settings: SettingsSource;
  readonly statistics: StatisticsStore;
}

export interface EventLog extends EventSink {
  /** Events that the log has lost since the start, because it could not keep up or could not write. */
  readonly lost: number;
  /** Counted since the start. */
  readonly counters: Counters;
  /** Counters by day, newest first. */
  statistics(days: number): Promise<{ day: string; counters: Counters }[]>;
  /** The newest events that fit, in order of time. Everything emitted before the call is found. */
  search(filter: LogFilter, page: { before?: number | undefined; limit: number }): Promise<{ events: LogEvent[]; more: boolean }>;
  /** The events that fit, as they happen, until the signal fires. */
  follow(filter: LogFilter, signal?: AbortSignal): AsyncGenerator<EventBatch, void, void>;
  /** Calls back when a counter has changed; returns the way to stop that. */
  onCount(listener: () => void): () => void;
  /** Calls back for every event; for the host's own output. Returns the way to stop that. */
  onEvent(listener: (event: LogEvent) => void): () => void;
  close(): Promise<void>;
}

export async function createEventLog(options: EventLogOptions): Promise<EventLog> {
  const log = new ThreadedEventLog(options);
  await log.ready;
  return log;
}

class ThreadedEventLog implements EventLog {
  lost = 0;
  readonly ready: Promise<void>;
  readonly #clock: Clock;
  readonly #book: CounterBook;
  readonly #worker: Worker;
  readonly #search: LogSearch;
  readonly #followers = new Set<LiveFollower>();
  readonly #listeners = new Set<(event: LogEvent) => void>();
  readonly #countListeners = new Set<() => void>();
  readonly #stopSettings: () => void;
  readonly #troubleAt = new Map<string, number>();
  #nextId = 1;
  #gathered: LogEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Events with the log thread, not written yet. */
  #underWay = 0;
  /** Lost since the last event that said so. */
  #lostUnsaid = 0;
  #idle: (() => void)[] = [];
  #workerGone = false;

  constructor({ dataFolder, clock, settings, statistics }: EventLogOptions) {
    this.#clock = clock;
    this.#book = new CounterBook(clock, statistics, (error) => this.#trouble(`counters could not be stored: ${String(error)}`));
    this.#worker = new Worker(new URL('./log-worker.ts', import.meta.url), { workerData: { dataFolder } });
    this.#search = new LogSearch(dataFolder);
    let opened = (): void => undefined;
    this.ready = new Promise<void>((resolve) => {
      opened = resolve;
    });
    this.#worker.on('message', (message: FromLogWorker) => this.#hear(message, opened));
    this.#worker.on('error', (error) => {
      this.#workerEnded();
      this.#trouble(`the log thread has failed, events are no longer kept: ${error.message}`);
      opened();
    });
    const { toFile, keepDays } = settings.current.logging;
    this.#tell({ type: 'settings', toFile, keepDays });
    this.#stopSettings = settings.onChange((now) => this.#tell({ type: 'settings', toFile: now.logging.toFile, keepDays: now.logging.keepDays }));
  }

  get counters(): Counters {
    return this.#book.sinceStart;
  }

  onCount(listener: () => void): () => void {
    this.#countListeners.add(listener);
    return () => this.#countListeners.delete(listener);
  }

  emit(event: NewEvent): void {
    const entry: LogEvent = { ...event, id: this.#nextId, at: this.#clock.now(), text: this.#safeText(event) };
    if (event.account !== undefined) entry.account = escapeHostileText(cutText(event.account, FIXED_LIMITS.eventTextCharacters));
    if (event.remoteAddress !== undefined) entry.remoteAddress = escapeHostileText(event.remoteAddress);
    this.#nextId += 1;
    for (const follower of this.#followers) follower.offer(entry);
    for (const listener of this.#listeners) listener(entry);
    if (this.#workerGone || this.#underWay + this.#gathered.length >= FIXED_LIMITS.eventBacklog) {
      this.lost += 1;
      this.#lostUnsaid += 1;
      return;
    }
    this.#gathered.push(entry);
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS).unref();
  }

  #safeText(event: NewEvent): string {
    const text = event.kind === 'command' ? event.text.replace(SECRET_ARGUMENT, '$1 (secret)') : event.text;
    return escapeHostileText(cutText(text, FIXED_LIMITS.eventTextCharacters));
  }

  count(counter: Counter, by = 1): void {
    this.#book.count(counter, by);
    for (const listener of this.#countListeners) listener();
  }

  async statistics(days: number): Promise<{ day: string; counters: Counters }[]> {
    return await this.#book.byDay(days);
  }

  async search(filter: LogFilter, page: { before?: number | undefined; limit: number }): Promise<{ events: LogEvent[]; more: boolean }> {
    await this.#written();
    return await this.#search.search(filter, page);
  }

  async *follow(filter: LogFilter, signal?: AbortSignal): AsyncGenerator<EventBatch, void, void> {
    if (signal?.aborted === true) return;
    const follower = new LiveFollower(filter);
    const end = (): void => follower.end();
    this.#followers.add(follower);
    signal?.addEventListener('abort', end, { once: true });
    try {
      yield* follower.batches();
    } finally {
      this.#followers.delete(follower);
      signal?.removeEventListener('abort', end);
    }
  }

  onEvent(listener: (event: LogEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#stopSettings();
    for (const follower of this.#followers) follower.end();
    await this.#book.flush();
    await this.#written();
    if (!this.#workerGone) {
      const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
      this.#tell({ type: 'close' });
      await exited;
    }
    await this.#search.close();
  }

  /** Resolves once all that was emitted so far is written, or known to be lost. */
  async #written(): Promise<void> {
    this.#flush();
    if (this.#underWay > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gathered.length === 0) return;
    const events = this.#gathered;
    this.#gathered = [];
    this.#underWay += events.length;
    this.#tell({ type: 'events', json: JSON.stringify(events) });
  }

  #tell(message: ToLogWorker): void {
    if (!this.#workerGone) this.#worker.postMessage(message);
  }

  #hear(message: FromLogWorker, opened: () => void): void {
    switch (message.type) {
      case 'ready':
        this.#nextId = Math.max(this.#nextId, message.lastId + 1);
        if (message.problem !== undefined) this.#trouble(message.problem);
        opened();
        break;
      case 'written':
        this.#underWay -= message.count;
        this.lost += message.lost;
        for (const problem of message.problems) this.#trouble(problem);
        this.#sayWhatWasLost();
        if (this.#underWay === 0) this.#wakeIdle();
        break;
      case 'closed':
        this.#workerGone = true;
        break;
    }
  }

  #sayWhatWasLost(): void {
    if (this.#lostUnsaid === 0 || this.#underWay > FIXED_LIMITS.eventBacklog / 2) return;
    const lost = this.#lostUnsaid;
    this.#lostUnsaid = 0;
    this.emit({ kind: 'server', level: 'warning', protocol: 'server', text: `${lost} events were lost, because the log could not keep up` });
  }

  /** Tells of trouble with the log itself, but not over and over. */
  #trouble(text: string): void {
    const now = this.#clock.now();
    if (now - (this.#troubleAt.get(text) ?? -TROUBLE_GAP_MS) < TROUBLE_GAP_MS) return;
    this.#troubleAt.set(text, now);
    this.emit({ kind: 'server', level: 'error', protocol: 'server', text });
  }

  #workerEnded(): void {
    this.#workerGone = true;
    this.lost += this.#underWay;
    this.#underWay = 0;
    this.#wakeIdle();
  }

  #wakeIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const wake of waiting) wake();
  }
}
