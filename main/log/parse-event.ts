/** Lines back into events. */
import { type LogEvent, logEventSchema } from '../../shared/events.ts';
import { fieldsOf, isThere } from './event-line.ts';

/** The event that a line tells of; undefined if the line was written by a version that knew other kinds or reasons. */
export function parseEventLine(line: string): LogEvent | undefined {
  const [id, at, kind, level, protocol, sessionId, traceId, remoteAddress, account, reason, text] = fieldsOf(line);
  const parsed = logEventSchema.safeParse({
    id: Number(id),
    at: Number(at),
    kind,
    level,
    protocol,
    text,
    ...present({ sessionId, traceId, remoteAddress, account, reason }),
  });
  return parsed.data;
}

function present(fields: Record<string, string | undefined>): Record<string, string> {
  const some: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) if (isThere(value)) some[name] = value;
  return some;
}
