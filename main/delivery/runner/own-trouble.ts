/**
 * Trouble of our own, such as a full disk: nothing is begun for a while, which would only make it worse. As long as it cannot be put
 * down what becomes of messages, none is sent either: after a restart each of them would go out once more.
 */
import type { Clock } from '../../clock.ts';

/** Milliseconds. */
const REST = 60_000;

export class OwnTrouble {
  readonly #clock: Clock;
  /** In milliseconds since 1970: nothing is begun before that. */
  #until = 0;
  #cannotRecord = false;
  /** It may have kept from the agenda what waits in the queue, which is to be read again when that is over. */
  #isStale = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Over at once where the clock was set back: it is never so long from now. */
  get until(): number {
    return this.#until - this.#clock.now() > REST ? 0 : this.#until;
  }

  get isOver(): boolean {
    return this.until <= this.#clock.now();
  }

  get isStale(): boolean {
    return this.#isStale;
  }

  /** Messages may be sent, with what is in hand. */
  get maySend(): boolean {
    return !this.#cannotRecord || this.isOver;
  }

  note(): void {
    this.#until = this.#clock.now() + REST;
    this.#isStale = true;
  }

  /** Something has come in, or the administrator wants it: perhaps it is over. */
  tryAgain(): void {
    this.#until = 0;
  }

  /** The queue is about to be read. */
  readAgain(): void {
    this.tryAgain();
    this.#isStale = false;
  }

  /** Puts down what became of messages that have been sent, and notes whether that is possible. */
  async whileRecording(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#cannotRecord = false;
    } catch (error) {
      this.#cannotRecord = true;
      this.note();
      throw error;
    }
  }
}
