/**
 * The address lists of the running server: those of the settings, and the bans that the server makes by itself. They follow
 * the settings: the sets of a change are made ready while it is being checked, so that it is in force the moment it is made,
 * and no session waits for it.
 */
import type { Settings } from '../../../shared/settings/settings.ts';
import { isLoopback } from '../../client-address.ts';
import type { Clock } from '../../clock.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import { Turns } from '../../settings/turns.ts';
import type { BanRow, BanStore } from '../../store/mail-store.ts';
import type { AddressLists, AddressMatch } from '../lookups.ts';
import { addressListsOf, listsIn, prepareAddressSet } from './address-lists.ts';
import { AutomaticBans, type NewBan } from './automatic-bans.ts';

export interface AddressListsOptions {
  readonly settings: Pick<SettingsStore, 'current' | 'addCheck' | 'onChange'>;
  readonly bans: Pick<BanStore, 'load' | 'put' | 'remove' | 'forget'>;
  readonly clock: Clock;
  /** Told what went wrong in the background. */
  readonly onTrouble: (text: string) => void;
}

export class ServerAddressLists implements AddressLists {
  readonly #clock: Clock;
  readonly #automatic: AutomaticBans;
  readonly #listeners = new Set<() => void>();
  readonly #stops: readonly (() => void)[];
  #lists: AddressLists;

  private constructor({ settings, bans, clock, onTrouble }: AddressListsOptions, kept: readonly BanRow[]) {
    this.#clock = clock;
    this.#automatic = new AutomaticBans(bans, kept, clock.now(), onTrouble);
    this.#lists = this.#listsOf(settings.current);
    this.#stops = [
      settings.addCheck(async (next, before) => {
        const turns = new Turns();
        const [now, old] = [listsIn(next), listsIn(before)];
        await prepareAddressSet(now.banned, old.banned, turns);
        await prepareAddressSet(now.trusted, old.trusted, turns);
        return [];
      }),
      settings.onChange((now, before) => {
        this.#lists = this.#listsOf(now);
        if (listsIn(now).banned !== listsIn(before).banned) this.#tellOfBan();
      }),
    ];
    // Made now and not by the first client.
    this.#lists.banned('', 0);
    this.#lists.trusted('', 0);
  }

  /** Reads the automatic bans of the last run. */
  static async open(options: AddressListsOptions): Promise<ServerAddressLists> {
    return new ServerAddressLists(options, await options.bans.load());
  }

  /** Stops following the settings. */
  close(): void {
    for (const stop of this.#stops) stop();
  }

  banned(address: string, now: number): AddressMatch | undefined {
    return this.#lists.banned(address, now);
  }

  trusted(address: string, now: number): AddressMatch | undefined {
    return this.#lists.trusted(address, now);
  }

  /** The ban that the server itself has made of an address, as it counts with proposed settings too (`addressListsOf`). */
  automaticBan(address: string, now: number): AddressMatch | undefined {
    // The ban of a network may cover somebody who is trusted.
    if (isLoopback(address) || this.trusted(address, now) !== undefined) return undefined;
    const ban = this.#automatic.find(address, now);
    return ban === undefined ? undefined : { entry: ban.address, source: ban.source, note: ban.note, expires: ban.expires };
  }

  /**
   * Bans an address for having guessed; in force at once. Each further ban of it lasts four times as long, up to 30 days.
   * @returns undefined if the address is loopback or trusted, which are never banned by themselves
   */
  ban(ban: NewBan): BanRow | undefined {
    const now = this.#clock.now();
    if (isLoopback(ban.address) || this.trusted(ban.address, now) !== undefined) return undefined;
    const row = this.#automatic.ban(ban, now);
    if (row !== undefined) this.#tellOfBan();
    return row;
  }

  /** Ends an automatic ban and forgets it. @returns false if there was none */
  unban(address: string): boolean {
    return this.#automatic.unban(address, this.#clock.now());
  }

  /** The automatic bans in force, the newest first. */
  automaticBans(): readonly BanRow[] {
    return this.#automatic.list(this.#clock.now());
  }

  /** Calls back when addresses may have been banned that were not before: close the open sessions that `bannedAmong` names. */
  onBan(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Which of these addresses are banned now. */
  bannedAmong(addresses: Iterable<string>): readonly string[] {
    const now = this.#clock.now();
    return [...new Set(addresses)].filter((address) => this.banned(address, now) !== undefined);
  }

  #listsOf(settings: Settings): AddressLists {
    return addressListsOf(settings, (address, now) => this.automaticBan(address, now));
  }

  #tellOfBan(): void {
    for (const listener of this.#listeners) listener();
  }
}
