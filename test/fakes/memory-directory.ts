/** The directory part of the store, in memory. */
import { type AccountRow, type AliasRow, type DirectoryStore, type DomainRow, StoreConflict } from '../../main/store/mail-store.ts';

export class MemoryDirectory implements DirectoryStore {
  readonly domains: DomainRow[] = [];
  readonly accounts: AccountRow[] = [];
  readonly aliases: AliasRow[] = [];
  /** Set to let the next usage() say so. */
  usageAnswer: { id: number; usedBytes: number; messages: number; lastLoginAt: number | null }[] = [];
  /** Set to let every writing method fail. */
  failure: Error | undefined;
  #lastId = 0;

  async load(): Promise<{ domains: DomainRow[]; accounts: AccountRow[]; aliases: AliasRow[] }> {
    return { domains: [...this.domains], accounts: [...this.accounts], aliases: [...this.aliases] };
  }

  async addDomain(name: string, at: number): Promise<DomainRow> {
    this.#mayFail();
    const row = { id: this.#nextId(), name, createdAt: at };
    this.domains.push(row);
    return row;
  }

  async removeDomain(name: string): Promise<void> {
    this.#mayFail();
    remove(this.domains, (row) => row.name === name);
  }

  async addAccount(account: Parameters<DirectoryStore['addAccount']>[0]): Promise<AccountRow> {
    this.#mayFail();
    const { domainId, address, name, passwordHash, quotaBytes, at } = account;
    const row = {
      id: this.#nextId(),
      domainId,
      address,
      name,
      passwordHash,
      enabled: true,
      quotaBytes,
      usedBytes: 0,
      messages: 0,
      createdAt: at,
      lastLoginAt: null,
    };
    this.accounts.push(row);
    return row;
  }

  async updateAccount(id: number, change: Parameters<DirectoryStore['updateAccount']>[1]): Promise<AccountRow> {
    this.#mayFail();
    const place = this.accounts.findIndex((row) => row.id === id);
    const before = this.accounts[place];
    if (before === undefined) throw new StoreConflict('missing', 'there is no such account');
    const row = { ...before, ...change };
    this.accounts[place] = row;
    return row;
  }

  async removeAccount(id: number): Promise<number> {
    this.#mayFail();
    remove(this.accounts, (row) => row.id === id);
    return 0;
  }

  async usage(): Promise<{ id: number; usedBytes: number; messages: number; lastLoginAt: number | null }[]> {
    return this.usageAnswer.splice(0);
  }

  async putAlias(alias: Parameters<DirectoryStore['putAlias']>[0]): Promise<AliasRow> {
    this.#mayFail();
    const { domainId, address, targets, at } = alias;
    remove(this.aliases, (row) => row.address.toLowerCase() === address.toLowerCase());
    const row = { id: this.#nextId(), domainId, address, targets, createdAt: at };
    this.aliases.push(row);
    return row;
  }

  async removeAlias(id: number): Promise<void> {
    this.#mayFail();
    remove(this.aliases, (row) => row.id === id);
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #mayFail(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}

function remove<T>(rows: T[], which: (row: T) => boolean): void {
  const place = rows.findIndex(which);
  if (place >= 0) rows.splice(place, 1);
}
