/** One line of the live log. Drawn again only when it changes, not with each event that comes. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { memo } from 'react';
import { EVENT_KINDS, type LogEvent } from '../../../shared/events.ts';
import { texts } from '../../texts.ts';
import { formatLogTime } from '../../ui/format.ts';
import { LevelLabel } from './level-label.tsx';
import { useCellStyles } from './log-columns.ts';
import type { Pin } from './log-filter.ts';
import type { LogRow } from './log-rows.ts';
import { ROW_HEIGHT } from './use-log-scroll.ts';

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    insetInline: 0,
    height: `${ROW_HEIGHT}px`,
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
  // A breath of colour, the same in light and dark: the themes' own backgrounds shout in the dark.
  warning: { backgroundColor: `color-mix(in srgb, ${tokens.colorStatusWarningForeground3} 9%, transparent)` },
  error: { backgroundColor: `color-mix(in srgb, ${tokens.colorStatusDangerForeground1} 11%, transparent)` },
  debug: { color: tokens.colorNeutralForeground2 },
  gap: { display: 'flex', columnGap: '6px', gridColumn: '1 / -1', alignItems: 'center', fontStyle: 'italic' },
  icon: { color: tokens.colorStatusWarningForeground3, flexShrink: 0 },
  pin: {
    display: 'block',
    maxWidth: '100%',
    height: '22px',
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'pre',
    cursor: 'pointer',
    ':hover': { color: tokens.colorBrandForegroundLink, textDecorationLine: 'underline' },
  },
});

export interface LogRowProps {
  readonly row: LogRow;
  readonly id: string;
  /** Place in the grid, the header being 1. */
  readonly rowIndex: number;
  readonly top: number;
  readonly selected: boolean;
  /** A time of the present day: events of other days show their date. */
  readonly today: number;
  readonly onSelect: (event: LogEvent) => void;
  readonly onOpen: (event: LogEvent) => void;
  readonly onPin: (pin: Pin, value: string) => void;
}

export const LogRowLine = memo(function LogRowLine({ row, id, rowIndex, top, selected, today, onSelect, onOpen, onPin }: LogRowProps) {
  const styles = useStyles();
  const cells = useCellStyles();
  if (row.kind === 'gap') {
    return (
      <div role="row" id={id} aria-rowindex={rowIndex} className={mergeClasses(cells.line, styles.row, styles.warning)} style={{ top }}>
        <div role="gridcell" className={mergeClasses(cells.cell, styles.gap)}>
          <Warning16Filled aria-hidden className={styles.icon} />
          {texts.log.lost(row.lost)}
        </div>
      </div>
    );
  }
  const { event } = row;
  const tint = event.level === 'info' ? '' : styles[event.level];
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className={mergeClasses(cells.line, styles.row, tint, selected && styles.selected)}
      style={{ top }}
      onMouseDown={(press) => {
        // The second press of a double click would select a word of the row.
        if (press.detail > 1) press.preventDefault();
        onSelect(event);
      }}
      onDoubleClick={() => onOpen(event)}
    >
      <Cell text={formatLogTime(event.at, today)} />
      <div role="gridcell" className={cells.cell}>
        <LevelLabel level={event.level} />
      </div>
      <Cell text={texts.log.protocols[event.protocol]} />
      <PinCell pin="sessionId" value={event.sessionId} onPin={onPin} />
      <PinCell pin="remoteAddress" value={event.remoteAddress} onPin={onPin} />
      <PinCell pin="account" value={event.account} onPin={onPin} />
      <Cell text={EVENT_KINDS[event.kind]} />
      <Cell text={event.text} hint />
    </div>
  );
});

function Cell({ text, hint }: { readonly text: string; readonly hint?: boolean }) {
  const cells = useCellStyles();
  return (
    <div role="gridcell" className={cells.cell} title={hint === true ? text : undefined}>
      {text}
    </div>
  );
}

interface PinCellProps {
  readonly pin: Exclude<Pin, 'traceId'>;
  readonly value: string | undefined;
  readonly onPin: (pin: Pin, value: string) => void;
}

/** A value that filters the log when clicked. The keyboard finds the same in the details of the row. */
function PinCell({ pin, value, onPin }: PinCellProps) {
  const styles = useStyles();
  const cells = useCellStyles();
  return (
    <div role="gridcell" className={cells.cell}>
      {value !== undefined && (
        <button
          type="button"
          tabIndex={-1}
          className={styles.pin}
          title={`${texts.log.only[pin]}: ${value}`}
          // The row is neither selected nor opened by this click: the log goes on, filtered.
          onMouseDown={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
          onClick={() => onPin(pin, value)}
        >
          {value}
        </button>
      )}
    </div>
  );
}
