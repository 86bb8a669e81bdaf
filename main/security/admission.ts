/** The door: clients with a banned address get no further, on whatever protocol, and not a byte. */
import type { NewDecision, TraceStep } from '../../shared/decisions/verdicts.ts';
import type { Protocol } from '../../shared/events.ts';
import { newSessionId } from '../ids.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SecurityServices } from './services.ts';

/** @returns false if the client is to be disconnected at once; the log and the trace know why */
export function admits(services: { readonly security: SecurityServices; readonly events: EventSink }, protocol: Protocol, remoteAddress: string): boolean {
  const { security, events } = services;
  const steps: TraceStep[] = [];
  const { verdict, reason, check, entry, hits } = security.pipeline.runNow('connect', { protocol, remoteAddress }, security.rules(), (step) =>
    steps.push(step),
  );
  if (verdict === 'pass') return true;
  const sessionId = newSessionId();
  const decision: NewDecision = { sessionId, protocol, remoteAddress, helo: '', recipients: [], check, stage: 'connect', verdict, reason, steps };
  security.tell(decision, hits);
  events.emit({ kind: 'session-refused', level: 'info', protocol, sessionId, remoteAddress, reason, text: `the entry ${entry ?? ''}` });
  return false;
}
