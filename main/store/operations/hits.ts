/** Operations on the hits of list entries. */
import type { KeptHits } from '../mail-store.ts';
import { integer, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

export function putHits(context: WriteContext, args: { hits: readonly KeptHits[] }): void {
  const put = context.sql(
    'INSERT INTO hit (option, entry, hits, last_hit_at) VALUES (?, ?, ?, ?) ON CONFLICT (option, entry) DO UPDATE SET hits = excluded.hits, last_hit_at = excluded.last_hit_at',
  );
  for (const { option, entry, hits, lastHitAt } of args.hits) put.run(option, entry, hits, lastHitAt);
}

export function removeHits(context: WriteContext, args: { entries: readonly Pick<KeptHits, 'option' | 'entry'>[] }): void {
  const remove = context.sql('DELETE FROM hit WHERE option = ? AND entry = ?');
  for (const { option, entry } of args.entries) remove.run(option, entry);
}

export function loadHits(context: ReadContext): readonly KeptHits[] {
  return context
    .sql('SELECT option, entry, hits, last_hit_at FROM hit ORDER BY last_hit_at')
    .all()
    .map((row) => ({ option: text(row, 'option'), entry: text(row, 'entry'), hits: integer(row, 'hits'), lastHitAt: integer(row, 'last_hit_at') }));
}
