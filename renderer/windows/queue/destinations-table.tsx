/** The servers that queued mail goes to: how much waits for each, and why it has not left. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueDestination } from '../../../shared/admin-api/queue.ts';
import { saidOfDelivery, texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount, formatDateTime } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';

const words = texts.queue;

export interface DestinationsTableProps {
  readonly destinations: UseQueryResult<{ destinations: QueueDestination[] }>;
  readonly searched: boolean;
  /** Shows the messages for it. */
  readonly onOpen: (destination: string) => void;
}

export function DestinationsTable({ destinations, searched, onOpen }: DestinationsTableProps) {
  const [selected, select] = useState<string>();
  if (destinations.data === undefined) return <Loading error={destinations.error} retry={() => void destinations.refetch()} />;
  const rows = destinations.data.destinations;
  if (rows.length === 0) return searched ? <EmptyState title={words.noDestination} /> : <EmptyState {...words.empty} />;
  return (
    <DataTable
      label={words.views.destinations}
      rows={rows}
      rowKey={({ destination }) => destination}
      columns={COLUMNS}
      selected={selected}
      onSelect={select}
      onOpen={({ destination }) => onOpen(destination)}
    />
  );
}

function nextOf({ nextAttemptAt, restsUntil }: QueueDestination): string {
  if (restsUntil !== null) return words.rests(formatDateTime(restsUntil));
  return nextAttemptAt === null ? words.noAttempt : formatDateTime(nextAttemptAt);
}

const number = (id: 'waiting' | 'held' | 'messages' | 'connections'): Column<QueueDestination> => ({
  id,
  label: words.column[id],
  width: '100px',
  align: 'end',
  cell: (row) => formatCount(row[id]),
  sortBy: (row) => row[id],
});

const COLUMNS: readonly Column<QueueDestination>[] = [
  {
    id: 'destination',
    label: words.column.destination,
    width: 'minmax(180px, 1fr)',
    cell: ({ destination }) => destination,
    sortBy: ({ destination }) => destination,
  },
  number('messages'),
  number('waiting'),
  number('held'),
  number('connections'),
  { id: 'oldest', label: words.column.oldest, width: '150px', cell: ({ oldestAt }) => formatDateTime(oldestAt), sortBy: ({ oldestAt }) => oldestAt },
  { id: 'next', label: words.column.next, width: '190px', cell: nextOf, sortBy: ({ nextAttemptAt }) => nextAttemptAt ?? 0 },
  {
    id: 'error',
    label: words.column.error,
    width: 'minmax(180px, 2fr)',
    cell: ({ lastError }) => saidOfDelivery(lastError),
    sortBy: ({ lastError }) => lastError,
  },
];
