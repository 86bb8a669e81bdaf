/** One meaning of a log filter, for the live log and for searches; main/log/event-database.ts says the same in SQL. */
import type { LogFilter } from '../../shared/admin-api/log.ts';
import { EVENT_LEVELS, type EventLevel, type LogEvent } from '../../shared/events.ts';

/** Lower case for ASCII alone: this is how SQLite's LIKE compares, and live log and search must agree. */
function folded(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

export function levelRank(level: EventLevel): number {
  return EVENT_LEVELS.indexOf(level);
}

/** True if the event is one that the filter asks for. */
export function matchesFilter(event: LogEvent, filter: LogFilter): boolean {
  if (filter.since !== undefined && event.at < filter.since) return false;
  if (filter.until !== undefined && event.at > filter.until) return false;
  if (filter.remoteAddress !== undefined && event.remoteAddress !== filter.remoteAddress) return false;
  if (filter.sessionId !== undefined && event.sessionId !== filter.sessionId) return false;
  if (filter.traceId !== undefined && event.traceId !== filter.traceId) return false;
  if (filter.account !== undefined && event.account !== filter.account) return false;
  if (filter.kinds !== undefined && !filter.kinds.includes(event.kind)) return false;
  if (filter.minLevel !== undefined && levelRank(event.level) < levelRank(filter.minLevel)) return false;
  return filter.text === undefined || filter.text === '' || containsText(event, filter.text);
}

function containsText(event: LogEvent, text: string): boolean {
  const wanted = folded(text);
  return [event.text, event.account, event.remoteAddress, event.reason].some((value) => value !== undefined && folded(value).includes(wanted));
}
