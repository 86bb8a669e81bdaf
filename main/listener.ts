/** What the engine asks of a listener, whatever protocol it speaks. */
import type { OpenSession } from '../shared/admin-api/sessions.ts';
import type { Clock } from './clock.ts';
import type { ConnectionPlaces } from './connection-places.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { EventSink } from './log/event-sink.ts';
import type { ProbeAddresses } from './security/relay-test/probe-addresses.ts';
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
  /** Who is connected, for the administrator; texts of clients in it are raw. */
  sessions(): readonly OpenSession[];
  /** Ends a session for the administrator, with a word to the client; a message that has arrived whole is answered first. False if it is not here. */
  closeSession(id: string): boolean;
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
  /** Addresses of the open-relay test: their sessions are decided like all others, and leave no trace. */
  readonly probes: Pick<ProbeAddresses, 'has'>;
  /** The name this server gives itself: `server.hostname`, or the computer's. */
  hostname(): string;
  /** Told of each message once it is on disk: delivery wakes up, quotas are counted. */
  accepted(message: IncomingMessage, bytes: number): void;
}
