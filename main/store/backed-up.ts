/** The database of a backup: what of the data file it needs, and that it is no longer the one that a server has open. */
import { DatabaseSync } from 'node:sqlite';
import { forgetOpening, messagesEnd as endOf } from './operations/opening.ts';
import { Connection, openForReading } from './sqlite/connection.ts';

/** Bytes of the data file that the messages of this database need, to the end of the last block. @throws what SQLite throws */
export function messagesEnd(databaseFile: string): number {
  const connection = openForReading(databaseFile);
  try {
    return endOf(connection);
  } finally {
    connection.close();
  }
}

/**
 * Takes the mark of its opening out of a copy. Put alone into the folder that it is of, after a crash, it would else pass for the
 * database that broke off, and all that came since would be given back. @throws what SQLite throws
 */
export function forgetOpeningOf(databaseFile: string): void {
  const connection = new Connection(new DatabaseSync(databaseFile));
  try {
    forgetOpening(connection);
  } finally {
    connection.close();
  }
}
