/** Which accounts have their mail forwarded, and which answer by themselves. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Forward, Vacation } from '../../../shared/admin-api/mail-services.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { useAccounts, useForwards, useVacations } from '../../client/queries.ts';
import { names, texts } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { MultiListTable } from '../../ui/multi-list-table.tsx';
import { useNow } from '../../ui/now.ts';
import { type MultiListColumn, useMultiList } from '../../ui/use-multi-list.ts';
import { ForwardDialog } from './forward-dialog.tsx';
import { VacationDialog } from './vacation-dialog.tsx';

const words = texts.forwarding;

/** An account that does either. */
interface Row {
  readonly address: string;
  readonly forward: Forward | undefined;
  readonly vacation: Vacation | undefined;
}

const useStyles = makeStyles({
  live: { color: tokens.colorStatusSuccessForeground1, fontWeight: tokens.fontWeightSemibold },
  warning: { color: tokens.colorStatusWarningForeground3 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

function vacationState({ startsAt, endsAt }: Vacation, now: number): { readonly live: boolean; readonly text: string } {
  if (endsAt !== null && endsAt <= now) return { live: false, text: words.states.over(formatDateTime(endsAt)) };
  if (startsAt !== null && startsAt > now) return { live: false, text: words.states.from(formatDateTime(startsAt)) };
  return { live: true, text: endsAt === null ? words.states.now : words.states.until(formatDateTime(endsAt)) };
}

function VacationState({ vacation, now }: { readonly vacation: Vacation | undefined; readonly now: number }) {
  const styles = useStyles();
  if (vacation === undefined) return null;
  const { live, text } = vacationState(vacation, now);
  return (
    <span className={live ? styles.live : styles.quiet} title={text}>
      {text}
    </span>
  );
}

function columnsAt(now: number): readonly MultiListColumn<Row>[] {
  const targets = ({ forward }: Row): string => (forward?.targets ?? []).join(', ');
  const copy = ({ forward }: Row): string => (forward === undefined ? '' : forward.keepCopy ? words.keepsCopy : words.noCopy);
  const reply = ({ vacation }: Row): string => [vacation?.subject ?? '', vacation?.text ?? ''].filter((text) => text !== '').join(': ');
  return [
    {
      id: 'address',
      label: words.column.address,
      width: 'minmax(190px, 1.7fr)',
      narrow: 'minmax(210px, 2.4fr)',
      cell: ({ address }) => address,
      sortBy: ({ address }) => address,
    },
    {
      id: 'targets',
      label: words.column.targets,
      width: 'minmax(150px, 1.7fr)',
      narrow: 'minmax(150px, 1.8fr)',
      cell: (row) => <span title={targets(row)}>{targets(row)}</span>,
      sortBy: targets,
    },
    { id: 'keepCopy', label: words.column.keepCopy, width: '140px', narrow: 'minmax(136px, 140px)', cell: copy, sortBy: copy },
    {
      id: 'vacation',
      label: words.column.vacation,
      width: 'minmax(150px, 1.2fr)',
      cell: ({ vacation }) => <VacationState vacation={vacation} now={now} />,
      sortBy: ({ vacation }) => (vacation === undefined ? '' : vacationState(vacation, now).text),
    },
    {
      id: 'text',
      label: words.column.text,
      width: 'minmax(90px, 1.3fr)',
      narrow: 'minmax(120px, 0.7fr)',
      spare: true,
      cell: (row) => <span title={reply(row)}>{reply(row)}</span>,
      sortBy: reply,
    },
    {
      id: 'gap',
      label: words.column.gap,
      width: '104px',
      spare: true,
      cell: ({ vacation }) => (vacation === undefined ? '' : words.days(vacation.days)),
      sortBy: ({ vacation }) => vacation?.days ?? 0,
    },
  ];
}

function rowsOf(forwards: readonly Forward[], vacations: readonly Vacation[]): readonly Row[] {
  const byAddress = new Map(forwards.map((forward) => [forward.address, forward]));
  const away = new Map(vacations.map((vacation) => [vacation.address, vacation]));
  return [...new Set([...byAddress.keys(), ...away.keys()])].map((address) => ({ address, forward: byAddress.get(address), vacation: away.get(address) }));
}

const NONE: readonly never[] = [];
const keyOf = ({ address }: Row): string => address;
const textOf = ({ address, forward, vacation }: Row): string => [address, ...(forward?.targets ?? []), vacation?.subject, vacation?.text].join(' ');
/** When a state changes by itself, it is seen soon. */
const TICK_MS = 30_000;

/** Another account in the address is another start. */
export function ForwardingWindow() {
  const { edit, account } = useSearch({ from: '/forwarding' });
  return <ForwardingList key={`${edit ?? ''} ${account ?? ''}`} edit={edit} account={account} />;
}

interface Asking {
  readonly what: 'forward' | 'vacation';
  /** Undefined: the dialog asks for it. */
  readonly address: string | undefined;
}

interface ForwardingListProps {
  /** The dialog that is open at first. */
  readonly edit: 'forward' | 'vacation' | undefined;
  /** The account that is selected at first. */
  readonly account: string | undefined;
}

function ForwardingList({ edit, account }: ForwardingListProps) {
  const navigate = useNavigate();
  const client = useAdminClient();
  const { run } = useUndoableDirectory();
  const forwards = useForwards();
  const vacations = useVacations();
  const accounts = useAccounts();
  const now = useNow(TICK_MS);
  const [asking, setAsking] = useState<Asking | undefined>(edit && { what: edit, address: account });
  const rows = useMemo(() => rowsOf(forwards.data ?? NONE, vacations.data ?? NONE), [forwards.data, vacations.data]);
  const columns = useMemo(() => columnsAt(now), [now]);
  const list = useMultiList({ rows, keyOf, textOf, columns, selected: account });
  const { chosen, only } = list;
  if (forwards.data === undefined || vacations.data === undefined || accounts.data === undefined) {
    return <Loading error={forwards.error ?? vacations.error ?? accounts.error} retry={() => void forwards.refetch()} />;
  }

  const forwarding = chosen.flatMap(({ forward }) => forward ?? []);
  const replying = chosen.flatMap(({ vacation }) => vacation ?? []);
  const endForwards = (): void =>
    void run({
      send: () => Promise.all(forwarding.map(({ address }) => client.forwards.remove({ address }))),
      said: words.forwardEnded(forwarding.length),
      undo: (ended) => () => Promise.all(ended.flatMap((forward) => (forward === null ? [] : [client.forwards.set({ ...forward, opened: null })]))),
    });
  const endVacations = (): void =>
    void run({
      send: () => Promise.all(replying.map(({ address }) => client.vacations.remove({ address }))),
      said: words.vacationEnded(replying.length),
      undo: (ended) => () => Promise.all(ended.flatMap((vacation) => (vacation === null ? [] : [client.vacations.set({ ...vacation, opened: null })]))),
    });
  const addresses = accounts.data.map(({ address }) => address);
  const close = (): void => {
    setAsking(undefined);
    if (edit !== undefined) void navigate({ to: '/forwarding', search: account === undefined ? {} : { account }, replace: true });
  };
  // Who is asked about stays so while the dialog is open, even if somebody else ends it meanwhile and its row is gone.
  const ask = (what: Asking['what'], address = only?.address): void => setAsking({ what, address });
  const address = edit === undefined ? asking?.address : addresses.find((one) => one === asking?.address);
  return (
    <ListWindow
      title={windowTitle(names, 'forwarding')}
      search={list.search}
      onSearch={list.setSearch}
      count={list.count(words.one, words.many)}
      commands={[
        { label: words.forward, run: addresses.length > 0 ? () => ask('forward') : undefined, primary: true },
        { label: words.vacation, run: addresses.length > 0 ? () => ask('vacation') : undefined },
        { label: words.endForward, run: forwarding.length > 0 ? endForwards : undefined },
        { label: words.endVacation, run: replying.length > 0 ? endVacations : undefined },
        { label: words.showAccount, run: only && (() => void navigate({ to: '/accounts', search: { account: only.address } })) },
      ]}
    >
      <MultiListTable
        label={windowTitle(names, 'forwarding')}
        list={list}
        empty={
          addresses.length === 0 ? (
            <EmptyState
              title={words.emptyNoAccount.title}
              text={words.emptyNoAccount.text}
              action={{ label: words.emptyNoAccount.action, run: () => void navigate({ to: '/accounts', search: { create: true } }) }}
            />
          ) : (
            <EmptyState {...words.empty} action={{ label: words.forward, run: () => ask('forward') }} />
          )
        }
        onOpen={(row) => ask(row.forward === undefined ? 'vacation' : 'forward', row.address)}
      />
      {asking?.what === 'forward' && <ForwardDialog address={address} accounts={addresses} known={forwards.data} onClose={close} />}
      {asking?.what === 'vacation' && <VacationDialog address={address} accounts={addresses} known={vacations.data} onClose={close} />}
    </ListWindow>
  );
}
