/** What the store promises about the outgoing queue: see mail-store.ts for the rest. */

/** One recipient of a message that is to leave. All texts are raw. */
export interface QueueEntry {
  readonly id: number;
  readonly messageId: number;
  readonly traceId: string;
  readonly reversePath: string;
  readonly recipient: string;
  readonly domain: string;
  readonly size: number;
  readonly attempts: number;
  /** Its age counts from here: later than it came, where it was held or the queue was paused. */
  readonly queuedAt: number;
  readonly nextAttemptAt: number;
  /** `held`: nothing happens until the administrator releases it. */
  readonly state: 'waiting' | 'held';
  readonly lastError: string;
  /** Why it is held; '' while it waits. */
  readonly holdNote: string;
  /** Where the administrator wants it to go, as `host` or `host:port`; '' leaves that to the router. */
  readonly route: string;
  readonly notify: string;
  readonly originalRecipient: string;
  /** The address here that was written to, and that leads to the recipient by aliases or forwards; '' for none. Null: an earlier version has queued it, and kept none. */
  readonly forwardedFor: string | null;
  /** The sender has been told that it takes longer. */
  readonly delayTold: boolean;
  readonly returnable: boolean;
  readonly returnContent: '' | 'full' | 'headers';
  readonly envelopeId: string;
  readonly requireTls: boolean;
}

/** An attempt to deliver that has not succeeded; what has, has left the queue. */
export interface QueueAttempt {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly host: string;
  readonly address: string;
  /** In words: version and cipher, and what vouched for the host; '' without TLS. */
  readonly tls: string;
  readonly reply: string;
  readonly milliseconds: number;
}

/** What became of some recipients; put down in one commit. */
export interface Settlement {
  /** They leave the queue, and each message that nobody else needs with them. */
  readonly done?: readonly number[];
  /** They wait without an attempt having been made: their host rests. */
  readonly postponed?: readonly { readonly ids: readonly number[]; readonly until: number; readonly why: string }[];
  /** They wait for the next attempt. A held one stays held; one that has been given another route than that of the attempt stays due. */
  readonly deferred?: readonly { readonly ids: readonly number[]; readonly route: string; readonly nextAttemptAt: number; readonly attempt: QueueAttempt }[];
}

/** Which recipients of the queue: those that fit all that is said. Nothing said means all. */
export interface QueueSelection {
  /** Ids of messages. */
  readonly messages?: readonly number[] | undefined;
  /** Ids of entries. */
  readonly entries?: readonly number[] | undefined;
  /** The domain of the recipient. */
  readonly destination?: string | undefined;
  /** An address; `@example.com` for a whole domain; `<>` for the null reverse-path. */
  readonly sender?: string | undefined;
  /** As `sender`. */
  readonly recipient?: string | undefined;
  readonly state?: QueueEntry['state'] | undefined;
  /** Found anywhere in sender, recipient or the last error; case does not matter. */
  readonly text?: string | undefined;
}

/** A message in the queue, with what its recipients have in common. */
export interface QueuedMessage {
  readonly id: number;
  readonly traceId: string;
  readonly reversePath: string;
  readonly size: number;
  /** Of the recipients that are still in the queue; a list names no more than `queueRecipientsListed`. */
  readonly recipients: readonly string[];
  readonly recipientCount: number;
  readonly heldCount: number;
  /** When it was accepted: it stays, whatever was held or paused since. */
  readonly queuedAt: number;
  /** The earliest of those that wait; undefined where all are held. */
  readonly nextAttemptAt: number | undefined;
  readonly attempts: number;
  readonly lastError: string;
}

/** What waits for one domain. */
export interface QueueDestination {
  readonly domain: string;
  readonly waiting: number;
  readonly held: number;
  readonly messages: number;
  readonly oldestAt: number;
  readonly nextAttemptAt: number | undefined;
  readonly lastError: string;
}

export interface QueueTotals {
  readonly messages: number;
  readonly waiting: number;
  readonly held: number;
  /** Domains that recipients wait for. */
  readonly destinations: number;
  /** Of the entry that has been in the queue for longest; undefined where it is empty. */
  readonly oldestAt: number | undefined;
}

/** How many were changed. */
export interface QueueChange {
  readonly recipients: number;
  readonly messages: number;
}

/** What was put off for a domain. */
export interface DeferredDomain {
  readonly count: number;
  /** No more of them than the log tells of one by one. */
  readonly entries: readonly QueueEntry[];
}

/** Where an entry goes whose domain has become ours. */
export interface HomePlaces {
  readonly deliveries: readonly { readonly accountId: number; readonly recipient: string }[];
  /** As in an incoming message. */
  readonly relays: readonly {
    readonly recipient: string;
    readonly domain: string;
    readonly notify: string;
    readonly originalRecipient: string;
    readonly forwardedFor: string;
    readonly reversePath?: string;
  }[];
  readonly now: number;
}

