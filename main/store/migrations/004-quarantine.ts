/** Messages that are held: what holds them, and whom they are for. */
import type { Migration } from './migration.ts';

export const quarantine: Migration = {
  version: 4,
  name: 'quarantine',
  up: (database) => {
    database.exec(QUARANTINE);
  },
};

// A recipient is either a mailbox here (account_id) or somebody elsewhere (domain). The account is no reference: it may be
// removed while the message is held, and its id never means another one.
const QUARANTINE = `
  CREATE TABLE held_message (
    message_id INTEGER PRIMARY KEY REFERENCES message(id),
    held_at INTEGER NOT NULL,
    check_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    entry TEXT NOT NULL,
    subject TEXT NOT NULL,
    remote_address TEXT NOT NULL
  ) STRICT;
  CREATE INDEX held_message_age ON held_message(held_at);

  CREATE TABLE held_recipient (
    message_id INTEGER NOT NULL REFERENCES held_message(message_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    account_id INTEGER,
    domain TEXT,
    PRIMARY KEY (message_id, position),
    CHECK ((account_id IS NULL) <> (domain IS NULL))
  ) STRICT, WITHOUT ROWID;
`;
