/** The settings as the windows see them: the switches and plain values of the whole document, and the state of each option. */
import { skipToken, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import * as z from 'zod';
import type { Problem } from '../../shared/admin-api/errors.ts';
import type { EndedTrial } from '../../shared/admin-api/settings.ts';
import type { OptionTally } from '../../shared/admin-api/decisions.ts';
import type { ExaminedSwitch, IfSwitched, OptionState, SecurityFinding, SwitchEffect } from '../../shared/admin-api/security.ts';
import type { SecurityOptionId } from '../../shared/security-options.ts';
import type { ForeseeableSwitch } from '../../shared/settings/switch-reasons.ts';
import type { SwitchPath } from '../../shared/settings/switches.ts';
import { useAdminClient } from './carrier-context.tsx';
import { isOvertaken } from './problems.ts';
import { useSubscription } from './subscription.ts';

export const settingsKeys = { all: ['settings'], values: ['settings', 'values'], states: ['settings', 'states'] } as const;

export type SettingsValues = Readonly<Record<string, unknown>>;
const valuesSchema = z.record(z.string(), z.unknown());

/** The document with its lists of entries left empty: those are fetched in pages by the windows that show them. */
export function useSettingsValues(): UseQueryResult<SettingsValues> {
  const client = useAdminClient();
  return useQuery({ queryKey: settingsKeys.values, queryFn: async () => valuesSchema.parse(await client.settings.get({ path: '', lists: false })) });
}

/** Whether each option of the Security menu does anything, and how long its list is. */
export function useOptionStates(): UseQueryResult<OptionState[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: settingsKeys.states, queryFn: () => client.security.states() });
}

/** The value at a dotted path; undefined if there is none. */
export function settingAt(values: SettingsValues | undefined, path: string): unknown {
  let value: unknown = values;
  for (const part of path.split('.')) {
    const object = valuesSchema.safeParse(value);
    if (!object.success) return undefined;
    value = object.data[part];
  }
  return value;
}

export function switchIsOn(values: SettingsValues | undefined, path: SwitchPath): boolean {
  return settingAt(values, path) === true;
}

/** Keeps all that is shown of the settings true to changes, wherever they are made. */
export function useLiveSettings(): void {
  const client = useAdminClient();
  const queries = useQueryClient();
  const reload = (): void => void queries.invalidateQueries({ queryKey: settingsKeys.all });
  useSubscription(
    'settings',
    (signal) => client.settings.watch(undefined, { signal }),
    ({ trial, ended }) => {
      const running = trial === undefined ? undefined : { revisions: trial.revisions, endsAt: Date.now() + trial.timeLeft };
      queries.setQueryData<Trials>(trialKey, { running, ended });
      reload();
    },
    reload,
  );
}

/** Beside the other keys: it is told, never fetched. */
const trialKey = ['settings on trial'];

export interface RunningTrial {
  readonly revisions: readonly number[];
  /** By the clock of this window, in milliseconds since 1970. */
  readonly endsAt: number;
}

export interface Trials {
  /** The changes that go back by themselves unless they are confirmed. */
  readonly running: RunningTrial | undefined;
  /** What has become of those of the newest trial. */
  readonly ended: readonly EndedTrial[];
}

/** Undefined until the server has told. */
export function useTrials(): Trials | undefined {
  return useQuery<Trials>({ queryKey: trialKey, queryFn: skipToken }).data;
}

/** How far back "what it did" looks. */
export const EFFECT_DAYS = 7;
const DAY_MS = 86_400_000;

/** What an option has done in the last days. Counted anew now and then, not with each message. */
export function useTally(option: SecurityOptionId): UseQueryResult<OptionTally> {
  const client = useAdminClient();
  return useQuery({
    queryKey: ['tally', option],
    queryFn: ({ signal }) => client.decisions.tally({ option, since: Date.now() - EFFECT_DAYS * DAY_MS }, { signal }),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}

/** The same for a switch that no reason tells of. Anew when the settings change: what is looked for depends on them. */
export function useSwitchEffect(setting: ExaminedSwitch): UseQueryResult<SwitchEffect> {
  const client = useAdminClient();
  return useQuery({
    queryKey: [...settingsKeys.all, 'effect', setting],
    queryFn: ({ signal }) => client.security.switchEffect({ setting }, { signal }),
    retry: (failures, error) => failures < 3 && isOvertaken(error),
    staleTime: 30_000,
  });
}

/** What a switch would have caught if it stood the other way. */
export function useIfSwitched(setting: ForeseeableSwitch): UseQueryResult<IfSwitched | null> {
  const client = useAdminClient();
  return useQuery({
    queryKey: [...settingsKeys.all, 'if switched', setting],
    queryFn: ({ signal }) => client.security.ifSwitched({ setting }, { signal }),
    retry: (failures, error) => failures < 3 && isOvertaken(error),
    staleTime: 30_000,
  });
}

/** Figures that a question was asked without; pending until the server has them. */
export function usePendingFigures(pending: string | undefined): UseQueryResult<Problem['facts'] | null> {
  const client = useAdminClient();
  return useQuery({
    queryKey: ['figures', pending],
    queryFn: pending === undefined ? skipToken : ({ signal }) => client.security.figures({ pending }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** What is odd about an option. */
export function useFindings(option: SecurityOptionId): UseQueryResult<{ total: number; findings: SecurityFinding[] }> {
  const client = useAdminClient();
  return useQuery({ queryKey: [...settingsKeys.all, 'findings', option], queryFn: () => client.security.lint({ option }) });
}
