/** What is written down, and for how long. */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, texts } from '../../texts.ts';
import { SettingsPage } from '../../ui/settings/settings-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';

const KEEPING = ['logging.toFile', 'logging.keepDays', 'logging.traceDays', 'logging.traceContent'];

export function LoggingSettingsWindow() {
  const words = texts.settings.logging;
  return (
    <SettingsPage title={windowTitle(names, 'logging-settings')} summary={words.summary}>
      <SettingsSection title={words.what} paths={fieldsUnder('logging', KEEPING)} />
      <SettingsSection title={words.keeping} paths={KEEPING} />
    </SettingsPage>
  );
}
