/**
 * A dense table as native tools have it: one row is selected, the commands beside the table act on it, Enter opens and
 * Delete removes. Only the rows on screen are in the page, so ten thousand accounts scroll like ten.
 */
import { mergeClasses, useRestoreFocusTarget } from '@fluentui/react-components';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { titleWhereCut } from './cell-title.ts';
import { GridHeaderCell } from './grid-header-cell.tsx';
import { rowAfterKey } from './grid-keys.ts';
import { ROW_HEIGHT, useGridStyles } from './grid-styles.ts';
import { columnsFor, type FittingColumn, titleOf, tracksOf } from './grid-tracks.ts';
import { type Sorting, sortRows } from './sort-rows.ts';
import { useWidth } from './use-width.ts';

export interface Column<Row> extends FittingColumn {
  readonly align?: 'end';
  readonly cell: (row: Row) => ReactNode;
  readonly sortBy: (row: Row) => string | number;
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
  readonly onOpen?: (row: Row) => void;
  readonly onRemove?: (row: Row) => void;
  /** The first column is sorted downwards at first. */
  readonly descending?: boolean;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, rowKey, selected, onSelect, onOpen, onRemove, descending = false } = props;
  const styles = useGridStyles();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = columnsFor(props.columns, useWidth(scroller));
  const [sorting, setSorting] = useState<Sorting>({ column: columns[0]?.id ?? '', descending });
  // By a column that there is no room for, too.
  const sorted = useMemo(() => sortRows(rows, props.columns, sorting), [rows, props.columns, sorting]);
  const tracks = tracksOf(columns);
  const selectedIndex = sorted.findIndex((row) => rowKey(row) === selected);
  const restoreFocus = useRestoreFocusTarget();

  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    // A row that is selected from the start is on screen from the start, with some before it.
    initialOffset: () => Math.max(0, selectedIndex - 3) * ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
    overscan: 10,
  });

  const select = (index: number): void => {
    const row = sorted[index];
    if (row === undefined) return;
    onSelect(rowKey(row));
    virtual.scrollToIndex(index);
  };
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    // Header buttons have keys of their own.
    if (event.target !== event.currentTarget) return;
    const row = sorted[selectedIndex];
    if (event.key === 'Enter' && row !== undefined) onOpen?.(row);
    else if (event.key === 'Delete' && row !== undefined) onRemove?.(row);
    else {
      const next = rowAfterKey(event.key, selectedIndex, sorted.length, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT));
      if (next === undefined) return;
      select(next);
    }
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-activedescendant={selectedIndex >= 0 ? `${id}-${selectedIndex}` : undefined}
      tabIndex={0}
      onKeyDown={press}
      onPointerOver={titleWhereCut}
      {...restoreFocus}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={styles.header} style={{ gridTemplateColumns: tracks }}>
          {columns.map((column) => (
            <GridHeaderCell key={column.id} column={column} sorting={sorting} onSort={setSorting} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = sorted[item.index];
          if (row === undefined) return null;
          const isSelected = item.index === selectedIndex;
          return (
            <div
              key={rowKey(row)}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={isSelected}
              data-cursor={isSelected}
              className={mergeClasses(styles.row, isSelected && styles.selected)}
              style={{ top: item.start, gridTemplateColumns: tracks }}
              onMouseDown={() => onSelect(rowKey(row))}
              onDoubleClick={() => onOpen?.(row)}
            >
              {columns.map((column) => {
                const content = column.cell(row);
                return (
                  <div key={column.id} role="gridcell" title={titleOf(content)} className={mergeClasses(styles.cell, column.align === 'end' && styles.end)}>
                    {content}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
