/** When an entry of a list was last hit: the same column in every list. */
import type { EntryRow } from '../../../shared/admin-api/entries.ts';
import type { ListEntries } from '../../../shared/lists/list-formats.ts';
import { texts } from '../../texts.ts';
import { ListTime } from '../list-time.tsx';
import type { MultiColumn } from '../multi-table.tsx';

const words = texts.lists;

export function lastHitColumn<Entry extends ListEntries[keyof ListEntries]>(): MultiColumn<EntryRow<Entry>> {
  return {
    id: 'lastHitAt',
    label: words.column.lastHit,
    shortLabel: words.shortLastHit,
    width: '116px',
    narrow: '104px',
    cell: ({ lastHitAt }) => (lastHitAt === null ? words.never : <ListTime at={lastHitAt} />),
  };
}
