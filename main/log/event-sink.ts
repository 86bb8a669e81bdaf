/** Where sessions, services and delivery hand in what happened. Never waits and never throws. */
import type { Counter } from '../../shared/admin-api/server.ts';
import type { NewDecision } from '../../shared/decisions/verdicts.ts';
import type { NewEvent } from '../../shared/events.ts';

export interface EventSink {
  /** Notes an event. Text may be hostile: it is escaped here. Secrets must not be in it. */
  emit(event: NewEvent): void;
  /** Adds to a counter, since start and by day. */
  count(counter: Counter, by?: number): void;
}

/** Where sessions hand in what was decided about each message, and about each session that brought none. Never waits and never throws. */
export interface DecisionSink {
  /** Keeps a decision. Its texts are raw: they are escaped and cut here, and content is left out where it must not be kept. */
  decide(decision: NewDecision): void;
}
