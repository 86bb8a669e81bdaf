/** Operations on messages whose content the data file has lost. */
import type { Extent } from '../extents/extent.ts';
import { integer } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

/** @param args.end bytes that the data file has: what a message needs behind them is lost @returns how many messages were not noted before */
export function noteLost(context: WriteContext, args: { end: number }): number {
  const { changes } = context
    .sql('INSERT OR IGNORE INTO lost_message (message_id) SELECT message_id FROM message_extent WHERE offset + length > ?')
    .run(args.end);
  return Number(changes);
}

export function isLost(context: ReadContext, messageId: number): boolean {
  return context.sql('SELECT 1 FROM lost_message WHERE message_id = ?').get(messageId) !== undefined;
}

/** Messages whose content is there again. */
export function forgetLost(context: WriteContext, args: { messageIds: readonly number[] }): void {
  for (const messageId of args.messageIds) context.sql('DELETE FROM lost_message WHERE message_id = ?').run(messageId);
}

/** Where the content of each message lies, or lay, that was noted as lost. */
export function listLost(context: ReadContext): ReadonlyMap<number, readonly Extent[]> {
  const rows = context.sql('SELECT message_id, offset, length FROM lost_message JOIN message_extent USING (message_id)').all();
  const byMessage = Map.groupBy(rows, (row) => integer(row, 'message_id'));
  return new Map([...byMessage].map(([id, of]) => [id, of.map((row) => ({ offset: integer(row, 'offset'), length: integer(row, 'length') }))]));
}
