/** What the parts of one session share. */
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { EventKind, EventLevel, Protocol } from '../../shared/events.ts';
import type { TlsMode } from '../../shared/settings/server.ts';
import type { ProtocolServices } from '../listener.ts';
import type { Pop3Connection } from './connection.ts';

export interface EventDetails {
  readonly reason?: ReasonId;
  readonly account?: string;
  readonly traceId?: string;
}

export interface SessionContext {
  readonly services: ProtocolServices;
  readonly connection: Pop3Connection;
  readonly protocol: Protocol;
  /** As the listener is set. */
  readonly tls: TlsMode;
  readonly remoteAddress: string;
  /** Notes an event of this session. */
  note(kind: EventKind, level: EventLevel, text: string, details?: EventDetails): void;
  /** Notes an error of the store, or a fault of ours, that the client hears of only as temporary. */
  noteFailure(error: unknown): void;
}
