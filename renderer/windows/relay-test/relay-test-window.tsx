/** The open-relay test: its last result in words, each listener, and every attempt with the server's reply. */
import { Button, makeStyles, Select, Spinner, tokens } from '@fluentui/react-components';
import { CheckmarkCircle20Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircle20Filled } from '@fluentui/react-icons/svg/error-circle';
import { Warning20Filled } from '@fluentui/react-icons/svg/warning';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RelayAttempt, RelayTestResult, TestedListener } from '../../../shared/admin-api/relay-test.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useRelayTest } from '../../client/overview.ts';
import { names, texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatDateTime, formatDecimal } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';
import { useNotices } from '../../ui/notices.tsx';

const words = texts.relayTest;

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', gap: '8px', padding: '6px 8px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  title: { margin: '0 10px 0 0', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  result: { display: 'flex', flexDirection: 'column', rowGap: '4px', padding: '10px 12px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  verdict: { display: 'flex', alignItems: 'center', columnGap: '8px', margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  text: { margin: 0, maxWidth: '110ch', color: tokens.colorNeutralForeground2, lineHeight: tokens.lineHeightBase300 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  actions: { display: 'flex', columnGap: '8px', paddingTop: '4px' },
  table: { width: 'max-content', borderCollapse: 'collapse', margin: '6px 4px', fontSize: tokens.fontSizeBase200 },
  head: { textAlign: 'start', padding: '0 8px', height: '24px', color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightSemibold },
  cell: { textAlign: 'start', padding: '0 8px', height: '26px', fontWeight: tokens.fontWeightRegular, borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  attempts: { display: 'flex', alignItems: 'center', columnGap: '8px', padding: '4px 12px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  subtitle: { margin: 0, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground2 },
  mono: { fontFamily: tokens.fontFamilyMonospace },
});

export function RelayTestWindow() {
  const styles = useStyles();
  const client = useAdminClient();
  const notices = useNotices();
  const result = useRelayTest();
  const run = useMutation({ mutationFn: () => client.relayTest.run(), onError: (error) => notices.failed(error) });
  if (result === undefined) return <Loading error={null} retry={() => undefined} />;
  return (
    <>
      <div className={styles.bar}>
        <h1 className={styles.title}>{windowTitle(names, 'relay-test')}</h1>
        <Button
          size="small"
          appearance="primary"
          disabledFocusable={run.isPending}
          icon={run.isPending ? <Spinner size="extra-tiny" aria-hidden /> : null}
          onClick={() => run.mutate()}
        >
          {run.isPending ? words.running : words.run}
        </Button>
      </div>
      <section className={styles.result} aria-live="polite">
        <Verdict result={result} />
        <p className={styles.text}>{words.explain}</p>
      </section>
      {result !== null && result.listeners.length > 0 && <Listeners listeners={result.listeners} />}
      {result !== null && result.listeners.length > 0 && <Attempts listeners={result.listeners} />}
    </>
  );
}

function Verdict({ result }: { readonly result: RelayTestResult | null }) {
  const styles = useStyles();
  const navigate = useNavigate();
  if (result === null) return <h2 className={styles.verdict}>{words.verdict.none}</h2>;
  const { verdict, at, milliseconds, clientAddress, cause, gap } = result;
  const icons = {
    closed: <CheckmarkCircle20Filled className={styles.good} aria-hidden />,
    unsure: <Warning20Filled className={styles.warning} aria-hidden />,
    open: <ErrorCircle20Filled className={styles.bad} aria-hidden />,
  };
  return (
    <>
      <h2 className={styles.verdict}>
        {icons[verdict]}
        {words.verdict[verdict]}
      </h2>
      <p className={styles.text}>
        {words.cause[cause]}:{' '}
        {clientAddress === undefined ? formatDateTime(at) : words.when(formatDateTime(at), formatDecimal(milliseconds / 1000), clientAddress)}
        {gap !== undefined && ` ${names.relayTestGaps[gap]}.`}
        {result.listeners.length === 0 && ` ${words.noListener}`}
      </p>
      {verdict === 'open' && (
        <>
          <p className={styles.text}>{words.openHelp}</p>
          <div className={styles.actions}>
            <Button size="small" appearance="primary" onClick={() => void navigate({ to: '/security/trusted-addresses' })}>
              {words.openTrusted}
            </Button>
            <Button size="small" onClick={() => void navigate({ to: '/' })}>
              {words.openListeners}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

function nameOf({ protocol, port }: TestedListener): string {
  return words.port(texts.server.protocols[protocol], port);
}

function takenBy({ attempts }: TestedListener): number {
  return attempts.filter(({ taken }) => taken).length;
}

function Listeners({ listeners }: { readonly listeners: readonly TestedListener[] }) {
  const styles = useStyles();
  return (
    <table className={styles.table} aria-label={words.listeners}>
      <thead>
        <tr>
          <th scope="col" className={styles.head}>
            {words.column.listener}
          </th>
          <th scope="col" className={`${styles.head} ${styles.number}`}>
            {words.column.attempts}
          </th>
          <th scope="col" className={styles.head}>
            {words.column.result}
          </th>
        </tr>
      </thead>
      <tbody>
        {listeners.map((listener) => (
          <tr key={listener.id}>
            <th scope="row" className={styles.cell}>
              {nameOf(listener)}
            </th>
            <td className={`${styles.cell} ${styles.number}`}>{listener.attempts.length}</td>
            <td className={styles.cell}>{resultOf(listener)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function resultOf(listener: TestedListener): string {
  const taken = takenBy(listener);
  if (taken > 0) return words.takenSome(taken);
  return listener.gap === undefined ? words.refusedAll : names.relayTestGaps[listener.gap];
}

interface AttemptRow extends RelayAttempt {
  readonly key: string;
}

/** Those that were taken come first: they are what matters. */
function rowsOf(listener: TestedListener | undefined): AttemptRow[] {
  const rows = (listener?.attempts ?? []).map((attempt, index) => ({ ...attempt, key: String(index) }));
  return rows.toSorted((one, other) => Number(other.taken) - Number(one.taken));
}

function Attempts({ listeners }: { readonly listeners: readonly TestedListener[] }) {
  const styles = useStyles();
  const [id, setId] = useState<string>();
  const [selected, select] = useState<string>();
  const shown = listeners.find((listener) => listener.id === id) ?? listeners.find((listener) => takenBy(listener) > 0) ?? listeners[0];
  return (
    <>
      <div className={styles.attempts}>
        <h2 className={styles.subtitle}>{words.attempts}</h2>
        <Select size="small" aria-label={words.column.listener} value={shown?.id ?? ''} onChange={(_event, data) => setId(data.value)}>
          {listeners.map((listener) => (
            <option key={listener.id} value={listener.id}>
              {nameOf(listener)}
            </option>
          ))}
        </Select>
        <span>{words.count(shown?.attempts.length ?? 0)}</span>
      </div>
      <DataTable label={words.attempts} rows={rowsOf(shown)} rowKey={({ key }) => key} columns={COLUMNS} selected={selected} onSelect={select} />
    </>
  );
}

function Mono({ text }: { readonly text: string }) {
  return <span className={useStyles().mono}>{text}</span>;
}

const COLUMNS: readonly Column<AttemptRow>[] = [
  {
    id: 'place',
    label: '#',
    width: '48px',
    align: 'end',
    cell: ({ key }) => Number(key) + 1,
    sortBy: ({ key, taken }) => Number(key) - (taken ? 1_000_000 : 0),
  },
  {
    id: 'sender',
    label: words.column.sender,
    width: 'minmax(180px, 1fr)',
    cell: ({ sender }) => <Mono text={sender === '' ? words.blankSender : sender} />,
    sortBy: ({ sender }) => sender,
  },
  {
    id: 'recipient',
    label: words.column.recipient,
    width: 'minmax(240px, 1.5fr)',
    cell: ({ recipient }) => (recipient === undefined ? words.noRecipient : <Mono text={recipient === '' ? words.emptyRecipient : recipient} />),
    sortBy: ({ recipient = '' }) => recipient,
  },
  {
    id: 'reply',
    label: words.column.reply,
    width: 'minmax(280px, 2fr)',
    cell: ({ reply }) => <Mono text={reply} />,
    sortBy: ({ reply }) => reply,
  },
];
