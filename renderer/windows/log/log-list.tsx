/** The rows of the live log: only those on screen are in the page. One row is selected; the keyboard walks them all. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, memo, type RefObject, useEffect, useEffectEvent, useId, useImperativeHandle, useMemo } from 'react';
import { texts } from '../../texts.ts';
import { rowAfterKey } from '../../ui/grid-keys.ts';
import { useNow } from '../../ui/now.ts';
import { COLUMNS, LIST_CONTAINER, useCellStyles } from './log-columns.ts';
import type { Pin } from './log-filter.ts';
import { LogRowLine } from './log-row.tsx';
import { type LogState, nearestEvent } from './log-rows.ts';
import { eventOf, type ShownRow } from './session-groups.ts';
import { HEADER_HEIGHT, type LogScrollEvents, ROW_HEIGHT, useLogScroll } from './use-log-scroll.ts';

const useStyles = makeStyles({
  frame: {
    containerType: 'inline-size',
    containerName: LIST_CONTAINER,
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    flex: 1,
    minHeight: 0,
    // While no row shows where the keyboard is, the frame does: on top of the rows, which have backgrounds of their own.
    '&:has(> :focus-visible:not([aria-activedescendant]))::after': {
      content: '""',
      position: 'absolute',
      inset: 0,
      zIndex: 2,
      border: `2px solid ${tokens.colorStrokeFocus2}`,
      pointerEvents: 'none',
    },
  },
  scroller: {
    flex: 1,
    minHeight: 0,
    overflow: 'auto',
    // The list keeps its place by itself, see use-log-scroll.ts.
    overflowAnchor: 'none',
    outlineStyle: 'none',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    '&:focus-visible [aria-selected="true"]': { outline: `1px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-1px' },
  },
  bare: { flex: 'none' },
  header: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    height: `${HEADER_HEIGHT}px`,
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    fontFamily: tokens.fontFamilyBase,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  body: { position: 'relative', minWidth: 'fit-content' },
});

export interface LogListEvents extends LogScrollEvents {
  readonly onSelect: (row: ShownRow) => void;
  readonly onOpen: (row: ShownRow) => void;
  readonly onPin: (pin: Pin, value: string) => void;
  readonly onFold: (sessionId: string, open: boolean) => void;
  /** What can be done about a row, or about the text selected in it. */
  readonly onMenu: (row: ShownRow, at: DOMRect) => void;
  readonly onToggleFollowing: () => void;
  /** The End key: the end is where new events come. */
  readonly onFollow: () => void;
  readonly onEscape: () => void;
}

export interface LogListProps {
  readonly log: LogState;
  /** What is shown of it: its rows, or its sessions. */
  readonly rows: readonly ShownRow[];
  /** The key of the selected row. */
  readonly selected: string | undefined;
  /** Must stay the same from one drawing to the next. */
  readonly events: LogListEvents;
  readonly handle: RefObject<{ focus: () => void } | null>;
}

export const LogList = memo(function LogList({ log, rows, selected, events, handle }: LogListProps) {
  const styles = useStyles();
  const cells = useCellStyles();
  const id = useId();
  const today = new Date(useNow(60_000)).setHours(0, 0, 0, 0);
  const { scroller, virtual, onScroll, onWheel, toEnd } = useLogScroll({ rows, following: log.following, epoch: log.epoch }, events);
  const selectedIndex = useMemo(() => rows.findIndex((row) => row.key === selected), [rows, selected]);
  const items = virtual.getVirtualItems();
  const selectedIsDrawn = items.some((item) => item.index === selectedIndex);
  const height = virtual.scrollRect?.height;
  const keepInSight = useEffectEvent(() => {
    if (!log.following && selectedIndex >= 0) virtual.scrollToIndex(selectedIndex);
  });
  // The details open below the rows: the row they belong to stays in sight.
  useEffect(() => keepInSight(), [height]);
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus() }), [scroller]);

  const walk = (key: string): boolean => {
    const page = Math.floor(((scroller.current?.clientHeight ?? 0) - HEADER_HEIGHT) / ROW_HEIGHT);
    // Without a selection one begins at the newest event.
    const from = selectedIndex < 0 ? rows.length : selectedIndex;
    const next = rowAfterKey(key, from, rows.length, page);
    if (next === undefined) return false;
    const target = nearestEvent(rows, next, next < from ? -1 : 1);
    const row = target === undefined ? undefined : rows[target];
    if (target === undefined || row === undefined || row.kind === 'gap') return false;
    events.onSelect(row);
    virtual.scrollToIndex(target);
    return true;
  };
  const openMenu = (row: ShownRow | undefined): void => {
    const drawn = document.querySelector(`#${CSS.escape(`${id}-${row?.key ?? ''}`)}`);
    if (row === undefined || row.kind === 'gap' || drawn === null) return;
    events.onSelect(row);
    events.onMenu(row, drawn.getBoundingClientRect());
  };
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = rows[selectedIndex] ?? rows.at(-1);
    if (event.key === 'Enter' && eventOf(row) !== undefined && row !== undefined) events.onOpen(row);
    else if (row?.kind === 'session' && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) events.onFold(row.sessionId, event.key === 'ArrowRight');
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu(row);
    else if (event.key === ' ' || event.key === 'Pause') events.onToggleFollowing();
    else if (event.key === 'Escape') events.onEscape();
    else if (event.key === 'End') {
      events.onFollow();
      toEnd();
    } else if (!walk(event.key)) return;
    event.preventDefault();
  };

  return (
    <div className={mergeClasses(styles.frame, rows.length === 0 && styles.bare)}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        aria-label={texts.log.label}
        // -1: there is more than is here, nobody knows how much.
        aria-rowcount={log.older ? -1 : rows.length + 1}
        aria-activedescendant={selectedIsDrawn ? `${id}-${rows[selectedIndex]?.key ?? ''}` : undefined}
        tabIndex={0}
        onKeyDown={press}
        onScroll={onScroll}
        onWheel={onWheel}
        // The key for it sends this as well, after the menu has been opened by the key press.
        onContextMenu={(event) => event.preventDefault()}
      >
        <div role="rowgroup" className={styles.header}>
          <div role="row" aria-rowindex={1} className={cells.line} style={{ height: '100%' }}>
            {COLUMNS.map((column) => (
              <div key={column.id} role="columnheader" className={cells.cell}>
                <span className={column.id === 'level' ? cells.levelWord : undefined}>{texts.log.column[column.id]}</span>
              </div>
            ))}
          </div>
        </div>
        {rows.length > 0 && (
          <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <LogRowLine
                  key={row.key}
                  row={row}
                  id={`${id}-${row.key}`}
                  rowIndex={item.index + 2}
                  top={item.start}
                  selected={item.index === selectedIndex}
                  today={today}
                  onSelect={events.onSelect}
                  onOpen={events.onOpen}
                  onPin={events.onPin}
                  onFold={events.onFold}
                  onMenu={events.onMenu}
                />
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
});
