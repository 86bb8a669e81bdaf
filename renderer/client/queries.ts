/** What the windows ask of the server, by name, so that a change makes the right lists load again. */
import { type QueryKey, useMutation, type UseMutationResult, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Account, Alias, Domain } from '../../shared/admin-api/directory.ts';
import type { Status } from '../../shared/admin-api/server.ts';
import { useAdminClient } from './carrier-context.tsx';
import { useSubscription } from './subscription.ts';

export const keys = { status: ['status'], domains: ['domains'], accounts: ['accounts'], aliases: ['aliases'] } as const satisfies Record<string, QueryKey>;

export function useStatus(): UseQueryResult<Status> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.status, queryFn: () => client.server.status() });
}

export function useDomains(): UseQueryResult<Domain[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.domains, queryFn: () => client.domains.list() });
}

export function useAccounts(): UseQueryResult<Account[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.accounts, queryFn: () => client.accounts.list({}) });
}

export function useAliases(): UseQueryResult<Alias[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.aliases, queryFn: () => client.aliases.list({}) });
}

/** A change on the server; afterwards domains, accounts and aliases load again, since each counts the others. */
export function useDirectoryChange<Input, Output>(change: (input: Input) => Promise<Output>): UseMutationResult<Output, Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all([keys.domains, keys.accounts, keys.aliases].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

/** Keeps the status live, and the lists true to changes that were made elsewhere, such as on the command line. */
export function useLiveStatus(): void {
  const client = useAdminClient();
  const queries = useQueryClient();
  useSubscription(
    'status',
    (signal) => client.server.watch(undefined, { signal }),
    (status) => {
      const before = queries.getQueryData<Status>(keys.status);
      queries.setQueryData(keys.status, status);
      if (before === undefined || (before.domains === status.domains && before.accounts === status.accounts)) return;
      for (const queryKey of [keys.domains, keys.accounts, keys.aliases]) void queries.invalidateQueries({ queryKey });
    },
    // The status query shows the failure; live updates begin again with the next connection.
    () => void queries.invalidateQueries({ queryKey: keys.status }),
  );
}
