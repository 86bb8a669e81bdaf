/** What operations work with. */
import type { StatementSync } from 'node:sqlite';
import type { Connection } from '../sqlite/connection.ts';

export interface ReadContext {
  /** A prepared statement, made once for each text. */
  sql(text: string): StatementSync;
}

export class WriteContext implements ReadContext {
  readonly connection: Connection;
  readonly changedAccounts = new ChangedAccounts();

  constructor(connection: Connection) {
    this.connection = connection;
  }

  sql(text: string): StatementSync {
    return this.connection.sql(text);
  }
}

/** Accounts whose usage has changed since it was last asked for. Naming one too many does no harm, one too few would. */
export class ChangedAccounts {
  readonly #changed = new Set<number>();
  /** Handed out by a transaction that is not durable yet. */
  readonly #handedOut = new Set<number>();

  add(accountId: number): void {
    this.#changed.add(accountId);
  }

  take(): readonly number[] {
    for (const id of this.#changed) this.#handedOut.add(id);
    this.#changed.clear();
    return [...this.#handedOut];
  }

  /** The transaction has ended. */
  settle(durable: boolean): void {
    if (this.#handedOut.size === 0) return;
    if (!durable) for (const id of this.#handedOut) this.#changed.add(id);
    this.#handedOut.clear();
  }
}
