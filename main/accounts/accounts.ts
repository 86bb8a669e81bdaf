/** What sessions ask about domains, accounts and aliases. Looked up in memory: no session waits for the database. */
import type { MailAddress } from '../../shared/mail/address.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';

/** One account as a session knows it after login. */
export interface AccountIdentity {
  readonly id: number;
  readonly address: string;
}

/** Whoever has logged in to send: a mailbox account, or an SMTP login of the settings. */
export type Login =
  | ({ readonly kind: 'account' } & AccountIdentity)
  | { readonly kind: 'smtp-login'; readonly name: string /** Addresses and `@domain`s it may send as. */; readonly addresses: readonly string[] };

export type SendLoginResult = { readonly ok: true; readonly login: Login } | { readonly ok: false; readonly why: 'unknown' | 'wrong-password' | 'disabled' };

/** Where mail for one recipient goes. */
export type Resolution =
  | {
      readonly kind: 'local';
      readonly mailboxes: readonly AccountIdentity[];
      readonly remote: readonly MailAddress[];
      /** The address is the sender of a message that was forwarded: it takes reports, which have the null reverse-path, and nothing else. */
      readonly reportsOnly?: true;
    }
  /** Not in one of our domains: relay control decides. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'refused'; readonly reason: ReasonId };

export type LoginResult =
  | { readonly ok: true; readonly account: AccountIdentity }
  | { readonly ok: false; readonly why: 'unknown' | 'wrong-password' | 'disabled' };

export interface Accounts {
  isLocalDomain(domain: string): boolean;
  /**
   * Resolves a recipient: account, alias (to accounts and addresses elsewhere), plus addressing, and the mailboxes
   * that RFC 2142 demands. `messageBytes`, where the client declared it (SIZE), is held against the quota; `'past-quotas'`
   * is for reports, which are owed to their reader however full the mailbox is.
   */
  resolve(recipient: MailAddress | 'postmaster', messageBytes?: number | 'past-quotas'): Resolution;
  /**
   * Counts bytes as used that are on their way into mailboxes, from the moment at which there was room for them: sessions that end
   * their messages at once share one quota. Returns the way to end that, once they are on disk and counted, or not to come.
   */
  takeRoom(mailboxes: readonly AccountIdentity[], bytes: number): () => void;
  /**
   * The reverse-path with which a message leaves that `by`, an address of ours, forwards: one of our own, so that SPF speaks
   * for it, which leads reports back. Undefined if the sender may stay: it is ours, or the null one.
   */
  forwardingSender(sender: MailAddress | undefined, by: MailAddress): string | undefined;
  /** Why a sender may not post to those of the mailboxes that are mailing lists; undefined if it may. */
  postingRefusal(mailboxes: readonly AccountIdentity[], sender: MailAddress | undefined): ReasonId | undefined;
  /** True if one of the mailboxes is a mailing list that not everybody may post to. */
  restrictsPosters(mailboxes: readonly AccountIdentity[]): boolean;
  /** Addresses of those of the mailboxes that are mailing lists with members elsewhere. */
  listsLeadingOut(mailboxes: readonly AccountIdentity[]): readonly string[];
  /** True if the login may send as this address; see main/accounts/ownership.ts. */
  owns(login: Login, address: MailAddress): boolean;
  /** Checks a login name (a full address) and password, off the event loop, in a time that tells nothing. */
  login(name: string, password: string): Promise<LoginResult>;
}
