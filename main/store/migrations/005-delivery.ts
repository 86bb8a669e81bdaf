/**
 * The queue as delivery to the internet needs it: recipients that wait or are held, attempts that were made, and what the
 * sender asked for with DSN (RFC 3461) and REQUIRETLS (RFC 8689).
 */
import type { Migration } from './migration.ts';

export const delivery: Migration = {
  version: 5,
  name: 'delivery',
  up: (database) => {
    database.exec(MESSAGE);
    database.exec(QUEUE);
    database.exec(ATTEMPTS);
  },
};

// `returnable`: the sender is known not to be forged, so that a report may go to it. What is in the queue already was taken
// from clients that may relay.
const MESSAGE = `
  ALTER TABLE message ADD COLUMN returnable INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE message ADD COLUMN return_content TEXT NOT NULL DEFAULT '';
  ALTER TABLE message ADD COLUMN envelope_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE message ADD COLUMN require_tls INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE held_recipient ADD COLUMN notify TEXT NOT NULL DEFAULT '';
  ALTER TABLE held_recipient ADD COLUMN original_recipient TEXT NOT NULL DEFAULT '';
`;

// The table is made anew, since a CHECK cannot be changed. What was kept as refused for good is held now, with the reason:
// it waits for the administrator as before. An entry repeats the sender, so that the queue is searched, and shared fairly
// among senders, without a look at the messages. The sequence is taken along: an id never means something else later.
const QUEUE = `
  CREATE TABLE new_queue_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER NOT NULL REFERENCES message(id),
    recipient TEXT NOT NULL,
    domain TEXT NOT NULL,
    sender TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    last_attempt_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'held')),
    last_error TEXT NOT NULL,
    hold_note TEXT NOT NULL,
    route TEXT NOT NULL,
    notify TEXT NOT NULL,
    original_recipient TEXT NOT NULL,
    delay_told INTEGER NOT NULL CHECK (delay_told IN (0, 1))
  ) STRICT;
  INSERT INTO new_queue_entry
    SELECT queue_entry.id, message_id, recipient, domain, reverse_path, attempts, queued_at, next_attempt_at, NULL,
      CASE state WHEN 'failed' THEN 'held' ELSE 'waiting' END, last_error, CASE state WHEN 'failed' THEN 'refused for good' ELSE '' END, '', '', '', 0
    FROM queue_entry JOIN message ON message.id = message_id;
  DELETE FROM sqlite_sequence WHERE name = 'new_queue_entry';
  INSERT INTO sqlite_sequence (name, seq) SELECT 'new_queue_entry', seq FROM sqlite_sequence WHERE name = 'queue_entry';
  DROP TABLE queue_entry;
  ALTER TABLE new_queue_entry RENAME TO queue_entry;
  CREATE INDEX queue_entry_message ON queue_entry(message_id, domain);
  CREATE INDEX queue_entry_due ON queue_entry(domain, next_attempt_at) WHERE state = 'waiting';
  CREATE INDEX queue_entry_sender ON queue_entry(domain, sender, next_attempt_at) WHERE state = 'waiting';
`;

// An attempt that put off everything for a destination is one row without an entry: a dead host with 10,000 messages
// before it costs one row an interval.
const ATTEMPTS = `
  CREATE TABLE queue_attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    entry_id INTEGER REFERENCES queue_entry(id) ON DELETE CASCADE,
    domain TEXT NOT NULL,
    host TEXT NOT NULL,
    address TEXT NOT NULL,
    tls TEXT NOT NULL,
    reply TEXT NOT NULL,
    milliseconds INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX queue_attempt_entry ON queue_attempt(entry_id) WHERE entry_id IS NOT NULL;
  CREATE INDEX queue_attempt_domain ON queue_attempt(domain, at) WHERE entry_id IS NULL;
  CREATE INDEX queue_attempt_age ON queue_attempt(at);
`;
