/** Changes of the directory, one after the other: what a change has checked in memory still holds when it writes. */
import { StoreConflict } from '../store/mail-store.ts';
import { DirectoryError } from './directory-error.ts';

export class ChangeQueue {
  /** The end of the last change under way. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param field what the store refuses is about @throws DirectoryError, and what the work throws */
  async run<T>(field: string, work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined); // Whoever asked for the change gets its error.
    try {
      return await mine;
    } catch (error) {
      if (error instanceof StoreConflict) throw new DirectoryError(error.kind === 'missing' ? 'missing' : 'conflict', field, error.message);
      throw error;
    }
  }
}
