/**
 * The client addresses that users have logged in from lately, so that nobody bans a colleague unawares. A note of its own,
 * and not a search of the event log: that may be set to keep less, and a busy server has millions of logins in a week.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { BanStore, RecentClient } from '../../store/mail-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class RecentLogins {
  readonly #store: Pick<BanStore, 'noteClients'>;
  readonly #onTrouble: (text: string) => void;
  /** Address to time of the last login, the one that was longest ago first. */
  readonly #lastLogin = new Map<string, number>();
  /** Not yet with the store. */
  readonly #unsaved = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Pick<BanStore, 'noteClients'>, kept: readonly RecentClient[], onTrouble: (text: string) => void) {
    this.#store = store;
    this.#onTrouble = onTrouble;
    for (const { address, lastLoginAt } of kept.toSorted((a, b) => a.lastLoginAt - b.lastLoginAt)) this.#lastLogin.set(address, lastLoginAt);
  }

  /** Notes a login. The store hears of a client that looks for mail each minute once an hour. */
  note(address: string, now: number): void {
    if (now - (this.#lastLogin.get(address) ?? -Infinity) < HOUR) return;
    this.#lastLogin.delete(address);
    this.#lastLogin.set(address, now);
    const [oldest] = this.#lastLogin.keys();
    if (this.#lastLogin.size > FIXED_LIMITS.recentClients && oldest !== undefined) this.#lastLogin.delete(oldest);
    this.#unsaved.set(address, now);
    this.#timer ??= setTimeout(() => void this.flush(now), FIXED_LIMITS.recentLoginsFlushSeconds * 1000).unref();
  }

  /** Notes the logins that the log tells of, until the signal fires. Some may be lost in a flood; the next login of the client comes soon. */
  async follow(events: Pick<EventLog, 'follow'>, signal: AbortSignal): Promise<void> {
    for await (const batch of events.follow({ kinds: ['login-succeeded'] }, signal)) {
      for (const { remoteAddress, at } of batch.events) if (remoteAddress !== undefined) this.note(remoteAddress, at);
    }
  }

  /** The addresses of the last days, with the time of the last login. */
  since(now: number): ReadonlyMap<string, number> {
    const since = now - FIXED_LIMITS.recentLoginDays * DAY;
    return new Map([...this.#lastLogin].filter(([, at]) => at >= since));
  }

  /** Hands the notes to the store. Never rejects. */
  async flush(now: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unsaved.size === 0) return;
    const clients = [...this.#unsaved].map(([address, lastLoginAt]) => ({ address, lastLoginAt }));
    this.#unsaved.clear();
    try {
      await this.#store.noteClients(clients, now - FIXED_LIMITS.recentLoginDays * DAY);
    } catch (error) {
      this.#onTrouble(`the addresses of logins could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
