/** Every message, and every session that brought none: what was decided about it, found by anyone or anything. */
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { DecisionSummary } from '../../../shared/decisions/verdicts.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useNow } from '../../ui/now.ts';
import { messageColumns } from './message-columns.tsx';
import { fromMessageSearch, isAsked, type MessageForm, NO_FORM, toDecisionFilter, toMessageSearch } from './message-filter.ts';
import { MessageToolbar } from './message-toolbar.tsx';

const words = texts.messages;
/** Decisions fetched at a time. */
const PAGE = 200;
/** Milliseconds without a key before what was typed is searched for. */
const TYPING_MS = 250;
/** The newest are looked for again this often: the list is for looking back, the live log for what happens now. */
const REFRESH_MS = 5000;

const useStyles = makeStyles({
  status: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '12px',
    flexShrink: 0,
    height: '30px',
    padding: '0 10px',
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground3,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase200,
  },
});

export function MessagesWindow() {
  const navigate = useNavigate();
  const asked = fromMessageSearch(useSearch({ from: '/messages' }));
  const address = JSON.stringify(asked);
  const [form, setForm] = useState(asked);
  const written = useRef(address);

  // A link from elsewhere fills in the form; what is typed here goes into the address when the typing rests.
  useEffect(() => {
    if (address === written.current) return;
    written.current = address;
    setForm(asked);
  }, [address, asked]);
  useEffect(() => {
    const next = JSON.stringify(form);
    if (next === written.current) return undefined;
    const timer = setTimeout(() => {
      written.current = next;
      void navigate({ to: '/messages', search: toMessageSearch(form), replace: true });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [form, navigate]);

  return (
    <>
      <MessageToolbar
        key={form === NO_FORM ? 'empty' : 'asked'}
        form={form}
        onChange={(change) => setForm((before) => (change === NO_FORM ? NO_FORM : { ...before, ...change }))}
      />
      <Found asked={asked} onClear={() => setForm(NO_FORM)} />
    </>
  );
}

function Found({ asked, onClear }: { readonly asked: MessageForm; readonly onClear: () => void }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const client = useAdminClient();
  const today = new Date(useNow(60_000)).setHours(0, 0, 0, 0);
  const [selected, setSelected] = useState<string>();
  const found = useInfiniteQuery({
    queryKey: ['decisions', asked],
    queryFn: ({ pageParam, signal }) =>
      client.decisions.search({ ...toDecisionFilter(asked, Date.now()), limit: PAGE, ...(pageParam === 0 ? {} : { before: pageParam }) }, { signal }),
    initialPageParam: 0,
    getNextPageParam: ({ decisions, more }) => (more ? decisions.at(-1)?.id : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
  });
  const columns = useMemo(() => messageColumns(today), [today]);
  const rows = useMemo(() => found.data?.pages.flatMap(({ decisions }) => decisions) ?? [], [found.data]);
  const open = (row: DecisionSummary): void => {
    if (row.traceId === undefined) void navigate({ to: '/messages/session/$sessionId', params: { sessionId: row.sessionId } });
    else void navigate({ to: '/messages/$traceId', params: { traceId: row.traceId } });
  };
  const chosen = rows.find((row) => String(row.id) === selected);

  if (found.data === undefined) return <Loading error={found.error} retry={() => void found.refetch()} />;
  if (rows.length === 0) {
    return isAsked(asked) ? <EmptyState {...words.noMatch} action={{ label: words.clear, run: onClear }} /> : <EmptyState {...words.empty} />;
  }
  return (
    <>
      <DataTable
        label={words.title}
        rows={rows}
        rowKey={(row) => String(row.id)}
        columns={columns}
        descending
        selected={selected}
        onSelect={setSelected}
        onOpen={open}
      />
      <div className={styles.status}>
        <span role="status">{words.count(rows.length, found.hasNextPage)}</span>
        {found.hasNextPage && (
          <Button size="small" disabledFocusable={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {words.older}
          </Button>
        )}
        {(found.isFetchingNextPage || found.isPlaceholderData) && <Spinner size="extra-tiny" aria-hidden />}
        <Button size="small" disabled={chosen === undefined} onClick={() => chosen !== undefined && open(chosen)}>
          {words.open}
        </Button>
      </div>
    </>
  );
}
