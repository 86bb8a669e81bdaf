/** The sign of a verdict on a DNS record: by its shape as well as by its colour. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { QuestionCircle16Regular } from '@fluentui/react-icons/svg/question-circle';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import type { DnsVerdict } from '../../../shared/admin-api/dns.ts';

const useStyles = makeStyles({
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground3, flexShrink: 0 },
  bad: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
  quiet: { color: tokens.colorNeutralForeground2, flexShrink: 0 },
});

export function VerdictMark({ verdict }: { readonly verdict: DnsVerdict }) {
  const styles = useStyles();
  switch (verdict) {
    case 'right':
      return <CheckmarkCircle16Filled aria-hidden className={styles.good} />;
    case 'differs':
      return <Warning16Filled aria-hidden className={styles.warning} />;
    case 'missing':
      return <ErrorCircle16Filled aria-hidden className={styles.bad} />;
    case 'unknown':
      return <QuestionCircle16Regular aria-hidden className={styles.quiet} />;
  }
}
