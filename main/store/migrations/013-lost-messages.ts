/**
 * Messages whose content the data file has lost: it was shorter than they need when it was opened. Once new mail stands behind
 * the gap, the file itself tells no more that there is one, and gives zeros for what was there.
 */
import type { Migration } from './migration.ts';

export const lostMessages: Migration = {
  version: 13,
  name: 'lost-messages',
  up: (database) => database.exec('CREATE TABLE lost_message (message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE) STRICT'),
};
