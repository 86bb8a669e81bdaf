/** Open sessions, live: who is connected, what each client is doing, and how to end it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { OpenSession } from '../../../shared/admin-api/sessions.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useOpenSessions } from '../../client/overview.ts';
import { names, texts } from '../../texts.ts';
import { BanButton, useBan } from '../../ui/ban-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { MultiListTable } from '../../ui/multi-list-table.tsx';
import { useNow } from '../../ui/now.ts';
import { type MultiListColumn, useMultiList } from '../../ui/use-multi-list.ts';
import { useCloseSessions } from './use-close-sessions.ts';

const words = texts.sessions;

const NOBODY: readonly OpenSession[] = [];
const keyOf = ({ id }: OpenSession): string => id;
const textOf = ({ remoteAddress, account = '', protocol, lastCommand }: OpenSession): string => `${remoteAddress} ${account} ${protocol} ${lastCommand}`;

export function SessionsWindow() {
  const ban = useBan();
  const navigate = useNavigate();
  const open = useOpenSessions(FIXED_LIMITS.shownSessions);
  const close = useCloseSessions();
  const now = useNow(1000);
  const columns = useMemo(() => columnsAt(now), [now]);
  const [closing, setClosing] = useState<readonly string[]>();
  const list = useMultiList({ rows: open?.sessions ?? NOBODY, keyOf, textOf, columns });
  const { chosen, shown, only } = list;
  const some = chosen.length > 0;
  /** One goes at once; several are asked about, since who has selected them all may not see them all. */
  const closeChosen = (): void => {
    if (only === undefined) setClosing(chosen.map(keyOf));
    else close.mutate([only.id]);
  };
  if (open === undefined) return <Loading error={null} retry={() => undefined} />;
  return (
    <ListWindow
      title={windowTitle(names, 'sessions')}
      search={list.search}
      onSearch={list.setSearch}
      count={list.count(words.one, words.many, open.total)}
      more={<BanButton ban={ban} addresses={[...new Set(chosen.map(({ remoteAddress }) => remoteAddress))]} />}
      commands={[
        { label: words.close, run: some ? closeChosen : undefined, primary: true },
        { label: words.closeShown, run: shown.length > 0 ? () => setClosing(shown.map(keyOf)) : undefined },
        { label: words.showLog, run: only && (() => void navigate({ to: '/log', search: { sessionId: only.id } })) },
      ]}
    >
      <MultiListTable
        label={windowTitle(names, 'sessions')}
        list={list}
        empty={<EmptyState title={words.empty.title} text={words.empty.text} />}
        onOpen={({ id }) => void navigate({ to: '/log', search: { sessionId: id } })}
        onRemove={closeChosen}
      />
      {closing !== undefined && (
        <FormDialog
          title={words.closeAll.title(closing.length)}
          submitLabel={words.closeAll.confirm}
          danger
          busy={close.isPending}
          onSubmit={() => close.mutate(closing, { onSettled: () => setClosing(undefined) })}
          onClose={() => setClosing(undefined)}
        >
          {words.closeAll.text}
        </FormDialog>
      )}
    </ListWindow>
  );
}

const useStyles = makeStyles({
  mono: { fontFamily: tokens.fontFamilyMonospace },
  quiet: { color: tokens.colorNeutralForeground3 },
});

function Mono({ text }: { readonly text: string }) {
  return <span className={useStyles().mono}>{text}</span>;
}

function Quiet({ text }: { readonly text: string }) {
  return <span className={useStyles().quiet}>{text}</span>;
}

const { column } = words;

function columnsAt(now: number): readonly MultiListColumn<OpenSession>[] {
  return [
    {
      id: 'address',
      label: column.address,
      width: 'minmax(112px, 1fr)',
      narrow: 'minmax(200px, 1fr)',
      cell: ({ remoteAddress }) => <Mono text={remoteAddress} />,
      sortBy: ({ remoteAddress }) => remoteAddress,
    },
    {
      id: 'account',
      label: column.account,
      width: 'minmax(110px, 1.3fr)',
      narrow: 'minmax(140px, 1.3fr)',
      cell: ({ account }) => account ?? <Quiet text={words.nobody} />,
      sortBy: ({ account = '' }) => account,
    },
    {
      id: 'protocol',
      label: column.protocol,
      width: '96px',
      cell: ({ protocol }) => texts.server.protocols[protocol],
      sortBy: ({ protocol }) => protocol,
    },
    {
      id: 'stage',
      label: column.stage,
      width: 'minmax(160px, 1.4fr)',
      narrow: 'minmax(240px, 1.4fr)',
      cell: ({ stage }) => names.sessionStages[stage],
      sortBy: ({ stage }) => stage,
    },
    {
      id: 'command',
      label: column.command,
      shortLabel: column.commandShort,
      width: 'minmax(110px, 2fr)',
      narrow: 'minmax(110px, 1fr)',
      cell: ({ lastCommand }) => <Mono text={lastCommand} />,
      sortBy: ({ lastCommand }) => lastCommand,
    },
    {
      id: 'tls',
      label: column.tls,
      width: '92px',
      spare: true,
      cell: ({ cipher }) => (cipher === '' ? <Quiet text={words.noTls} /> : <span title={cipher}>{cipher.split(' ', 1)[0]}</span>),
      sortBy: ({ cipher }) => cipher,
    },
    {
      id: 'since',
      label: column.since,
      width: '118px',
      narrow: '124px',
      align: 'end',
      cell: ({ since }) => formatDuration(now - since),
      sortBy: ({ since }) => -since,
    },
    {
      id: 'traffic',
      label: column.traffic,
      width: '136px',
      spare: true,
      align: 'end',
      cell: ({ bytesReceived, bytesSent }) => words.traffic(formatBytes(bytesReceived), formatBytes(bytesSent)),
      sortBy: ({ bytesReceived, bytesSent }) => bytesReceived + bytesSent,
    },
  ];
}
