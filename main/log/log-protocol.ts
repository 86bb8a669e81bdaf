/** What the main thread and the threads of the log say to each other. All ends are ours: nothing here comes from outside. */
import type { DecisionFilter, OptionTally, RemoteAddresses } from '../../shared/admin-api/decisions.ts';
import type { LogFilter } from '../../shared/admin-api/log.ts';
import type { Refusals } from '../../shared/admin-api/overview.ts';
import type { CheckId, Decision, DecisionSummary } from '../../shared/decisions/verdicts.ts';
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

/** What a log thread keeps, each as lines: event-line.ts, decision-line.ts. */
export type LineKind = 'events' | 'decisions';

/** The greatest ids that were ever given. */
export interface LastIds {
  readonly event: number;
  readonly decision: number;
}

/** Lines of one kind, with a line break between them. */
export interface LineBatch {
  readonly kind: LineKind;
  readonly lines: string;
  readonly count: number;
}

export type ToLogThread =
  /** At most one batch of each kind. */
  | { readonly type: 'lines'; readonly batches: readonly LineBatch[] }
  | { readonly type: 'to-file'; readonly on: boolean }
  /** Removes events older than `keepDays` whole days before now, and decisions older than `traceDays`. */
  | { readonly type: 'prune'; readonly now: number; readonly keepDays: number; readonly traceDays: number }
  /** A search has met damage: looks whether that is so, and sets the database aside. Another search may have said so before. */
  | { readonly type: 'check'; readonly now: number }
  /** Ends the thread once all before is done. */
  | { readonly type: 'close' };

export type FromLogThread =
  /** The first word. */
  | { readonly type: 'opened'; readonly lastIds: LastIds }
  /** The oldest batches that came together are done with; `lost` of the lines of each are missing in the database or in the file. */
  | { readonly type: 'written'; readonly batches: readonly { readonly kind: LineKind; readonly lost: number }[] }
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

export interface DecisionPage {
  /** Newest first. */
  readonly decisions: DecisionSummary[];
  /** There are older ones. */
  readonly more: boolean;
}

/** Decisions with their steps, newest first. */
export interface WholeDecisions {
  readonly decisions: Decision[];
  readonly more: boolean;
}

export type Question =
  | { readonly about: 'events'; readonly filter: LogFilter; readonly page: Page }
  | { readonly about: 'decisions'; readonly filter: DecisionFilter; readonly page: Page }
  | { readonly about: 'whole decisions'; readonly filter: DecisionFilter; readonly page: Page }
  | { readonly about: 'refusals'; readonly since: number }
  | { readonly about: 'tally'; readonly option: CheckId; readonly since: number }
  | { readonly about: 'remote addresses'; readonly sessions: number /** Milliseconds since 1970. */; readonly since: number };

/** What is answered to each question. */
export interface Results {
  readonly events: SearchResult;
  readonly decisions: DecisionPage;
  readonly 'whole decisions': WholeDecisions;
  readonly refusals: Refusals;
  readonly tally: OptionTally;
  readonly 'remote addresses': RemoteAddresses;
}

export interface AnswerTo<About extends keyof Results> {
  readonly about: About;
  readonly result: Results[About];
}
export type Answer = { [About in keyof Results]: AnswerTo<About> }[keyof Results];

export type ToSearchThread =
  | { readonly type: 'ask'; readonly number: number; readonly question: Question }
  | { readonly type: 'cancel'; readonly number: number };

export type FromSearchThread =
  | { readonly number: number; readonly answer: Answer }
  /** `damaged`: the database file is broken. */
  | { readonly number: number; readonly error: string; readonly damaged: boolean };
