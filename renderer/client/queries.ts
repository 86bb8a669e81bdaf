/** What the windows ask of the server, by name, so that a change makes the right lists load again. */
import { type QueryKey, useMutation, type UseMutationResult, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Account, Alias, Domain } from '../../shared/admin-api/directory.ts';
import type { MailingList } from '../../shared/admin-api/lists.ts';
import type { Forward, Vacation } from '../../shared/admin-api/mail-services.ts';
import type { Status } from '../../shared/admin-api/server.ts';
import { useAdminClient } from './carrier-context.tsx';
import { useSubscription } from './subscription.ts';

export const keys = {
  status: ['status'],
  domains: ['domains'],
  accounts: ['accounts'],
  aliases: ['aliases'],
  mailingLists: ['mailing lists'],
  forwards: ['forwards'],
  vacations: ['vacations'],
  firstSteps: ['first steps'],
} as const satisfies Record<string, QueryKey>;

/** Each of these counts or names the others. */
const DIRECTORY: readonly QueryKey[] = [keys.domains, keys.accounts, keys.aliases, keys.mailingLists, keys.forwards, keys.vacations];

/** What nobody tells a window of: changes that are made elsewhere, such as on the command line. */
const LOOK_AGAIN_MS = 10_000;

export function useStatus(): UseQueryResult<Status> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.status, queryFn: () => client.server.status() });
}

export function useDomains(): UseQueryResult<Domain[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.domains, queryFn: () => client.domains.list(), refetchInterval: LOOK_AGAIN_MS });
}

export function useAccounts(): UseQueryResult<Account[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.accounts, queryFn: () => client.accounts.list({}), refetchInterval: LOOK_AGAIN_MS });
}

export function useAliases(): UseQueryResult<Alias[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.aliases, queryFn: () => client.aliases.list({}), refetchInterval: LOOK_AGAIN_MS });
}

export function useMailingLists(): UseQueryResult<MailingList[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.mailingLists, queryFn: () => client.lists.list(), refetchInterval: LOOK_AGAIN_MS });
}

export function useForwards(): UseQueryResult<Forward[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.forwards, queryFn: () => client.forwards.list(), refetchInterval: LOOK_AGAIN_MS });
}

export function useVacations(): UseQueryResult<Vacation[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.vacations, queryFn: () => client.vacations.list(), refetchInterval: LOOK_AGAIN_MS });
}

/** What nothing else shows of the first steps. */
export function useFirstSteps(): UseQueryResult<{ testMessageAt: number | null }> {
  const client = useAdminClient();
  return useQuery({ queryKey: keys.firstSteps, queryFn: () => client.overview.firstSteps() });
}

/** Loads again what is known of domains, accounts and what goes with them. */
export function useDirectoryReload(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () => Promise.all(DIRECTORY.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** A change on the server; afterwards everything about addresses loads again. */
export function useDirectoryChange<Input, Output>(change: (input: Input) => Promise<Output>): UseMutationResult<Output, Error, Input> {
  const reload = useDirectoryReload();
  return useMutation({ mutationFn: change, onSettled: reload });
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
      for (const queryKey of DIRECTORY) void queries.invalidateQueries({ queryKey });
    },
    // The status query shows the failure; live updates begin again with the next connection.
    () => void queries.invalidateQueries({ queryKey: keys.status }),
  );
}
