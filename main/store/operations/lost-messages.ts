/** Operations on messages whose content the data file has lost. */
import type { KnownExtent } from '../extents/extent.ts';
import { integer, integerOrNull, type Row } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

/** @param args.end bytes that the data file has: what a message needs behind them is lost @returns how many messages were not noted before */
export function noteLost(context: WriteContext, args: { end: number }): number {
  const { changes } = context
    .sql('INSERT OR IGNORE INTO lost_message (message_id) SELECT message_id FROM message_extent WHERE offset + length > ?')
    .run(args.end);
  return Number(changes);
}

/** Messages that have something else in their places. */
export function noteWrong(context: WriteContext, args: { messageIds: readonly number[] }): void {
  for (const messageId of args.messageIds) context.sql('INSERT OR IGNORE INTO lost_message (message_id) VALUES (?)').run(messageId);
}

/** Where the content of messages with checksums lies that are not lost, in order of their places; from behind one of these on. */
export function knownExtents(context: ReadContext, args: { after: number; limit: number }): readonly (KnownExtent & { readonly messageId: number })[] {
  return context
    .sql(
      `SELECT message_id, offset, length, checksum FROM message_extent
        WHERE offset > ? AND checksum IS NOT NULL AND message_id NOT IN (SELECT message_id FROM lost_message) ORDER BY offset LIMIT ?`,
    )
    .all(args.after, args.limit)
    .map((row) => ({ messageId: integer(row, 'message_id'), ...knownExtent(row) }));
}

export function isLost(context: ReadContext, messageId: number): boolean {
  return context.sql('SELECT 1 FROM lost_message WHERE message_id = ?').get(messageId) !== undefined;
}

/** Messages whose content is there again. */
export function forgetLost(context: WriteContext, args: { messageIds: readonly number[] }): void {
  for (const messageId of args.messageIds) context.sql('DELETE FROM lost_message WHERE message_id = ?').run(messageId);
}

/** Where the content of each message lies, or lay, that was noted as lost. */
export function listLost(context: ReadContext): ReadonlyMap<number, readonly KnownExtent[]> {
  const rows = context.sql('SELECT message_id, offset, length, checksum FROM lost_message JOIN message_extent USING (message_id)').all();
  const byMessage = Map.groupBy(rows, (row) => integer(row, 'message_id'));
  return new Map([...byMessage].map(([id, of]) => [id, of.map(knownExtent)]));
}

function knownExtent(row: Row): KnownExtent {
  return { offset: integer(row, 'offset'), length: integer(row, 'length'), checksum: integerOrNull(row, 'checksum') ?? undefined };
}
