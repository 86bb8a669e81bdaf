/** The entries that are in memory, by domain: they are not to be taken from the queue once more. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';

/** What is in memory of one domain. */
export interface DomainInHand {
  entries: number;
  /** There is more of it that is due. */
  more: boolean;
  /** Whose messages were taken last. */
  afterSender: string;
}

export class InHand {
  /** For each question to the queue that is under way the entries released since it was asked. */
  readonly #releasedDuring = new Set<Set<number>>();
  readonly #ids = new Set<number>();
  /** Those that may be otherwise in the queue by now. */
  readonly #changed = new Set<number>();
  readonly #domains = new Map<string, DomainInHand>();
  readonly #onMore: (domain: string) => void;

  /** @param onMore called when few entries of a domain are left, and there is more of it in the queue, perhaps what was just released */
  constructor(onMore: (domain: string) => void) {
    this.#onMore = onMore;
  }

  get size(): number {
    return this.#ids.size;
  }

  get ids(): readonly number[] {
    return [...this.#ids];
  }

  has(entryId: number): boolean {
    return this.#ids.has(entryId);
  }

  of(domain: string): DomainInHand {
    let state = this.#domains.get(domain);
    if (state === undefined) this.#domains.set(domain, (state = { entries: 0, more: false, afterSender: '' }));
    return state;
  }

  /** A domain of which nothing is in memory needs no place there. */
  forget(domain: string): void {
    if (this.#domains.get(domain)?.entries === 0) this.#domains.delete(domain);
  }

  /**
   * Asks the queue and takes what it brings, but for what is in hand already, and for what has been released since it was asked:
   * one thread answers and another puts down what became of entries, so that the answer may be older than that.
   * @returns what was taken, and how many were left for being out of date
   */
  async takeFrom(ask: () => Promise<readonly QueueEntry[]>): Promise<{ readonly taken: readonly QueueEntry[]; readonly outdated: number }> {
    const released = new Set<number>();
    this.#releasedDuring.add(released);
    try {
      const entries = await ask();
      const current = entries.filter(({ id }) => !released.has(id));
      const taken = current.filter(({ id }) => !this.#ids.has(id));
      this.#take(taken);
      return { taken, outdated: entries.length - current.length };
    } finally {
      this.#releasedDuring.delete(released);
    }
  }

  #take(entries: readonly QueueEntry[]): void {
    for (const { id, domain } of entries) {
      this.#ids.add(id);
      this.of(domain).entries += 1;
    }
  }

  /** Whatever more there is of a domain waits: somebody else looks again in time. */
  expectNoMore(domain: string): void {
    const state = this.#domains.get(domain);
    if (state !== undefined) state.more = false;
  }

  /** The administrator has changed the queue: what is in hand may be due in another way, for which its domain is looked at once it is released. */
  noteChange(): void {
    for (const id of this.#ids) this.#changed.add(id);
  }

  /** What questions under way say of these is out of date. */
  noteReleased(ids: readonly number[]): void {
    for (const released of this.#releasedDuring) for (const id of ids) released.add(id);
  }

  release(entries: readonly QueueEntry[]): void {
    for (const { id, domain } of entries) {
      if (!this.#ids.delete(id)) continue;
      this.noteReleased([id]);
      const state = this.of(domain);
      state.entries -= 1;
      if (this.#changed.delete(id)) this.#onMore(domain);
      if (state.more && state.entries < FIXED_LIMITS.deliveryBatch / 2) {
        state.more = false;
        this.#onMore(domain);
      }
      this.forget(domain);
    }
  }
}
