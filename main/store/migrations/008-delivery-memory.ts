/**
 * What delivery has to remember over a restart: MTA-STS policies until they end (RFC 8461 section 5.1), and members of mailing
 * lists whose mail comes back.
 */
import type { Migration } from './migration.ts';

export const deliveryMemory: Migration = {
  version: 8,
  name: 'delivery-memory',
  up: (database) => {
    database.exec(`
      CREATE TABLE mta_sts_policy (
        domain TEXT PRIMARY KEY,
        policy_id TEXT NOT NULL,
        mode TEXT NOT NULL CHECK (mode IN ('enforce', 'testing', 'none')),
        hosts TEXT NOT NULL,
        max_age INTEGER NOT NULL,
        ends_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX mta_sts_policy_end ON mta_sts_policy(ends_at);
    `);
    // Days on which mail for the member came back for good, the last of them, and since when the member gets nothing; 0 for never.
    database.exec(`
      ALTER TABLE list_member ADD COLUMN bounce_days INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE list_member ADD COLUMN bounced_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE list_member ADD COLUMN suspended_at INTEGER NOT NULL DEFAULT 0;
    `);
  },
};
