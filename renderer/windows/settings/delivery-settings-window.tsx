/** How mail for other domains leaves: all settings of that, made from their declarations. */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, texts } from '../../texts.ts';
import { SettingsOf } from '../../ui/settings/settings-of.tsx';
import { SettingsPage } from '../../ui/settings/settings-page.tsx';

export function DeliverySettingsWindow() {
  const words = texts.settings.delivery;
  return (
    <SettingsPage title={windowTitle(names, 'delivery-settings')} summary={words.summary}>
      <SettingsOf path="delivery" title={words.title} />
    </SettingsPage>
  );
}
