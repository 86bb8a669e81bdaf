/**
 * Bans that the server makes by itself. Each further ban of an address lasts four times as long as the one before, up to 30
 * days; who has kept quiet for 30 days after a ban begins anew. All are in memory; the store has them for the next start.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { formatIp, parseIp } from '../../../shared/net/ip-address.ts';
import { parseAddressRange } from '../../../shared/net/address-range.ts';
import { clientNetwork } from '../guards/ban-request.ts';
import type { BanRow, BanStore } from '../../store/mail-store.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Each further ban lasts so many times as long as the one before. */
const GROWTH = 4;

export interface NewBan {
  /** A single client address, or a network of 64 bits, as `clientNetwork` writes it. */
  readonly address: string;
  readonly source: BanRow['source'];
  /** The evidence, for whoever wonders why. */
  readonly note: string;
  /** How long a first ban lasts. */
  readonly minutes: number;
}

export class AutomaticBans {
  readonly #store: Pick<BanStore, 'put' | 'remove' | 'forget'>;
  readonly #onTrouble: (text: string) => void;
  /** By address; those that have ended are kept as long as they count. The oldest first. */
  readonly #bans = new Map<string, BanRow>();

  /** @param kept what the store has */
  constructor(store: Pick<BanStore, 'put' | 'remove' | 'forget'>, kept: readonly BanRow[], now: number, onTrouble: (text: string) => void) {
    this.#store = store;
    this.#onTrouble = onTrouble;
    const endedBefore = forgotten(now);
    for (const ban of kept.toSorted((a, b) => a.at - b.at)) if (ban.expires >= endedBefore) this.#bans.set(ban.address, ban);
    if (this.#bans.size < kept.length) this.#save(store.forget(endedBefore));
  }

  /** The ban of an address, while it lasts. */
  find(address: string, now: number): BanRow | undefined {
    if (this.#bans.size === 0) return undefined;
    // Sessions have the address as `formatIp` writes it: other spellings are rare.
    const ban = this.#bans.get(address) ?? this.#bans.get(canonical(address) ?? '') ?? this.#bans.get(clientNetwork(address));
    return ban !== undefined && ban.expires > now ? ban : undefined;
  }

  /** All that last, the newest first. */
  list(now: number): readonly BanRow[] {
    return [...this.#bans.values()].filter(({ expires }) => expires > now).toReversed();
  }

  /** Bans an address, in force at once. While a ban lasts it does not grow: sessions that were open beside the guilty one would make it. */
  ban({ address, source, note, minutes }: NewBan, now: number): BanRow | undefined {
    const key = canonical(address);
    if (key === undefined) return undefined;
    const before = this.#bans.get(key);
    if (before !== undefined && before.expires > now) return before;
    const strikes = before === undefined || before.expires < forgotten(now) ? 1 : before.strikes + 1;
    const longest = FIXED_LIMITS.longestBanDays * DAY;
    const length = Math.min(minutes * MINUTE * GROWTH ** (strikes - 1), longest);
    const ban: BanRow = { address: key, source, note: note.slice(0, FIXED_LIMITS.banNoteCharacters), at: now, expires: now + length, strikes };
    this.#bans.delete(key);
    this.#makeRoom(now);
    this.#bans.set(key, ban);
    this.#save(this.#store.put(ban));
    return ban;
  }

  /** Ends the ban of an address and forgets that it was ever banned. @returns false if there was none */
  unban(address: string, now: number): boolean {
    const key = canonical(address);
    const ban = key === undefined ? undefined : this.#bans.get(key);
    if (key === undefined || ban === undefined) return false;
    this.#bans.delete(key);
    this.#save(this.#store.remove(key));
    return ban.expires > now;
  }

  /** An attack from very many addresses must not fill the memory: what counts no more goes, else the oldest. */
  #makeRoom(now: number): void {
    if (this.#bans.size < FIXED_LIMITS.automaticBans) return;
    const endedBefore = forgotten(now);
    for (const [key, ban] of this.#bans) if (ban.expires < endedBefore) this.#bans.delete(key);
    this.#save(this.#store.forget(endedBefore));
    const [oldest] = this.#bans.keys();
    if (this.#bans.size < FIXED_LIMITS.automaticBans || oldest === undefined) return;
    this.#bans.delete(oldest);
    this.#save(this.#store.remove(oldest));
  }

  /** Nobody waits for it: a ban that could not be written is in force all the same, until the server stops. */
  #save(writing: Promise<void>): void {
    writing.catch((error: unknown) => this.#onTrouble(`a ban could not be saved: ${error instanceof Error ? error.message : String(error)}`));
  }
}

/** Bans that ended before this time count no more. */
function forgotten(now: number): number {
  return now - FIXED_LIMITS.banMemoryDays * DAY;
}

function canonical(address: string): string | undefined {
  const words = parseIp(address);
  if (words !== undefined) return formatIp(words);
  return address.endsWith('::/64') && parseAddressRange(address) !== undefined ? address : undefined;
}
