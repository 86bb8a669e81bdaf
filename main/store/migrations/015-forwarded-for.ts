/**
 * For which address here a message is passed on to another server: if that fails for good, it belongs into the mailbox behind it, and ORCPT,
 * which went for that until now, is what a stranger says. What was taken in before has none.
 */
import type { Migration } from './migration.ts';

export const forwardedFor: Migration = {
  version: 15,
  name: 'forwarded-for',
  up: (database) => {
    database.exec('ALTER TABLE queue_entry ADD COLUMN forwarded_for TEXT');
    database.exec('ALTER TABLE held_recipient ADD COLUMN forwarded_for TEXT');
  },
};
