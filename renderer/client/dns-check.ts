/** What the DNS says about a domain: asked once, and again when somebody wants to know. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DomainDns, WantedRecord } from '../../shared/admin-api/dns.ts';
import { useAdminClient } from './carrier-context.tsx';

export const DNS_KEY = ['dns'];

/** What the check will ask for, to be shown until the name servers have answered. */
export function useWantedRecords(domain: string | undefined): UseQueryResult<WantedRecord[]> {
  const client = useAdminClient();
  return useQuery({
    queryKey: [...DNS_KEY, 'wanted', domain],
    queryFn: async () => (domain === undefined ? [] : await client.dns.wanted({ domain })),
    enabled: domain !== undefined,
  });
}

export function useDnsCheck(domain: string | undefined): UseQueryResult<DomainDns | null> {
  const client = useAdminClient();
  return useQuery({
    queryKey: [...DNS_KEY, domain],
    queryFn: async () => (await client.dns.check({ domain }))[0] ?? null,
    enabled: domain !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
