/**
 * Forwards and vacation replies of accounts, and mailing lists: the administrator's changes, each first in the store and then
 * in memory. What sessions ask about them goes through the directory.
 */
import { type MailAddress, addressKey, parseAddress } from '../../shared/mail/address.ts';
import type { Clock } from '../clock.ts';
import { type AccountRow, StoreConflict } from '../store/mail-store.ts';
import type { AccountServicesStore, Forward, ListMember, MemberStanding, Vacation } from '../store/mail-services.ts';
import { ChangeQueue } from './change-queue.ts';
import { DirectoryError, type Opened, refuseOverwriting } from './directory-error.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { forwardersTo } from './forwarders.ts';
import {
  type AddedMembers,
  type FormerMember,
  type MailingList,
  type NamedListSettings,
  namedSettingsOf,
  requireListSettings,
  requireMembers,
} from './mailing-list.ts';
import { requireAddress, requireTargets } from './required.ts';
import { resolveRecipient } from './resolve.ts';
import { NO_SERVICES } from './service-index.ts';

/** What goes with accounts, for a directory that is to have it. */
export interface DirectoryServices {
  readonly store: AccountServicesStore;
  /** Of this installation: signs the senders of forwarded mail. */
  readonly srsSecret: string;
}

/** Without services nothing is forwarded, and changes to them are refused. */
export const WITHOUT_SERVICES: DirectoryServices = {
  store: {
    load: async () => NO_SERVICES,
    setForward: refused,
    setVacation: refused,
    putList: refused,
    addMembers: refused,
    removeMembers: refused,
    setStandings: refused,
  },
  srsSecret: '',
};

async function refused(): Promise<never> {
  return await Promise.reject(new StoreConflict('missing', 'This directory has no services of accounts.'));
}

/** Nothing has come back. */
export const GOOD_STANDING: MemberStanding = { bounceDays: 0, bouncedAt: 0, suspendedAt: 0 };

export interface AccountServicesOptions {
  readonly store: AccountServicesStore;
  readonly index: DirectoryIndex;
  readonly clock: Clock;
  /** Makes the account of a list. */
  readonly addAccount: (account: { readonly address: string; readonly name: string }) => Promise<AccountRow>;
  readonly nameAccount: (account: AccountRow, name: string) => Promise<void>;
  readonly removeAccount: (account: AccountRow) => Promise<void>;
}

export class AccountServices {
  readonly #options: AccountServicesOptions;
  readonly #postListeners = new Set<(accountId: number) => void>();
  /** Apart from that of the directory, which changes of lists wait for. */
  readonly #changes = new ChangeQueue();

  constructor(options: AccountServicesOptions) {
    this.#options = options;
  }

  // -------------------------------------------------------------------------------------------- forwards

  forwards(): (Forward & { readonly address: string })[] {
    const { index } = this.#options;
    return [...index.services.forwards].flatMap(([id, forward]) => {
      const account = index.accountById(id);
      return account === undefined ? [] : [{ address: account.address, ...forward }];
    });
  }

