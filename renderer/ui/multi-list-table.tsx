/** The table of a list that is here as a whole; where there is nothing to list, what an empty one says. */
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { EmptyState } from './empty-state.tsx';
import { MultiTable } from './multi-table.tsx';
import type { MultiList } from './use-multi-list.ts';

export interface MultiListTableProps<Row> {
  readonly label: string;
  readonly list: MultiList<Row>;
  /** Instead of a table without rows. */
  readonly empty: ReactNode;
  readonly onOpen?: (row: Row) => void;
  /** Asked for by the Delete key, of all that is chosen. */
  readonly onRemove?: () => void;
  readonly isFaint?: (row: Row) => boolean;
  readonly warns?: (row: Row) => string | undefined;
}

export function MultiListTable<Row>({ label, list, empty, onRemove, ...more }: MultiListTableProps<Row>) {
  const { shown, keyOf } = list;
  if (list.all.length === 0) return empty;
  if (shown.length === 0) return <EmptyState title={texts.table.noMatch} action={{ label: texts.table.clearSearch, run: () => list.setSearch('') }} />;
  return (
    <MultiTable
      label={label}
      count={shown.length}
      rowAt={(index) => shown[index]}
      keyOf={keyOf}
      columns={list.columns}
      sorting={list.sorting}
      onSort={(sorting) => list.setSorting(sorting)}
      selection={list.selection}
      onSelect={(selection) => list.setSelection(selection)}
      keysBetween={(from, to) => Promise.resolve(shown.slice(from, to + 1).map(keyOf))}
      onRemove={() => list.chosen.length > 0 && onRemove?.()}
      {...more}
    />
  );
}
