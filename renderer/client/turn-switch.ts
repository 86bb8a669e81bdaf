/** Turns a switch of the settings, from a menu or the command palette, in the same way as the switch in its window does. */
import type { SwitchPath } from '../../shared/settings/switches.ts';
import { texts } from '../texts.ts';
import { useNotices } from '../ui/notices.tsx';
import { spokenLabel } from '../ui/settings/field-words.ts';
import { sentence } from './problems.ts';
import { switchIsOn, useSettingsValues } from './settings.ts';
import { useSettingsChanges } from './settings-changes.tsx';

/** Undefined until the settings are there. */
export function useTurnSwitch(): ((path: SwitchPath) => void) | undefined {
  const changes = useSettingsChanges();
  const notices = useNotices();
  const values = useSettingsValues().data;
  const turn = async (path: SwitchPath, on: boolean): Promise<void> => {
    const label = spokenLabel(path);
    const result = await changes.change([{ path, value: on }], on ? texts.settings.switchedOn(label) : texts.settings.switchedOff(label));
    // A menu has no field to show it at.
    if (result.state === 'refused') notices.failed(result.problems.map(({ message }) => sentence(message)).join(' '));
  };
  return values === undefined ? undefined : (path) => void turn(path, !switchIsOn(values, path));
}
