/** One line of the live log. Drawn again only when it changes, not with each event that comes. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { MoreHorizontal16Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { memo } from 'react';
import { names, texts } from '../../texts.ts';
import { formatLogTime } from '../../ui/format.ts';
import { SELECTED_ROW } from '../../ui/grid-styles.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { toneOfKind } from '../../ui/tone.ts';
import { LevelLabel } from './level-label.tsx';
import { Cell, PinCell } from './log-cells.tsx';
import { useCellStyles } from './log-columns.ts';
import type { Pin } from './log-filter.ts';
import { SessionCells } from './log-session-cells.tsx';
import type { ShownRow } from './session-groups.ts';
import { ROW_HEIGHT } from './use-log-scroll.ts';

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    insetInline: 0,
    height: `${ROW_HEIGHT}px`,
    cursor: 'default',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
  },
  selected: SELECTED_ROW,
  // A breath of colour, the same in light and dark: the themes' own backgrounds shout in the dark.
  warning: { backgroundColor: `color-mix(in srgb, ${tokens.colorStatusWarningForeground3} 9%, transparent)` },
  error: { backgroundColor: `color-mix(in srgb, ${tokens.colorStatusDangerForeground1} 11%, transparent)` },
  debug: { color: tokens.colorNeutralForeground2 },
  gap: { display: 'flex', columnGap: '6px', gridColumn: '1 / -1', alignItems: 'center', fontStyle: 'italic' },
  icon: { color: tokens.colorStatusWarningForeground3, flexShrink: 0 },
  session: { backgroundColor: tokens.colorNeutralBackground3, ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover } },
  // At the edge of what is scrolled, wherever the row ends.
  more: { position: 'absolute', inset: 0, display: 'flex', alignItems: 'center', justifyContent: 'flex-end', pointerEvents: 'none' },
  moreButton: { position: 'sticky', right: '4px', pointerEvents: 'auto', minWidth: '28px', width: '28px', height: '22px', padding: 0 },
});

export interface LogRowProps {
  readonly row: ShownRow;
  readonly id: string;
  /** Place in the grid, the header being 1. */
  readonly rowIndex: number;
  readonly top: number;
  readonly selected: boolean;
  /** A time of the present day: events of other days show their date. */
  readonly today: number;
  readonly onSelect: (row: ShownRow) => void;
  readonly onOpen: (row: ShownRow) => void;
  readonly onPin: (pin: Pin, value: string) => void;
  readonly onFold: (sessionId: string, open: boolean) => void;
  readonly onMenu: (row: ShownRow, at: DOMRect) => void;
}

export const LogRowLine = memo(function LogRowLine(props: LogRowProps) {
  const styles = useStyles();
  const cells = useCellStyles();
  const { row, id, rowIndex, top, selected, onSelect, onOpen, onMenu } = props;
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
  const tint = row.kind === 'session' ? styles.session : row.event.level === 'info' ? '' : styles[row.event.level];
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className={mergeClasses(cells.line, styles.row, tint, selected && styles.selected)}
      style={{ top }}
      onMouseDown={(press) => {
        // The second press of a double click would select a word of the row, and the right button would lose the selected text.
        if (press.detail > 1 || press.button === 2) press.preventDefault();
        onSelect(row);
      }}
      onDoubleClick={() => onOpen(row)}
      onContextMenu={(press) => {
        press.preventDefault();
        onMenu(row, new DOMRect(press.clientX, press.clientY, 0, 0));
      }}
    >
      {row.kind === 'session' ? <SessionCells {...props} row={row} /> : <EventCells {...props} row={row} />}
      {selected && <MoreButton onMenu={(at) => onMenu(row, at)} />}
    </div>
  );
});

function EventCells({ row: { event }, today, onPin }: LogRowProps & { readonly row: Extract<ShownRow, { kind: 'event' }> }) {
  const cells = useCellStyles();
  return (
    <>
      <Cell text={formatLogTime(event.at, today)} />
      <div role="gridcell" className={cells.cell}>
        <LevelLabel level={event.level} />
      </div>
      <Cell text={texts.log.protocols[event.protocol]} />
      <PinCell pin="sessionId" value={event.sessionId} onPin={onPin} />
      <PinCell pin="remoteAddress" value={event.remoteAddress} onPin={onPin} />
      <PinCell pin="account" value={event.account} onPin={onPin} />
      <div role="gridcell" className={cells.cell}>
        {toneOfKind(event.kind) === 'plain' ? names.eventKinds[event.kind] : <ToneLabel tone={toneOfKind(event.kind)} text={names.eventKinds[event.kind]} />}
      </div>
      <Cell text={event.text} hint />
    </>
  );
}

/** Beside the selected row, for the mouse; the keyboard has Shift+F10 and the menu key. */
function MoreButton({ onMenu }: { readonly onMenu: (at: DOMRect) => void }) {
  const styles = useStyles();
  return (
    <div role="gridcell" className={styles.more}>
      <Button
        size="small"
        tabIndex={-1}
        aria-label={texts.log.menu.more}
        title={texts.log.menu.more}
        icon={<MoreHorizontal16Regular />}
        className={styles.moreButton}
        // The text that is selected in the row stays selected, and the menu is about it.
        onMouseDown={(press) => {
          press.preventDefault();
          press.stopPropagation();
        }}
        onDoubleClick={(press) => press.stopPropagation()}
        onClick={(press) => onMenu(press.currentTarget.getBoundingClientRect())}
      />
    </div>
  );
}
