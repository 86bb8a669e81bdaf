/** What the store keeps for the services around mail: keys that sign, secrets, replies that were sent, and what each sender sends. */

/** `next`: made, not signing yet. `retired`: signs no more, but mail it has signed may still be on its way. */
export type DkimKeyState = 'next' | 'active' | 'retired';
export type DkimAlgorithm = 'rsa' | 'ed25519';

/** A key that signs mail of a domain (RFC 6376). */
export interface DkimKeyRow {
  readonly id: number;
  readonly domainId: number;
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  /** PKCS #8 in PEM. Never leaves the process. */
  readonly privateKey: string;
  /** As the DNS record has it, in base64. */
  readonly publicKey: string;
  readonly state: DkimKeyState;
  readonly createdAt: number;
  /** Since when it is in this state. */
  readonly stateAt: number;
}

export interface DkimStore {
  load(): Promise<readonly DkimKeyRow[]>;
  /** Throws StoreConflict 'exists', or 'missing' if there is no such domain. */
  add(key: Omit<DkimKeyRow, 'id'>): Promise<DkimKeyRow>;
  /** All or nothing. */
  setStates(changes: readonly { readonly id: number; readonly state: DkimKeyState; readonly at: number }[]): Promise<void>;
  remove(id: number): Promise<void>;
}

/** Secrets of this installation that nobody enters or reads. */
export interface SecretStore {
  /** The secret of that name; the first call keeps `fresh`. */
  getOrKeep(name: string, fresh: string): Promise<string>;
}

/** What happens on an installation, and counts once it has. `test-message`: a test message of the administrator was in a mailbox. */
export type Milestone = 'test-message';

export interface MilestoneStore {
  /** The first time counts. */
  reach(name: Milestone, at: number): Promise<void>;
  /** When it was, in milliseconds since 1970; undefined if it was not yet. */
  get(name: Milestone): Promise<number | undefined>;
}

/** Whom vacation replies were sent to. */
export interface VacationStore {
  /** Notes a reply, unless there was one since `since`, and forgets those of the account that were before. @returns false if there was */
  claim(reply: { readonly accountId: number; readonly recipient: string; readonly at: number; readonly since: number }): Promise<boolean>;
  /** Forgets the replies of an account: the next one counts as the first. */
  forget(accountId: number): Promise<void>;
}

/** Where mail of an account goes besides, or instead. */
export interface Forward {
  /** As `formatAddress` writes them. */
  readonly targets: readonly string[];
  /** The mailbox gets the mail too. */
  readonly keepCopy: boolean;
}

/** What is answered while somebody is away (RFC 3834). */
export interface Vacation {
  /** '' for that of the message, after a few words. */
  readonly subject: string;
  readonly body: string;
  /** Milliseconds since 1970; null: since ever, and until somebody ends it. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** The same sender gets no other answer within so many days. */
  readonly days: number;
}

/** Who may post to a list. */
export type Posting = 'anyone' | 'members' | 'named';

export interface ListSettings {
  readonly posting: Posting;
  /** Addresses that may post, whoever else may. */
  readonly posters: readonly string[];
  /** Where answers go. */
  readonly replyTo: 'sender' | 'list';
  /** Who gets what comes back and what is for the owner; '' for the postmaster. */
  readonly owner: string;
}

export interface ListMember {
  readonly address: string;
  /** `addressKey` of it. */
  readonly key: string;
  readonly joinedAt: number;
  readonly standing: MemberStanding;
}

/** What has come back for a member of a list. */
export interface MemberStanding {
  /** Days on which something did, and the last of them, in milliseconds since 1970; 0 for never. */
  readonly bounceDays: number;
  readonly bouncedAt: number;
  /** Since when the member gets nothing any more; 0 as long as it does. */
  readonly suspendedAt: number;
}

export interface ListRow extends ListSettings {
  /** A list is an account that nobody logs in to: its mailbox holds what has been posted until it is handed out. */
  readonly accountId: number;
  readonly members: readonly ListMember[];
}

export interface AccountServices {
  readonly forwards: readonly (Forward & { readonly accountId: number })[];
  readonly vacations: readonly (Vacation & { readonly accountId: number })[];
  readonly lists: readonly ListRow[];
}

/** What goes with accounts; it is gone with them. Writing methods throw StoreConflict 'missing' if there is no such account. */
export interface AccountServicesStore {
  load(): Promise<AccountServices>;
  /** Null ends it. */
  setForward(accountId: number, forward: Forward | null): Promise<void>;
  setVacation(accountId: number, vacation: Vacation | null): Promise<void>;
  /** Makes a list of an account, or changes the one it is. */
  putList(accountId: number, list: ListSettings): Promise<void>;
  /** Those that are members already stay as they are. */
  addMembers(accountId: number, members: readonly ListMember[]): Promise<void>;
  removeMembers(accountId: number, keys: readonly string[]): Promise<void>;
  setStandings(accountId: number, keys: readonly string[], standing: MemberStanding): Promise<void>;
}

/** An MTA-STS policy that was seen (RFC 8461). */
export interface KeptPolicy {
  readonly domain: string;
  /** Of the record that named it. */
  readonly id: string;
  readonly mode: 'enforce' | 'testing' | 'none';
  readonly hosts: readonly string[];
  readonly maxAgeSeconds: number;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface PolicyStore {
  /** Those that hold still, those that do for longest first. */
  load(now: number, limit: number): Promise<readonly KeptPolicy[]>;
  /** @param limit how many there are at the most: those that end first make room */
  keep(policy: KeptPolicy, now: number, limit: number): Promise<void>;
}

/** What a sender may send; null means without limit. */
export interface OutboundLimits {
  readonly messagesPerHour: number | null;
  readonly messagesPerDay: number | null;
  readonly newRecipientsPerHour: number | null;
  readonly newRecipientsPerDay: number | null;
}

/** What a sender has sent, the message at hand included. */
export interface OutboundUse {
  readonly messagesThisHour: number;
  readonly messagesThisDay: number;
  readonly newRecipientsThisHour: number;
  readonly newRecipientsThisDay: number;
}

/** A message that is weighed against the limits of its sender. */
export interface WeighedMessage {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly at: number;
  readonly limits: OutboundLimits;
}

/** What the use is with the message, and the limit that it would break. */
export interface OutboundWeight {
  readonly use: OutboundUse;
  readonly exceeds: keyof OutboundLimits | undefined;
}

/** Senders are known here by `loginKey`: a login is one however its name is written. */
export interface OutboundStore {
  /** Counts a message, if it is within the limits; one that is not counts for nothing. */
  take(message: WeighedMessage): Promise<OutboundWeight>;
  /** The same, and nothing is counted. */
  weigh(message: WeighedMessage): Promise<OutboundWeight>;
  /** The senders with something in the last day, with what they have sent. */
  list(at: number): Promise<readonly { readonly sender: string; readonly use: OutboundUse }[]>;
  /** Begins to count anew for a sender, and takes these recipients for known. */
  forgive(sender: string, recipients: readonly string[], at: number): Promise<void>;
  /** Forgets recipients that nobody has written to since a time: they are new again. What was counted more than a day before `now` goes, too. */
  forgetBefore(before: number, now: number): Promise<void>;
}