  /** The accounts that forward their mail to an address elsewhere and keep no copy. @param writtenTo see forwarders.ts */
  forwardersTo(remote: MailAddress, writtenTo: MailAddress | undefined): readonly AccountRow[] {
    return forwardersTo(remote, writtenTo, this.#options.index);
  }

  /** @param forward null ends it @param opened what was seen of it @returns what there was @throws DirectoryError, ChangedElsewhereError */
  async setForward(address: string, forward: Forward | null, opened?: Forward | null): Promise<Forward | null> {
    const { store, index } = this.#options;
    return await this.#changes.run('address', async () => {
      const account = this.#requireAccount(address);
      const before = index.services.forward(account.id) ?? null;
      const put =
        forward === null
          ? null
          : { targets: requireTargets(forward.targets, addressKey(requireAddress(account.address, 'address'))), keepCopy: forward.keepCopy };
      refuseOverwriting({ now: { targets: before }, opened: { targets: opened }, put: { targets: put } });
      if (put !== null) this.#refuseCircle(account, put);
      await store.setForward(account.id, put);
      index.services.putForward(account.id, put);
      return before;
    });
  }

  /** A forward that leads back, through whatever aliases and forwards, would hand each message round. */
  #refuseCircle(account: AccountRow, { targets }: Forward): void {
    const { index } = this.#options;
    const before = index.services.forward(account.id) ?? null;
    index.services.putForward(account.id, null);
    try {
      for (const [place, target] of targets.entries()) {
        const parsed = parseAddress(target);
        const resolution = parsed === undefined ? undefined : resolveRecipient(parsed, index, { postmaster: '', messageBytes: 0 });
        if (resolution?.kind === 'local' && resolution.mailboxes.some(({ id }) => id === account.id)) {
          throw new DirectoryError('conflict', `targets.${place}`, `${target} leads back to ${account.address}: mail would go in a circle`);
        }
      }
    } finally {
      index.services.putForward(account.id, before);
    }
  }

  // -------------------------------------------------------------------------------------------- vacation replies

  vacations(): (Vacation & { readonly address: string })[] {
    const { index } = this.#options;
    return [...index.services.vacations].flatMap(([id, vacation]) => {
      const account = index.accountById(id);
      return account === undefined ? [] : [{ address: account.address, ...vacation }];
    });
  }

  /** What mail of this account is answered with, whoever the account belongs to; undefined if it is not. */
  vacationOf(accountId: number): (Vacation & { readonly address: string; readonly name: string }) | undefined {
    const { index } = this.#options;
    const vacation = index.services.vacation(accountId);
    const account = index.accountById(accountId);
    return vacation === undefined || account === undefined ? undefined : { ...vacation, address: account.address, name: account.name };
  }

  /** @param vacation null ends it @param opened what was seen of it @returns what there was @throws DirectoryError, ChangedElsewhereError */
  async setVacation(address: string, vacation: Vacation | null, opened?: Vacation | null): Promise<Vacation | null> {
    const { store, index } = this.#options;
    return await this.#changes.run('address', async () => {
      const account = this.#requireAccount(address);
      const before = index.services.vacation(account.id) ?? null;
      refuseOverwriting({ now: { text: before }, opened: { text: opened }, put: { text: vacation } });
      await store.setVacation(account.id, vacation);
      index.services.putVacation(account.id, vacation);
      return before;
    });
  }

  // -------------------------------------------------------------------------------------------- lists

  lists(): MailingList[] {
    return [...this.#options.index.services.lists].flatMap(({ accountId }) => this.#shown(accountId) ?? []);
  }

  /** Ids of the accounts that are lists. */
  listIds(): number[] {
    return [...this.#options.index.services.lists].map(({ accountId }) => accountId);
  }

  /** The list of an account; undefined if it is none. */
  listOf(accountId: number): MailingList | undefined {
    return this.#shown(accountId);
  }

  /** Calls back when something is in the mailbox of a list. */
  onPost(listener: (accountId: number) => void): void {
    this.#postListeners.add(listener);
  }

  /** Something is in the mailbox of this account. */
  notePost(accountId: number): void {
    if (this.#options.index.services.list(accountId) === undefined) return;
    for (const listener of this.#postListeners) listener(accountId);
  }

  list(address: string): MailingList | undefined {
    const account = this.#options.index.account(addressKey(requireAddress(address, 'address')));
    return account === undefined ? undefined : this.#shown(account.id);
  }

  /** @throws DirectoryError */
  async addList(list: NamedListSettings & { readonly address: string }): Promise<MailingList> {
    const { store, index, addAccount, removeAccount } = this.#options;
    const { address, name, ...settings } = list;
    const put = requireListSettings(settings);
    return await this.#changes.run('address', async () => {
      const account = await addAccount({ address, name });
      try {
        await store.putList(account.id, put);
      } catch (error) {
        await removeAccount(account);
        throw error;
      }
      index.services.putList(account.id, put);
      return this.#requireShown(account);
    });
  }

  /**
   * The address stays: it is what its List-Id is made of (RFC 2919 section 2: it should never change), and where members write to.
   * @param opened what whoever changes it has seen of it @returns what it was and what it is @throws DirectoryError, ChangedElsewhereError
   */
  async updateList(
    address: string,
    change: Partial<NamedListSettings>,
    opened?: Opened<NamedListSettings>,
  ): Promise<{ readonly before: NamedListSettings; readonly list: MailingList }> {
    const { store, index, nameAccount } = this.#options;
    return await this.#changes.run('address', async () => {
      const account = this.#requireList(address);
      const before = namedSettingsOf(this.#requireShown(account));
      const { name, ...settings } = { ...before, ...change };
      const put = requireListSettings(settings);
      refuseOverwriting({ now: { ...before }, opened, put: { name, ...put } });
      if (name !== account.name) await nameAccount(account, name);
      await store.putList(account.id, put);
      index.services.putList(account.id, put);
      return { before, list: this.#requireShown(account) };
    });
  }

  /** @param onlyEmpty not one with members @returns what there was; undefined if it has members and must not @throws DirectoryError */
  async removeList(address: string, onlyEmpty = false): Promise<MailingList | undefined> {
    return await this.#changes.run('address', async () => {
      const account = this.#requireList(address);
      const list = this.#requireShown(account);
      if (onlyEmpty && list.members.length > 0) return undefined;
      await this.#options.removeAccount(account);
      return list;
    });
  }

  /** Those that are members already stay as they are, but for those that got nothing any more: they do again. @throws DirectoryError */
  async addMembers(address: string, members: readonly string[]): Promise<AddedMembers> {
    const { store, index, clock } = this.#options;
    return await this.#changes.run('address', async () => {
      const account = this.#requireList(address);
      const joinedAt = clock.now();
      const rows = requireMembers(
        account,
        members.map((member) => ({ address: member, joinedAt, standing: GOOD_STANDING })),
      );
      const known = index.services.list(account.id)?.members;
      const revived = rows.flatMap(({ key }) => known?.get(key) ?? []).filter(({ standing }) => standing.suspendedAt > 0);
      const back = revived.map(({ key }) => key);
      await store.addMembers(account.id, rows);
      index.services.putMembers(account.id, rows);
      await store.setStandings(account.id, back, GOOD_STANDING);
      index.services.setStandings(account.id, back, GOOD_STANDING);
      return { list: this.#requireShown(account), added: rows.filter(({ key }) => known?.has(key) !== true).map((member) => member.address), revived };
    });
  }

  /** Members as they were when they were removed; those that are members again stay as they are. @throws DirectoryError */
  async putBackMembers(address: string, members: readonly FormerMember[]): Promise<MailingList> {
    const { store, index } = this.#options;
    return await this.#changes.run('address', async () => {
      const account = this.#requireList(address);
      const rows = requireMembers(account, members);
      await store.addMembers(account.id, rows);
      index.services.putMembers(account.id, rows);
      return this.#requireShown(account);
    });
  }

  /** @returns those that were members, as they were @throws DirectoryError */
  async removeMembers(address: string, members: readonly string[]): Promise<readonly ListMember[]> {
    const { store, index } = this.#options;
    return await this.#changes.run('address', async () => {
      const account = this.#requireList(address);
      const known = index.services.list(account.id)?.members;
      const keys = new Set(members.map((member, place) => addressKey(requireAddress(member, `members.${place}`))));
      const gone = [...keys].flatMap((key) => known?.get(key) ?? []);
      const goneKeys = gone.map(({ key }) => key);
      await store.removeMembers(account.id, goneKeys);
      index.services.removeMembers(account.id, goneKeys);
      return gone;
    });
  }

  /** @throws DirectoryError */
  async setStanding(address: string, member: string, standing: MemberStanding): Promise<void> {
    const { store, index } = this.#options;
    await this.#changes.run('address', async () => {
      const account = this.#requireList(address);
      const keys = [addressKey(requireAddress(member, 'member'))];
      await store.setStandings(account.id, keys, standing);
      index.services.setStandings(account.id, keys, standing);
    });
  }

  // -------------------------------------------------------------------------------------------- helpers

  #requireAccount(address: string): AccountRow {
    const { index } = this.#options;
    const account = index.account(addressKey(requireAddress(address, 'address')));
    if (account === undefined || index.services.list(account.id) !== undefined) {
      throw new DirectoryError('missing', 'address', `there is no account ${address}`);
    }
    return account;
  }

  #requireList(address: string): AccountRow {
    const { index } = this.#options;
    const account = index.account(addressKey(requireAddress(address, 'address')));
    if (account === undefined || index.services.list(account.id) === undefined) throw new DirectoryError('missing', 'address', `there is no list ${address}`);
    return account;
  }

  #requireShown(account: AccountRow): MailingList {
    const shown = this.#shown(account.id);
    if (shown === undefined) throw new DirectoryError('missing', 'address', `the list ${account.address} has been removed`);
    return shown;
  }

  #shown(accountId: number): MailingList | undefined {
    const { index } = this.#options;
    const list = index.services.list(accountId);
    const account = index.accountById(accountId);
    if (list === undefined || account === undefined) return undefined;
    const { posting, posters, replyTo, owner } = list;
    const members = [...list.members.values()].toSorted((left, right) => (left.key < right.key ? -1 : 1));
    return { address: account.address, name: account.name, createdAt: account.createdAt, posting, posters, replyTo, owner, members };
  }
}
