/** How often each entry of the lists of the security options has matched, and when last. */
import type { Migration } from './migration.ts';

export const hits: Migration = {
  version: 3,
  name: 'hits',
  up: (database) => {
    database.exec(`
      CREATE TABLE hit (
        option TEXT NOT NULL,
        entry TEXT NOT NULL,
        hits INTEGER NOT NULL,
        last_hit_at INTEGER NOT NULL,
        PRIMARY KEY (option, entry)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
