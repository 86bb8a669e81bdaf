/**
 * Puts down in the queue what became of messages, and what comes at one moment together: a commit for each costs as much of both
 * threads as a good part of the message's way out. A connection sends its next message only when this is on disk, so that nothing
 * waits for company for longer than a moment, and not at all where no other message is under way.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { DeliveryQueue, Settlement } from '../store/outgoing-queue.ts';

type Outcomes = Required<Pick<Settlement, 'done' | 'deferred'>>;

interface Waiting {
  readonly outcomes: Outcomes;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Settlements {
  readonly #queue: Pick<DeliveryQueue, 'settle'>;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(queue: Pick<DeliveryQueue, 'settle'>) {
    this.#queue = queue;
  }

  /** @param underWay messages that are handed over or put down at this moment, with this one @throws StoreError */
  async put(outcomes: Outcomes, underWay: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ outcomes, resolve, reject });
    if (this.#waiting.length >= underWay) this.#putAll();
    else this.#timer ??= setTimeout(() => this.#putAll(), FIXED_LIMITS.deliverySettleMilliseconds);
    await promise;
  }

  #putAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const together = this.#waiting;
    this.#waiting = [];
    void this.#settle(together);
  }

  async #settle(together: readonly Waiting[]): Promise<void> {
    try {
      await this.#queue.settle({
        done: together.flatMap(({ outcomes }) => outcomes.done),
        deferred: together.flatMap(({ outcomes }) => outcomes.deferred),
      });
      for (const { resolve } of together) resolve();
    } catch (error) {
      // One that cannot be put down must not keep the others from it.
      if (together.length > 1) await Promise.all(together.map(async (one) => await this.#settle([one])));
      else for (const { reject } of together) reject(error);
    }
  }
}
