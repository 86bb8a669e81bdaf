/** The records of a domain: what is wanted, copyable, beside what was found, and what to do. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { DnsRecord } from '../../../shared/admin-api/dns.ts';
import { said, texts } from '../../texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { VerdictMark } from './verdict-mark.tsx';

const words = texts.dnsRecords;

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', tableLayout: 'fixed', fontSize: tokens.fontSizeBase200 },
  head: {
    height: '26px',
    padding: '0 8px',
    textAlign: 'start',
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightSemibold,
  },
  row: { borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  cell: { padding: '5px 8px', textAlign: 'start', verticalAlign: 'top', fontWeight: tokens.fontWeightRegular, overflowWrap: 'anywhere' },
  record: { display: 'flex', columnGap: '6px' },
  quiet: { color: tokens.colorNeutralForeground2 },
  value: { fontFamily: tokens.fontFamilyMonospace },
  copyable: { display: 'flex', alignItems: 'start', columnGap: '4px' },
  sentence: { paddingTop: 0, color: tokens.colorNeutralForeground2 },
  grow: { flex: 1, minWidth: 0 },
});

export function RecordsTable({ domain, records }: { readonly domain: string; readonly records: readonly DnsRecord[] }) {
  const styles = useStyles();
  const { column } = words;
  return (
    <table className={styles.table} aria-label={domain}>
      <colgroup>
        <col style={{ width: '25%' }} />
        <col style={{ width: '22%' }} />
        <col />
        <col style={{ width: '24%' }} />
      </colgroup>
      <thead>
        <tr>
          {[column.record, column.name, column.wanted, column.found].map((label) => (
            <th key={label} scope="col" className={styles.head}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      {records.map((record) => (
        <Record key={`${record.purpose} ${record.name}`} record={record} />
      ))}
    </table>
  );
}

/** Characters of a value that are shown: who needs all of a key copies it, or has it read out by pointing at it. */
const SHOWN = 96;
const SHOWN_END = 12;

function shortened(value: string): string {
  return value.length <= SHOWN ? value : `${value.slice(0, SHOWN - SHOWN_END)}…${value.slice(-SHOWN_END)}`;
}

/** What the record is, then what there is to say about it. */
function Record({ record }: { readonly record: DnsRecord }) {
  const styles = useStyles();
  const { purpose, name, type, importance, wanted, line, found, verdict, text, todo } = record;
  return (
    <tbody>
      <tr className={styles.row}>
        <th scope="row" rowSpan={2} className={styles.cell}>
          <span className={styles.record}>
            <VerdictMark verdict={verdict} />
            <span>
              {words.purposes[purpose]}
              <br />
              <span className={styles.quiet}>{`${words.verdicts[verdict]} · ${words.importance[importance]}`}</span>
            </span>
          </span>
        </th>
        <td className={mergeClasses(styles.cell, styles.value)}>
          {type} {name}
        </td>
        <td className={styles.cell}>
          {wanted === '' ? (
            <span className={styles.quiet}>{words.onlyYouKnow}</span>
          ) : (
            <span className={styles.copyable}>
              <span className={mergeClasses(styles.value, styles.grow)} title={wanted}>
                {shortened(wanted)}
              </span>
              <CopyButton label={words.copyValue(name)} text={wanted} />
              {line !== '' && <CopyButton label={words.copyLine(name)} text={line} />}
            </span>
          )}
        </td>
        <td className={mergeClasses(styles.cell, found.length > 0 && styles.value)}>
          {found.length === 0 ? (
            <span className={styles.quiet}>{words.nothing}</span>
          ) : (
            found.map((value) => (
              <div key={value} title={value}>
                {shortened(value)}
              </div>
            ))
          )}
        </td>
      </tr>
      <tr>
        <td colSpan={3} className={mergeClasses(styles.cell, styles.sentence)}>
          {said(text)}
          {todo !== '' && ` ${said(todo)}`}
        </td>
      </tr>
    </tbody>
  );
}
