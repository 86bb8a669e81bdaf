/** Domains, accounts and aliases in memory, found by name and key. Changed by main/accounts/stored-directory.ts alone, and what goes with accounts by account-services.ts. */
import { addressKey, domainKey, parseAddress } from '../../shared/mail/address.ts';
import type { AccountServices } from '../store/mail-services.ts';
import type { AccountRow, AliasRow, Directory, DomainRow } from '../store/mail-store.ts';
import { NO_SERVICES, ServiceIndex } from './service-index.ts';

/** How full a mailbox is. */
export interface Usage {
  readonly usedBytes: number;
  readonly messages: number;
  /** Milliseconds since 1970. */
  readonly lastLoginAt: number | null;
}

/** The key of an address that has been parsed before it was stored. */
export function keyOf(address: string): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? address.toLowerCase() : addressKey(parsed);
}

export class DirectoryIndex {
  /** By `domainKey`. */
  readonly #domains = new Map<string, DomainRow>();
  /** In order of age: the oldest account is the last resort for postmaster and abuse. */
  readonly #accounts = new Map<string, AccountRow>();
  readonly #accountsById = new Map<number, AccountRow>();
  readonly #aliases = new Map<string, AliasRow>();
  readonly services: ServiceIndex;
  readonly #usage = new Map<number, Usage>();
  /** Bytes delivered since the store was last asked, by account id. */
  #noted = new Map<number, number>();
  /** Bytes that the look at the store now under way will include. */
  #settling = new Map<number, number>();

  /** Bytes on their way into a mailbox. */
  readonly #taken = new Map<number, number>();

  constructor(directory: Directory, services: AccountServices = NO_SERVICES) {
    this.services = new ServiceIndex(services);
    for (const domain of directory.domains) this.putDomain(domain);
    const byAge = [...directory.accounts].sort((a, b) => a.createdAt - b.createdAt || a.id - b.id);
    for (const account of byAge) this.putAccount(account);
    for (const alias of directory.aliases) this.putAlias(alias);
  }

  /** @param name however it is written */
  domain(name: string): DomainRow | undefined {
    return this.#domains.get(name) ?? this.#domains.get(domainKey(name));
  }

  get domains(): Iterable<DomainRow> {
    return this.#domains.values();
  }

  get domainCount(): number {
    return this.#domains.size;
  }

  putDomain(domain: DomainRow): void {
    this.#domains.set(domainKey(domain.name), domain);
  }

  removeDomain(name: string): void {
    this.#domains.delete(domainKey(name));
  }

  account(key: string): AccountRow | undefined {
    return this.#accounts.get(key);
  }

  accountById(id: number): AccountRow | undefined {
    return this.#accountsById.get(id);
  }

  get accounts(): Iterable<AccountRow> {
    return this.#accounts.values();
  }

  get accountCount(): number {
    return this.#accounts.size;
  }

  putAccount(account: AccountRow): void {
    this.#accounts.set(keyOf(account.address), account);
    this.#accountsById.set(account.id, account);
    this.#usage.set(account.id, { usedBytes: account.usedBytes, messages: account.messages, lastLoginAt: account.lastLoginAt });
  }

  removeAccount(account: AccountRow): void {
    this.#accounts.delete(keyOf(account.address));
    this.#accountsById.delete(account.id);
    this.services.remove(account.id);
    this.#usage.delete(account.id);
    this.#noted.delete(account.id);
    this.#settling.delete(account.id);
  }

  /** The accounts that are no lists. */
  get persons(): AccountRow[] {
    return [...this.#accounts.values()].filter(({ id }) => this.services.list(id) === undefined);
  }

  /** How much there is in a domain, by its id. */
  usedBy(): (domainId: number) => { readonly accounts: number; readonly aliases: number; readonly lists: number } {
    const persons = countByDomain(this.persons);
    const all = countByDomain(this.accounts);
    const aliases = countByDomain(this.aliases);
    return (id) => {
      const accounts = persons.get(id) ?? 0;
      return { accounts, aliases: aliases.get(id) ?? 0, lists: (all.get(id) ?? 0) - accounts };
    };
  }

  alias(key: string): AliasRow | undefined {
    return this.#aliases.get(key);
  }

  get aliases(): Iterable<AliasRow> {
    return this.#aliases.values();
  }

  putAlias(alias: AliasRow): void {
    this.#aliases.set(keyOf(alias.address), alias);
  }

  removeAlias(alias: AliasRow): void {
    this.#aliases.delete(keyOf(alias.address));
  }

  /** The enabled account that was there first, of one domain or of all. */
  oldestEnabledAccount(domainId?: number): AccountRow | undefined {
    for (const account of this.#accounts.values()) {
      if (account.enabled && this.services.list(account.id) === undefined && (domainId === undefined || account.domainId === domainId)) return account;
    }
    return undefined;
  }

  /** Usage as the store last told it. */
  usage(accountId: number): Usage {
    return this.#usage.get(accountId) ?? { usedBytes: 0, messages: 0, lastLoginAt: null };
  }

  /** Bytes in the mailbox, with what has been delivered since the store was last asked, and what is on its way into it. */
  usedBytes(accountId: number): number {
    const noted = (this.#noted.get(accountId) ?? 0) + (this.#settling.get(accountId) ?? 0);
    return this.usage(accountId).usedBytes + noted + (this.#taken.get(accountId) ?? 0);
  }

  /** Counts bytes as used that are on their way into mailboxes. Returns the way to end that. */
  takeRoom(mailboxes: readonly { readonly id: number }[], bytes: number): () => void {
    for (const { id } of mailboxes) this.#addTaken(id, bytes);
    return () => {
      for (const { id } of mailboxes) this.#addTaken(id, -bytes);
    };
  }

  #addTaken(accountId: number, bytes: number): void {
    const taken = (this.#taken.get(accountId) ?? 0) + bytes;
    if (taken === 0) this.#taken.delete(accountId);
    else this.#taken.set(accountId, taken);
  }

  /** Notes bytes that are now on disk in the mailbox of an account. */
  noteDelivery(accountId: number, bytes: number): void {
    if (this.#accountsById.has(accountId)) this.#noted.set(accountId, (this.#noted.get(accountId) ?? 0) + bytes);
  }

  /**
   * Takes the usage that the store tells. What was noted before the store was asked is in its answer; what is noted
   * while it answers may not be, and is kept until the next time.
   */
  async refresh(ask: () => Promise<readonly ({ id: number } & Usage)[]>): Promise<void> {
    const before = this.#noted;
    for (const [id, bytes] of this.#settling) before.set(id, (before.get(id) ?? 0) + bytes);
    this.#settling = before;
    this.#noted = new Map();
    const answer = await ask();
    for (const { id, usedBytes, messages, lastLoginAt } of answer) {
      if (this.#accountsById.has(id)) this.#usage.set(id, { usedBytes, messages, lastLoginAt });
    }
    this.#settling = new Map();
  }
}

function countByDomain(rows: Iterable<{ readonly domainId: number }>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { domainId } of rows) counts.set(domainId, (counts.get(domainId) ?? 0) + 1);
  return counts;
}
