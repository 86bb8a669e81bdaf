/**
 * Figures that were not there in time for a question: it is asked without them, names them, and the window fetches them by that
 * name while the person reads.
 */
import { randomUUID } from 'node:crypto';
import type { Problem } from '../../shared/admin-api/errors.ts';

type Figures = Problem['facts'];
/** Questions whose figures are remembered: each window asks one at a time. */
const REMEMBERED = 20;

export class PendingFigures {
  /** The oldest first. */
  readonly #pending = new Map<string, { readonly figures: Promise<Figures>; readonly stop: AbortController }>();

  /**
   * @param stop ends the count when nobody can ask for it any more
   * @returns the name to ask for them by
   */
  keep(figures: Promise<Figures>, stop: AbortController): string {
    const name = randomUUID();
    this.#pending.set(name, { figures, stop });
    for (const [oldest, forgotten] of this.#pending) {
      if (this.#pending.size <= REMEMBERED) break;
      this.#pending.delete(oldest);
      forgotten.stop.abort();
    }
    return name;
  }

  /** Undefined if they are not known any more, or could not be found out. */
  async of(name: string): Promise<Figures> {
    return await this.#pending.get(name)?.figures;
  }
}
