/**
 * Group commit: the calls waiting at one moment run in one transaction and become durable by one fsync.
 *
 * A call that fails must not hurt the others. Failures are rare, so the group first runs without any guard; only when one
 * has failed is everything rolled back and run again, each call behind a savepoint of its own.
 */
import { StoreError } from '../mail-store.ts';
import type { WriteContext } from '../operations/context.ts';
import { storeError, toNote } from '../sqlite/errors.ts';
import { type Answer, type Call, type Handlers, perform } from './protocol.ts';

export class GroupCommit<Table> {
  readonly #context: WriteContext;
  readonly #handlers: Handlers<WriteContext, Table>;
  readonly #file: string;
  /** Set once the database has turned out to be damaged: what is kept in it after that, nobody may be able to read. */
  #damage: Answer | undefined;

  constructor(context: WriteContext, handlers: Handlers<WriteContext, Table>, file: string) {
    this.#context = context;
    this.#handlers = handlers;
    this.#file = file;
  }

  /** Runs the calls; when it returns, those answered with `ok` are on disk. Never throws. */
  run(calls: readonly Call<Table>[]): readonly Answer[] {
    if (this.#damage !== undefined) return this.#allFail(calls, this.#damage);
    try {
      return this.#transaction(() => calls.map((call) => this.#unguarded(call)));
    } catch (error) {
      const reason = storeError(error, this.#file);
      if (reason.kind === 'damaged') return this.#giveUp(calls, reason);
      const full = reason instanceof StoreError && reason.kind === 'disk-full';
      // A checkpoint lets the write-ahead log begin again at its start, which may be the room that was missing.
      if (full) this.#checkpoint();
      else if (calls.length === 1) return [failure(reason)];
    }
    try {
      return this.#transaction(() => calls.map((call) => this.#guarded(call)));
    } catch (error) {
      const reason = storeError(error, this.#file);
      return reason.kind === 'damaged' ? this.#giveUp(calls, reason) : this.#allFail(calls, failure(reason));
    }
  }

  #giveUp(calls: readonly Call<Table>[], reason: ReturnType<typeof storeError>): readonly Answer[] {
    this.#damage = failure(reason);
    return this.#allFail(calls, this.#damage);
  }

  #allFail(calls: readonly Call<Table>[], answer: Answer): readonly Answer[] {
    return calls.map(() => answer);
  }

  #transaction(run: () => readonly Answer[]): readonly Answer[] {
    const { connection, changedAccounts } = this.#context;
    let durable = false;
    try {
      connection.sql('BEGIN IMMEDIATE').run();
      const answers = run();
      connection.sql('COMMIT').run();
      durable = true;
      return answers;
    } finally {
      // Some failures make SQLite roll back by itself (https://sqlite.org/lang_transaction.html, section 3).
      if (!durable && connection.database.isTransaction) connection.sql('ROLLBACK').run();
      changedAccounts.settle(durable);
    }
  }

  #unguarded(call: Call<Table>): Answer {
    return { ok: true, result: perform(this.#handlers, this.#context, call) };
  }

  #guarded(call: Call<Table>): Answer {
    const { connection } = this.#context;
    connection.sql('SAVEPOINT one_call').run();
    try {
      const answer = this.#unguarded(call);
      connection.sql('RELEASE one_call').run();
      return answer;
    } catch (error) {
      const reason = storeError(error, this.#file);
      // Without a transaction the calls before this one are undone too, and the next savepoint would commit by itself.
      if (!connection.database.isTransaction || reason.kind === 'damaged') throw error;
      connection.sql('ROLLBACK TO one_call').run();
      connection.sql('RELEASE one_call').run();
      return failure(reason);
    }
  }

  #checkpoint(): void {
    try {
      this.#context.connection.sql('PRAGMA wal_checkpoint(PASSIVE)').get();
    } catch {
      // The disk is full, so this may well fail too; the second run tells the callers.
    }
  }
}

function failure(error: Parameters<typeof toNote>[0]): Answer {
  return { ok: false, error: toNote(error) };
}
