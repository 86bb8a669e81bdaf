/** What the main window asks of the server: what is wrong, the last hours, who is refused, who is connected. */
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { FoundConcern, Refusals } from '../../shared/admin-api/overview.ts';
import type { RelayTestResult } from '../../shared/admin-api/relay-test.ts';
import type { HourCounters, Status } from '../../shared/admin-api/server.ts';
import type { OpenSessions } from '../../shared/admin-api/sessions.ts';
import { useAdminClient } from './carrier-context.tsx';
import { settingsKeys } from './settings.ts';
import { useSubscription } from './subscription.ts';

const DAY_MS = 86_400_000;
/** Milliseconds after which figures are read again while nothing says that they have changed. */
const HOURS_MS = 5000;
const REFUSALS_MS = 15_000;
const CONCERNS_MS = 15_000;

/** What the concerns depend on beside the settings: when it changes they are asked for again at once. */
function stateOf({ listeners, domains, accounts, certificate }: Status): string {
  return JSON.stringify([listeners.map(({ id, state, port }) => [id, state, port]), domains, accounts, certificate.validTo]);
}

/** Under the settings' key: each change of the settings makes them load again. */
export function useConcerns(status: Status): UseQueryResult<FoundConcern[]> {
  const client = useAdminClient();
  const relayTest = useRelayTest();
  return useQuery({
    queryKey: [...settingsKeys.all, 'concerns', stateOf(status), relayTest?.at ?? 0],
    queryFn: () => client.overview.concerns(),
    refetchInterval: CONCERNS_MS,
    placeholderData: keepPreviousData,
  });
}

export function useHours(): UseQueryResult<HourCounters[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: ['hours'], queryFn: () => client.server.hours({ hours: 24 }), refetchInterval: HOURS_MS });
}

export const refusalsKey = ['refusals'] as const;

export function useRefusals(): UseQueryResult<Refusals> {
  const client = useAdminClient();
  return useQuery({ queryKey: refusalsKey, queryFn: () => client.overview.refusals({ since: Date.now() - DAY_MS }), refetchInterval: REFUSALS_MS });
}

/** Live; undefined before the first answer. */
export function useOpenSessions(limit: number): OpenSessions | undefined {
  const client = useAdminClient();
  const [sessions, setSessions] = useState<OpenSessions>();
  useSubscription(
    `sessions ${limit}`,
    (signal) => client.sessions.watch({ limit }, { signal }),
    setSessions,
    () => setSessions(undefined),
  );
  return sessions;
}

/** The last result, live; null while there is none, undefined before the first answer. */
export function useRelayTest(): RelayTestResult | null | undefined {
  const client = useAdminClient();
  const [result, setResult] = useState<RelayTestResult | null>();
  useSubscription(
    'relay test',
    (signal) => client.relayTest.watch(undefined, { signal }),
    setResult,
    () => setResult(undefined),
  );
  return result;
}
