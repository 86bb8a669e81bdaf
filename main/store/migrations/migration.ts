/** One step of the database's shape. Steps are never changed once released; a new shape is a new step. */
import type { DatabaseSync } from 'node:sqlite';

export interface Migration {
  /** The database's `user_version` after this step; steps are numbered 1, 2, 3, … */
  readonly version: number;
  readonly name: string;
  /** Runs inside a transaction. */
  up(database: DatabaseSync): void;
}
