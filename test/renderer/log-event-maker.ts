/** Events for the tests of the live log. */
import type { LogEvent } from '../../shared/events.ts';

export function logEvent(id: number, change: Partial<LogEvent> = {}): LogEvent {
  return { id, at: 1_700_000_000_000 + id, kind: 'command', level: 'info', protocol: 'smtp', text: `event ${id}`, ...change };
}

/** The events from `first` to `last`, both included. */
export function logEvents(first: number, last: number): LogEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => logEvent(first + index));
}
