/**
 * A dense table for long lists of which the server gives pages: several rows can be selected (Shift, Ctrl, Ctrl+A), the server
 * sorts, and only the rows on screen are in the page. Enter opens, Delete removes.
 */
import { makeStyles, mergeClasses, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { CheckboxChecked16Filled } from '@fluentui/react-icons/svg/checkbox-checked';
import { CheckboxUnchecked16Regular } from '@fluentui/react-icons/svg/checkbox-unchecked';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { titleWhereCut } from './cell-title.ts';
import { GridHeaderCell } from './grid-header-cell.tsx';
import { rowAfterKey } from './grid-keys.ts';
import { ROW_HEIGHT, useGridStyles } from './grid-styles.ts';
import { columnsFor, type FittingColumn, titleOf, tracksOf } from './grid-tracks.ts';
import { isSelected, type MultiSelection, selectAll, selectOnly, selectRange, toggle } from './multi-selection.ts';
import type { Sorting } from './sort-rows.ts';
import { useWidth } from './use-width.ts';

export interface MultiColumn<Row> extends FittingColumn {
  readonly align?: 'end';
  readonly cell: (row: Row) => ReactNode;
  /** False: the server cannot sort by it. */
  readonly sortable?: boolean;
}

export interface MultiTableProps<Row> {
  readonly label: string;
  readonly count: number;
  /** Undefined while its page is on its way. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly MultiColumn<Row>[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly selection: MultiSelection;
  readonly onSelect: (selection: MultiSelection) => void;
  /** The keys of the rows from one place to another, both included; those that are not here yet are fetched. */
  readonly keysBetween: (from: number, to: number) => Promise<readonly string[]>;
  /** The rows on screen. */
  readonly onShow?: (first: number, last: number) => void;
  readonly onOpen?: (row: Row) => void;
  readonly onRemove?: () => void;
  /** Rows that are there but do nothing are drawn paler. */
  readonly isFaint?: (row: Row) => boolean;
  /** What is odd about a row, in words; a sign in its first cell says that something is. */
  readonly warns?: (row: Row) => string | undefined;
}

const useStyles = makeStyles({
  // Shift+click selects rows, not text.
  row: { userSelect: 'none' },
  faint: { color: tokens.colorNeutralForeground3 },
  mark: { display: 'flex', justifyContent: 'center', alignItems: 'center', height: '100%', color: tokens.colorNeutralForeground3 },
  marked: { color: tokens.colorBrandForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3, verticalAlign: '-3px', marginRight: '4px' },
});

export function MultiTable<Row>(props: MultiTableProps<Row>) {
  const { label, count, rowAt, keyOf, sorting, onSort, selection, onSelect, keysBetween, onShow, onOpen, onRemove, isFaint, warns } = props;
  const grid = useGridStyles();
  const styles = useStyles();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = columnsFor(props.columns, useWidth(scroller));
  const tracks = `28px ${tracksOf(columns)}`;
  const restoreFocus = useRestoreFocusTarget();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onShow?.(first, last), [onShow, first, last]);

  const range = async (to: number): Promise<void> => {
    const from = selection.anchor < 0 ? to : selection.anchor;
    onSelect(selectRange(selection, await keysBetween(Math.min(from, to), Math.max(from, to)), to));
  };
  const goTo = async (index: number, extend: boolean): Promise<void> => {
    virtual.scrollToIndex(index);
    if (extend) return await range(index);
    const row = rowAt(index);
    const key = row === undefined ? (await keysBetween(index, index))[0] : keyOf(row);
    if (key !== undefined) onSelect(selectOnly(key, index));
  };
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    // Header buttons have keys of their own.
    if (event.target !== event.currentTarget) return;
    const row = rowAt(selection.cursor);
    const withControl = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && row !== undefined) onOpen?.(row);
    else if (event.key === 'Delete') onRemove?.();
    else if (event.key === 'a' && withControl) onSelect(selectAll(selection));
    else if (event.key === ' ' && row !== undefined) onSelect(toggle(selection, keyOf(row), selection.cursor));
    else {
      const next = rowAfterKey(event.key, selection.cursor, count, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT));
      if (next === undefined) return;
      void goTo(next, event.shiftKey);
    }
    event.preventDefault();
  };
  const click = (event: MouseEvent, row: Row, index: number, isMark: boolean): void => {
    if (event.button !== 0 && isSelected(selection, keyOf(row))) return;
    if (event.shiftKey) void range(index);
    else if (event.ctrlKey || event.metaKey || isMark) onSelect(toggle(selection, keyOf(row), index));
    else onSelect(selectOnly(keyOf(row), index));
  };

  return (
    <div
      ref={scroller}
      className={grid.scroller}
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={count + 1}
      aria-activedescendant={selection.cursor >= 0 && selection.cursor < count ? `${id}-${selection.cursor}` : undefined}
      tabIndex={0}
      onKeyDown={press}
      onPointerOver={titleWhereCut}
      {...restoreFocus}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={grid.header} style={{ gridTemplateColumns: tracks }}>
          <div aria-hidden />
          {columns.map((column) => (
            <GridHeaderCell key={column.id} column={column} sortable={column.sortable !== false} sorting={sorting} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className={grid.body} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rowAt(item.index);
          const selected = row !== undefined && isSelected(selection, keyOf(row));
          return (
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={selected}
              data-cursor={item.index === selection.cursor}
              className={mergeClasses(grid.row, styles.row, row !== undefined && isFaint?.(row) === true && styles.faint, selected && grid.selected)}
              style={{ top: item.start, gridTemplateColumns: tracks }}
              onMouseDown={(event) => row !== undefined && click(event, row, item.index, false)}
              onDoubleClick={() => row !== undefined && onOpen?.(row)}
            >
              <div
                aria-hidden
                className={mergeClasses(styles.mark, selected && styles.marked)}
                onMouseDown={(event) => {
                  event.stopPropagation();
                  if (row !== undefined) click(event, row, item.index, true);
                }}
                onDoubleClick={(event) => event.stopPropagation()}
              >
                {selected ? <CheckboxChecked16Filled /> : <CheckboxUnchecked16Regular />}
              </div>
              {columns.map((column) => {
                const content = row === undefined ? '…' : column.cell(row);
                return (
                  <div key={column.id} role="gridcell" title={titleOf(content)} className={mergeClasses(grid.cell, column.align === 'end' && grid.end)}>
                    {row !== undefined && column === columns[0] && <WarningSign words={warns?.(row)} />}
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

function WarningSign({ words }: { readonly words: string | undefined }) {
  const styles = useStyles();
  return words === undefined ? null : <Warning16Filled className={styles.warning} aria-label={words} title={words} />;
}
