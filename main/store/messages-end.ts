/** Where the last message ends in the data file, by a database that no server has. */
import { openForReading } from './sqlite/connection.ts';
import { integer } from './sqlite/row.ts';
import { TUNING } from './tuning.ts';

/** Bytes of the data file that the messages of this database need, to the end of the last block. @throws what SQLite throws */
export function messagesEnd(databaseFile: string): number {
  const connection = openForReading(databaseFile);
  try {
    const row = connection.sql('SELECT coalesce(max(offset + length), 0) AS content_end FROM message_extent').get();
    const contentEnd = row === undefined ? 0 : integer(row, 'content_end');
    return Math.ceil(contentEnd / TUNING.blockBytes) * TUNING.blockBytes;
  } finally {
    connection.close();
  }
}
