/** The live log of one part of a window, kept going while that part is shown and there is a connection. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useAdminClient, useConnection } from '../../client/carrier-context.tsx';
import { type FeedView, LogFeed } from './log-feed.ts';
import type { FilterForm } from './log-filter.ts';

export function useLogFeed(initialFilter: FilterForm): { readonly feed: LogFeed; readonly view: FeedView } {
  const client = useAdminClient();
  const connection = useConnection();
  const generation = connection.state === 'open' ? connection.generation : 0;
  const [feed] = useState(() => new LogFeed(client.log, initialFilter));
  useEffect(() => {
    if (generation === 0) return undefined;
    feed.connect();
    return () => feed.disconnect();
  }, [feed, generation]);
  return { feed, view: useSyncExternalStore(feed.onChange, feed.view) };
}
