/** The records that the domain needs, to copy, with what the name servers say now. */
import { Button, Spinner } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import type { DnsRecord, WantedRecord } from '../../../shared/admin-api/dns.ts';
import { useDnsCheck, useWantedRecords } from '../../client/dns-check.ts';
import { texts } from '../../texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Loading } from '../../ui/loading.tsx';
import { VerdictMark } from '../dns-records/verdict-mark.tsx';
import { recordText } from './record-text.ts';
import { useStepStyles } from './step-form.tsx';
import type { StepProps } from './steps.ts';

const words = texts.firstRun.dns;

export function DnsStep({ domains }: StepProps) {
  const styles = useStepStyles();
  const [domain] = domains;
  return (
    <>
      <p className={styles.text}>{domain === undefined ? words.noDomain : words.text}</p>
      {domain !== undefined && <Records domain={domain} />}
    </>
  );
}

function Records({ domain }: { readonly domain: string }) {
  const styles = useStepStyles();
  const navigate = useNavigate();
  // The same as in the DNS window: whoever goes there sees it at once.
  const check = useDnsCheck(domain);
  // What is needed is known without asking anybody; only what is there has to be waited for.
  const wanted = useWantedRecords(domain);
  const known: readonly ShownRecord[] | undefined = check.data?.records ?? wanted.data;
  if (check.isError) return <Loading error={check.error} retry={() => void check.refetch()} />;
  if (known === undefined) return <Loading error={wanted.error} retry={() => void wanted.refetch()} />;
  const records = known.filter(({ importance }) => importance !== 'optional');
  const lines = records.map(({ line }) => line).filter((line) => line !== '');
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.head}>
              {words.column.purpose}
            </th>
            <th scope="col" className={styles.head}>
              {words.column.line}
            </th>
            <th scope="col" className={styles.head}>
              {words.column.verdict}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <RecordRow key={`${record.purpose} ${record.name} ${record.type}`} record={record} />
          ))}
        </tbody>
      </table>
      <div className={styles.buttons}>
        <CopyButton label={words.copyAll} text={`${lines.join('\n')}\n`}>
          {words.copyAll}
        </CopyButton>
        <Button size="small" disabledFocusable={check.isFetching} onClick={() => void check.refetch()}>
          {words.again}
        </Button>
        <Button size="small" onClick={() => void navigate({ to: '/dns', search: { domain } })}>
          {words.check}
        </Button>
      </div>
    </>
  );
}

/** Without a verdict as long as the name servers have not answered. */
type ShownRecord = WantedRecord & Partial<Pick<DnsRecord, 'verdict'>>;

function RecordRow({ record }: { readonly record: ShownRecord }) {
  const styles = useStepStyles();
  const text = recordText(record);
  return (
    <tr>
      <th scope="row" className={styles.cell}>
        {`${texts.dnsRecords.purposes[record.purpose]} `}
        <span className={styles.quiet}>({words.required[record.importance]})</span>
      </th>
      <td className={`${styles.cell} ${styles.mono}`}>{text !== '' ? text : record.purpose === 'dkim' ? words.noKey : words.unknown}</td>
      <td className={styles.cell}>
        {record.verdict === undefined ? (
          <Spinner size="extra-tiny" label={words.looking} />
        ) : (
          <span className={styles.state}>
            <VerdictMark verdict={record.verdict} />
            {texts.dnsRecords.verdicts[record.verdict]}
          </span>
        )}
      </td>
      <td className={styles.cell}>{text !== '' && <CopyButton label={words.copy(record.name)} text={text} />}</td>
    </tr>
  );
}
