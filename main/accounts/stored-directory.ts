/**
 * Domains, accounts and aliases of this server: answers sessions from memory, and carries out the administrator's
 * changes, each first in the store and then in memory, one after the other.
 */
import type { Account, AccountSettings, Alias, AliasSettings, Domain } from '../../shared/admin-api/directory.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type MailAddress, addressKey, domainKey, loginKey, parseAddress } from '../../shared/mail/address.ts';
import type { Clock } from '../clock.ts';
import { shownAddress, shownDomain } from '../dns/shown-name.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { AccountRow, AliasRow, DirectoryStore, DomainRow } from '../store/mail-store.ts';
import type { AccountDirectory, AccountUpdate, ChangedAccount, DirectoryChange, NewAccount, PutAlias } from './account-directory.ts';
import { AccountServices, type DirectoryServices, WITHOUT_SERVICES } from './account-services.ts';
import type { AccountIdentity, Login, LoginResult, Resolution } from './accounts.ts';
import { ChangeQueue } from './change-queue.ts';
import { DirectoryError, type Opened, refuseOverwriting } from './directory-error.ts';
import { DirectoryIndex } from './directory-index.ts';
import { owns } from './ownership.ts';
import { PasswordChecker, hashPassword } from './passwords.ts';
import { requireAddress, requireDomainName, requireTargets } from './required.ts';
import { addressExists, resolveRecipient } from './resolve.ts';
import { listsWithMembers, postingRefusal, restrictsPosters } from './posting.ts';
import { Srs } from './srs.ts';

/** Loads the directory from the store. */
export async function createAccountDirectory(
  store: DirectoryStore,
  settings: SettingsSource,
  clock: Clock,
  services: DirectoryServices = WITHOUT_SERVICES,
): Promise<AccountDirectory> {
  const [directory, known] = await Promise.all([store.load(), services.store.load()]);
  return new StoredDirectory(store, settings, clock, new DirectoryIndex(directory, known), services);
}

class StoredDirectory implements AccountDirectory {
  readonly #store: DirectoryStore;
  readonly #settings: SettingsSource;
  readonly #clock: Clock;
  readonly #index: DirectoryIndex;
  readonly #passwords: PasswordChecker;
  readonly #srs: Srs;
  readonly services: AccountServices;
  readonly #listeners = new Set<(change: DirectoryChange) => void>();
  readonly #changes = new ChangeQueue();
  #refreshing: Promise<void> | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(store: DirectoryStore, settings: SettingsSource, clock: Clock, index: DirectoryIndex, services: DirectoryServices) {
    this.#store = store;
    this.#settings = settings;
    this.#clock = clock;
    this.#index = index;
    this.#passwords = new PasswordChecker(clock);
    this.#srs = new Srs(services.srsSecret);
    this.services = new AccountServices({
      store: services.store,
      index,
      clock,
      // A password that no hash has: nobody logs in to a list.
      addAccount: async ({ address, name }) => await this.#addRow(requireAddress(address, 'address'), { name, passwordHash: '', quotaBytes: null }),
      nameAccount: async (account, name) => await this.#nameRow(account, name),
      removeAccount: async (account) => void (await this.#removeRow(account)),
    });
  }

  // -------------------------------------------------------------------------------------------- for sessions

  isLocalDomain(domain: string): boolean {
    return this.#index.domain(domain) !== undefined;
  }

