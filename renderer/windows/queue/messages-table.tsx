/** The messages of the queue, page by page, and the one that is selected below. */
import { makeStyles } from '@fluentui/react-components';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback } from 'react';
import type { QueuedMessage } from '../../../shared/admin-api/queue.ts';
import { saidOfDelivery, texts } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { ListTime } from '../../ui/list-time.tsx';
import { Loading } from '../../ui/loading.tsx';
import { type MultiSelection, onlyKey } from '../../ui/multi-selection.ts';
import { type MultiColumn, MultiTable } from '../../ui/multi-table.tsx';
import { QueueDetails } from './queue-details.tsx';

const words = texts.queue;
/** So near to the last row that is here, the next page is fetched. */
const NEAR_END = 100;

const useStyles = makeStyles({ pane: { display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 } });

export interface MessagesTableProps {
  readonly pages: UseInfiniteQueryResult<{ readonly messages: readonly QueuedMessage[]; readonly count: number }>;
  readonly filtered: boolean;
  readonly order: 'newest' | 'oldest';
  readonly onOrder: (order: 'newest' | 'oldest') => void;
  readonly selection: MultiSelection;
  readonly onSelect: (selection: MultiSelection) => void;
  readonly onRemove: () => void;
}

export function MessagesTable({ pages, filtered, order, onOrder, selection, onSelect, onRemove }: MessagesTableProps) {
  const styles = useStyles();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const here = data?.messages.length ?? 0;
  const onShow = useCallback(
    (_first: number, last: number) => {
      if (last > here - NEAR_END && hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    [here, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  if (data === undefined) return <Loading error={pages.error} retry={() => void pages.refetch()} />;
  if (data.count === 0) return filtered ? <EmptyState title={words.noMatch} /> : <EmptyState {...words.empty} />;
  const only = onlyKey(selection);
  return (
    <div className={styles.pane}>
      <MultiTable
        label={words.views.messages}
        count={data.count}
        rowAt={(index) => data.messages[index]}
        keyOf={({ id }) => String(id)}
        columns={data.messages.some(({ lastError }) => lastError !== '') ? COLUMNS : UNANSWERED}
        sorting={{ column: 'queued', descending: order === 'newest' }}
        onSort={({ descending }) => onOrder(descending ? 'newest' : 'oldest')}
        selection={selection}
        onSelect={onSelect}
        keysBetween={async (from, to) => data.messages.slice(from, to + 1).map(({ id }) => String(id))}
        onShow={onShow}
        onRemove={onRemove}
        isFaint={({ state }) => state === 'held'}
      />
      {only !== undefined && <QueueDetails id={Number(only)} />}
    </div>
  );
}

function recipientsOf({ recipients: [first = '', ...others], recipientCount }: QueuedMessage): string {
  return others.length === 0 && recipientCount <= 1 ? first : words.more(first, recipientCount - 1);
}

function nextOf({ state, nextAttemptAt }: QueuedMessage): ReactNode {
  if (state === 'sending') return words.now;
  return nextAttemptAt === null ? words.noAttempt : <ListTime at={nextAttemptAt} />;
}

const COLUMNS: readonly MultiColumn<QueuedMessage>[] = [
  { id: 'queued', label: words.column.queued, width: '104px', cell: ({ queuedAt }) => <ListTime at={queuedAt} /> },
  { id: 'state', label: words.column.state, width: '116px', narrow: '104px', sortable: false, cell: ({ state }) => words.states[state] },
  {
    id: 'sender',
    label: words.column.sender,
    width: 'minmax(150px, 3fr)',
    sortable: false,
    cell: ({ sender }) => (sender === '' ? words.report : sender),
  },
  { id: 'recipients', label: words.column.recipients, width: 'minmax(150px, 3fr)', sortable: false, cell: recipientsOf },
  { id: 'next', label: words.column.next, shortLabel: words.shortNext, width: '136px', narrow: '98px', sortable: false, cell: nextOf },
  { id: 'attempts', label: words.column.attempts, width: '80px', align: 'end', sortable: false, spare: true, cell: ({ attempts }) => formatCount(attempts) },
  { id: 'size', label: words.column.size, width: '80px', align: 'end', sortable: false, spare: true, cell: ({ size }) => formatBytes(size) },
  {
    id: 'error',
    label: words.column.error,
    width: 'minmax(100px, 2fr)',
    narrow: 'minmax(90px, 1.4fr)',
    sortable: false,
    cell: ({ lastError }) => saidOfDelivery(lastError),
  },
];

/** While nobody has answered: what a message is about has the room. */
const UNANSWERED: typeof COLUMNS = COLUMNS.map((column) => (column.id === 'error' ? { ...column, width: '118px', narrow: 'minmax(110px, 118px)' } : column));
