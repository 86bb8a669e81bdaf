/**
 * What a login has sent was counted under its name as it was written: in the directory, or in the settings, where it may have
 * been written anew in another case or with the other labels of its domain. Now it is counted under the key of that name.
 */
import type { DatabaseSync } from 'node:sqlite';
import { loginKey } from '../../../shared/mail/address.ts';
import { text } from '../sqlite/row.ts';
import type { Migration } from './migration.ts';

export const senderNames: Migration = {
  version: 12,
  name: 'sender-names',
  up: (database) => {
    for (const sender of senders(database)) {
      const key = loginKey(sender);
      if (key === sender) continue;
      renameUse(database, sender, key);
      renameRecipients(database, sender, key);
    }
  },
};

function senders(database: DatabaseSync): readonly string[] {
  return database
    .prepare('SELECT sender FROM outbound_use UNION SELECT sender FROM outbound_recipient')
    .all()
    .map((row) => text(row, 'sender'));
}

function renameUse(database: DatabaseSync, sender: string, key: string): void {
  database
    .prepare(
      `INSERT INTO outbound_use (sender, minute, messages, new_recipients)
       SELECT ?, minute, messages, new_recipients FROM outbound_use WHERE sender = ?
       ON CONFLICT (sender, minute) DO UPDATE SET messages = messages + excluded.messages, new_recipients = new_recipients + excluded.new_recipients`,
    )
    .run(key, sender);
  database.prepare('DELETE FROM outbound_use WHERE sender = ?').run(sender);
}

function renameRecipients(database: DatabaseSync, sender: string, key: string): void {
  database
    .prepare(
      `INSERT INTO outbound_recipient (sender, recipient, last_at)
       SELECT ?, recipient, last_at FROM outbound_recipient WHERE sender = ?
       ON CONFLICT (sender, recipient) DO UPDATE SET last_at = max(last_at, excluded.last_at)`,
    )
    .run(key, sender);
  database.prepare('DELETE FROM outbound_recipient WHERE sender = ?').run(sender);
}
