/** How much room there is in the database. */
import { integer } from '../sqlite/row.ts';
import type { ReadContext } from './context.ts';

/** Bytes of pages that hold nothing any more: SQLite writes to them before its file grows. */
export function freeBytesOfDatabase(context: ReadContext): number {
  const row = context.sql('SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size').get();
  return row === undefined ? 0 : integer(row, 'bytes');
}
