/** What the engine asks of a listener, whatever protocol it speaks. */
import type { Clock } from './clock.ts';
import type { ConnectionPlaces } from './connection-places.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { EventSink } from './log/event-sink.ts';
import type { SecurityServices } from './security/services.ts';
import type { SettingsSource } from './settings/settings-source.ts';
import type { IncomingMessage, MailStore } from './store/mail-store.ts';
import type { TlsSource } from './tls/certificate.ts';

export interface BoundAddress {
  readonly address: string;
  readonly port: number;
}

export interface Listener {
  /** Open sessions. */
  readonly connections: number;
  /** Starts to listen. Fails with the system's error (EADDRINUSE, EACCES, …). */
  start(): Promise<BoundAddress>;
  /** Ends the sessions of this account, since its login is no longer good. A message that has arrived whole is still answered. */
  endLogins(accountId: number): void;
  /** Cuts off the clients that have been banned meanwhile, without a word. */
  cutBanned(isBanned: (address: string) => boolean): void;
  /** Stops accepting at once, lets open transactions finish for `graceSeconds`, then closes what is left. */
  stop(graceSeconds: number): Promise<void>;
}

/** What a protocol needs from the rest of the engine. */
export interface ProtocolServices {
  readonly settings: SettingsSource;
  readonly accounts: Accounts;
  readonly store: MailStore;
  readonly events: EventSink;
  readonly tls: TlsSource;
  readonly clock: Clock;
  readonly places: ConnectionPlaces;
  readonly security: SecurityServices;
  /** The name this server gives itself: `server.hostname`, or the computer's. */
  hostname(): string;
  /** Told of each message once it is on disk: delivery wakes up, quotas are counted. */
  accepted(message: IncomingMessage, bytes: number): void;
  /** Reports to the sender that the message has arrived in mailboxes here; not to one that may be forged. */
  reportDelivered(messageId: number, message: IncomingMessage, awaited: readonly AwaitedDelivery[]): Promise<void>;
}

/** A recipient with mailboxes here, whose sender wants to hear that the message has arrived. */
export interface AwaitedDelivery {
  readonly recipient: string;
  /** ORCPT as given; '' without one. */
  readonly originalRecipient: string;
}
