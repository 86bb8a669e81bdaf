/** The cache of what the windows have asked. */
import { QueryClient } from '@tanstack/react-query';
import { type Carrier, NotConnectedError } from './admin-client.ts';

export function createQueryClient(carrier: Carrier): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // The host may be this very machine: whether the browser thinks it is on line says nothing.
        networkMode: 'always',
        retry: (failures, error) => failures < 1 && !(error instanceof NotConnectedError),
        staleTime: 5000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  let generation = 0;
  carrier.onChange(() => {
    const connection = carrier.connection;
    if (connection.state !== 'open' || connection.generation === generation) return;
    // Anything may have happened while the connection was gone.
    if (generation > 0 || connection.generation > 1) void queries.invalidateQueries();
    generation = connection.generation;
  });
  return queries;
}
