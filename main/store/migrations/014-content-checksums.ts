/**
 * A checksum of each part of a message in the data file: two files that do not belong together have the same places for other
 * mail. What was taken in before has none, and is not judged.
 */
import type { Migration } from './migration.ts';

export const contentChecksums: Migration = {
  version: 14,
  name: 'content-checksums',
  up: (database) => database.exec('ALTER TABLE message_extent ADD COLUMN checksum INTEGER'),
};
