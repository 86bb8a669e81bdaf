/** The ports on which the server answers: their state, and a button to start or stop each. */
import { Button, makeStyles, mergeClasses, Spinner, tokens, Tooltip } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { RecordStop16Regular } from '@fluentui/react-icons/svg/record-stop';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ListenerState, Status } from '../../../shared/admin-api/server.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { failureText } from '../../client/problems.ts';
import { keys } from '../../client/queries.ts';
import { said, texts } from '../../texts.ts';
import { formatCount } from '../../ui/format.ts';

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', fontSize: tokens.fontSizeBase200 },
  head: {
    height: '24px',
    textAlign: 'start',
    padding: '0 8px',
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
  },
  row: { borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  cell: { height: '27px', padding: '0 8px', whiteSpace: 'nowrap', fontWeight: tokens.fontWeightRegular, textAlign: 'start' },
  address: { fontFamily: tokens.fontFamilyMonospace },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  action: { textAlign: 'end', width: '1%', padding: '0 4px 0 8px' },
  button: { minWidth: '52px', height: '24px' },
  state: { display: 'flex', alignItems: 'center', columnGap: '5px' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  problem: { padding: '0 8px 5px', color: tokens.colorPaletteRedForeground1, whiteSpace: 'normal' },
  none: { margin: 0, padding: '8px' },
});

export interface ListenersTableProps {
  readonly listeners: readonly ListenerState[];
  /** Little room: the encryption, which the protocol nearly says, is told in the tooltip of its name. */
  readonly compact: boolean;
}

export function ListenersTable({ listeners, compact }: ListenersTableProps) {
  const styles = useStyles();
  const { column } = texts.server;
  if (listeners.length === 0) return <p className={styles.none}>{texts.server.noListeners}</p>;
  return (
    <table className={styles.table} aria-label={texts.server.listeners}>
      <thead>
        <tr>
          <th scope="col" className={styles.head}>
            {column.protocol}
          </th>
          <th scope="col" className={styles.head}>
            {column.address}
          </th>
          {!compact && (
            <th scope="col" className={styles.head}>
              {column.tls}
            </th>
          )}
          <th scope="col" className={styles.head}>
            {column.state}
          </th>
          <th scope="col" className={mergeClasses(styles.head, styles.number)} title={texts.server.connectionsHelp}>
            {column.connections}
          </th>
          <td />
        </tr>
      </thead>
      {listeners.map((listener) => (
        <ListenerRows key={listener.id} listener={listener} compact={compact} />
      ))}
    </table>
  );
}

function ListenerRows({ listener, compact }: { readonly listener: ListenerState; readonly compact: boolean }) {
  const styles = useStyles();
  const change = useListenerChange(listener.id);
  const { column } = texts.server;
  const protocol = texts.server.protocols[listener.protocol];
  const problem = change.error !== null ? failureText(change.error) : listener.state === 'failed' ? listener.problem : undefined;
  const running = listener.state === 'listening';
  return (
    <tbody>
      <tr className={styles.row}>
        <th scope="row" className={styles.cell}>
          <Tooltip content={`${texts.server.protocolHelp[listener.protocol]}. ${column.tls}: ${texts.server.tls[listener.tls]}`} relationship="description">
            <span>{protocol}</span>
          </Tooltip>
        </th>
        <td className={mergeClasses(styles.cell, styles.address)} title={isEverywhere(listener) ? texts.server.allAddresses : undefined}>
          {addressText(listener)}
        </td>
        {!compact && <td className={styles.cell}>{texts.server.tls[listener.tls]}</td>}
        <td className={styles.cell}>
          <StateText listener={listener} busy={change.isPending ? change.variables : undefined} />
        </td>
        <td className={mergeClasses(styles.cell, styles.number)}>{formatCount(listener.connections)}</td>
        <td className={mergeClasses(styles.cell, styles.action)}>
          <Button
            size="small"
            className={styles.button}
            disabledFocusable={change.isPending}
            aria-label={running ? texts.server.stopOf(protocol, listener.port) : texts.server.startOf(protocol, listener.port)}
            onClick={() => change.mutate(running ? 'stop' : 'start')}
          >
            {running ? texts.server.stop : texts.server.start}
          </Button>
        </td>
      </tr>
      {problem !== undefined && (
        <tr>
          <td colSpan={compact ? 5 : 6} className={styles.problem} role="alert">
            {said(problem)}
          </td>
        </tr>
      )}
    </tbody>
  );
}

function StateText({ listener, busy }: { readonly listener: ListenerState; readonly busy: 'start' | 'stop' | undefined }) {
  const styles = useStyles();
  if (busy !== undefined) {
    return (
      <span className={styles.state}>
        <Spinner size="extra-tiny" aria-hidden />
        {busy === 'start' ? texts.server.busy.starting : texts.server.busy.stopping}
      </span>
    );
  }
  const icons = {
    listening: <CheckmarkCircle16Filled aria-hidden className={styles.good} />,
    stopped: <RecordStop16Regular aria-hidden className={styles.quiet} />,
    failed: <ErrorCircle16Filled aria-hidden className={styles.bad} />,
  };
  return (
    <span className={styles.state}>
      {icons[listener.state]}
      {texts.server.states[listener.state]}
    </span>
  );
}

function isEverywhere({ address }: ListenerState): boolean {
  return address === '' || address === '::' || address === '0.0.0.0';
}

/** `192.0.2.1:25`, `[::1]:25`, or all addresses of this machine: `*:25`. */
function addressText(listener: ListenerState): string {
  const { address, port } = listener;
  if (isEverywhere(listener)) return `*:${port}`;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function useListenerChange(id: string) {
  const client = useAdminClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (what: 'start' | 'stop') => (what === 'start' ? client.server.startListener({ id }) : client.server.stopListener({ id })),
    // The answer is shown at once; the live status follows at its own pace.
    onSuccess: (state) => {
      queries.setQueryData<Status>(
        keys.status,
        (status) => status && { ...status, listeners: status.listeners.map((other) => (other.id === id ? state : other)) },
      );
    },
  });
}
