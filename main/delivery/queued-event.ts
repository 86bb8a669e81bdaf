/** Tells the log that a message waits for other servers, whoever made it: a session says so itself, since it knows its client. */
import type { LogEvent } from '../../shared/events.ts';
import type { EventSink } from '../log/event-sink.ts';
import { queuedFor } from '../log/queued-words.ts';

interface Queued {
  readonly traceId: string;
  readonly recipients: readonly string[];
}

/** Nothing for a message that is for nobody elsewhere. */
export function tellQueued(events: Pick<EventSink, 'emit'>, { traceId, recipients }: Queued, protocol: LogEvent['protocol'] = 'delivery'): void {
  if (recipients.length === 0) return;
  events.emit({ kind: 'message-queued', level: 'info', protocol, traceId, text: queuedFor(recipients) });
}
