/** The thread that reads the database, so that a long list never delays a commit. */
import { workerData } from 'node:worker_threads';
import { READ_OPERATIONS, type ReadOperations } from './operations/tables.ts';
import { type Connection, openForReading } from './sqlite/connection.ts';
import { storeError, toNote } from './sqlite/errors.ts';
import { asWorkerData } from './store-files.ts';
import { type Answer, type Call, type Handlers, perform } from './threads/protocol.ts';
import { serve } from './threads/worker-side.ts';
import type { ReadContext } from './operations/context.ts';

const { databaseFile } = asWorkerData(workerData);
const handlers: Handlers<ReadContext, ReadOperations> = READ_OPERATIONS;

serve<ReadOperations, undefined>(databaseFile, () => {
  const connection = openForReading(databaseFile);
  const answer = (call: Call<ReadOperations>): Answer => {
    try {
      return { ok: true, result: perform(handlers, connection, call) };
    } catch (error) {
      return { ok: false, error: toNote(storeError(error, databaseFile)) };
    }
  };
  return {
    facts: undefined,
    run: (calls) => {
      // One transaction: calls read at one moment see one state, and an operation of several queries sees no change between them.
      try {
        connection.sql('BEGIN').run();
        return calls.map(answer);
      } catch (error) {
        const failed: Answer = { ok: false, error: toNote(storeError(error, databaseFile)) };
        return calls.map(() => failed);
      } finally {
        endTransaction(connection);
      }
    },
    close: () => connection.close(),
  };
});

/** Nothing was written in it. */
function endTransaction({ database }: Connection): void {
  for (const statement of ['COMMIT', 'ROLLBACK']) {
    try {
      if (database.isTransaction) database.exec(statement);
    } catch {
      // Of a damaged database: the calls have been answered, and the next ones hear of it again.
    }
  }
}
