/** Operations on the mark of the last opening (main/store/opening-mark.ts), and where the messages end at the close. */
import { integer, text } from '../sqlite/row.ts';
import { TUNING } from '../tuning.ts';
import type { ReadContext, WriteContext } from './context.ts';

/** Beside the secrets of this installation, which nobody may guess either: it needs no table of its own. */
const NAME = 'opening-mark';
/** Of the last close (main/store/extents/closing-mark.ts). */
const CLOSING = 'closing-mark';

export function noteOpening(context: WriteContext, args: { mark: string }): void {
  put(context, NAME, args.mark);
}

export function noteClosing(context: WriteContext, args: { mark: string }): void {
  put(context, CLOSING, args.mark);
}

function put(context: WriteContext, name: string, mark: string): void {
  context.sql('INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run(name, mark);
}

/** Undefined if the database was never opened, or is out of a backup. */
export function openingMark(context: ReadContext): string | undefined {
  return get(context, NAME);
}

/** Undefined if the database was never closed, or is out of a backup. */
export function closingMark(context: ReadContext): string | undefined {
  return get(context, CLOSING);
}

function get(context: ReadContext, name: string): string | undefined {
  const row = context.sql('SELECT value FROM secret WHERE name = ?').get(name);
  return row === undefined ? undefined : text(row, 'value');
}

export function forgetOpening(context: ReadContext): void {
  context.sql('DELETE FROM secret WHERE name IN (?, ?)').run(NAME, CLOSING);
}

/** Bytes of the data file that the messages of this database need, to the end of the last block. */
export function messagesEnd(context: ReadContext): number {
  const row = context.sql('SELECT coalesce(max(offset + length), 0) AS content_end FROM message_extent').get();
  const contentEnd = row === undefined ? 0 : integer(row, 'content_end');
  return Math.ceil(contentEnd / TUNING.blockBytes) * TUNING.blockBytes;
}
