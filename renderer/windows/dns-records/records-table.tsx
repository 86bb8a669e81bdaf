/** The records of a domain: what is wanted, copyable, beside what was found, and what to do. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Fragment } from 'react';
import type { DnsRecord, WantedRecord } from '../../../shared/admin-api/dns.ts';
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

interface TableProps {
  readonly domain: string;
  readonly records: readonly (DnsRecord | WantedRecord)[];
}

export function RecordsTable({ domain, records }: TableProps) {
  const styles = useStyles();
  const { column } = words;
  return (
    <table className={styles.table} aria-label={domain}>
      <colgroup>
        <col style={{ width: '23%' }} />
        <col style={{ width: '23%' }} />
        <col />
        <col style={{ width: '23%' }} />
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

/** Names are broken after a dot, where there is no room for them: `mail.` `example.com`, not `mail.example.c` `om`. */
function Breaking({ text }: { readonly text: string }) {
  return [...text.matchAll(/[^.;]*[.;]?/g)].map(({ 0: piece, index }) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {piece}
    </Fragment>
  ));
}

/** Characters of a value that are shown: who needs all of a key copies it, or has it read out by pointing at it. */
const SHOWN = 96;
const SHOWN_END = 12;

function shortened(value: string): string {
  return value.length <= SHOWN ? value : `${value.slice(0, SHOWN - SHOWN_END)}…${value.slice(-SHOWN_END)}`;
}

/** What the record is, then what there is to say about it: not much, as long as the name servers have not answered. */
function Record({ record }: { readonly record: DnsRecord | WantedRecord }) {
  const styles = useStyles();
  const checked = 'verdict' in record ? record : undefined;
  const { purpose, name, type, importance, wanted } = record;
  return (
    <tbody>
      <tr className={styles.row}>
        <th scope="row" rowSpan={2} className={styles.cell}>
          <span className={styles.record}>
            <VerdictMark verdict={checked?.verdict ?? 'unknown'} />
            <span>
              {words.purposes[purpose]}
              <br />
              <span className={styles.quiet}>{`${checked ? words.verdicts[checked.verdict] : words.lookingUp} · ${words.importance[importance]}`}</span>
            </span>
          </span>
        </th>
        <td className={mergeClasses(styles.cell, styles.value)}>
          {type} <Breaking text={name} />
        </td>
        <td className={styles.cell}>
          {wanted !== '' ? (
            <span className={styles.copyable}>
              <span className={mergeClasses(styles.value, styles.grow)} title={wanted}>
                <Breaking text={shortened(wanted)} />
              </span>
              {checked && <CopyButton label={words.copyValue(name)} text={wanted} />}
              {checked && checked.line !== '' && <CopyButton label={words.copyLine(name)} text={checked.line} />}
            </span>
          ) : (
            checked && <span className={styles.quiet}>{words.onlyYouKnow}</span>
          )}
        </td>
        <td className={mergeClasses(styles.cell, checked !== undefined && checked.found.length > 0 && styles.value)}>
          {checked ? <Found values={checked.found} /> : <span className={styles.quiet}>…</span>}
        </td>
      </tr>
      <tr>
        <td colSpan={3} className={mergeClasses(styles.cell, styles.sentence)}>
          {checked && said(checked.text)}
          {checked && checked.todo !== '' && ` ${said(checked.todo)}`}
          {/* As high as it will be, so that little moves when the answers come. */}
          {!checked && '\u00a0'}
        </td>
      </tr>
    </tbody>
  );
}

function Found({ values }: { readonly values: readonly string[] }) {
  const styles = useStyles();
  if (values.length === 0) return <span className={styles.quiet}>{words.nothing}</span>;
  return values.map((value) => (
    <div key={value} title={value}>
      <Breaking text={shortened(value)} />
    </div>
  ));
}
