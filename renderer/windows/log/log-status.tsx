/** Below the log: whether it follows, what waits, how much is shown, and what was lost. */
import { Button, makeStyles, mergeClasses, Spinner, tokens } from '@fluentui/react-components';
import { Pause16Filled } from '@fluentui/react-icons/svg/pause';
import { Play16Filled } from '@fluentui/react-icons/svg/play';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useMemo } from 'react';
import { texts } from '../../texts.ts';
import type { FeedView } from './log-feed.ts';
import { isFiltered } from './log-filter.ts';
import { canReadBack, countEvents, type LogState } from './log-rows.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '16px',
    flexShrink: 0,
    height: '26px',
    padding: '0 10px',
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground3,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  part: { display: 'inline-flex', alignItems: 'center', columnGap: '5px' },
  following: { color: tokens.colorStatusSuccessForeground1 },
  paused: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
  warning: { color: tokens.colorStatusWarningForeground3 },
  small: { minWidth: 0, height: '20px', padding: '0 6px' },
  unseen: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

export interface LogStatusProps {
  readonly view: FeedView;
  readonly onFollow: () => void;
  readonly onReload: () => void;
}

export function LogStatus({ view: { log, activity, form }, onFollow, onReload }: LogStatusProps) {
  const styles = useStyles();
  const count = useMemo(() => countEvents(log.rows), [log.rows]);
  const words = texts.log;
  const busy = { idle: undefined, loading: words.loading, searching: words.searching, 'reading-back': words.readingBack }[activity];
  const filtered = isFiltered(form);
  return (
    <div className={styles.root}>
      {log.following ? (
        <span className={styles.part}>
          <Play16Filled aria-hidden className={styles.following} />
          {words.following}
        </span>
      ) : (
        <span className={mergeClasses(styles.part, styles.paused)}>
          <Pause16Filled aria-hidden />
          {log.waitingCount === 0 ? words.paused : words.waiting(log.waitingCount)}
          {log.waitingCount > 0 && (
            <Button size="small" className={styles.small} onClick={onFollow}>
              {words.showNew}
            </Button>
          )}
        </span>
      )}
      <span>{[words.shown(count, filtered), ...(count > 0 ? [reachText(log)] : [])].join(' · ')}</span>
      {busy !== undefined && (
        <span className={styles.part}>
          <Spinner size="extra-tiny" aria-hidden />
          {busy}
        </span>
      )}
      {log.lost > 0 && (
        <span className={mergeClasses(styles.part, styles.paused)}>
          <Warning16Filled aria-hidden className={styles.warning} />
          {words.lost(log.lost)}
          <Button size="small" className={styles.small} onClick={onReload}>
            {words.showLost}
          </Button>
        </span>
      )}
      <span role="status" className={styles.unseen}>
        {announcement(log, filtered && activity === 'idle')}
      </span>
    </div>
  );
}

function reachText(log: LogState): string {
  if (!log.older) return texts.log.allShown;
  return canReadBack(log) ? texts.log.olderAbove : texts.log.tooMany;
}

/**
 * What a screen reader is told: that the log follows or is paused, what a search found, and that something was lost.
 * None of it changes with each event: that would be too much to hear.
 */
function announcement(log: LogState, filtered: boolean): string {
  const words = texts.log;
  return [log.following ? words.following : words.paused, ...(filtered ? [words.shown(log.found, true)] : []), ...(log.lost > 0 ? [words.someLost] : [])].join(
    '. ',
  );
}
