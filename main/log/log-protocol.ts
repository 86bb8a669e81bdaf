/** What the main thread and the threads of the log say to each other. All ends are ours: nothing here comes from outside. */
import type { LogFilter } from '../../shared/admin-api/log.ts';
import type { EventLevel, LogEvent } from '../../shared/events.ts';

/** What a log thread is started with. */
export interface LogThreadData {
  readonly dataFolder: string;
  readonly toFile: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** By hand and not by a schema: loading those would double the time that the log thread, and with it the server, takes to start. */
export function isLogThreadData(value: unknown): value is LogThreadData {
  if (typeof value !== 'object' || value === null) return false;
  const { dataFolder, toFile, now }: { dataFolder?: unknown; toFile?: unknown; now?: unknown } = value;
  return typeof dataFolder === 'string' && typeof toFile === 'boolean' && typeof now === 'number';
}

export type ToLogThread =
  /** Lines of main/log/event-line.ts: one string crosses between threads far cheaper than hundreds of objects. */
  | { readonly type: 'events'; readonly lines: string; readonly events: number }
  | { readonly type: 'to-file'; readonly on: boolean }
  /** Removes what is older than `keepDays` whole days before now. */
  | { readonly type: 'prune'; readonly now: number; readonly keepDays: number }
  /** A search has met damage: looks whether that is so, and sets the database aside. Another search may have said so before. */
  | { readonly type: 'check'; readonly now: number }
  /** Ends the thread once all before is done. */
  | { readonly type: 'close' };

export type FromLogThread =
  /** The first word; `lastId` is the greatest id that was ever given to an event. */
  | { readonly type: 'opened'; readonly lastId: number }
  /** `events` are done with; `lost` of them are missing in the database or in the file. */
  | { readonly type: 'written'; readonly events: number; readonly lost: number }
  /** Something the administrator should know about the log itself. */
  | { readonly type: 'notice'; readonly level: EventLevel; readonly text: string };

/** Where a page of a search ends. */
export interface Page {
  /** Only events with a smaller id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface SearchResult {
  readonly events: LogEvent[];
  /** There are older ones. */
  readonly more: boolean;
}

export type ToSearchThread =
  | { readonly type: 'search'; readonly number: number; readonly filter: LogFilter; readonly page: Page }
  | { readonly type: 'cancel'; readonly number: number };

export type FromSearchThread =
  | { readonly number: number; readonly result: SearchResult }
  /** `damaged`: the database file is broken. */
  | { readonly number: number; readonly error: string; readonly damaged: boolean };
