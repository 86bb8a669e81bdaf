/** Tells the log that a message waits for other servers, whoever made it: a session says so itself, since it knows its client. */
import type { LogEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { EventSink } from '../log/event-sink.ts';

interface Queued {
  readonly traceId: string;
  readonly recipients: readonly string[];
}

/** Nothing for a message that is for nobody elsewhere. Of very many recipients, as of a mailing list, the first are named. */
export function tellQueued(events: Pick<EventSink, 'emit'>, { traceId, recipients }: Queued, protocol: LogEvent['protocol'] = 'delivery'): void {
  if (recipients.length === 0) return;
  const named = recipients.slice(0, FIXED_LIMITS.shownListChanges).map((recipient) => `<${recipient}>`);
  const more = recipients.length - named.length;
  events.emit({ kind: 'message-queued', level: 'info', protocol, traceId, text: `for ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}` });
}
