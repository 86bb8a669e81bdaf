/** The last changes of the lists, so that each can be taken back: kept in memory, for windows that offer "Undo" for a while. */
import { randomUUID } from 'node:crypto';
import type { ListId } from '../../../shared/lists/list-formats.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Inverse } from './list-edits.ts';

interface Way<Entry> {
  readonly inverse: Inverse<Entry>;
  /** Of the settings, made by the change; undefined if they did not change. */
  readonly revision: number | undefined;
}

interface Kept extends Way<unknown> {
  readonly list: ListId;
  readonly size: number;
}

export class ListUndos {
  /** The oldest first. */
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  /** @returns the name of the change */
  keep<Entry>(list: ListId, inverse: Inverse<Entry>, revision: number | undefined): string {
    const name = randomUUID();
    this.putBack(name, list, { inverse, revision });
    return name;
  }

  /** A change that was to be taken back, and could not be. */
  putBack<Entry>(name: string, list: ListId, { inverse, revision }: Way<Entry>): void {
    const size = inverse.drop.length + inverse.restore.length + inverse.swap.length;
    this.#kept.set(name, { list, inverse, revision, size });
    this.#size += size;
    for (const [oldest] of this.#kept) {
      const isRoom = this.#kept.size <= FIXED_LIMITS.listUndos && this.#size <= FIXED_LIMITS.listUndoEntries;
      if (isRoom || oldest === name) break;
      this.#forget(oldest);
    }
  }

  /** Undefined if the change is not known any more, or of another list. */
  get<Entry>(name: string, list: ListId): Way<Entry> | undefined {
    const kept = this.#kept.get(name);
    if (kept?.list !== list) return undefined;
    // What is kept under a list is of its entries.
    return { inverse: kept.inverse as Inverse<Entry>, revision: kept.revision };
  }

  /** Each change can be taken back once. @returns false if somebody has done so */
  use(name: string): boolean {
    const isKnown = this.#kept.has(name);
    this.#forget(name);
    return isKnown;
  }

  #forget(name: string): void {
    this.#size -= this.#kept.get(name)?.size ?? 0;
    this.#kept.delete(name);
  }
}
