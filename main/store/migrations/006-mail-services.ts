/**
 * What goes with mail of our users on its way out and on its way in: keys that sign, secrets of this installation, forwards
 * and vacation replies of accounts, what each sender has sent lately, and mailing lists.
 */
import type { Migration } from './migration.ts';

export const mailServices: Migration = {
  version: 6,
  name: 'mail-services',
  up: (database) => {
    database.exec(KEYS);
    database.exec(ENVELOPES);
    database.exec(ACCOUNTS);
    database.exec(OUTBOUND);
    database.exec(LISTS);
  },
};

const KEYS = `
  CREATE TABLE dkim_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain_id INTEGER NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
    selector TEXT NOT NULL,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('rsa', 'ed25519')),
    private_key TEXT NOT NULL,
    public_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retired')),
    created_at INTEGER NOT NULL,
    state_at INTEGER NOT NULL,
    UNIQUE (domain_id, selector)
  ) STRICT;

  CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

// The reverse-path of a recipient elsewhere, where it is another one than that of the message: a forward gets one of ours.
const ENVELOPES = `
  ALTER TABLE held_recipient ADD COLUMN reverse_path TEXT;
`;

const ACCOUNTS = `
  CREATE TABLE account_forward (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    targets TEXT NOT NULL,
    keep_copy INTEGER NOT NULL CHECK (keep_copy IN (0, 1))
  ) STRICT;

  CREATE TABLE account_vacation (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    starts_at INTEGER,
    ends_at INTEGER,
    days INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE vacation_reply (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account_id, recipient)
  ) STRICT, WITHOUT ROWID;
`;

// Counted by the minute: a day of one sender is 1,440 rows at most, whatever it sends.
const OUTBOUND = `
  CREATE TABLE outbound_use (
    sender TEXT NOT NULL,
    minute INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    new_recipients INTEGER NOT NULL,
    PRIMARY KEY (sender, minute)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE outbound_recipient (
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (sender, recipient)
  ) STRICT, WITHOUT ROWID;
`;

// A list is an account that nobody logs in to: its mailbox holds what has been posted, until it is handed out.
const LISTS = `
  CREATE TABLE mailing_list (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    posting TEXT NOT NULL CHECK (posting IN ('anyone', 'members', 'named')),
    posters TEXT NOT NULL,
    reply_to TEXT NOT NULL CHECK (reply_to IN ('sender', 'list')),
    owner TEXT NOT NULL
  ) STRICT;

  CREATE TABLE list_member (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    address_key TEXT NOT NULL,
    address TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, address_key)
  ) STRICT, WITHOUT ROWID;
`;
