/** The level of an event as icon and word: colour alone says nothing to many. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { Info16Regular } from '@fluentui/react-icons/svg/info';
import { MoreHorizontal16Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import type { EventLevel } from '../../../shared/events.ts';
import { texts } from '../../texts.ts';
import { useCellStyles } from './log-columns.ts';

const ICONS = { debug: MoreHorizontal16Regular, info: Info16Regular, warning: Warning16Filled, error: ErrorCircle16Filled } as const;

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center', columnGap: '5px' },
  icon: { flexShrink: 0 },
  debug: { color: tokens.colorNeutralForeground3 },
  info: { color: tokens.colorNeutralForeground2 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  error: { color: tokens.colorStatusDangerForeground1 },
});

export function LevelLabel({ level }: { readonly level: EventLevel }) {
  const styles = useStyles();
  const cells = useCellStyles();
  const Icon = ICONS[level];
  return (
    <span className={styles.root} title={texts.log.levels[level]}>
      <Icon aria-hidden className={mergeClasses(styles.icon, styles[level])} />
      <span className={cells.levelWord}>{texts.log.levels[level]}</span>
    </span>
  );
}
