/**
 * The digests of the newest kept messages, made while nobody asks: a window has been opened, and somebody is about to type.
 * Most messages need none, since they tell at a glance. Messages never change, and their ids are never used twice.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { Turns } from '../../settings/turns.ts';
import type { KeptMessages, Share } from '../../store/kept-messages.ts';
import { type Digest, digestOf } from './digest.ts';
import { quickLook } from './quick-look.ts';

/** Tells nothing at a glance: may hide any word, or bring any file. */
const GLANCES = [
  quickLook({ list: 'filters', entry: { text: 'wordinnone', scope: 'anywhere' } }),
  quickLook({ list: 'attachment-filters', pattern: '*', byContent: true }),
].filter((look) => look !== undefined);

export class Digests {
  /** By message id; undefined for those that need none. */
  readonly #known = new Map<number, Digest | undefined>();
  #characters = 0;
  /** All messages from here on back are known. */
  #completeFrom = 0;

  get(messageId: number): Digest | undefined {
    return this.#known.get(messageId);
  }

  /**
   * Makes those that are missing, newest first, in turns.
   * @param quiet resolves once nobody waits for an answer of this thread
   */
  async complete(kept: KeptMessages, share: Share, quiet: () => Promise<void>): Promise<void> {
    const turns = new Turns();
    let newest = 0;
    for (const { id, bytes } of kept.newest(FIXED_LIMITS.whatIfMessages, share)) {
      newest = Math.max(newest, id);
      if (id <= this.#completeFrom) break;
      if (!this.#known.has(id) && this.#characters < FIXED_LIMITS.whatIfDigestCharacters) this.#add(id, bytes);
      if (!turns.over) continue;
      await turns.next();
      await quiet();
    }
    this.#completeFrom = newest;
    const oldest = kept.oldestOf(FIXED_LIMITS.whatIfMessages);
    for (const [id, digest] of this.#known) {
      if (id >= oldest) continue;
      this.#known.delete(id);
      this.#characters -= digest?.size ?? 0;
    }
  }

  #add(messageId: number, bytes: Buffer): void {
    const digest = GLANCES.some((look) => typeof look(bytes) === 'number') ? digestOf(bytes) : undefined;
    this.#known.set(messageId, digest);
    this.#characters += digest?.size ?? 0;
  }
}
