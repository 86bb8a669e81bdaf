/** A connection to the database with the settings that the store's promises rest on. */
import * as fs from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError } from '../mail-store.ts';
import { TUNING } from '../tuning.ts';

export class Connection {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** A prepared statement, made once for each text. */
  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }
}

/** Opens (or creates) the database for writing. Only one thread of one process may do this: the host sees to it. */
export function openForWriting(file: string): Connection {
  makeWritable(file);
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  // The page size counts only in a new file. FULL: a commit returns after its fsync, which is what 250 stands for; on macOS
  // an fsync reaches the disk only as F_FULLFSYNC (https://sqlite.org/pragma.html#pragma_fullfsync).
  database.exec(`
      PRAGMA page_size = ${TUNING.pageBytes};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -${TUNING.writerCacheKilobytes};
      PRAGMA wal_autocheckpoint = ${Math.ceil(TUNING.checkpointBytes / TUNING.pageBytes)};
      PRAGMA journal_size_limit = ${2 * TUNING.checkpointBytes};
    `);
  return new Connection(database);
}

/** Opens the database for reading, beside the writer: in WAL mode neither waits for the other. */
export function openForReading(file: string): Connection {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec(`PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${TUNING.readerCacheKilobytes};`);
  return new Connection(database);
}

/** Opens the file of a database as it is without its write-ahead log, and touches neither. Nobody may write to it meanwhile. */
export function openAlone(file: string): Connection {
  const url = pathToFileURL(file);
  // https://sqlite.org/uri.html#uriimmutable
  url.searchParams.set('immutable', '1');
  return new Connection(new DatabaseSync(url, { readOnly: true }));
}

/**
 * Makes the file for its owner alone if there is none; the files that SQLite puts beside it get the same rights. Where it
 * cannot be written the system says why, which SQLite would not.
 */
function makeWritable(file: string): void {
  if (fs.existsSync(file)) fs.accessSync(file, fs.constants.W_OK);
  else fs.closeSync(fs.openSync(file, 'wx', 0o600));
}

export function newerDatabase(file: string, found: number, known: number): StoreError {
  return new StoreError(
    'failed',
    `${file} was written by a newer Gatepost (schema ${found}; this one knows ${known}): start that version, or restore a backup made before the update.`,
  );
}
