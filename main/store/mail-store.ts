/**
 * What the store promises to everybody else. One embedded database in the data folder keeps it all; it runs off the
 * event loop's thread (main/store/writer-worker.ts), and writes of one moment share one transaction and one fsync.
 *
 * A promise returned by a writing method resolves when the change is on disk, and never before.
 */
import type { Counters } from '../../shared/admin-api/server.ts';
import type { RevisionStore } from '../settings/revisions.ts';
import type { AccountServicesStore, DkimStore, MilestoneStore, OutboundStore, PolicyStore, SecretStore, VacationStore } from './mail-services.ts';
import type { QueueStore } from './outgoing-queue.ts';

/**
 * Fails when the disk is full, the data folder cannot be written, or the database is damaged; SMTP answers 452 4.3.1 or 451 4.3.0.
 * Once the store has seen damage it takes nothing more in: what it kept then, nobody might be able to read.
 */
export class StoreError extends Error {
  readonly kind: 'disk-full' | 'read-only' | 'damaged' | 'failed';
  constructor(kind: StoreError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.kind = kind;
  }
}

/** The data file has lost the content of a message: no later try will bring it. */
export class MessageLost extends StoreError {
  constructor(messageId: number, file: string) {
    super('failed', `Message ${messageId} cannot be read: ${file} has lost its content. Restore a backup of both files to get it back, or delete the message.`);
  }
}

/** A request that does not fit what is there; admin services turn it into CONFLICT or NOT_FOUND. */
export class StoreConflict extends Error {
  readonly kind: 'exists' | 'missing' | 'in-use' | 'nobody-left';
  constructor(kind: StoreConflict['kind'], message: string) {
    super(message);
    this.name = 'StoreConflict';
    this.kind = kind;
  }
}

