/** All about the selected entry, below the list: its whole text and note, how often it matched, and what is odd about it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Info16Regular } from '@fluentui/react-icons/svg/info';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import type { EntryRow } from '../../../shared/admin-api/entries.ts';
import type { SecurityFinding } from '../../../shared/admin-api/security.ts';
import { escapeHostileText } from '../../../shared/text/escape.ts';
import { names, texts } from '../../texts.ts';
import { formatDateTime } from '../format.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: '3px',
    maxHeight: '30%',
    overflow: 'auto',
    flexShrink: 0,
    padding: '6px 12px 8px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  main: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: 'pre-wrap' },
  line: { display: 'flex', alignItems: 'flex-start', columnGap: '6px' },
  quiet: { color: tokens.colorNeutralForeground2 },
  icon: { flexShrink: 0, marginTop: '1px' },
  warning: { color: tokens.colorStatusWarningForeground3 },
});

export interface EntryDetailsProps {
  readonly row: EntryRow<{ readonly note: string }>;
  /** What the entry is about. */
  readonly main: string;
  readonly findings: readonly SecurityFinding[];
}

export function EntryDetails({ row: { entry, source, hits, lastHitAt }, main, findings }: EntryDetailsProps) {
  const styles = useStyles();
  const words = texts.lists.details;
  return (
    <section className={styles.root} aria-label={words.title}>
      <span className={styles.main}>{escapeHostileText(main)}</span>
      {findings.map(({ finding, other, message }) => (
        <span key={message} className={styles.line}>
          <Warning16Filled className={`${styles.icon} ${styles.warning}`} aria-hidden />
          {other === undefined ? names.findings[finding] : `${names.findings[finding]} ${words.other(escapeHostileText(other))}`}
        </span>
      ))}
      {source !== 'manual' && (
        <span className={styles.line}>
          <Info16Regular className={styles.icon} aria-hidden />
          {words.added(texts.lists.sources[source])}
        </span>
      )}
      {entry.note !== '' && <span>{escapeHostileText(entry.note)}</span>}
      <span className={styles.quiet}>{lastHitAt === null ? words.noHit : words.hits(hits, formatDateTime(lastHitAt))}</span>
    </section>
  );
}
