/** What the desktop application tells the person at its computer, when it is quiet, and how it is kept up to date. */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, texts } from '../../texts.ts';
import { SettingsPage } from '../../ui/settings/settings-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';

export function DesktopSettingsWindow() {
  const words = texts.settings.desktop;
  return (
    <SettingsPage title={windowTitle(names, 'desktop-settings')} summary={words.summary}>
      <SettingsSection title={words.notifications} paths={fieldsUnder('desktop.notifications')} />
      <SettingsSection title={words.quietHours} paths={fieldsUnder('desktop.quietHours')} />
      <SettingsSection title={words.updates} paths={fieldsUnder('desktop.updates')} />
    </SettingsPage>
  );
}
