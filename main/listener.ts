/** What the engine asks of a listener, whatever protocol it speaks. */
import type { OpenSession } from '../shared/admin-api/sessions.ts';
import type { OutboundSettings } from '../shared/settings/outbound.ts';
import type { Clock } from './clock.ts';
import type { ConnectionPlaces } from './connection-places.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { EventSink } from './log/event-sink.ts';
import type { ProbeAddresses } from './security/relay-test/probe-addresses.ts';
import type { SecurityServices } from './security/services.ts';
import type { SettingsSource } from './settings/settings-source.ts';
import type { Hold, IncomingMessage, MailStore } from './store/mail-store.ts';
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
  /** Ends the sessions whose login the settings no longer have. */
  endLostLogins(): void;
  /** Cuts off the clients that have been banned meanwhile, without a word. */
  cutBanned(isBanned: (address: string) => boolean): void;
  /** Stops accepting at once, lets open transactions finish for `graceSeconds`, then closes what is left. */
  stop(graceSeconds: number): Promise<void>;
}

/** A DKIM signature under way: takes the body while it arrives, and makes the fields once the headers are known. */
export interface PendingSignature {
  /** Bytes after the header section. */
  body(bytes: Buffer): void;
  /**
   * The fields to put on top; '' if none of the domains signs. To be asked once, after all of the body.
   * @param head the header section as it will be sent. @param domains the first that has a key signs
   */
  fields(head: Buffer, domains: readonly string[]): Promise<string>;
}

export interface Signing {
  /** Undefined while no domain has a key that signs. */
  begin(): PendingSignature | undefined;
}

/** A message that goes to other servers. */
export interface OutboundMessage {
  /** Account or SMTP login; `client` and the address for one that has not logged in. */
  readonly sender: string;
  readonly remoteAddress: string;
  /** Those elsewhere whom the sender has named. */
  readonly recipients: readonly string[];
  readonly traceId: string;
  /** Raw. */
  readonly subject: string;
}

export interface OutboundGuard {
  /** Counts a message that is about to be accepted; says how it is to be held if it is one too many. Rejects with a StoreError. */
  judge(message: OutboundMessage): Promise<Hold | undefined>;
  /** What `judge` would say, by these settings; counts nothing and tells nobody. */
  foresee(message: OutboundMessage, settings: OutboundSettings): Promise<Hold | undefined>;
}

/** A recipient of a client and sender, and the size that the client declared, if any. */
export interface DeliveryTry {
  readonly remoteAddress: string;
  readonly reversePath: string;
  readonly recipient: string;
  /** With SIZE; 0 without. Another message of the same sender may well say another one. */
  readonly declaredBytes: number;
}

/** Remembers recipients that put a message off for others as well (main/smtp/full-mailboxes.ts). */
export interface FullMailboxMemory {
  /** @param bytes of the message, in truth */
  note(tried: DeliveryTry, bytes: number, now: number): void;
  /** Bytes that the message had for which the mailbox had no room; 0 if nothing is known of it. */
  bytesOf(tried: DeliveryTry, now: number): number;
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
  readonly signing: Signing;
  readonly outboundGuard: OutboundGuard;
  /** Addresses of the open-relay test: their sessions are decided like all others, and leave no trace. */
  readonly probes: Pick<ProbeAddresses, 'has'>;
  readonly fullMailboxes: FullMailboxMemory;
  /** The name this server gives itself: `server.hostname`, or the computer's. */
  hostname(): string;
  /** Told of each message once it is on disk: delivery wakes up, quotas are counted, vacation replies are written. @param head its header section */
  accepted(message: IncomingMessage, bytes: number, head: Buffer): void;
  /** Reports to the sender that the message has arrived in mailboxes here; not to one that may be forged. */
  reportDelivered(messageId: number, message: IncomingMessage, awaited: readonly AwaitedDelivery[]): Promise<void>;
}

/** A recipient with mailboxes here, whose sender wants to hear that the message has arrived. */
export interface AwaitedDelivery {
  readonly recipient: string;
  /** ORCPT as given; '' without one. */
  readonly originalRecipient: string;
}
