/**
 * Returns a message that was refused after it had arrived, as the filter action "bounce" wants it: a report to the sender,
 * and only to a sender that is known not to be forged. Anybody else is refused in the session, where the report is the
 * business of whoever sent the message (RFC 5321 section 6.2).
 */
import { REASONS } from '../../shared/decisions/reasons.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import type { Clock } from '../clock.ts';
import { newTraceId } from '../ids.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { ReturnRequest } from '../security/services.ts';
import type { IncomingMessage, MessageStore } from '../store/mail-store.ts';
import { buildReport, mayReturn } from './dsn/dsn.ts';

export interface ReturnServices {
  readonly accounts: Pick<AccountDirectory, 'resolve' | 'isLocalDomain' | 'addressExists'>;
  readonly messages: Pick<MessageStore, 'writer'>;
  readonly events: EventSink;
  readonly clock: Clock;
  hostname(): string;
  accepted(message: IncomingMessage, bytes: number): void;
}
