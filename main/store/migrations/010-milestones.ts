/** What has happened on this installation once, so that the first steps know what is done. */
import type { Migration } from './migration.ts';

export const milestones: Migration = {
  version: 10,
  name: 'milestones',
  up: (database) => {
    database.exec('CREATE TABLE milestone (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID');
  },
};
