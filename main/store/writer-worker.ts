/** The one thread that writes to the database. */
import { workerData } from 'node:worker_threads';
import { migrate } from './migrations/migrations.ts';
import { WriteContext } from './operations/context.ts';
import { listLost } from './operations/lost-messages.ts';
import { closingMark, openingMark } from './operations/opening.ts';
import { WRITE_OPERATIONS, type WriteOperations } from './operations/tables.ts';
import { type Connection, openForWriting } from './sqlite/connection.ts';
import { integer } from './sqlite/row.ts';
import { type WriterFacts, asWorkerData } from './store-files.ts';
import { GroupCommit } from './threads/group-commit.ts';
import { serve } from './threads/worker-side.ts';
import { TUNING } from './tuning.ts';

const { databaseFile } = asWorkerData(workerData);

serve<WriteOperations, WriterFacts>(databaseFile, () => {
  const connection = openForWriting(databaseFile);
  migrate(connection.database, databaseFile);
  const group = new GroupCommit<WriteOperations>(new WriteContext(connection), WRITE_OPERATIONS, databaseFile);
  const idle = setTimeout(() => checkpoint(connection, 'PASSIVE'), TUNING.idleCheckpointMilliseconds).unref();
  return {
    facts: { mark: openingMark(connection), closingMark: closingMark(connection), liveExtents: liveExtents(connection), lost: listLost(connection) },
    run: (calls) => {
      idle.refresh();
      const answers = group.run(calls);
      // Nothing is left of it in the write-ahead log: played back into a database that somebody puts beside it, it would give that one our mark.
      if (calls[0]?.name === 'opening.note') checkpoint(connection, 'TRUNCATE');
      return answers;
    },
    // The last connection to close moves what is left of the write-ahead log into the database and removes it.
    close: () => connection.close(),
  };
});

function checkpoint(connection: Connection, mode: 'PASSIVE' | 'TRUNCATE'): void {
  try {
    connection.sql(`PRAGMA wal_checkpoint(${mode})`).get();
  } catch {
    // Nothing is lost: the write-ahead log still holds it all, and the next commit says what is wrong.
  }
}

/** Offset and length of each extent in use, in order of offset. */
function liveExtents(connection: Connection): Float64Array {
  const rows = connection.database.prepare('SELECT offset, length FROM message_extent ORDER BY offset').all();
  return Float64Array.from(rows.flatMap((row) => [integer(row, 'offset'), integer(row, 'length')]));
}
