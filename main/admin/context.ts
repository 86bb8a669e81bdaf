/** What the admin services need, and on whose behalf they work. */
import type { EventBatch, LogFilter } from '../../shared/admin-api/log.ts';
import type { Counters } from '../../shared/admin-api/server.ts';
import type { LogEvent } from '../../shared/events.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { MailStore } from '../store/mail-store.ts';

/** The parts of the server that the administration looks at and changes; the engine has them all. */
export interface AdminContext {
  /** Version of the program. */
  readonly version: string;
  readonly dataFolder: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly settings: SettingsStore;
  readonly accounts: AccountDirectory;
  readonly events: AdminEvents;
  readonly store: Pick<MailStore, 'queue' | 'statistics'>;
  readonly tls: Pick<Engine['tls'], 'facts' | 'onChange'>;
  readonly listeners: Pick<Engine['listeners'], 'states' | 'start' | 'stop'>;
  readonly console: ConsoleAccess;
  hostname(): string;
  /** Calls back when the state of a listener has changed; returns the way to stop that. */
  onListenersChange(listener: () => void): () => void;
}

/** The log, as the administration reads it. */
export interface AdminEvents extends EventSink {
  /** Since the start. */
  readonly counters: Counters;
  /** Events that the log had to drop since the start. */
  readonly lost: number;
  search(filter: LogFilter, page: { readonly before?: number | undefined; readonly limit: number }): Promise<{ events: LogEvent[]; more: boolean }>;
  /** The events that fit from now on, in batches. A reader that is too slow loses some, and is told how many. */
  follow(filter: LogFilter, signal: AbortSignal | undefined): AsyncIterable<EventBatch>;
  /** Calls back when counters have changed; returns the way to stop that. */
  onCount(listener: () => void): () => void;
}

/** Who may open the console in a browser. */
export interface ConsoleAccess {
  /** The address of the console with a fresh one-time sign-in token; undefined where no console is open. */
  signInAddress(): string | undefined;
  /** Sets the administrator's password, or removes it with null. Sessions that were opened with the old one end. */
  setPassword(password: string | null): Promise<void>;
}

/** Who asks. A carrier lets nobody through who is neither. */
export type AdminCaller = 'console' | 'command line';

/** What each call of the admin API comes with. */
export interface AdminCall {
  readonly admin: AdminContext;
  readonly caller: AdminCaller;
}
