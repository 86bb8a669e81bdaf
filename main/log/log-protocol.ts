/** What the main thread and the log thread say to each other. Both ends are ours: nothing here comes from outside. */

export type ToLogWorker =
  /** LogEvent[] as JSON: one string crosses between threads far cheaper than thousands of objects. */
  | { readonly type: 'events'; readonly json: string }
  | { readonly type: 'settings'; readonly toFile: boolean; readonly keepDays: number }
  | { readonly type: 'close' };

export type FromLogWorker =
  | { readonly type: 'ready'; readonly lastId: number; readonly problem?: string }
  | { readonly type: 'written'; readonly count: number; readonly lost: number; readonly problems: readonly string[] }
  | { readonly type: 'closed' };

/** To the search thread, and back. */
export interface SearchRequest {
  readonly number: number;
  readonly json: string;
}
export type SearchAnswer = { readonly number: number; readonly json: string } | { readonly number: number; readonly error: string };
