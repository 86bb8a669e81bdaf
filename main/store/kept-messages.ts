/**
 * Reads the newest kept messages (in mailboxes, in the queue, held) one after the other, for threads that look through all of
 * them: straight from the database by a connection of its own, at once and without the detour over the store's threads.
 */
import * as fs from 'node:fs';
import type { StatementSync } from 'node:sqlite';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type Connection, openForReading } from './sqlite/connection.ts';
import { storeError } from './sqlite/errors.ts';
import { type Row, blob, integer, text } from './sqlite/row.ts';
import { databaseFile, messagesFile } from './store-files.ts';

export interface KeptMessage {
  readonly id: number;
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
  /** Bytes of the whole message. */
  readonly size: number;
  /** It is held, not delivered. */
  readonly held: boolean;
  /** The message; of one larger than `FIXED_LIMITS.whatIfMessageBytes` only its beginning. */
  readonly bytes: Buffer;
  /** `bytes` is not all of it. */
  readonly cut: boolean;
}

/** A part of the messages, so that several threads can share the work: those whose id leaves this rest. */
export interface Share {
  readonly of: number;
  readonly rest: number;
}

const ALL: Share = { of: 1, rest: 0 };

/** Messages read in one go: each small one is at most 64 KB, and a read transaction ends with each go, so that none lasts. */
const PAGE = 64;

// The newest N are counted over all shares: the id of the oldest of them is the same for every thread.
const OLDEST = 'SELECT min(id) AS oldest, count(*) AS kept FROM (SELECT id FROM message ORDER BY id DESC LIMIT ?)';
const MESSAGES = `
  SELECT id, trace_id, received_at, reverse_path, size, content, EXISTS (SELECT 1 FROM held_message WHERE message_id = id) AS held
    FROM message LEFT JOIN message_body ON message_id = id
    WHERE id >= ? AND id < ? AND id % ? = ? AND id NOT IN (SELECT message_id FROM lost_message) ORDER BY id DESC LIMIT ${PAGE}`;
const UNWANTED = `
  SELECT id, trace_id, received_at, reverse_path, size, content, EXISTS (SELECT 1 FROM held_message WHERE message_id = id) AS held
    FROM message LEFT JOIN message_body ON message_id = id
    WHERE id >= ? AND id NOT IN (SELECT message_id FROM lost_message) AND (EXISTS (SELECT 1 FROM held_message WHERE message_id = id) OR trace_id IN (SELECT value FROM json_each(?)))
    ORDER BY id DESC LIMIT ?`;
const RECIPIENTS = `
  SELECT recipient FROM mailbox_entry WHERE message_id = ?1
  UNION ALL SELECT recipient FROM queue_entry WHERE message_id = ?1
  UNION ALL SELECT recipient FROM held_recipient WHERE message_id = ?1`;
const EXTENTS = 'SELECT offset, length FROM message_extent WHERE message_id = ? ORDER BY position';

export class KeptMessages {
  readonly #connection: Connection;
  readonly #dataFile: string;
  /** Opened when the first large message is read. */
  #descriptor: number | undefined;

  private constructor(connection: Connection, dataFile: string) {
    this.#connection = connection;
    this.#dataFile = dataFile;
  }

  /** Opens the database of a data folder whose store is open. Throws a StoreError. Close it when done. */
  static open(dataFolder: string): KeptMessages {
    const file = databaseFile(dataFolder);
    try {
      return new KeptMessages(openForReading(file), messagesFile(dataFolder));
    } catch (error) {
      throw storeError(error, file);
    }
  }

  /** How many messages there are, counted up to `limit`. */
  count(limit: number): number {
    const row = this.#sql(OLDEST).get(limit);
    return row === undefined ? 0 : integer(row, 'kept');
  }

  /** The id of the oldest of the newest `limit` messages; 0 where there is none. */
  oldestOf(limit: number): number {
    const row = this.#sql(OLDEST).get(limit);
    return row === undefined || row['oldest'] === null ? 0 : integer(row, 'oldest');
  }

