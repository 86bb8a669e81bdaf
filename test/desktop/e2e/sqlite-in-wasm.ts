/**
 * Stands in for node:sqlite in the test build, for an Electron whose Node is too old to have it: the part of it that the server uses,
 * over node-sqlite3-wasm. It has no write-ahead log; `PRAGMA journal_mode = WAL` is left unheard by SQLite itself.
 */
import { dropDeadLock } from './dead-locks.ts';
import sqlite, { type Database, type SQLiteValue, type Statement } from 'node-sqlite3-wasm';

const BUSY = 5;

/** SQLite's own numbers are not told; "locked" is the one that matters. */
function translated(error: unknown): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  return /locked|busy/.test(known.message) ? Object.assign(known, { errcode: BUSY, code: 'ERR_SQLITE_ERROR' }) : known;
}

function trying<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

class StatementSync {
  readonly #statement: Statement;

  constructor(statement: Statement) {
    this.#statement = statement;
  }

  run(...values: SQLiteValue[]): unknown {
    return trying(() => this.#statement.run(values));
  }

  get(...values: SQLiteValue[]): unknown {
    // To its end: a statement that is left halfway keeps its tables locked.
    return trying(() => this.#statement.all(values))[0];
  }

  all(...values: SQLiteValue[]): unknown[] {
    return trying(() => this.#statement.all(values));
  }

  iterate(...values: SQLiteValue[]): IterableIterator<unknown> {
    return this.all(...values).values();
  }
}

export class DatabaseSync {
  readonly #database: Database;

  constructor(file: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    dropDeadLock(file);
    this.#database = trying(() => new sqlite.Database(file, { readOnly }));
    // Writer and reader take turns without a write-ahead log.
    this.#database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON');
  }

  get isTransaction(): boolean {
    return this.#database.inTransaction;
  }

  exec(sql: string): void {
    trying(() => this.#database.exec(sql));
  }

  prepare(sql: string): StatementSync {
    return trying(() => new StatementSync(this.#database.prepare(sql)));
  }

  close(): void {
    this.#database.close();
  }
}
