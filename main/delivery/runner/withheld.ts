/** Entries that the administrator is about to remove: from the moment that he hears that they are, nobody may send them. */
import type { QueueEntry } from '../../store/outgoing-queue.ts';

export class Withheld {
  readonly #ids = new Map<number, number>();

  has(entryId: number): boolean {
    return this.#ids.has(entryId);
  }

  hasAny(entries: readonly Pick<QueueEntry, 'id'>[]): boolean {
    return this.#ids.size > 0 && entries.some(({ id }) => this.#ids.has(id));
  }

  add(ids: readonly number[]): void {
    // Two windows may remove the same.
    for (const id of ids) this.#ids.set(id, (this.#ids.get(id) ?? 0) + 1);
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) {
      const left = (this.#ids.get(id) ?? 0) - 1;
      if (left > 0) this.#ids.set(id, left);
      else this.#ids.delete(id);
    }
  }
}
