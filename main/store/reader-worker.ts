/** The thread that reads the database, so that a long list never delays a commit. */
import { workerData } from 'node:worker_threads';
import { READ_OPERATIONS, type ReadOperations } from './operations/tables.ts';
import { openForReading } from './sqlite/connection.ts';
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
        if (connection.database.isTransaction) connection.sql('COMMIT').run();
      }
    },
    close: () => connection.close(),
  };
});
