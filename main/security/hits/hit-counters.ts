/**
 * How often each entry of the lists has matched, and when last: what the windows show beside it, and what tells an entry
 * that never matches. Counting is a look into a map; the store hears of it every few seconds. Only entries that were hit
 * take room here, and only so many: beyond that the one hit longest ago is forgotten. An entry that is removed keeps its hits
 * for as long: whoever takes that back has them again.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../../../shared/security-options.ts';
import type { HitStore, KeptHits } from '../../store/mail-store.ts';
import type { Hit } from '../option.ts';

export interface EntryHits {
  readonly hits: number;
  /** Milliseconds since 1970. */
  readonly lastHitAt: number;
}

interface Count extends KeptHits {
  readonly option: SecurityOptionId;
  hits: number;
  lastHitAt: number;
}

/** Option ids have no tab in them. */
const keyOf = ({ option, entry }: Hit): string => `${option}\t${entry}`;

export class HitCounters {
  readonly #store: HitStore;
  readonly #onTrouble: (error: unknown) => void;
  readonly #limit: number;
  /** The one hit longest ago first. */
  readonly #counts = new Map<string, Count>();
  /** Counted and not in the store yet; in the store and forgotten here. */
  #unsaved = new Set<string>();
  #forgotten = new Map<string, Hit>();
  #timer: NodeJS.Timeout | undefined;
  /** One save at a time, so that the newer numbers win. */
  #turn: Promise<void> = Promise.resolve();
  #failing = false;

  private constructor(store: HitStore, onTrouble: (error: unknown) => void, limit: number) {
    this.#store = store;
    this.#onTrouble = onTrouble;
    this.#limit = limit;
  }

  /**
   * Goes on from what is kept. `onTrouble` is called when saving begins to fail; `limit` is the number of entries.
   * Fails when the store cannot be read.
   */
  static async open(store: HitStore, onTrouble: (error: unknown) => void, limit: number = FIXED_LIMITS.hitEntries): Promise<HitCounters> {
    const counters = new HitCounters(store, onTrouble, limit);
    for (const { option, entry, hits, lastHitAt } of await store.load()) {
      const known = SECURITY_OPTIONS.find(({ id }) => id === option);
      if (known !== undefined) counters.#set({ option: known.id, entry, hits, lastHitAt });
    }
    return counters;
  }

  /** @param now milliseconds since 1970 */
  count(hit: Hit, now: number): void {
    const { option, entry } = hit;
    const before = this.#counts.get(keyOf(hit));
    this.#set({ option, entry, hits: (before?.hits ?? 0) + 1, lastHitAt: Math.floor(now) });
    this.#unsaved.add(keyOf(hit));
    this.#saveSoon();
  }

  /** The entries of an option that were ever hit, by their first field. */
  of(option: SecurityOptionId): ReadonlyMap<string, EntryHits> {
    const all = new Map<string, EntryHits>();
    for (const count of this.#counts.values()) if (count.option === option) all.set(count.entry, { hits: count.hits, lastHitAt: count.lastHitAt });
    return all;
  }

  #set(count: Count): void {
    const key = keyOf(count);
    // Taken out first, so that it goes to the end.
    this.#counts.delete(key);
    this.#counts.set(key, count);
    this.#forgotten.delete(key);
    if (this.#counts.size <= this.#limit) return;
    const [oldest] = this.#counts.values();
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget({ option, entry }: Hit): void {
    const key = keyOf({ option, entry });
    this.#counts.delete(key);
    this.#unsaved.delete(key);
    this.#forgotten.set(key, { option, entry });
    this.#saveSoon();
  }

  #saveSoon(): void {
    this.#timer ??= setTimeout(() => void this.save(), FIXED_LIMITS.hitFlushSeconds * 1000).unref();
  }

  /** Hands what was counted to the store. What it does not take is kept for the next time. Never fails. */
  save(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#save());
    return this.#turn;
  }

  /** Saves for the last time; the store must still be open. */
  async close(): Promise<void> {
    await this.save();
    clearTimeout(this.#timer);
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [unsaved, forgotten] = [this.#unsaved, this.#forgotten];
    this.#unsaved = new Set();
    this.#forgotten = new Map();
    const hits = [...unsaved].map((key) => this.#counts.get(key)).filter((count) => count !== undefined);
    try {
      if (forgotten.size > 0) await this.#store.remove([...forgotten.values()]);
      if (hits.length > 0) await this.#store.put(hits.map(({ option, entry, hits: number, lastHitAt }) => ({ option, entry, hits: number, lastHitAt })));
      this.#failing = false;
    } catch (error) {
      // What was counted or forgotten meanwhile is newer.
      for (const key of unsaved) if (this.#counts.has(key)) this.#unsaved.add(key);
      for (const [key, hit] of forgotten) if (!this.#counts.has(key)) this.#forgotten.set(key, hit);
      this.#saveSoon();
      if (!this.#failing) this.#onTrouble(error);
      this.#failing = true;
    }
  }
}
