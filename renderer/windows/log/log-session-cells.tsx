/** The line that sums up a session: when, who, and what came of it; it folds and unfolds the session's events. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronDown16Regular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRight16Regular } from '@fluentui/react-icons/svg/chevron-right';
import { texts } from '../../texts.ts';
import { formatLogTime } from '../../ui/format.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { Cell, PinCell } from './log-cells.tsx';
import { useCellStyles } from './log-columns.ts';
import type { Pin } from './log-filter.ts';
import type { SessionRow, SessionSummary } from './session-groups.ts';

const useStyles = makeStyles({
  fold: {
    display: 'inline-flex',
    verticalAlign: 'middle',
    padding: '2px',
    border: 'none',
    background: 'none',
    color: 'inherit',
    cursor: 'pointer',
    ':hover': { color: tokens.colorBrandForegroundLink },
  },
  count: { color: tokens.colorNeutralForeground2 },
  outcome: { fontWeight: tokens.fontWeightSemibold },
});

/** What came of a session, in words. */
export function outcomeOf({ accepted, refused, held, loginsFailed, fetched, closed }: SessionSummary): string {
  const words = texts.log.groups_;
  const parts = [
    ...(refused > 0 ? [words.refused(refused)] : []),
    ...(loginsFailed > 0 ? [words.loginFailed(loginsFailed)] : []),
    ...(held > 0 ? [words.held(held)] : []),
    ...(accepted > 0 ? [words.accepted(accepted)] : []),
    ...(fetched > 0 ? [words.fetched(fetched)] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  return closed ? words.nothing : words.open;
}

export interface SessionCellsProps {
  readonly row: SessionRow;
  readonly today: number;
  readonly onPin: (pin: Pin, value: string) => void;
  readonly onFold: (sessionId: string, open: boolean) => void;
}

export function SessionCells({ row: { sessionId, first, count, open, summary }, today, onPin, onFold }: SessionCellsProps) {
  const styles = useStyles();
  const cells = useCellStyles();
  const words = texts.log.groups_;
  const Icon = open ? ChevronDown16Regular : ChevronRight16Regular;
  return (
    <>
      <Cell text={formatLogTime(first.at, today)} />
      <div role="gridcell" className={cells.cell}>
        <button
          type="button"
          tabIndex={-1}
          className={styles.fold}
          aria-expanded={open}
          aria-label={open ? words.fold : words.unfold}
          title={open ? words.fold : words.unfold}
          onDoubleClick={(event) => event.stopPropagation()}
          onClick={() => onFold(sessionId, !open)}
        >
          <Icon aria-hidden />
        </button>
        <span className={styles.count}>{count}</span>
      </div>
      <Cell text={texts.log.protocols[first.protocol]} />
      <PinCell pin="sessionId" value={sessionId} onPin={onPin} />
      <PinCell pin="remoteAddress" value={first.remoteAddress} onPin={onPin} />
      <PinCell pin="account" value={summary.account} onPin={onPin} />
      <div role="gridcell" className={mergeClasses(cells.cell, styles.outcome)}>
        <ToneLabel tone={summary.tone} text={outcomeOf(summary)} />
      </div>
      <Cell text={summary.event.text} hint />
    </>
  );
}
