/** The ports of the settings, with what has become of each. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import type { ListenerState } from '../../../shared/admin-api/server.ts';
import { useStatus } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import type { Draft } from '../../ui/settings/draft-fields.tsx';
import { EntryTable } from '../../ui/settings/entry-table.tsx';

const useStyles = makeStyles({
  state: { display: 'inline-flex', alignItems: 'center', columnGap: '4px' },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  bad: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
  note: { margin: '6px 8px 0', color: tokens.colorNeutralForeground2 },
  problem: { margin: '6px 8px 0', color: tokens.colorPaletteRedForeground1 },
});

const words = texts.settings.server;

export function ListenerEntries() {
  const styles = useStyles();
  const status = useStatus().data;
  const listeners = status?.listeners ?? [];
  const stateOf = (entry: Draft): ListenerState | undefined =>
    listeners.find(({ protocol, port, address }) => protocol === entry['protocol'] && port === entry['port'] && address === entry['address']);
  const failed = listeners.filter(({ state }) => state === 'failed');
  return (
    <>
      {status?.listenersFrom === 'command line' && <p className={styles.note}>{words.fromCommandLine}</p>}
      <EntryTable
        path="server.listeners"
        words={texts.settings.listenerEntries}
        extra={[
          {
            id: 'state',
            label: texts.server.column.state,
            renderCell: (entry) => <StateCell state={stateOf(entry)} />,
            sortBy: (entry) => stateOf(entry)?.state ?? '',
          },
        ]}
      />
      {failed.map(({ id, problem }) => (
        <p key={id} className={styles.problem}>
          {problem}
        </p>
      ))}
    </>
  );
}

/** Empty where the server was started with other listeners for this run. */
function StateCell({ state }: { readonly state: ListenerState | undefined }) {
  const styles = useStyles();
  if (state === undefined) return words.notThisRun;
  return (
    <span className={styles.state}>
      {state.state === 'listening' && <CheckmarkCircle16Filled className={styles.good} aria-hidden />}
      {state.state === 'failed' && <ErrorCircle16Filled className={styles.bad} aria-hidden />}
      {texts.server.states[state.state]}
    </span>
  );
}
