/** What the DNS should say about a domain, what it says, and what to do about the difference. */
import { Button, makeStyles, mergeClasses, Select, Spinner, tokens } from '@fluentui/react-components';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { DomainDns, WantedRecord } from '../../../shared/admin-api/dns.ts';
import { useDnsCheck, useWantedRecords } from '../../client/dns-check.ts';
import { useDomains } from '../../client/queries.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, said, texts } from '../../texts.ts';
import { useBarStyles } from '../../ui/bar-styles.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';
import { RecordsTable } from './records-table.tsx';
import { VerdictMark } from './verdict-mark.tsx';

const words = texts.dnsRecords;

const useStyles = makeStyles({
  bar: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  button: { flexShrink: 0, whiteSpace: 'nowrap' },
  select: { minWidth: '140px', maxWidth: '280px' },
  content: { flex: 1, minHeight: 0, overflow: 'auto' },
  verdict: { display: 'flex', alignItems: 'center', columnGap: '6px', margin: 0, padding: '8px 10px', fontSize: tokens.fontSizeBase300 },
  files: { padding: '10px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  filesTitle: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  text: { margin: '4px 0 8px', color: tokens.colorNeutralForeground2 },
  file: { display: 'flex', alignItems: 'center', columnGap: '6px', fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  source: {
    margin: '4px 0 10px',
    padding: '6px 8px',
    backgroundColor: tokens.colorNeutralBackground3,
    fontFamily: tokens.fontFamilyMonospace,
    whiteSpace: 'pre-wrap',
  },
});

export function DnsRecordsWindow() {
  const bar = useBarStyles();
  const styles = useStyles();
  const navigate = useNavigate();
  const domains = useDomains();
  const { domain: asked } = useSearch({ from: '/dns' });
  const domain = domains.data?.find(({ name }) => name === asked)?.name ?? domains.data?.[0]?.name;
  const check = useDnsCheck(domain);
  const wanted = useWantedRecords(domain);

  if (domains.data === undefined) return <Loading error={domains.error} retry={() => void domains.refetch()} />;
  if (domain === undefined) {
    const { title, text, action } = words.noDomain;
    return <EmptyState title={title} text={text} action={{ label: action, run: () => void navigate({ to: '/domains', search: { create: true } }) }} />;
  }
  return (
    <>
      <div className={mergeClasses(bar.root, styles.bar)} role="toolbar" aria-labelledby="dns-title">
        <h1 id="dns-title" className={bar.title}>
          {windowTitle(names, 'dns-records')}
        </h1>
        <Select
          size="small"
          className={styles.select}
          aria-label={words.domain}
          value={domain}
          onChange={(_event, data) => void navigate({ to: '/dns', search: { domain: data.value } })}
        >
          {domains.data.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
        <Button size="small" className={styles.button} disabledFocusable={check.isFetching} onClick={() => void check.refetch()}>
          {words.checkAgain}
        </Button>
        {check.data && <CopyAll dns={check.data} />}
        <span className={bar.space} />
        {check.data && <span className={bar.count}>{words.checkedAt(formatDateTime(check.data.checkedAt))}</span>}
      </div>
      <div className={styles.content} aria-busy={check.isFetching}>
        {check.data ? (
          <Checked dns={check.data} />
        ) : check.isError ? (
          <Loading error={check.error} retry={() => void check.refetch()} />
        ) : wanted.data ? (
          <Asking domain={domain} records={wanted.data} />
        ) : (
          <Spinner size="small" label={words.asking} />
        )}
      </div>
    </>
  );
}

/** Zone file lines of all records that are not right, in one go. */
function CopyAll({ dns }: { readonly dns: DomainDns }) {
  const lines = dns.records.filter(({ verdict, line }) => verdict !== 'right' && line !== '').map(({ line }) => line);
  if (lines.length === 0) return null;
  return (
    <CopyButton label={words.copyAll} text={`${lines.join('\n')}\n`}>
      {words.copyAll}
    </CopyButton>
  );
}

/** Until the name servers have answered, which takes seconds where one is silent. */
function Asking({ domain, records }: { readonly domain: string; readonly records: readonly WantedRecord[] }) {
  const styles = useStyles();
  return (
    <>
      <p className={styles.verdict} role="status">
        <VerdictMark verdict="unknown" />
        {words.asking}
      </p>
      <RecordsTable domain={domain} records={records} />
    </>
  );
}

const MARKS = { right: 'right', incomplete: 'differs', wrong: 'missing', unknown: 'unknown' } as const;

function Checked({ dns }: { readonly dns: DomainDns }) {
  const styles = useStyles();
  return (
    <>
      <p className={styles.verdict} role="status">
        <VerdictMark verdict={MARKS[dns.verdict]} />
        {said(dns.text)}
      </p>
      <RecordsTable domain={dns.domain} records={dns.records} />
      {dns.files.length > 0 && (
        <section className={styles.files} aria-labelledby="dns-files">
          <h2 id="dns-files" className={styles.filesTitle}>
            {words.files}
          </h2>
          <p className={styles.text}>{words.filesText}</p>
          {dns.files.map(({ url, content }) => (
            <div key={url}>
              <div className={styles.file}>
                {url}
                <CopyButton label={words.copyFile(url)} text={content} />
              </div>
              <pre className={styles.source}>{content}</pre>
            </div>
          ))}
        </section>
      )}
    </>
  );
}
