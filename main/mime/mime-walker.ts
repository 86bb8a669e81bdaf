/**
 * Walks through a message while it streams by (RFC 5322, RFC 2045, RFC 2046) and tells a visitor what is in it. As lenient
 * as mail clients are, since attackers write what a client shows and a strict parser misses; where clients differ it tells
 * what either would show. It holds one header section and the beginning of one line, never a body, and gives up on
 * messages that are built to exhaust whoever reads them.
 */
import { Walk } from './mime-walk.ts';
import type { MimeVisitor } from './mime-visitor.ts';
import { WalkBudget, type WalkLimits } from './walk-budget.ts';

/** Walks one message. Chunks may be split anywhere; what the visitor is told does not depend on it, but for where the files of a hostile message are too much. */
export class MimeWalker {
  readonly #budget: WalkBudget;
  readonly #walk: Walk;

  /** @param limits for tests; those of `shared/limits.ts` hold otherwise. */
  constructor(visitor: MimeVisitor, limits?: Partial<WalkLimits>) {
    this.#budget = new WalkBudget(visitor, limits);
    this.#walk = new Walk(visitor, this.#budget, '', { depth: 0, fileDepth: 0 });
  }

  write(chunk: Buffer): void {
    this.#budget.takeBytes(chunk.length);
    this.#walk.write(chunk);
  }

  end(): void {
    this.#walk.end();
  }
}
