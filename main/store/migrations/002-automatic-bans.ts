/**
 * Bans that the server makes by itself, and the client addresses that users have lately logged in from. Revisions of the
 * settings get a note of what they changed, so that the history need not read whole documents, and may be kept compressed.
 */
import type { Migration } from './migration.ts';

export const automaticBans: Migration = {
  version: 2,
  name: 'automatic-bans',
  up: (database) => {
    database.exec(`
      CREATE TABLE automatic_ban (
        address TEXT PRIMARY KEY,
        source TEXT NOT NULL CHECK (source IN ('brute-force', 'harvest')),
        note TEXT NOT NULL,
        at INTEGER NOT NULL,
        expires INTEGER NOT NULL,
        strikes INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE recent_client (
        address TEXT PRIMARY KEY,
        last_login_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      ALTER TABLE settings_revision ADD COLUMN packed BLOB;
      ALTER TABLE settings_revision ADD COLUMN changes TEXT;
    `);
  },
};
