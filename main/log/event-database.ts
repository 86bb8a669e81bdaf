/**
 * The events in their own SQLite file, `events.db`: they are not mail. A power cut may cost the last second of them
 * (synchronous=NORMAL), and millions of them neither slow the commits of the mail database nor swell its backups.
 */
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { LogFilter } from '../../shared/admin-api/log.ts';
import { EVENT_LEVELS, type LogEvent, logEventSchema } from '../../shared/events.ts';
import { levelRank } from './log-filter.ts';

const FILE = 'events.db';

/** Numbered steps from an empty file to the present shape; a step that was released is never changed. */
const MIGRATIONS = [
  `CREATE TABLE event (
     id INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     kind TEXT NOT NULL,
     level INTEGER NOT NULL,
     protocol TEXT NOT NULL,
     session TEXT,
     trace TEXT,
     address TEXT,
     account TEXT,
     reason TEXT,
     text TEXT NOT NULL
   ) STRICT;
   CREATE INDEX event_at ON event (at);
   CREATE INDEX event_session ON event (session) WHERE session IS NOT NULL;
   CREATE INDEX event_trace ON event (trace) WHERE trace IS NOT NULL;
   CREATE INDEX event_address ON event (address) WHERE address IS NOT NULL;
   CREATE INDEX event_account ON event (account) WHERE account IS NOT NULL;`,
];

export interface OpenedDatabase {
  readonly database: EventDatabase;
  /** Where a damaged file was set aside. */
  readonly setAside?: string;
}

/** Opens the database for writing. A damaged one is set aside and a new one begun. */
export function openEventDatabase(folder: string, now: number): OpenedDatabase {
  const file = path.join(folder, FILE);
  try {
    return { database: new EventDatabase(file) };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const setAside = `${file}.damaged-${now}`;
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
    return { database: new EventDatabase(file), setAside };
  }
}

/** SQLITE_CORRUPT (11) and SQLITE_NOTADB (26). */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 11 || error.errcode === 26);
}

class EventDatabase {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    try {
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000');
      migrate(this.#db, file);
      this.#insert = this.#db.prepare('INSERT INTO event (id, at, kind, level, protocol, session, trace, address, account, reason, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** The id of the newest event; 0 if there is none. */
  get lastId(): number {
    return Number(this.#db.prepare('SELECT max(id) AS id FROM event').get()?.['id'] ?? 0);
  }

  /** Writes all events in one transaction, or none. */
  insert(events: readonly LogEvent[]): void {
    this.#db.exec('BEGIN');
    try {
      for (const event of events) {
        this.#insert.run(
          event.id,
          event.at,
          event.kind,
          levelRank(event.level),
          event.protocol,
          event.sessionId ?? null,
          event.traceId ?? null,
          event.remoteAddress ?? null,
          event.account ?? null,
          event.reason ?? null,
          event.text,
        );
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Removes up to `limit` of the events older than `before` (ms); returns how many. */
  prune(before: number, limit: number): number {
    const result = this.#db.prepare('DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < ? ORDER BY at LIMIT ?)').run(before, limit);
    return Number(result.changes);
  }

  close(): void {
    this.#db.close();
  }
}
export type { EventDatabase };

function migrate(db: DatabaseSync, file: string): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > MIGRATIONS.length) throw new Error(`${file} was written by a newer version of this program: install that version, or move the file away`);
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN; ${step} PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

/** Reads events in a connection of its own, so that no search holds up the writing. */
export class EventReader {
  readonly #db: DatabaseSync;

  constructor(folder: string) {
    this.#db = new DatabaseSync(path.join(folder, FILE), { readOnly: true });
  }

  /** The newest events that fit, in order of time, and whether there are older ones. */
  search(filter: LogFilter, page: { before?: number | undefined; limit: number }): { events: LogEvent[]; more: boolean } {
    const { where, values } = conditions(filter, page.before);
    const rows = this.#db.prepare(`SELECT * FROM event ${where} ORDER BY id DESC LIMIT ?`).all(...values, page.limit + 1);
    const events = rows.slice(0, page.limit).map((row) => eventOf(row));
    return { events: events.reverse(), more: rows.length > page.limit };
  }

  close(): void {
    this.#db.close();
  }
}

function conditions(filter: LogFilter, before: number | undefined): { where: string; values: SQLInputValue[] } {
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (sql: string, ...more: SQLInputValue[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  if (before !== undefined) add('id < ?', before);
  if (filter.since !== undefined) add('at >= ?', filter.since);
  if (filter.until !== undefined) add('at <= ?', filter.until);
  if (filter.remoteAddress !== undefined) add('address = ?', filter.remoteAddress);
  if (filter.sessionId !== undefined) add('session = ?', filter.sessionId);
  if (filter.traceId !== undefined) add('trace = ?', filter.traceId);
  if (filter.account !== undefined) add('account = ?', filter.account);
  if (filter.kinds !== undefined) add(`kind IN (${filter.kinds.map(() => '?').join(', ')})`, ...filter.kinds);
  if (filter.minLevel !== undefined) add('level >= ?', levelRank(filter.minLevel));
  if (filter.text !== undefined && filter.text !== '') {
    const pattern = `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const columns = ['text', 'account', 'address', 'reason'];
    add(`(${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`, ...columns.map(() => pattern));
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

function eventOf(row: Record<string, unknown>): LogEvent {
  return logEventSchema.parse({
    id: row['id'],
    at: row['at'],
    kind: row['kind'],
    level: EVENT_LEVELS[Number(row['level'])],
    protocol: row['protocol'],
    sessionId: row['session'] ?? undefined,
    traceId: row['trace'] ?? undefined,
    remoteAddress: row['address'] ?? undefined,
    account: row['account'] ?? undefined,
    reason: row['reason'] ?? undefined,
    text: row['text'],
  });
}
