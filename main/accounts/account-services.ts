/**
 * Forwards and vacation replies of accounts, and mailing lists: the administrator's changes, each first in the store and then
 * in memory. What sessions ask about them goes through the directory.
 */
import { type MailAddress, addressKey, parseAddress } from '../../shared/mail/address.ts';
import type { Clock } from '../clock.ts';
import { shownAddress } from '../dns/shown-name.ts';
import { type AccountRow, StoreConflict } from '../store/mail-store.ts';
import type { AccountServicesStore, Forward, ListMember, ListSettings, MemberStanding, Vacation } from '../store/mail-services.ts';
import { DirectoryError } from './directory-error.ts';
import type { DirectoryIndex } from './directory-index.ts';
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

/** A mailing list as the administration sees it. */
export interface MailingList extends ListSettings {
  readonly address: string;
  readonly name: string;
  readonly members: readonly ListMember[];
  readonly createdAt: number;
}

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

  /** @param forward null ends it @throws DirectoryError */
  async setForward(address: string, forward: Forward | null): Promise<void> {
    const { store, index } = this.#options;
    const account = this.#requireAccount(address);
    if (forward === null) {
      await kept('address', store.setForward(account.id, null));
      index.services.putForward(account.id, null);
      return;
    }
    const put: Forward = { targets: requireTargets(forward.targets, addressKey(requireAddress(account.address, 'address'))), keepCopy: forward.keepCopy };
    this.#refuseCircle(account, put);
    await kept('address', store.setForward(account.id, put));
    index.services.putForward(account.id, put);
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

  /** @param vacation null ends it @throws DirectoryError */
  async setVacation(address: string, vacation: Vacation | null): Promise<void> {
    const { store, index } = this.#options;
    const account = this.#requireAccount(address);
    await kept('address', store.setVacation(account.id, vacation));
    index.services.putVacation(account.id, vacation);
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
  async addList(list: ListSettings & { readonly address: string; readonly name: string }): Promise<MailingList> {
    const { store, index, addAccount, removeAccount } = this.#options;
    const { address, name, ...settings } = list;
    const put = requireListSettings(settings);
    const account = await addAccount({ address, name });
    try {
      await kept('address', store.putList(account.id, put));
    } catch (error) {
      await removeAccount(account);
      throw error;
    }
    index.services.putList(account.id, put);
    return this.#requireShown(account);
  }

  /** The address stays: it is what its List-Id is made of (RFC 2919 section 2: it should never change), and where members write to. @throws DirectoryError */
  async updateList(address: string, { name, ...change }: Partial<ListSettings & { readonly name: string }>): Promise<MailingList> {
    const { store, index, nameAccount } = this.#options;
    const account = this.#requireList(address);
    if (name !== undefined && name !== account.name) await nameAccount(account, name);
    const { posting, posters, replyTo, owner } = { ...this.#requireShown(account), ...change };
    const put = requireListSettings({ posting, posters, replyTo, owner });
    await kept('address', store.putList(account.id, put));
    index.services.putList(account.id, put);
    return this.#requireShown(account);
  }

  /** @throws DirectoryError */
  async removeList(address: string): Promise<void> {
    await this.#options.removeAccount(this.#requireList(address));
  }

  /** Those that are members already stay as they are, but for those that got nothing any more: they do again. @throws DirectoryError */
  async addMembers(address: string, members: readonly string[]): Promise<MailingList> {
    const { store, index, clock } = this.#options;
    const account = this.#requireList(address);
    const listKey = addressKey(requireAddress(account.address, 'address'));
    const joinedAt = clock.now();
    const rows = members.map((member, place) => {
      const parsed = requireAddress(member, `members.${place}`);
      const key = addressKey(parsed);
      if (key === listKey) throw new DirectoryError('invalid', `members.${place}`, 'a list cannot be a member of itself');
      return { address: shownAddress(parsed), key, joinedAt, standing: GOOD_STANDING };
    });
    await kept('address', store.addMembers(account.id, rows));
    index.services.putMembers(account.id, rows);
    const known = index.services.list(account.id)?.members;
    const back = rows.map(({ key }) => key).filter((key) => (known?.get(key)?.standing.suspendedAt ?? 0) > 0);
    await kept('address', store.setStandings(account.id, back, GOOD_STANDING));
    index.services.setStandings(account.id, back, GOOD_STANDING);
    return this.#requireShown(account);
  }

  /** @returns how many were members @throws DirectoryError */
  async removeMembers(address: string, members: readonly string[]): Promise<number> {
    const { store, index } = this.#options;
    const account = this.#requireList(address);
    const known = index.services.list(account.id)?.members;
    const keys = members.map((member, place) => addressKey(requireAddress(member, `members.${place}`))).filter((key) => known?.has(key) === true);
    await kept('address', store.removeMembers(account.id, keys));
    index.services.removeMembers(account.id, keys);
    return keys.length;
  }

  /** @throws DirectoryError */
  async setStanding(address: string, member: string, standing: MemberStanding): Promise<void> {
    const { store, index } = this.#options;
    const account = this.#requireList(address);
    const keys = [addressKey(requireAddress(member, 'member'))];
    await kept('address', store.setStandings(account.id, keys, standing));
    index.services.setStandings(account.id, keys, standing);
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

function requireListSettings({ posting, posters, replyTo, owner }: ListSettings): ListSettings {
  const parsed = posters.map((poster, place): MailAddress => requireAddress(poster, `posters.${place}`));
  if (owner !== '') requireAddress(owner, 'owner');
  if (posting === 'named' && parsed.length === 0) throw new DirectoryError('invalid', 'posters', 'name at least one address that may post');
  return { posting, posters: parsed.map(shownAddress), replyTo, owner };
}

/** What the store refuses, in the words of the directory. */
async function kept(field: string, change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (error instanceof StoreConflict) throw new DirectoryError(error.kind === 'missing' ? 'missing' : 'conflict', field, error.message);
    throw error;
  }
}
