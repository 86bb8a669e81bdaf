/** The settings as the windows see them: the switches and plain values of the whole document, and the state of each option. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import * as z from 'zod';
import type { OptionState } from '../../shared/admin-api/security.ts';
import type { SwitchPath } from '../../shared/settings/switches.ts';
import { useAdminClient } from './carrier-context.tsx';
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
  useSubscription('settings', (signal) => client.settings.watch(undefined, { signal }), reload, reload);
}
