/**
 * A dense table as native tools have it: one row is selected, the commands beside the table act on it, Enter opens and
 * Delete removes. Only the rows on screen are in the page, so ten thousand accounts scroll like ten.
 */
import { makeStyles, mergeClasses, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { ArrowDown12Regular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUp12Regular } from '@fluentui/react-icons/svg/arrow-up';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { rowAfterKey } from './grid-keys.ts';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** A CSS grid track, such as `minmax(160px, 2fr)`. */
  readonly width: string;
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

const ROW_HEIGHT = 28;

const useStyles = makeStyles({
  scroller: {
    flex: 1,
    minHeight: 0,
    overflow: 'auto',
    outlineStyle: 'none',
    '&:focus-visible': { boxShadow: `inset 0 0 0 2px ${tokens.colorStrokeFocus2}` },
    '&:focus-visible [aria-selected="true"]': { outline: `1px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-1px' },
  },
  header: {
    display: 'grid',
    position: 'sticky',
    top: 0,
    zIndex: 1,
    minWidth: 'fit-content',
    height: '26px',
    alignItems: 'center',
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  columnHeader: { minWidth: 0 },
  sort: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '4px',
    width: '100%',
    height: '24px',
    padding: '0 8px',
    border: 'none',
    background: 'none',
    color: tokens.colorNeutralForeground2,
    font: 'inherit',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    cursor: 'pointer',
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  body: { position: 'relative', minWidth: 'fit-content' },
  row: {
    display: 'grid',
    position: 'absolute',
    insetInline: 0,
    height: `${ROW_HEIGHT}px`,
    alignItems: 'center',
    fontSize: tokens.fontSizeBase200,
    cursor: 'default',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
  },
  selected: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    // In high contrast the background of a selection is bright, and only this colour can be read on it.
    color: tokens.colorNeutralForeground1Selected,
    boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Selected, color: tokens.colorNeutralForeground1Selected },
    '@media (forced-colors: active)': { forcedColorAdjust: 'none', backgroundColor: 'Highlight', color: 'HighlightText' },
  },
  cell: { padding: '0 8px', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  end: { textAlign: 'end', justifyContent: 'flex-end', fontVariantNumeric: 'tabular-nums' },
});

interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

export function DataTable<Row>({ label, rows, rowKey, columns, selected, onSelect, onOpen, onRemove, descending = false }: DataTableProps<Row>) {
  const styles = useStyles();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<Sorting>({ column: columns[0]?.id ?? '', descending });
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
  const tracks = columns.map((column) => column.width).join(' ');
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
      {...restoreFocus}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={styles.header} style={{ gridTemplateColumns: tracks }}>
          {columns.map((column) => (
            <HeaderCell
              key={column.id}
              label={column.label}
              alignEnd={column.align === 'end'}
              sorting={sorting.column === column.id ? sorting : undefined}
              onSort={() => setSorting(nextSorting(sorting, column.id))}
            />
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
              className={mergeClasses(styles.row, isSelected && styles.selected)}
              style={{ top: item.start, gridTemplateColumns: tracks }}
              onMouseDown={() => onSelect(rowKey(row))}
              onDoubleClick={() => onOpen?.(row)}
            >
              {columns.map((column) => (
                <div key={column.id} role="gridcell" className={mergeClasses(styles.cell, column.align === 'end' && styles.end)}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface HeaderCellProps {
  readonly label: string;
  readonly alignEnd: boolean;
  readonly sorting: Sorting | undefined;
  readonly onSort: () => void;
}

function HeaderCell({ label, alignEnd, sorting, onSort }: HeaderCellProps) {
  const styles = useStyles();
  return (
    <div role="columnheader" aria-sort={sorting === undefined ? 'none' : sorting.descending ? 'descending' : 'ascending'} className={styles.columnHeader}>
      <button type="button" className={mergeClasses(styles.sort, alignEnd && styles.end)} onClick={onSort}>
        {label}
        {sorting !== undefined && (sorting.descending ? <ArrowDown12Regular aria-hidden /> : <ArrowUp12Regular aria-hidden />)}
      </button>
    </div>
  );
}

function nextSorting(current: Sorting, column: string): Sorting {
  return { column, descending: current.column === column ? !current.descending : false };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], { column, descending }: Sorting): Row[] {
  const sortBy = columns.find((candidate) => candidate.id === column)?.sortBy;
  if (sortBy === undefined) return [...rows];
  const direction = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [sortBy(a), sortBy(b)];
    const order = typeof left === 'number' && typeof right === 'number' ? left - right : collator.compare(String(left), String(right));
    return order * direction;
  });
}
