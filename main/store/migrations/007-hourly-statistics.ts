/** The counters by hour as well: the console shows the last day as a chart. */
import type { Migration } from './migration.ts';

export const hourlyStatistics: Migration = {
  version: 7,
  name: 'hourly-statistics',
  up: (database) => {
    database.exec(`
      CREATE TABLE hourly_statistic (
        -- The start of the hour, in milliseconds since 1970: the clock's hour would come twice when summer time ends.
        hour INTEGER NOT NULL,
        counter TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (hour, counter)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
