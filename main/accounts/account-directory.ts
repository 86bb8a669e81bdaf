/** What the administration can do with domains, accounts and aliases, and what it is told. */
import type { Account, AccountSettings, Alias, AliasSettings, Domain } from '../../shared/admin-api/directory.ts';
import type { MailAddress } from '../../shared/mail/address.ts';
import type { AccountIdentity, Accounts } from './accounts.ts';
import type { AccountServices } from './account-services.ts';
import type { Opened } from './directory-error.ts';

export { ChangedElsewhereError, DirectoryError } from './directory-error.ts';

/** What has changed. Sessions and grants of an account end when it is removed, disabled, or gets another password. */
export interface DirectoryChange {
  readonly subject: 'domain' | 'account' | 'alias';
  readonly action: 'added' | 'changed' | 'removed';
  /** The domain or address. */
  readonly name: string;
  /** For accounts. */
  readonly accountId?: number;
  /** True when what the account was logged in with is no longer good. */
  readonly endsLogins: boolean;
}

export interface NewAccount {
  readonly address: string;
  readonly password: string;
  readonly name?: string;
  /** Null means unlimited. */
  readonly quotaBytes?: number | null;
}

export interface AccountUpdate {
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly quotaBytes?: number | null | undefined;
}

/** `before`: what it was until then. */
export type ChangedAccount = Account & { before: AccountSettings };

export interface PutAlias {
  readonly address: string;
  readonly targets: readonly string[];
  readonly replace?: boolean;
  /** What whoever replaces it has seen of it. */
  readonly opened?: Opened<AliasSettings> | undefined;
}

/**
 * What admin services do with domains, accounts and aliases. Refusals are DirectoryError, trouble with the disk StoreError, and
 * ChangedElsewhereError where something is not any more as `opened` says.
 */
export interface AccountDirectory extends Accounts {
  /** True if there is an account, enabled or not, or an alias of that address, perhaps with a detail. */
  addressExists(address: MailAddress): boolean;
  /** The enabled account of this very address; undefined if there is none. */
  accountOf(address: MailAddress): AccountIdentity | undefined;
  /** Forwards, vacation replies and lists. */
  readonly services: AccountServices;
  /** Ids of our domains by `domainKey`. */
  readonly domainIds: ReadonlyMap<string, number>;
  readonly domainCount: number;
  readonly accountCount: number;
  listDomains(): Domain[];
  addDomain(name: string): Promise<Domain>;
  removeDomain(name: string): Promise<void>;
  /** With usage as the store has it now. */
  listAccounts(domain?: string): Promise<Account[]>;
  addAccount(account: NewAccount): Promise<Account>;
  updateAccount(address: string, update: AccountUpdate, opened?: Opened<AccountSettings>): Promise<ChangedAccount>;
  setPassword(address: string, password: string): Promise<void>;
  /** Removes the account and all its mail. */
  /** @param options onlyEmpty: not one with mail @returns how many messages it was kept for: 0 if it is gone */
  removeAccount(address: string, options?: { readonly onlyEmpty: boolean }): Promise<number>;
  listAliases(domain?: string): Alias[];
  putAlias(alias: PutAlias): Promise<Alias & { before: AliasSettings | null }>;
  /** @returns what there was */
  removeAlias(address: string, opened?: Opened<AliasSettings>): Promise<Alias>;
  /** Called by whoever has just put `bytes` durably into a mailbox, so that quotas hold at once. */
  noteDelivery(accountId: number, bytes: number): void;
  /** Asks the store how full the mailboxes are. Happens by itself while mail comes in. */
  refreshUsage(): Promise<void>;
  /** Calls back after each change; returns the way to stop that. */
  onChange(listener: (change: DirectoryChange) => void): () => void;
  close(): void;
}
