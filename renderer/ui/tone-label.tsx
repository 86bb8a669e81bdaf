/** Words with an icon and a colour that say whether it is good: colour alone says nothing to many. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { Circle16Regular } from '@fluentui/react-icons/svg/circle';
import { DismissCircle16Filled } from '@fluentui/react-icons/svg/dismiss-circle';
import { Flag16Filled } from '@fluentui/react-icons/svg/flag';
import type { Tone } from './tone.ts';

const ICONS = { good: CheckmarkCircle16Filled, watch: Flag16Filled, bad: DismissCircle16Filled, plain: Circle16Regular } as const;

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center', columnGap: '5px', minWidth: 0 },
  text: { overflow: 'hidden', textOverflow: 'ellipsis' },
  icon: { flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  watch: { color: tokens.colorStatusWarningForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  plain: { color: tokens.colorNeutralForeground3 },
});

export function ToneLabel({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  const styles = useStyles();
  const Icon = ICONS[tone];
  return (
    <span className={styles.root}>
      <Icon aria-hidden className={mergeClasses(styles.icon, styles[tone])} />
      <span className={styles.text}>{text}</span>
    </span>
  );
}
