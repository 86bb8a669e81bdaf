/**
 * Looks after what has waited for long, whatever it waits for. An attempt sees the age of what is tried; but of all that
 * waits for a host that rests, little is ever tried, and the senders of the rest are owed a word as well.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import type { InHand } from './in-hand.ts';
import type { RestingServices } from './resting-hosts.ts';

export interface AgeSweepServices extends Pick<RestingServices, 'settings' | 'queue' | 'recorder' | 'clock'> {
  readonly inHand: InHand;
  readonly isStopping: () => boolean;
  /** An entry that has been sent, or is about to be removed, whatever the queue says. */
  readonly isSettled: (entryId: number) => boolean;
  /** They are in memory no more. */
  readonly release: (entries: readonly QueueEntry[]) => void;
  /** Something has changed in the queue. */
  readonly onChange: () => void;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** Before anything can have been due. */
const EVER = -1;

export class AgeSweep {
  readonly #services: AgeSweepServices;
  /** When it is to run next, in milliseconds since 1970: at once at the start, and never while it runs. */
  dueAt = 0;

  constructor(services: AgeSweepServices) {
    this.#services = services;
  }

  /**
   * Gives up what has waited too long, and tells of what has waited for long. While the queue is paused nothing is given up:
   * it would go back without anybody having been asked. But its senders hear that it takes longer. @throws StoreError
   */
  async run(): Promise<void> {
    const { recorder, settings, clock } = this.#services;
    const { giveUpHours, delayNoticeHours, paused } = settings();
    this.dueAt = Infinity;
    try {
      await recorder.catchUp();
      if (!paused) await this.#each(giveUpHours, false, async (entries) => await recorder.giveUp(entries));
      if (delayNoticeHours > 0) await this.#each(delayNoticeHours, true, async (entries) => await recorder.tellDelays(entries));
    } finally {
      this.dueAt = clock.now() + FIXED_LIMITS.deliverySweepSeconds * SECOND;
    }
  }

  /** @param act leaves none of them as it was, so that the next batch brings others */
  async #each(hours: number, untold: boolean, act: (entries: readonly QueueEntry[]) => Promise<void>): Promise<void> {
    const { queue, settings, clock, inHand, isStopping, isSettled, release, onChange } = this.#services;
    const limit = FIXED_LIMITS.deliveryAgedBatch;
    for (let batch = 0; batch < FIXED_LIMITS.deliveryAgedBatches && !isStopping(); batch += 1) {
      const now = clock.now();
      // What is due is tried first, unless nothing is.
      const notDueAt = settings().paused ? EVER : now;
      let found: readonly QueueEntry[] = [];
      // What is in hand may be taken at this moment; and nobody takes what we have.
      const { taken: entries } = await inHand.takeFrom(async () => {
        found = await queue.aged({ now: notDueAt, queuedBefore: now - hours * HOUR, untold, limit });
        return found.filter(({ id }) => !isSettled(id));
      });
      try {
        await act(entries);
      } finally {
        release(entries);
      }
      if (entries.length > 0) onChange();
      if (found.length < limit || entries.length === 0) return;
    }
  }
}
