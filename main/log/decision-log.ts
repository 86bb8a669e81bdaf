/**
 * The decisions' side of the event log: takes them from the sessions, hands them to the log thread, and asks the search
 * thread. `decide` never waits and never throws: when the log thread cannot keep up, decisions are lost and counted.
 */
import type { DecisionFilter, OptionTally, RemoteAddresses } from '../../shared/admin-api/decisions.ts';
import type { Refusals } from '../../shared/admin-api/overview.ts';
import type { CheckId, NewDecision } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import { decisionLine } from './decision-line.ts';
import type { DecisionSink } from './event-sink.ts';
import type { DecisionPage, Page, WholeDecisions } from './log-protocol.ts';
import type { LogThread } from './log-thread.ts';
import { makeDecision } from './make-decision.ts';
import type { SearchThread } from './search-thread.ts';

/** What was decided, searchable. All of it fails when the database cannot be read, and when the signal fires; everything handed in before is found. */
export interface Decisions {
  /** Decisions that the log has lost since the start, because it could not keep up or could not write. */
  readonly lost: number;
  /** The newest that fit, newest first, without their steps. */
  search(filter: DecisionFilter, page: Page, signal?: AbortSignal): Promise<DecisionPage>;
  /** The same with their steps. */
  get(filter: DecisionFilter, page: Page, signal?: AbortSignal): Promise<WholeDecisions>;
  /** Who was refused since a time (milliseconds since 1970), and why. */
  refusals(since: number, signal?: AbortSignal): Promise<Refusals>;
  /** What an option has found since a time (milliseconds since 1970). */
  tally(option: CheckId, since: number, signal?: AbortSignal): Promise<OptionTally>;
  /** The client addresses of the newest sessions, at most `FIXED_LIMITS.traceSessions`, since a time (milliseconds since 1970): how many of those would an address entry have hit? */
  remoteAddresses(sessions: number, signal?: AbortSignal, since?: number): Promise<RemoteAddresses>;
}

interface DecisionLogParts {
  readonly clock: Clock;
  readonly settings: SettingsSource;
  readonly thread: LogThread;
  readonly searches: SearchThread;
}

export class DecisionLog implements Decisions, DecisionSink {
  readonly #parts: DecisionLogParts;
  /** Undefined before the log is open and once it is closed. */
  #nextId: number | undefined;

  constructor(parts: DecisionLogParts) {
    this.#parts = parts;
  }

  /** @param lastId the greatest id there is */
  open(lastId: number): void {
    this.#nextId = lastId + 1;
  }

  get lost(): number {
    return this.#parts.thread.lost('decisions');
  }

  decide(handedIn: NewDecision): void {
    if (this.#nextId === undefined) return;
    const { clock, settings, thread } = this.#parts;
    if (thread.full('decisions')) {
      thread.lose('decisions');
      return;
    }
    const made = makeDecision(this.#nextId, Math.floor(clock.now()), handedIn, settings.current.logging.traceContent);
    this.#nextId += 1;
    thread.take('decisions', decisionLine(made));
  }

  async search(filter: DecisionFilter, page: Page, signal?: AbortSignal): Promise<DecisionPage> {
    await this.#parts.thread.settled();
    return await this.#parts.searches.ask({ about: 'decisions', filter, page }, signal);
  }

  async get(filter: DecisionFilter, page: Page, signal?: AbortSignal): Promise<WholeDecisions> {
    await this.#parts.thread.settled();
    return await this.#parts.searches.ask({ about: 'whole decisions', filter, page }, signal);
  }

  async refusals(since: number, signal?: AbortSignal): Promise<Refusals> {
    await this.#parts.thread.settled();
    return await this.#parts.searches.ask({ about: 'refusals', since }, signal);
  }

  async tally(option: CheckId, since: number, signal?: AbortSignal): Promise<OptionTally> {
    await this.#parts.thread.settled();
    return await this.#parts.searches.ask({ about: 'tally', option, since }, signal);
  }

  async remoteAddresses(sessions: number, signal?: AbortSignal, since = 0): Promise<RemoteAddresses> {
    await this.#parts.thread.settled();
    return await this.#parts.searches.ask({ about: 'remote addresses', sessions: Math.min(sessions, FIXED_LIMITS.traceSessions), since }, signal);
  }

  /** Takes no more. */
  close(): void {
    this.#nextId = undefined;
  }
}
