/** Operations on the outgoing queue. */
import type { QueueEntry } from '../mail-store.ts';
import { integer, type Row, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { type FreedMessage, removeUnneeded } from './messages.ts';

const ENTRIES = `
  SELECT queue_entry.id, message_id, trace_id, coalesce(queue_entry.reverse_path, message.reverse_path) AS reverse_path, recipient, domain, size, attempts, queued_at, next_attempt_at, state, last_error
  FROM queue_entry JOIN message ON message.id = message_id`;

export function dueEntries(context: ReadContext, args: { now: number; limit: number }): readonly QueueEntry[] {
  return context
    .sql(`${ENTRIES} WHERE state = 'waiting' AND next_attempt_at <= ? ORDER BY next_attempt_at, queue_entry.id LIMIT ?`)
    .all(args.now, args.limit)
    .map(queueEntry);
}

export function nextDueAt(context: ReadContext): number | undefined {
  const row = context.sql("SELECT next_attempt_at FROM queue_entry WHERE state = 'waiting' ORDER BY next_attempt_at LIMIT 1").get();
  return row === undefined ? undefined : integer(row, 'next_attempt_at');
}

export function countEntries(context: ReadContext): number {
  const row = context.sql('SELECT count(*) AS entries FROM queue_entry').get();
  return row === undefined ? 0 : integer(row, 'entries');
}

export function listEntries(context: ReadContext, args: { limit: number }): readonly QueueEntry[] {
  return context.sql(`${ENTRIES} ORDER BY queue_entry.id LIMIT ?`).all(args.limit).map(queueEntry);
}

/** Removes entries that are done, and each message that nobody else needs. */
export function entriesSent(context: WriteContext, args: { ids: readonly number[] }): readonly FreedMessage[] {
  const messageIds = new Set<number>();
  for (const id of args.ids) {
    const row = context.sql('DELETE FROM queue_entry WHERE id = ? RETURNING message_id').get(id);
    if (row !== undefined) messageIds.add(integer(row, 'message_id'));
  }
  return removeUnneeded(context, messageIds);
}

export function entriesDeferred(context: WriteContext, args: { ids: readonly number[]; nextAttemptAt: number; error: string }): void {
  const defer = context.sql('UPDATE queue_entry SET attempts = attempts + 1, next_attempt_at = ?, last_error = ? WHERE id = ?');
  for (const id of args.ids) defer.run(args.nextAttemptAt, args.error, id);
}

export function entriesFailed(context: WriteContext, args: { ids: readonly number[]; error: string }): void {
  const fail = context.sql("UPDATE queue_entry SET attempts = attempts + 1, state = 'failed', last_error = ? WHERE id = ?");
  for (const id of args.ids) fail.run(args.error, id);
}

function queueEntry(row: Row): QueueEntry {
  return {
    id: integer(row, 'id'),
    messageId: integer(row, 'message_id'),
    traceId: text(row, 'trace_id'),
    reversePath: text(row, 'reverse_path'),
    recipient: text(row, 'recipient'),
    domain: text(row, 'domain'),
    size: integer(row, 'size'),
    attempts: integer(row, 'attempts'),
    queuedAt: integer(row, 'queued_at'),
    nextAttemptAt: integer(row, 'next_attempt_at'),
    state: text(row, 'state') === 'failed' ? 'failed' : 'waiting',
    lastError: text(row, 'last_error'),
  };
}