  /** Of the newest `limit` messages those of a share, newest first. A message that is removed meanwhile is passed over. */
  *newest(limit: number, share: Share = ALL): Generator<KeptMessage, void, void> {
    const oldest = this.oldestOf(limit);
    let below = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const rows = this.#sql(MESSAGES).all(oldest, below, share.of, share.rest);
      for (const each of rows) {
        const message = this.#message(each);
        if (message !== undefined) yield message;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      below = integer(last, 'id');
    }
  }

  /** The newest of those that are held or have one of these traces, among the newest `limit` messages. */
  *unwanted(limit: number, traceIds: readonly string[], most: number): Generator<KeptMessage, void, void> {
    for (const each of this.#sql(UNWANTED).all(this.oldestOf(limit), JSON.stringify(traceIds), most)) {
      const message = this.#message(each);
      if (message !== undefined) yield message;
    }
  }

  /** A message of which only the beginning came, from its beginning on to its end. False if it was removed meanwhile: its place may hold another message already. */
  readWhole(messageId: number, take: (bytes: Buffer) => void): boolean {
    const piece = Buffer.allocUnsafe(FIXED_LIMITS.whatIfMessageBytes);
    for (const row of this.#sql(EXTENTS).all(messageId)) {
      const [offset, length] = [integer(row, 'offset'), integer(row, 'length')];
      for (let done = 0; done < length; ) {
        const read = this.#read(piece, 0, Math.min(piece.length, length - done), offset + done);
        if (read === 0) break;
        take(Buffer.from(piece.subarray(0, read)));
        done += read;
      }
    }
    return this.#isThere(messageId);
  }

  /** All recipients of a message; those elsewhere only as long as they wait in the queue. */
  recipientsOf(messageId: number): readonly string[] {
    return this.#sql(RECIPIENTS)
      .all(messageId)
      .map((row) => text(row, 'recipient'));
  }

  close(): void {
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#connection.close();
  }

  #sql(statement: string): StatementSync {
    return this.#connection.sql(statement);
  }

  #message(row: Row): KeptMessage | undefined {
    const id = integer(row, 'id');
    const size = integer(row, 'size');
    const bytes = row['content'] === null ? this.#beginning(id, size) : asBuffer(blob(row, 'content')).subarray(0, FIXED_LIMITS.whatIfMessageBytes);
    if (bytes === undefined) return undefined;
    return {
      id,
      traceId: text(row, 'trace_id'),
      receivedAt: integer(row, 'received_at'),
      reversePath: text(row, 'reverse_path'),
      size,
      held: integer(row, 'held') === 1,
      bytes,
      cut: bytes.length < size,
    };
  }

  /** The beginning of a message in the data file. Undefined if it was removed: its place may hold another message already. */
  #beginning(messageId: number, size: number): Buffer | undefined {
    const bytes = Buffer.allocUnsafe(Math.min(size, FIXED_LIMITS.whatIfMessageBytes));
    let filled = 0;
    for (const row of this.#sql(EXTENTS).all(messageId)) {
      if (filled === bytes.length) break;
      const length = Math.min(integer(row, 'length'), bytes.length - filled);
      filled += this.#read(bytes, filled, length, integer(row, 'offset'));
    }
    return this.#isThere(messageId) ? bytes.subarray(0, filled) : undefined;
  }

  /** A place in the data file is given away only after the message is gone from the database: what is still there was read right. */
  #isThere(messageId: number): boolean {
    return this.#sql('SELECT 1 FROM message WHERE id = ?').get(messageId) !== undefined;
  }

  #read(into: Buffer, at: number, length: number, offset: number): number {
    this.#descriptor ??= fs.openSync(this.#dataFile, 'r');
    let read = 0;
    while (read < length) {
      const count = fs.readSync(this.#descriptor, into, at + read, length - read, offset + read);
      if (count === 0) break;
      read += count;
    }
    return read;
  }
}

function asBuffer(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
