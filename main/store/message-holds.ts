/**
 * Keeps the bytes of a message in place while somebody reads it, though the message may be deleted meanwhile. A hold is taken
 * before the database is asked: either the message is gone by then, or its extents stay until the hold is let go.
 */
import type { Extent } from './extents/extent.ts';
import type { FreedMessage } from './operations/messages.ts';

interface Hold {
  readers: number;
  /** Extents of the message, once it has been deleted. */
  freed: readonly Extent[];
}

export class MessageHolds {
  readonly #holds = new Map<number, Hold>();
  readonly #release: (extents: readonly Extent[]) => void;

  constructor(release: (extents: readonly Extent[]) => void) {
    this.#release = release;
  }

  take(messageId: number): void {
    const hold = this.#holds.get(messageId);
    if (hold === undefined) this.#holds.set(messageId, { readers: 1, freed: [] });
    else hold.readers += 1;
  }

  letGo(messageId: number): void {
    const hold = this.#holds.get(messageId);
    if (hold === undefined) return;
    hold.readers -= 1;
    if (hold.readers > 0) return;
    this.#holds.delete(messageId);
    this.#release(hold.freed);
  }

  /** Messages have been deleted, durably. */
  deleted(messages: readonly FreedMessage[]): void {
    for (const { messageId, extents } of messages) {
      const hold = this.#holds.get(messageId);
      if (hold === undefined) this.#release(extents);
      else hold.freed = extents;
    }
  }
}
