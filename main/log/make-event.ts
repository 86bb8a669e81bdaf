/** The one place where events are made: nothing hostile, nothing secret and nothing overlong gets past it. */
import type { LogEvent, NewEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut } from '../../shared/text/escape.ts';
import { shownLogin } from '../dns/shown-name.ts';
import { isThere } from './event-line.ts';
import { maskSecrets } from './mask-secrets.ts';

/** Makes the event of what was handed in: escaped, cut and masked, and its account in the one way that searches ask for. `at` is in milliseconds since 1970, a whole number. */
export function makeEvent(id: number, at: number, { kind, level, protocol, sessionId, traceId, remoteAddress, account, reason, text }: NewEvent): LogEvent {
  const event: LogEvent = { id, at, kind, level, protocol, text: safe(maskSecrets(text)) };
  if (isThere(sessionId)) event.sessionId = safe(sessionId);
  if (isThere(traceId)) event.traceId = safe(traceId);
  if (isThere(remoteAddress)) event.remoteAddress = safe(remoteAddress);
  if (isThere(account)) event.account = safe(shownLogin(account));
  if (reason !== undefined) event.reason = reason;
  return event;
}

function safe(text: string): string {
  return escapeAndCut(text, FIXED_LIMITS.eventTextCharacters);
}
