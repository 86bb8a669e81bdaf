/** Where there is room: on the disk of the data folder, and within the database; looked up now and then in the background. */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { TUNING } from './tuning.ts';

export class FreeSpace {
  readonly #folder: string;
  readonly #clock: Clock;
  /** Unknown at first: the benefit of the doubt, since the first message must not wait for a look-up. */
  #freeBytes = Number.POSITIVE_INFINITY;
  /** In pages of the database that are free: of removed messages. */
  #databaseBytes = 0;
  #askDatabase: () => Promise<number> = () => Promise.resolve(0);
  #lookedUpAt = Number.NEGATIVE_INFINITY;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** @param freeBytes how many bytes of the database are free; to be called now and then. May reject. */
  countDatabase(freeBytes: () => Promise<number>): void {
    this.#askDatabase = freeBytes;
  }

  /**
   * True while there was room for so many bytes beside those to keep free, when last looked up.
   * @param reusableBytes within the data file
   */
  has(minFreeBytes: number, messageBytes: number, reusableBytes: number): boolean {
    const now = this.#clock.now();
    // A clock set back must not stop the look-ups.
    if (Math.abs(now - this.#lookedUpAt) >= TUNING.freeSpaceMilliseconds) void this.refresh();
    const reallyFree = Math.min(minFreeBytes, TUNING.databaseRoomBytes);
    if (this.#freeBytes < reallyFree) return false;
    // What is free in the database holds many small messages, but no large one.
    if (this.#freeBytes + reusableBytes < reallyFree + messageBytes) return false;
    return this.#freeBytes + reusableBytes + this.#databaseBytes >= minFreeBytes + messageBytes;
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
    try {
      this.#databaseBytes = await this.#askDatabase();
    } catch {
      // The database cannot be asked, or closes: then it has no room to speak of.
      this.#databaseBytes = 0;
    }
  }
}