  resolve(recipient: MailAddress | 'postmaster', messageBytes: number | 'past-quotas' = 0): Resolution {
    const resolution = resolveRecipient(recipient, this.#index, {
      postmaster: this.#settings.current.server.postmaster,
      messageBytes: messageBytes === 'past-quotas' ? undefined : messageBytes,
      restore: (address) => this.#srs.restore(address, this.#clock.now()),
    });
    // The owner may have made room meanwhile: look again before the sender's next try.
    if (resolution.kind === 'refused' && resolution.reason === 'mailbox-full') this.#refreshSoon();
    return resolution;
  }

  takeRoom(mailboxes: readonly AccountIdentity[], bytes: number): () => void {
    return this.#index.takeRoom(mailboxes, bytes);
  }

  forwardingSender(sender: MailAddress | undefined, by: MailAddress): string | undefined {
    return sender === undefined || this.isLocalDomain(sender.domain) ? undefined : this.#srs.rewrite(sender, by, this.#clock.now());
  }

  postingRefusal(mailboxes: readonly AccountIdentity[], sender: MailAddress | undefined): ReasonId | undefined {
    return postingRefusal(mailboxes, sender, this.#index.services);
  }

  restrictsPosters(mailboxes: readonly AccountIdentity[]): boolean {
    return restrictsPosters(mailboxes, this.#index.services);
  }

  listsLeadingOut(mailboxes: readonly AccountIdentity[]): readonly string[] {
    return listsWithMembers(mailboxes, this.#index.services, ({ domain }) => !this.isLocalDomain(domain));
  }

  owns(login: Login, address: MailAddress): boolean {
    return owns(login, address, this.#index);
  }

  accountOf(address: MailAddress): AccountIdentity | undefined {
    const row = this.#index.account(addressKey(address));
    return row?.enabled === true && this.#index.services.list(row.id) === undefined ? { id: row.id, address: row.address } : undefined;
  }

  addressExists(address: MailAddress): boolean {
    return addressExists(address, this.#index);
  }

  async login(name: string, password: string): Promise<LoginResult> {
    const parsed = parseAddress(name);
    const named = parsed === undefined ? undefined : this.#index.account(addressKey(parsed));
    const account = named === undefined || this.#index.services.list(named.id) !== undefined ? undefined : named;
    const right = await this.#passwords.check(loginKey(name), password, account);
    if (account === undefined) return { ok: false, why: 'unknown' };
    // The account may have been changed while its password was checked.
    const now = this.#index.accountById(account.id);
    if (!right || now?.passwordHash !== account.passwordHash) return { ok: false, why: 'wrong-password' };
    if (!now.enabled) return { ok: false, why: 'disabled' };
    return { ok: true, account: { id: account.id, address: account.address } };
  }

  // -------------------------------------------------------------------------------------------- domains

  get domainIds(): ReadonlyMap<string, number> {
    return new Map([...this.#index.domains].map(({ name, id }) => [domainKey(name), id]));
  }

  get domainCount(): number {
    return this.#index.domainCount;
  }

  get accountCount(): number {
    return this.#index.accountCount - [...this.#index.services.lists].length;
  }

  listDomains(): Domain[] {
    const used = this.#index.usedBy();
    return [...this.#index.domains].map(({ id, name, createdAt }) => ({ name, ...used(id), createdAt }));
  }

  async addDomain(name: string): Promise<Domain> {
    const domainName = requireDomainName(name);
    return await this.#changes.run('name', async () => {
      const shown = shownDomain(domainName);
      if (this.#index.domain(domainName) !== undefined) throw new DirectoryError('conflict', 'name', `${shown} is a domain of this server already`);
      const row = await this.#store.addDomain(shown, this.#clock.now());
      this.#index.putDomain(row);
      this.#tell({ subject: 'domain', action: 'added', name: row.name, endsLogins: false });
      return { name: row.name, accounts: 0, aliases: 0, lists: 0, createdAt: row.createdAt };
    });
  }

  async removeDomain(name: string): Promise<void> {
    await this.#changes.run('name', async () => {
      const domain = this.#knownDomain(name, 'name');
      const { accounts, aliases, lists } = this.#index.usedBy()(domain.id);
      if (accounts + aliases + lists > 0) {
        throw new DirectoryError(
          'conflict',
          'name',
          `${domain.name} is not empty (accounts: ${accounts}, aliases: ${aliases}, mailing lists: ${lists}): remove what is in it first`,
        );
      }
      await this.#store.removeDomain(domain.name);
      this.#index.removeDomain(domain.name);
      this.#tell({ subject: 'domain', action: 'removed', name: domain.name, endsLogins: false });
    });
  }

  // -------------------------------------------------------------------------------------------- accounts

  async listAccounts(domain?: string): Promise<Account[]> {
    await this.refreshUsage();
    const only = domain === undefined ? undefined : this.#knownDomain(domain, 'domain').id;
    return this.#index.persons.filter((account) => only === undefined || account.domainId === only).map((account) => this.#toAccount(account));
  }

  async addAccount(account: NewAccount): Promise<Account> {
    const address = requireAddress(account.address, 'address');
    this.#requireDomain(address.domain, 'address');
    this.#requireFree(address);
    const passwordHash = await hashPassword(account.password);
    return this.#toAccount(await this.#addRow(address, { name: account.name ?? '', passwordHash, quotaBytes: account.quotaBytes ?? null }));
  }

  async #addRow(address: MailAddress, account: Pick<AccountRow, 'name' | 'passwordHash' | 'quotaBytes'>): Promise<AccountRow> {
    return await this.#changes.run('address', async () => {
      const domain = this.#requireDomain(address.domain, 'address');
      this.#requireFree(address);
      const row = await this.#store.addAccount({
        domainId: domain.id,
        address: shownAddress(address),
        key: addressKey(address),
        ...account,
        at: this.#clock.now(),
      });
      this.#index.putAccount(row);
      this.#tell({ subject: 'account', action: 'added', name: row.address, accountId: row.id, endsLogins: false });
      return row;
    });
  }

  async updateAccount(address: string, { name, enabled, quotaBytes }: AccountUpdate, opened?: Opened<AccountSettings>): Promise<ChangedAccount> {
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(enabled === undefined ? {} : { enabled }),
      ...(quotaBytes === undefined ? {} : { quotaBytes }),
    };
    return await this.#updateAccount(address, change, opened);
  }

  async setPassword(address: string, password: string): Promise<void> {
    this.#requireAccount(address);
    await this.#updateAccount(address, { passwordHash: await hashPassword(password) });
  }

  async #updateAccount(address: string, change: Parameters<DirectoryStore['updateAccount']>[1], opened?: Opened<AccountSettings>): Promise<ChangedAccount> {
    return await this.#changes.run('address', async () => {
      const account = this.#requireAccount(address);
      const before = settingsOf(account);
      refuseOverwriting({ now: before, opened, put: change });
      const row = await this.#store.updateAccount(account.id, change);
      this.#index.putAccount(row);
      this.#passwords.forget(row.id);
      const endsLogins = !row.enabled || row.passwordHash !== account.passwordHash;
      this.#tell({ subject: 'account', action: 'changed', name: row.address, accountId: row.id, endsLogins });
      return { ...this.#toAccount(row), before };
    });
  }

  async #nameRow({ id }: AccountRow, name: string): Promise<void> {
    await this.#changes.run('name', async () => {
      const row = await this.#store.updateAccount(id, { name });
      this.#index.putAccount(row);
      this.#tell({ subject: 'account', action: 'changed', name: row.address, accountId: id, endsLogins: false });
    });
  }

  async removeAccount(address: string, options?: { readonly onlyEmpty: boolean }): Promise<number> {
    return await this.#removeRow(this.#requireAccount(address), options);
  }

  async #removeRow({ address }: AccountRow, options?: { readonly onlyEmpty: boolean }): Promise<number> {
    return await this.#changes.run('address', async () => {
      const account = this.#index.account(addressKey(requireAddress(address, 'address')));
      if (account === undefined) throw new DirectoryError('missing', 'address', `there is no account ${address}`);
      const kept = await this.#store.removeAccount(account.id, options);
      if (kept > 0) return kept;
      this.#index.removeAccount(account);
      this.#passwords.forget(account.id);
      this.#tell({ subject: 'account', action: 'removed', name: account.address, accountId: account.id, endsLogins: true });
      return 0;
    });
  }

  // -------------------------------------------------------------------------------------------- aliases

  listAliases(domain?: string): Alias[] {
    const only = domain === undefined ? undefined : this.#knownDomain(domain, 'domain').id;
    return [...this.#index.aliases].filter((alias) => only === undefined || alias.domainId === only).map(toAlias);
  }

  async putAlias(alias: PutAlias): Promise<Alias & { before: AliasSettings | null }> {
    const address = requireAddress(alias.address, 'address');
    const key = addressKey(address);
    const targets = requireTargets(alias.targets, key);
    return await this.#changes.run('address', async () => {
      const domain = this.#requireDomain(address.domain, 'address');
      const before = this.#index.alias(key);
      if (before === undefined && alias.opened !== undefined) throw noAlias(alias.address);
      if (before === undefined || alias.replace !== true) this.#requireFree(address);
      else refuseOverwriting({ now: { targets: before.targets }, opened: alias.opened, put: { targets } });
      const row = await this.#store.putAlias({
        domainId: domain.id,
        address: shownAddress(address),
        key,
        targets,
        at: this.#clock.now(),
        replace: alias.replace === true,
      });
      this.#index.putAlias(row);
      this.#tell({ subject: 'alias', action: before === undefined ? 'added' : 'changed', name: row.address, endsLogins: false });
      return { ...toAlias(row), before: before === undefined ? null : { targets: [...before.targets] } };
    });
  }

  async removeAlias(address: string, opened?: Opened<AliasSettings>): Promise<Alias> {
    return await this.#changes.run('address', async () => {
      const alias = this.#index.alias(addressKey(requireAddress(address, 'address')));
      if (alias === undefined) throw noAlias(address);
      refuseOverwriting({ now: { targets: alias.targets }, opened, put: {} });
      await this.#store.removeAlias(alias.id);
      this.#index.removeAlias(alias);
      this.#tell({ subject: 'alias', action: 'removed', name: alias.address, endsLogins: false });
      return toAlias(alias);
    });
  }

  // -------------------------------------------------------------------------------------------- usage

  noteDelivery(accountId: number, bytes: number): void {
    this.#index.noteDelivery(accountId, bytes);
    this.services.notePost(accountId);
    this.#refreshSoon();
  }

  async refreshUsage(): Promise<void> {
    this.#refreshing ??= this.#index
      .refresh(async () => await this.#store.usage())
      .finally(() => {
        this.#refreshing = undefined;
      });
    await this.#refreshing;
  }

  #refreshSoon(): void {
    if (this.#refreshTimer !== undefined || this.#closed) return;
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = undefined;
      // Until the store answers again the bytes counted here hold the quotas, and whoever writes to the store reports the trouble.
      this.refreshUsage().catch(() => this.#refreshSoon());
    }, FIXED_LIMITS.usageRefreshSeconds * 1000);
    this.#refreshTimer.unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#refreshTimer);
    this.#listeners.clear();
  }

  onChange(listener: (change: DirectoryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // -------------------------------------------------------------------------------------------- helpers

  #tell(change: DirectoryChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #requireDomain(name: string, field: string): DomainRow {
    const domain = this.#index.domain(name);
    if (domain === undefined) throw new DirectoryError('missing', field, `${shownDomain(name)} is not a domain of this server: add the domain first`);
    return domain;
  }

  /** To be looked at or removed: there is no point in adding it first. */
  #knownDomain(name: string, field: string): DomainRow {
    const domain = this.#index.domain(requireDomainName(name));
    if (domain !== undefined) return domain;
    throw new DirectoryError('missing', field, `${shownDomain(name)} is not a domain of this server: choose one in the list of domains`);
  }

  #requireAccount(address: string): AccountRow {
    const account = this.#index.account(addressKey(requireAddress(address, 'address')));
    if (account === undefined || this.#index.services.list(account.id) !== undefined) {
      throw new DirectoryError('missing', 'address', `there is no account ${address}`);
    }
    return account;
  }

  #requireFree(address: MailAddress): void {
    const key = addressKey(address);
    const account = this.#index.account(key);
    if (account !== undefined) {
      const isList = this.#index.services.list(account.id) !== undefined;
      if (isList) throw new DirectoryError('conflict', 'address', `there is already a mailing list ${shownAddress(address)}`);
      throw new DirectoryError('conflict', 'address', `there is already an account ${shownAddress(address)}`);
    }
    if (this.#index.alias(key) !== undefined) throw new DirectoryError('conflict', 'address', `there is already an alias ${shownAddress(address)}`);
  }

  #toAccount(row: AccountRow): Account {
    return { address: row.address, ...settingsOf(row), createdAt: row.createdAt, ...this.#index.usage(row.id) };
  }
}

function settingsOf({ name, enabled, quotaBytes }: AccountRow): AccountSettings {
  return { name, enabled, quotaBytes };
}

function noAlias(address: string): DirectoryError {
  return new DirectoryError('missing', 'address', `there is no alias ${address}`);
}

function toAlias({ address, targets, createdAt }: AliasRow): Alias {
  return { address, targets: [...targets], createdAt };
}
