/** Where sessions, services and delivery hand in what happened. Never waits and never throws. */
import type { Counter } from '../../shared/admin-api/server.ts';
import type { NewEvent } from '../../shared/events.ts';

export interface EventSink {
  /** Notes an event. Text may be hostile: it is escaped here. Secrets must not be in it. */
  emit(event: NewEvent): void;
  /** Adds to a counter, since start and by day. */
  count(counter: Counter, by?: number): void;
}
