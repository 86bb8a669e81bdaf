/**
 * The live grants of SMTP after POP: who has logged in by POP3 a short time ago, and from where. A grant belongs to one
 * full client address and one account; for IPv6 the network is not enough, since everybody on it would be let in.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { AccountIdentity } from '../../accounts/accounts.ts';
import type { Clock } from '../../clock.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';

const MINUTE = 60_000;

/** A grant as windows show it. */
export interface PopGrant {
  readonly address: string;
  readonly account: AccountIdentity;
  /** Milliseconds. */
  readonly timeLeft: number;
  /** Messages that the address has sent on the strength of it. */
  readonly messages: number;
}

interface Holder {
  readonly account: AccountIdentity;
  /** Milliseconds since 1970. */
  lastLogin: number;
  messages: number;
}

export class PopGrants {
  readonly #settings: SettingsSource;
  /** Holders by client address and account id. The address that logged in longest ago comes first, and so does the account. */
  readonly #grants = new Map<string, Map<number, Holder>>();
  readonly #listeners = new Set<() => void>();

  constructor(settings: SettingsSource, clock: Clock) {
    this.#settings = settings;
    settings.onChange((after, before) => {
      const { enabled, minutes } = after.security['smtp-after-pop'];
      // Another number of minutes holds for live grants. One that was over stays over, and does not come back with a longer time.
      const shortest = Math.min(minutes, before.security['smtp-after-pop'].minutes);
      const now = clock.now();
      this.#endWhere((_address, holder) => !enabled || holder.lastLogin + shortest * MINUTE <= now);
    });
  }

  /** A login by POP3 begins a grant or makes it last longer; nothing while the option is off. */
  loggedIn(address: string, account: AccountIdentity, now: number): void {
    if (!this.#rules.enabled) return;
    this.#prune(now);
    const holders = this.#grants.get(address) ?? new Map<number, Holder>();
    const before = holders.get(account.id);
    const messages = before !== undefined && this.#timeLeft(before, now) > 0 ? before.messages : 0;
    holders.delete(account.id);
    holders.set(account.id, { account, lastLogin: now, messages });
    if (holders.size > FIXED_LIMITS.popGrantAccounts) dropFirst(holders);
    this.#grants.delete(address);
    this.#grants.set(address, holders);
    if (this.#grants.size > FIXED_LIMITS.popGrantAddresses) dropFirst(this.#grants);
    this.#tell();
  }

  /** The accounts whose grant for this client address is live: until `minutes`, as they are set now, after the last login. */
  holders(address: string, now: number): readonly AccountIdentity[] {
    if (!this.#rules.enabled) return [];
    return [...(this.#grants.get(address)?.values() ?? [])].filter((holder) => this.#timeLeft(holder, now) > 0).map(({ account }) => account);
  }

  /** All live grants; of an address with several accounts one each. */
  list(now: number): readonly PopGrant[] {
    this.#prune(now);
    return [...this.#grants].flatMap(([address, holders]) =>
      [...holders.values()]
        .map((holder) => ({ address, account: holder.account, timeLeft: this.#timeLeft(holder, now), messages: holder.messages }))
        .filter(({ timeLeft }) => timeLeft > 0),
    );
  }

  /** A message was accepted for relaying on the strength of the grants for this address. */
  noteMessage(address: string): void {
    const holders = this.#grants.get(address);
    if (holders === undefined) return;
    for (const holder of holders.values()) holder.messages += 1;
    this.#tell();
  }

  /** Ends the grants for an address, or the one that an account holds for it. @returns false if there was none */
  end(address: string, accountId?: number): boolean {
    return this.#endWhere((each, { account }) => each === address && (accountId === undefined || account.id === accountId));
  }

  /** Ends the grants for all addresses that a ban covers. */
  endCovered(covers: (address: string) => boolean): void {
    this.#endWhere(covers);
  }

  /** Ends the grants of an account that was changed or removed. */
  endAccount(accountId: number): void {
    this.#endWhere((_address, holder) => holder.account.id === accountId);
  }

  /** Calls back when grants begin, are renewed, used or ended, but not when one's time is up; returns the way to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get #rules(): { readonly enabled: boolean; readonly minutes: number } {
    return this.#settings.current.security['smtp-after-pop'];
  }

  #timeLeft(holder: Holder, now: number): number {
    return holder.lastLogin + this.#rules.minutes * MINUTE - now;
  }

  /** Forgets grants that are over, from the front, where the oldest are. */
  #prune(now: number): void {
    for (const [address, holders] of this.#grants) {
      for (const [id, holder] of holders) {
        if (this.#timeLeft(holder, now) > 0) break;
        holders.delete(id);
      }
      if (holders.size > 0) break;
      this.#grants.delete(address);
    }
  }

  #endWhere(which: (address: string, holder: Holder) => boolean): boolean {
    let ended = false;
    for (const [address, holders] of this.#grants) {
      for (const [id, holder] of holders) {
        if (which(address, holder)) ended = holders.delete(id) || ended;
      }
      if (holders.size === 0) this.#grants.delete(address);
    }
    if (ended) this.#tell();
    return ended;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function dropFirst<K>(map: Map<K, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
