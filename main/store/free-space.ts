/** Free space on the disk of the data folder, looked up now and then in the background. */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { TUNING } from './tuning.ts';

export class FreeSpace {
  readonly #folder: string;
  readonly #clock: Clock;
  /** Unknown at first: the benefit of the doubt, since the first message must not wait for a look-up. */
  #freeBytes = Number.POSITIVE_INFINITY;
  #lookedUpAt = Number.NEGATIVE_INFINITY;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /**
   * True while there was room for so many bytes beside those to keep free, when last looked up.
   * @param reusableBytes within files that are there already
   */
  has(minFreeBytes: number, messageBytes: number, reusableBytes: number): boolean {
    const now = this.#clock.now();
    // A clock set back must not stop the look-ups.
    if (Math.abs(now - this.#lookedUpAt) >= TUNING.freeSpaceMilliseconds) void this.refresh();
    if (this.#freeBytes < Math.min(minFreeBytes, TUNING.databaseRoomBytes)) return false;
    return this.#freeBytes + reusableBytes >= minFreeBytes + messageBytes;
  }

  async refresh(): Promise<void> {
    this.#lookedUpAt = this.#clock.now();
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      this.#freeBytes = bavail * bsize;
    } catch {
      // A file system that cannot say how full it is: a write that finds no room fails by itself.
      this.#freeBytes = Number.POSITIVE_INFINITY;
    }
  }
}
