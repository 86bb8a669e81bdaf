/** The door: clients with a banned address get no further, on whatever protocol, and not a byte; and where it is full, nobody does. */
import type { NewDecision, TraceStep } from '../../shared/decisions/verdicts.ts';
import type { Protocol } from '../../shared/events.ts';
import { newSessionId } from '../ids.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SecurityServices } from './services.ts';

interface DoorServices {
  readonly security: SecurityServices;
  readonly events: EventSink;
}

/** @returns false if the client is to be disconnected at once; the log and the trace know why */
export function admits(services: DoorServices, protocol: Protocol, remoteAddress: string): boolean {
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

/** There is no place for one more connection: the log and the trace know that this client was turned away. @param taken places in all */
export function turnedAway({ security, events }: DoorServices, protocol: Protocol, remoteAddress: string, taken: number): void {
  const sessionId = newSessionId();
  const settled = { check: 'server-limits', stage: 'connect', verdict: 'disconnect', reason: 'too-many-connections' } as const;
  const step: TraceStep = { outcome: 'ran', ...settled, input: remoteAddress, milliseconds: 0, revision: security.rules().revision };
  security.tell({ sessionId, protocol, remoteAddress, helo: '', recipients: [], ...settled, steps: [step] }, []);
  events.emit({
    kind: 'session-refused',
    level: 'warning',
    protocol,
    sessionId,
    remoteAddress,
    reason: settled.reason,
    text: `with ${taken} connections open`,
  });
}
