/** The first shape: domains, accounts, aliases, messages, mailboxes, the outgoing queue, settings revisions, statistics. */
import type { Migration } from './migration.ts';

export const initial: Migration = {
  version: 1,
  name: 'initial',
  up: (database) => {
    database.exec(DIRECTORY);
    database.exec(MESSAGES);
    database.exec(MAILBOXES);
    database.exec(QUEUE);
    database.exec(RECORDS);
  },
};

// AUTOINCREMENT throughout: an id that was once in a log, a session or a window never means something else later.
const DIRECTORY = `
  CREATE TABLE domain (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain_id INTEGER NOT NULL REFERENCES domain(id),
    address TEXT NOT NULL,
    address_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    quota_bytes INTEGER,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX account_domain ON account(domain_id);

  CREATE TABLE alias (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain_id INTEGER NOT NULL REFERENCES domain(id),
    address TEXT NOT NULL,
    address_key TEXT NOT NULL UNIQUE,
    targets TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX alias_domain ON alias(domain_id);
`;

// A message is what the session said of it, and its content: either one blob, or extents of the data file in order.
const MESSAGES = `
  CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    trace_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    reverse_path TEXT NOT NULL,
    body_type TEXT NOT NULL CHECK (body_type IN ('7bit', '8bitmime')),
    smtp_utf8 INTEGER NOT NULL CHECK (smtp_utf8 IN (0, 1)),
    size INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE message_body (
    message_id INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE,
    content BLOB NOT NULL
  ) STRICT;

  CREATE TABLE message_extent (
    message_id INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    PRIMARY KEY (message_id, position)
  ) STRICT, WITHOUT ROWID;
`;

// The counters that change with each message stand apart from the account, so that the row on the hot path is short.
// An entry repeats size and reverse-path: a list of 10,000 entries is then one range of one table.
const MAILBOXES = `
  CREATE TABLE mailbox (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    uid_validity INTEGER NOT NULL,
    next_uid INTEGER NOT NULL,
    used_bytes INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    last_login_at INTEGER
  ) STRICT;

  CREATE TABLE mailbox_entry (
    account_id INTEGER NOT NULL REFERENCES mailbox(account_id),
    uid INTEGER NOT NULL,
    message_id INTEGER NOT NULL REFERENCES message(id),
    recipient TEXT NOT NULL,
    size INTEGER NOT NULL,
    reverse_path TEXT NOT NULL,
    PRIMARY KEY (account_id, uid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mailbox_entry_message ON mailbox_entry(message_id);
`;

const QUEUE = `
  CREATE TABLE queue_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER NOT NULL REFERENCES message(id),
    recipient TEXT NOT NULL,
    domain TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'failed')),
    last_error TEXT NOT NULL
  ) STRICT;
  CREATE INDEX queue_entry_message ON queue_entry(message_id);
  CREATE INDEX queue_entry_due ON queue_entry(next_attempt_at) WHERE state = 'waiting';
`;

const RECORDS = `
  CREATE TABLE settings_revision (
    revision INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;

  CREATE TABLE statistic (
    day TEXT NOT NULL,
    counter TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (day, counter)
  ) STRICT, WITHOUT ROWID;
`;
