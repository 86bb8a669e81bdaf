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
  readonly #pending = new Map<string, Promise<Figures>>();

  /** @returns the name to ask for them by */
  keep(figures: Promise<Figures>): string {
    const name = randomUUID();
    this.#pending.set(name, figures);
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= REMEMBERED) break;
      this.#pending.delete(oldest);
    }
    return name;
  }

  /** Undefined if they are not known any more, or could not be found out. */
  async of(name: string): Promise<Figures> {
    return await this.#pending.get(name);
  }
}
