/** The queue as its window reads it: pages of messages, the summary as it changes, and one message with all its attempts. */
import { useInfiniteQuery, useQuery, useQueryClient, type UseInfiniteQueryResult, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueuedMessage, QueueDestination, QueueFilter, QueueSelection, QueueSummary } from '../../../shared/admin-api/queue.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import type { AdminClient } from '../../client/admin-client.ts';
import { useSubscription } from '../../client/subscription.ts';
import type { MultiSelection } from '../../ui/multi-selection.ts';

export const QUEUE_KEY = ['queue'];
/** Messages that one call brings. */
const PAGE = 500;
/** Ids that one call may name (shared/admin-api/queue.ts). */
const MOST_IDS = 10_000;

interface Page {
  readonly messages: QueuedMessage[];
  readonly more: boolean;
  readonly count: number;
}

export function useQueuePages(
  filter: QueueFilter,
  order: 'newest' | 'oldest',
): UseInfiniteQueryResult<{ readonly messages: readonly QueuedMessage[]; readonly count: number }> {
  const client = useAdminClient();
  return useInfiniteQuery({
    queryKey: [...QUEUE_KEY, 'messages', filter, order],
    queryFn: ({ pageParam }): Promise<Page> => client.queue.list({ filter, order, limit: PAGE, ...(pageParam === 0 ? {} : { from: pageParam }) }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.more ? page.messages.at(-1)?.id : undefined),
    select: ({ pages }) => ({ messages: pages.flatMap(({ messages }) => messages), count: pages.at(-1)?.count ?? 0 }),
  });
}

export function useQueuedMessage(id: number | undefined): UseQueryResult<Awaited<ReturnType<AdminClient['queue']['get']>>> {
  const client = useAdminClient();
  return useQuery({ queryKey: [...QUEUE_KEY, 'message', id], queryFn: () => client.queue.get({ id: id ?? 0 }), enabled: id !== undefined, retry: false });
}

export function useDestinations(text: string): UseQueryResult<{ destinations: QueueDestination[] }> {
  const client = useAdminClient();
  return useQuery({
    queryKey: [...QUEUE_KEY, 'destinations', text],
    queryFn: () => client.queue.destinations({ limit: 1000, ...(text === '' ? {} : { text }) }),
  });
}

/** The summary as it changes; the lists load again with it. */
export function useQueueSummary(): QueueSummary | undefined {
  const client = useAdminClient();
  const queries = useQueryClient();
  const [summary, setSummary] = useState<QueueSummary>();
  useSubscription(
    'queue',
    (signal) => client.queue.watch(undefined, { signal }),
    (item) => {
      setSummary(item);
      void queries.invalidateQueries({ queryKey: QUEUE_KEY });
    },
    () => void queries.invalidateQueries({ queryKey: QUEUE_KEY }),
  );
  return summary;
}

/** What an action is for: the rows that are selected, or all that fit the filter. Undefined while nothing is selected. */
export function selectionOf(selection: MultiSelection, filter: QueueFilter, loaded: readonly QueuedMessage[]): QueueSelection | undefined {
  if (selection.all && selection.keys.size === 0) return { ...filter, all: true };
  const ids = selection.all ? loaded.map(({ id }) => id).filter((id) => !selection.keys.has(String(id))) : [...selection.keys].map(Number);
  return ids.length === 0 ? undefined : { messages: ids.slice(0, MOST_IDS) };
}
