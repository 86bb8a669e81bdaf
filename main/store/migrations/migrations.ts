/** All steps, in order, and the way to take those that a database has not seen. */
import type { DatabaseSync } from 'node:sqlite';
import { newerDatabase } from '../sqlite/connection.ts';
import { integer } from '../sqlite/row.ts';
import { initial } from './001-initial.ts';
import { automaticBans } from './002-automatic-bans.ts';
import { hits } from './003-hits.ts';
import { quarantine } from './004-quarantine.ts';
import { delivery } from './005-delivery.ts';
import { mailServices } from './006-mail-services.ts';
import { hourlyStatistics } from './007-hourly-statistics.ts';
import { deliveryMemory } from './008-delivery-memory.ts';
import { queueAge } from './009-queue-age.ts';
import { milestones } from './010-milestones.ts';
import { domainNames } from './011-domain-names.ts';
import { senderNames } from './012-sender-names.ts';
import { lostMessages } from './013-lost-messages.ts';
import { contentChecksums } from './014-content-checksums.ts';
import { forwardedFor } from './015-forwarded-for.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  initial,
  automaticBans,
  hits,
  quarantine,
  delivery,
  mailServices,
  hourlyStatistics,
  deliveryMemory,
  queueAge,
  milestones,
  domainNames,
  senderNames,
  lostMessages,
  contentChecksums,
  forwardedFor,
];

/**
 * Brings the database to the newest shape, each step in a transaction of its own.
 * @returns the version found, 0 for a new database.
 * @throws StoreError when the database is newer than this program.
 */
export function migrate(database: DatabaseSync, file: string, migrations: readonly Migration[] = MIGRATIONS): number {
  const found = schemaVersion(database);
  const known = migrations.length;
  if (found > known) throw newerDatabase(file, found, known);
  for (const migration of migrations.slice(found)) {
    database.exec('BEGIN IMMEDIATE');
    try {
      migration.up(database);
      database.exec(`PRAGMA user_version = ${migration.version}`);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  return found;
}

export function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get();
  return row === undefined ? 0 : integer(row, 'user_version');
}
