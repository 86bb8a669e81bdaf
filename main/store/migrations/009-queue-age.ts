/** What has waited for long is found by its age, whatever its domain; apart by whether the sender has been told that it takes longer. */
import type { Migration } from './migration.ts';

export const queueAge: Migration = {
  version: 9,
  name: 'queue-age',
  up: (database) => {
    database.exec("CREATE INDEX queue_entry_age ON queue_entry(delay_told, queued_at) WHERE state = 'waiting'");
  },
};