export interface MailStore {
  readonly messages: MessageStore;
  readonly mailboxes: MailboxStore;
  readonly directory: DirectoryStore;
  readonly queue: QueueStore;
  readonly quarantine: QuarantineStore;
  readonly revisions: RevisionStore;
  readonly statistics: StatisticsStore;
  readonly bans: BanStore;
  readonly hits: HitStore;
  readonly dkim: DkimStore;
  readonly secrets: SecretStore;
  readonly milestones: MilestoneStore;
  readonly accountServices: AccountServicesStore;
  readonly vacation: VacationStore;
  readonly outbound: OutboundStore;
  readonly policies: PolicyStore;
  /** While a backup is made, no bytes of messages are written over; returns the way to end that. */
  keepForCopy(): () => void;
  /** What the start found and mended after an unclean end: one sentence each, for the log. */
  readonly repairs: readonly string[];
  /** Finishes what is waiting, checkpoints and closes. */
  close(): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- messages

/** A message about to be accepted: where it came from and where it goes. */
export interface IncomingMessage {
  readonly traceId: string;
  readonly sessionId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Reverse-path without angle brackets; '' is the null reverse-path. */
  readonly reversePath: string;
  /** `8bitmime` where it has bytes beyond ASCII. */
  readonly bodyType: '7bit' | '8bitmime';
  readonly smtpUtf8: boolean;
  /** Local mailboxes, each at most once. */
  readonly deliveries: readonly { readonly accountId: number; readonly recipient: string }[];
  /** Recipients elsewhere, for the outgoing queue. */
  readonly relays: readonly Relay[];
  /** The sender is known not to be forged, so that reports may go to it; true unless said otherwise. */
  readonly returnable?: boolean;
  /** What the sender asked for with RET and ENVID (RFC 3461 sections 4.3 and 4.4); '' and missing: nothing. */
  readonly returnContent?: '' | 'full' | 'headers';
  readonly envelopeId?: string;
  /** RFC 8689: only over TLS, with a host that promises the same. */
  readonly requireTls?: boolean;
  /** The relays enter the queue on hold, for this reason, until somebody releases them. */
  readonly relaysHeld?: string;
  /** The message is answered 250 and held: kept, but in no mailbox and not in the queue, until somebody releases it. */
  readonly held?: Hold;
}

/** A recipient elsewhere. */
export interface Relay {
  readonly recipient: string;
  readonly domain: string;
  /** NOTIFY as given, in upper case, such as `SUCCESS,FAILURE`; '' and missing: nothing was asked for (RFC 3461 section 4.1). */
  readonly notify?: string;
  /** ORCPT as given, such as `rfc822;anna@example.com` (RFC 3461 section 4.2). */
  readonly originalRecipient?: string;
  /** The address here that was written to, and that leads there by aliases or forwards; '' and missing: none. Null: an earlier version has held it, and kept none. */
  readonly forwardedFor?: string | null;
  /** In place of that of the message: a forward has one of ours. */
  readonly reversePath?: string;
}

/** Why a message is held. Plain texts: the store keeps them and does not judge them. */
export interface Hold {
  /** The check that wanted it, such as `filters`. */
  readonly check: string;
  /** Id of the reason. */
  readonly reason: string;
  /** The entry that matched, raw; '' where there is none. */
  readonly entry: string;
  /** Decoded subject, raw, for lists. */
  readonly subject?: string;
  /** The client that brought the message. */
  readonly remoteAddress?: string;
}

export interface MessageStore {
  /** Starts to take in a message. Nothing is kept until `commit`. */
  writer(): MessageWriter;
  /** Opens a message for reading; undefined if there is none. Close the reader when done, also after errors. Rejects with MessageLost, or another StoreError. */
  open(messageId: number): Promise<MessageReader | undefined>;
  /**
   * True while there is room for a message of so many bytes beside those to keep free on the disk (looked up at most every few
   * seconds). Room that removed messages have left counts, too.
   */
  hasRoom(minFreeBytes: number, messageBytes?: number): boolean;
}

/** Takes the bytes of one message: kept in memory while few, written to the spool file in pieces once many. */
export interface MessageWriter {
  /** Bytes taken so far. */
  readonly size: number;
  /** What it is given from now on it copies: the bytes may be given up once `write` has returned, or its promise has resolved. */
  readonly copies: boolean;
  /**
   * Takes bytes, which must not be changed afterwards, unless it `copies`. Returns a promise when the caller must wait before the next
   * call (back-pressure), else undefined. Rejects with a StoreError; call `abort` then.
   */
  write(bytes: Buffer): Promise<void> | undefined;
  /**
   * Makes the message durable, together with all others waiting at that moment. Resolves once it is on disk. Rejects with a
   * StoreError, or with StoreConflict 'missing' if an account of `deliveries` has been removed since; nothing is kept then.
   * @param head bytes that stand before all that was written, such as headers that only a look at the whole message tells.
   * Not to be changed before the promise settles.
   */
  commit(message: IncomingMessage, head?: Buffer): Promise<{ readonly messageId: number }>;
  /** Forgets the bytes; safe to call at any time, also after `commit` failed. */
  abort(): void;
}

/** The stored bytes of a message: exactly what arrived, after our Received header. */
export interface MessageReader {
  readonly messageId: number;
  readonly traceId: string;
  readonly reversePath: string;
  readonly receivedAt: number;
  readonly bodyType: '7bit' | '8bitmime';
  readonly smtpUtf8: boolean;
  readonly requireTls: boolean;
  /** Bytes of the content. */
  readonly size: number;
  /** The content in pieces, from byte `start`. */
  chunks(start?: number): AsyncIterable<Buffer>;
  close(): void;
}

// ---------------------------------------------------------------------------------------------- mailboxes

export interface MailboxEntry {
  /** Grows within a mailbox and is never used twice; with the mailbox's uidValidity it makes the UIDL. */
  readonly uid: number;
  readonly messageId: number;
  /** Bytes of the message content, without the Return-Path line that final delivery adds. */
  readonly size: number;
  /** Needed to know the size of the Return-Path line without opening the message. */
  readonly reversePath: string;
}

export interface MailboxStore {
  /** All entries of a mailbox in order of uid. */
  list(accountId: number): Promise<{ readonly uidValidity: string; readonly entries: readonly MailboxEntry[] }>;
  /** The recipient for whom a message was put into the mailbox; undefined if there is no such entry. */
  recipientOf(accountId: number, uid: number): Promise<string | undefined>;
  /** Durably says something else there; an unknown entry is ignored. */
  setRecipient(accountId: number, uid: number, recipient: string): Promise<void>;
  /** Removes entries durably, and each message that nobody else needs. Unknown uids are ignored. */
  remove(accountId: number, uids: readonly number[]): Promise<void>;
  /** Notes a login (not durable before the next commit; nobody waits for it). */
  noteLogin(accountId: number, at: number): void;
}

// ---------------------------------------------------------------------------------------------- directory

export interface DomainRow {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
}

export interface AccountRow {
  readonly id: number;
  readonly domainId: number;
  /** As created; compared by `addressKey`. */
  readonly address: string;
  readonly name: string;
  /** Opaque to the store: see main/accounts/passwords.ts. */
  readonly passwordHash: string;
  readonly enabled: boolean;
  readonly quotaBytes: number | null;
  readonly usedBytes: number;
  readonly messages: number;
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

export interface AliasRow {
  readonly id: number;
  readonly domainId: number;
  readonly address: string;
  readonly targets: readonly string[];
  readonly createdAt: number;
}

export interface Directory {
  readonly domains: readonly DomainRow[];
  readonly accounts: readonly AccountRow[];
  readonly aliases: readonly AliasRow[];
}

/** Domains, accounts and aliases. Addresses come in already parsed and checked; keys are `addressKey`. */
export interface DirectoryStore {
  /** Everything; main/accounts keeps it in memory. */
  load(): Promise<Directory>;
  /** Throws StoreConflict 'exists'. */
  addDomain(name: string, at: number): Promise<DomainRow>;
  /** Throws StoreConflict 'missing', or 'in-use' while it has accounts or aliases. */
  removeDomain(name: string): Promise<void>;
  /** Throws StoreConflict 'exists' if there is an account or alias of that key. */
  addAccount(account: {
    domainId: number;
    address: string;
    key: string;
    name: string;
    passwordHash: string;
    quotaBytes: number | null;
    at: number;
  }): Promise<AccountRow>;
  updateAccount(id: number, change: { name?: string; passwordHash?: string; enabled?: boolean; quotaBytes?: number | null }): Promise<AccountRow>;
  /**
   * Removes the account with its mailbox, and each message that nobody else needs; with `onlyEmpty` not one with mail in it.
   * @returns how many messages it was kept for: 0 if it is gone
   */
  removeAccount(id: number, options?: { readonly onlyEmpty: boolean }): Promise<number>;
  /** Usage of all accounts that have changed since the last call: for quota checks and windows. */
  usage(): Promise<readonly { id: number; usedBytes: number; messages: number; lastLoginAt: number | null }[]>;
  putAlias(alias: { domainId: number; address: string; key: string; targets: readonly string[]; at: number; replace: boolean }): Promise<AliasRow>;
  removeAlias(id: number): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- quarantine

/** A message that is held. All texts are raw. */
export interface HeldMessage {
  /** That of the message: grows with time and is never used twice. */
  readonly id: number;
  readonly traceId: string;
  readonly reversePath: string;
  /** Whom it is held for: addresses of mailboxes here, then recipients elsewhere. A list names no more than `heldRecipientsListed`. */
  readonly recipients: readonly string[];
  /** All of them, listed or not. */
  readonly recipientCount: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly hold: Required<Hold>;
}

/** What became of a held message that was released. */
export interface ReleasedMessage {
  readonly id: number;
  readonly traceId: string;
  readonly size: number;
  readonly deliveries: IncomingMessage['deliveries'];
  readonly relays: IncomingMessage['relays'];
  /** Recipients whose accounts have been removed since: they get nothing. */
  readonly skipped: readonly string[];
  /** Recipients that were not asked for: the message is still held for them. */
  readonly stillHeld: number;
  /** The data file has lost its content: nobody can read it. */
  readonly contentLost: boolean;
}

/** A held message that is gone. */
export interface DiscardedMessage {
  readonly id: number;
  readonly traceId: string;
}

/** Messages that are held. Read one with `messages.open`, by its id. */
export interface QuarantineStore {
  /** The newest first; `before` is the id from which to page further back. */
  list(page: { readonly before?: number; readonly limit: number }): Promise<readonly HeldMessage[]>;
  /** With all recipients; undefined if there is no such message, or it is not held. */
  get(id: number): Promise<HeldMessage | undefined>;
  count(): Promise<number>;
  /** What a check holds, by the entry it is held for; the newest first. */
  heldBy(check: string): Promise<readonly { readonly id: number; readonly entry: string }[]>;
  /**
   * Puts the message into the mailboxes and the queue, as if it had just been accepted: durably, all or nothing.
   * @param recipients those of the message that get it now, while it stays held for the others; without it, all
   * @throws StoreConflict 'missing' if it is not held, or not for one of `recipients`; 'nobody-left' if the accounts of all
   * have been removed. Nothing has changed then.
   */
  release(id: number, recipients?: readonly string[]): Promise<ReleasedMessage>;
  /** Discards messages for good, and tells which; unknown ids are ignored. What mailboxes and queue have of them stays there. */
  remove(ids: readonly number[]): Promise<readonly DiscardedMessage[]>;
  /** Discards what was received before a time (milliseconds since 1970), and tells which; but nothing that the outbound guard holds. */
  pruneOlderThan(at: number): Promise<readonly DiscardedMessage[]>;
}

// ---------------------------------------------------------------------------------------------- statistics

export interface StatisticsStore {
  /** Adds to the counters of a day (ISO date, local time) and of an hour of it (its start, in milliseconds since 1970). */
  add(day: string, hour: number, counters: Partial<Counters>): Promise<void>;
  /** Newest day first. */
  byDay(days: number): Promise<readonly { day: string; counters: Partial<Counters> }[]>;
  /** The hours since a time (milliseconds since 1970) in which anything was counted; older ones than `FIXED_LIMITS.statisticsHours` are not kept. */
  byHour(since: number): Promise<readonly { hour: number; counters: Partial<Counters> }[]>;
}

// ---------------------------------------------------------------------------------------------- bans

/** A ban that the server made by itself; it is kept for a while after its end, so that the next one lasts longer. */
export interface BanRow {
  /** As `formatIp` writes it. */
  readonly address: string;
  readonly source: 'brute-force' | 'harvest';
  /** The evidence. */
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly expires: number;
  /** How many bans in a row this is: 1 for the first. */
  readonly strikes: number;
}

/** A client address from which somebody has logged in. */
export interface RecentClient {
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly lastLoginAt: number;
}

export interface BanStore {
  load(): Promise<readonly BanRow[]>;
  /** Adds the ban of an address, or replaces the one there is. */
  put(ban: BanRow): Promise<void>;
  remove(address: string): Promise<void>;
  /** Removes the bans that ended before this time. */
  forget(endedBefore: number): Promise<void>;
  recentClients(): Promise<readonly RecentClient[]>;
  /** Notes logins, and removes the notes of those before `forgetBefore`. */
  noteClients(clients: readonly RecentClient[], forgetBefore: number): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- hits

/** How often an entry of a list has matched. */
export interface KeptHits {
  /** Id of the security option. */
  readonly option: string;
  /** The first field of the entry. */
  readonly entry: string;
  readonly hits: number;
  /** Milliseconds since 1970. */
  readonly lastHitAt: number;
}

export interface HitStore {
  /** All that is kept, the one hit longest ago first. */
  load(): Promise<readonly KeptHits[]>;
  /** Puts these numbers in place of those kept, in one transaction. */
  put(hits: readonly KeptHits[]): Promise<void>;
  remove(entries: readonly Pick<KeptHits, 'option' | 'entry'>[]): Promise<void>;
}