/** What delivery asks of the queue. */
export interface DeliveryQueue {
  /** Every domain that recipients wait for, and when the first of them is due. */
  domains(): Promise<readonly { readonly domain: string; readonly dueAt: number }[]>;
  /** Some of what is due for a domain, senders in turn, those after `afterSender` first; when the first of the rest is; and the sender to go on behind. */
  dueFor(
    domain: string,
    page: { readonly now: number; readonly limit: number; readonly afterSender: string },
  ): Promise<{ readonly entries: readonly QueueEntry[]; readonly nextDueAt: number | undefined; readonly lastSender: string }>;
  /** All that is due of these messages: for a domain, or whatever its domain. */
  dueOf(messageIds: readonly number[], now: number, domain?: string): Promise<readonly QueueEntry[]>;
  settle(settlement: Settlement): Promise<void>;
  /**
   * Puts off all that is due for a domain and not routed by hand. `attempt` counts as one for each of them; without it they
   * only wait, with `why`.
   * @returns how many there were, and of those that an attempt counts for the first ones
   */
  deferDomain(
    domain: string,
    change: {
      readonly now: number;
      readonly until: number;
      readonly why: string;
      readonly attempt: QueueAttempt | undefined;
      /** Leaves out what another server has said something of. */
      readonly keepReplies: boolean;
      /** Ids of entries to leave out: those that are being sent. */
      readonly except: readonly number[];
    },
  ): Promise<DeferredDomain>;
  /**
   * Takes an entry whose domain has become ours out of the queue and into mailboxes, and into the queue for where they are
   * forwarded, in one commit.
   * @returns the accounts that got it: none where the entry has gone, or a mailbox has the message already
   */
  bringHome(entryId: number, places: HomePlaces): Promise<readonly number[]>;
  /**
   * Waiting entries, whatever their domain, that were queued before a time and are not due: what is due is tried first, and
   * may leave after all, unless it has been due since before another time. Those of which the sender was told are left out if wanted,
   * and those for some domains, or with some ids.
   */
  aged(page: {
    readonly now: number;
    readonly dueBefore: number;
    readonly queuedBefore: number;
    readonly untold: boolean;
    readonly except: readonly string[];
    readonly inHand: readonly number[];
    readonly limit: number;
  }): Promise<readonly QueueEntry[]>;
  /** Waiting entries for a domain, due or not, that were queued before a time and are not routed by hand. */
  lateFor(domain: string, page: { readonly queuedBefore: number; readonly limit: number }): Promise<readonly QueueEntry[]>;
  delayTold(ids: readonly number[]): Promise<void>;
  /** Makes waiting entries due now whose next attempt is later than `latest`. */
  bringForward(times: { readonly now: number; readonly latest: number }): Promise<void>;
  /** The whole queue was paused: that time does not count as age of what waits. */
  giveTimeBack(pause: { readonly since: number; readonly now: number }): Promise<void>;
  /** Forgets attempts that were made before a time. */
  forgetAttempts(before: number): Promise<void>;
  /** Makes waiting entries due at once. */
  retry(selection: QueueSelection, now: number): Promise<QueueChange>;
}

/** And the administrator. */
export interface QueueStore extends DeliveryQueue {
  count(): Promise<number>;
  totals(): Promise<QueueTotals>;
  /** Messages that have recipients of the selection, those with the newest ids first, or the oldest; `from` is the id behind which to go on. */
  messages(
    selection: QueueSelection,
    page: { readonly order: 'newest' | 'oldest'; readonly from?: number; readonly limit: number },
  ): Promise<readonly QueuedMessage[]>;
  /** How many messages have recipients of the selection. */
  countMessages(selection: QueueSelection): Promise<number>;
  /** Id of the entry that came last; whatever comes later has a higher one. 0 if there is none. */
  newest(): Promise<number>;
  /** Entries of the selection in order of id, from behind `after`. */
  entries(selection: QueueSelection, page: { readonly after?: number; readonly limit: number }): Promise<readonly QueueEntry[]>;
  /** Attempts for an entry, those for its whole domain among them, the newest first. */
  attempts(entryId: number, limit: number): Promise<readonly QueueAttempt[]>;
  /** The domains that most recipients are in the queue for, those of `text` alone if given. */
  destinations(page: { readonly text?: string; readonly limit: number }): Promise<readonly QueueDestination[]>;
  hold(selection: QueueSelection, note: string): Promise<QueueChange>;
  /** Makes held entries wait again, due at once. */
  release(selection: QueueSelection, now: number): Promise<QueueChange>;
  /** @param route as in QueueEntry; entries that wait are due at once */
  reroute(selection: QueueSelection, route: string, now: number): Promise<QueueChange>;
}
