/** The DNS record of a key: what has to be there, to be copied, and whether it is. */
import { Button, makeStyles, mergeClasses, Spinner, tokens } from '@fluentui/react-components';
import type { DkimKey } from '../../../shared/admin-api/dkim.ts';
import { useDnsCheck } from '../../client/dns-check.ts';
import { failureText } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { VerdictMark } from '../dns-records/verdict-mark.tsx';

const words = texts.dkim.record;

const useStyles = makeStyles({
  pane: { flex: '0 1 auto', minHeight: '200px', overflow: 'auto', padding: '8px 12px 12px', borderTop: `1px solid ${tokens.colorNeutralStroke1}` },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  help: { margin: '2px 0 8px', color: tokens.colorNeutralForeground2 },
  facts: { display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', columnGap: '16px', rowGap: '4px', margin: 0, alignItems: 'start' },
  name: { color: tokens.colorNeutralForeground2, lineHeight: '24px' },
  fact: { display: 'flex', alignItems: 'start', columnGap: '4px', margin: 0, lineHeight: '24px' },
  /** What to do stands below what there is, where both have no room in a line. */
  state: { flexWrap: 'wrap', rowGap: '4px' },
  button: { flexShrink: 0, whiteSpace: 'nowrap' },
  mono: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', minWidth: 0 },
  verdict: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: '6px', minHeight: '24px' },
});

export function KeyRecord({ dkim: { domain, selector, state, name, value } }: { readonly dkim: DkimKey }) {
  const styles = useStyles();
  const check = useDnsCheck(domain);
  const record = check.data?.records.find((one) => one.purpose === 'dkim' && one.name === name);
  return (
    <section className={styles.pane} aria-label={words.title(selector)}>
      <h2 className={styles.title}>{words.title(selector)}</h2>
      <p className={styles.help}>{texts.dkim.stateHelp[state]}</p>
      <dl className={styles.facts}>
        <dt className={styles.name}>{words.name}</dt>
        <dd className={styles.fact}>
          <span className={styles.mono}>{name}</span>
          <CopyButton label={words.copyName} text={name} />
        </dd>
        <dt className={styles.name}>{words.type}</dt>
        <dd className={styles.fact}>
          <span className={styles.mono}>TXT</span>
        </dd>
        <dt className={styles.name}>{words.value}</dt>
        <dd className={styles.fact}>
          <span className={styles.mono}>{value}</span>
          <CopyButton label={words.copyValue} text={value} />
        </dd>
        <dt className={styles.name}>{words.inDns}</dt>
        <dd className={mergeClasses(styles.fact, styles.state)}>
          <span className={styles.verdict} role="status">
            {check.isFetching ? (
              <Spinner size="extra-tiny" label={words.asking} />
            ) : check.error === null ? (
              record !== undefined && (
                <>
                  <VerdictMark verdict={record.verdict} />
                  {words.verdicts[record.verdict]}
                </>
              )
            ) : (
              failureText(check.error)
            )}
          </span>
          <Button size="small" className={styles.button} disabledFocusable={check.isFetching} onClick={() => void check.refetch()}>
            {words.checkAgain}
          </Button>
          {record !== undefined && (
            <CopyButton label={words.copyLine} text={record.line}>
              {words.copyLine}
            </CopyButton>
          )}
        </dd>
      </dl>
    </section>
  );
}
