/**
 * Looks after what has waited for long, whatever it waits for. An attempt sees the age of what is tried; but of all that
 * waits for a host that rests, little is ever tried, and the senders of the rest are owed a word as well.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import { routeFor } from '../routing/router.ts';
import type { Destination } from './destination.ts';
import type { InHand } from './in-hand.ts';
import type { GiveUp, RestingServices } from './resting-hosts.ts';

export interface AgeSweepServices extends Pick<RestingServices, 'settings' | 'queue' | 'recorder' | 'clock'> {
  readonly inHand: InHand;
  readonly giveUp: GiveUp;
  /** Domains whose hosts have said that they take no mail of ours: what is late comes back with the next attempt that hears so, and nobody is told before. */
  readonly refusedDomains: () => readonly string[];
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
const INTERVAL = FIXED_LIMITS.deliverySweepSeconds * SECOND;
const LONGEST_TURN = FIXED_LIMITS.deliveryHostBusyGivenUpSeconds * SECOND;
/** Before anything can have been due. */
const EVER = -1;

export class AgeSweep {
  readonly #services: AgeSweepServices;
  #runs = false;
  /** When it ran last, in milliseconds since 1970. */
  #lookedAt = -Infinity;
  /** Since when it has looked again and again, and all that is due could have its turn. */
  #since = 0;

  constructor(services: AgeSweepServices) {
    this.#services = services;
  }

  /** When it is to run next, in milliseconds since 1970: at once at the start and where the clock was set back, and never while it runs. */
  get dueAt(): number {
    if (this.#runs) return Infinity;
    return this.#lookedAt > this.#services.clock.now() ? 0 : this.#lookedAt + INTERVAL;
  }

  /**
   * Gives up what has waited too long, and tells of what has waited for long. While the queue is paused nothing is given up:
   * it would go back without anybody having been asked. But its senders hear that it takes longer. @throws StoreError
   */
  async run(): Promise<void> {
    const { recorder, queue, settings, clock, giveUp, inHand, refusedDomains } = this.#services;
    const limit = FIXED_LIMITS.deliveryAgedBatch;
    const { giveUpHours, delayNoticeHours, paused } = settings();
    this.#runs = true;
    this.#noteLook(paused);
    try {
      await recorder.catchUp();
      // What is due is tried first, unless nothing is; but not for ever: a host may take long over all that is before it.
      const page = (now: number, hours: number): { now: number; dueBefore: number; queuedBefore: number; inHand: readonly number[]; limit: number } => {
        const turn = Math.min(hours * HOUR, LONGEST_TURN);
        const dueBefore = now - this.#since < turn ? EVER : now - turn;
        return { now: settings().paused ? EVER : now, dueBefore, queuedBefore: now - hours * HOUR, inHand: inHand.ids, limit };
      };
      if (!paused) {
        await this.#each(
          async (now) => await queue.aged({ ...page(now, giveUpHours), untold: false, except: [] }),
          async (entries) => await giveUp(entries),
        );
      }
      if (delayNoticeHours > 0) {
        const untold = async (now: number): Promise<readonly QueueEntry[]> =>
          await queue.aged({ ...page(now, delayNoticeHours), untold: true, except: settings().paused ? [] : refusedDomains() });
        await this.#each(untold, async (entries) => await recorder.tellDelays(entries));
      }
    } finally {
      this.#runs = false;
      this.#lookedAt = clock.now();
    }
  }

  /** Nothing has its turn while the computer sleeps, or while the queue is paused. */
  #noteLook(paused: boolean): void {
    const now = this.#services.clock.now();
    const pause = now - this.#lookedAt;
    if (paused || pause < 0 || pause > 2 * INTERVAL) this.#since = now;
  }

  /** Returns all that is late of a domain whose host has just said again that it takes no mail of ours. @throws StoreError */
  async returnRefused(destination: Destination): Promise<void> {
    const { queue, recorder, settings, giveUp } = this.#services;
    const { route } = destination;
    if (route.kind !== 'mail-hosts') return;
    const limit = FIXED_LIMITS.deliveryAgedBatch;
    const ask = async (now: number): Promise<readonly QueueEntry[]> => {
      const { delayNoticeHours } = settings();
      if (delayNoticeHours === 0 || !destination.refuses) return [];
      const late = await queue.lateFor(route.domain, { queuedBefore: now - delayNoticeHours * HOUR, limit });
      // Of some senders it may go another way.
      return late.filter((entry) => recorder.isLate(entry) && routeFor(entry, settings()).key === route.key);
    };
    const act = async (entries: readonly QueueEntry[]): Promise<void> => {
      await giveUp(
        entries.map((entry) => ({ ...entry, lastError: destination.why })),
        'refused',
      );
    };
    await this.#each(ask, act, Infinity);
  }

  /** @param act leaves none of them as it was, so that the next batch brings others */
  async #each(
    ask: (now: number) => Promise<readonly QueueEntry[]>,
    act: (entries: readonly QueueEntry[]) => Promise<void>,
    batches: number = FIXED_LIMITS.deliveryAgedBatches,
  ): Promise<void> {
    const { clock, inHand, isStopping, isSettled, release, onChange } = this.#services;
    for (let batch = 0; batch < batches && !isStopping(); batch += 1) {
      // What is in hand may be taken at this moment; and nobody takes what we have.
      const { taken: entries } = await inHand.takeFrom(async () => (await ask(clock.now())).filter(({ id }) => !isSettled(id)));
      if (entries.length === 0) return;
      try {
        await act(entries);
      } finally {
        release(entries);
      }
      onChange();
    }
  }
}
