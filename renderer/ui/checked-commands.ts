/** Which entries of the menus have a check mark at the moment. */
import { language } from '../language.ts';
import { type MenuCommand, switchOfCommand } from '../../shared/menu.ts';
import { type SettingsValues, switchIsOn, useSettingsValues } from '../client/settings.ts';
import { type Appearance, useAppearance } from './appearance.tsx';
import { useNavigationShown } from './navigation-shown.ts';

interface Checks {
  readonly values: SettingsValues | undefined;
  readonly appearance: Appearance;
  readonly navigation: boolean;
}

function isChecked(command: MenuCommand, { values, appearance, navigation }: Checks): boolean {
  const path = switchOfCommand(command);
  if (path !== undefined) return switchIsOn(values, path);
  return command === `appearance-${appearance}` || command === `language:${language}` || (command === 'toggle-navigation' && navigation);
}

export function useCheckedCommands(): (command: MenuCommand) => boolean {
  const values = useSettingsValues().data;
  const { appearance } = useAppearance();
  const [navigation] = useNavigationShown();
  return (command) => isChecked(command, { values, appearance, navigation });
}
