/** Turns a switch of the settings, from a menu or the command palette: says what was done, and offers to undo it. */
import { useQueryClient } from '@tanstack/react-query';
import type { SwitchPath } from '../../shared/settings/switches.ts';
import { names, texts } from '../texts.ts';
import { useNotices } from '../ui/notices.tsx';
import { useAdminClient } from './carrier-context.tsx';
import { settingsKeys, switchIsOn, useSettingsValues } from './settings.ts';

export function useTurnSwitch(): (path: SwitchPath) => void {
  const client = useAdminClient();
  const queries = useQueryClient();
  const notices = useNotices();
  const values = useSettingsValues().data;
  const set = async (path: SwitchPath, on: boolean, undo: boolean): Promise<void> => {
    try {
      await client.settings.set({ path, value: on });
      await queries.invalidateQueries({ queryKey: settingsKeys.all });
      const label = names.field(path)?.label ?? path;
      notices.done(on ? texts.settings.switchedOn(label) : texts.settings.switchedOff(label), undo ? () => void set(path, !on, false) : undefined);
    } catch (error) {
      notices.failed(error);
    }
  };
  return (path) => {
    if (values !== undefined) void set(path, !switchIsOn(values, path), true);
  };
}
