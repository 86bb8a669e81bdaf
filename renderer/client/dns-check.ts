/** What the DNS says about a domain: asked once, and again when somebody wants to know. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DomainDns } from '../../shared/admin-api/dns.ts';
import { useAdminClient } from './carrier-context.tsx';

export const DNS_KEY = ['dns'];

export function useDnsCheck(domain: string | undefined): UseQueryResult<DomainDns | null> {
  const client = useAdminClient();
  return useQuery({
    queryKey: [...DNS_KEY, domain],
    queryFn: async () => (await client.dns.check({ domain }))[0] ?? null,
    enabled: domain !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
