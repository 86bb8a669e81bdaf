/** How the server is run. It changes from outside, and seldom: looked at again now and then. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Hosting } from '../../shared/admin-api/hosting.ts';
import { useAdminClient } from './carrier-context.tsx';

/** Milliseconds between two looks. */
const LOOK_MS = 15_000;

export function useHosting(): UseQueryResult<Hosting> {
  const client = useAdminClient();
  return useQuery({ queryKey: ['hosting'], queryFn: () => client.hosting.state(), refetchInterval: LOOK_MS });
}
