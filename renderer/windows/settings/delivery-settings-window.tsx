/** How mail for other domains leaves, and how much of it one sender may send. */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, texts } from '../../texts.ts';
import { EntryTable } from '../../ui/settings/entry-table.tsx';
import { wordsOfPath } from '../../ui/settings/field-words.ts';
import { SettingsPage } from '../../ui/settings/settings-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';

const words = texts.settings.delivery;

const ATTEMPTS = ['delivery.retryMinutes', 'delivery.delayNoticeHours', 'delivery.giveUpHours'];
const CONNECTIONS = ['delivery.connections', 'delivery.connectionsPerDestination', 'delivery.addressFamily', 'delivery.port'];
const PROTECTION = ['delivery.mtaSts', 'delivery.dane', 'delivery.allowPrivateAddresses'];
/** What is declared tomorrow appears here by itself. */
const WAY = fieldsUnder('delivery', [...ATTEMPTS, ...CONNECTIONS, ...PROTECTION]);

export function DeliverySettingsWindow() {
  return (
    <SettingsPage title={windowTitle(names, 'delivery-settings')} summary={words.summary}>
      <SettingsSection title={words.way} paths={WAY} />
      <SettingsSection title={words.protection} paths={PROTECTION} />
      <SettingsSection title={words.attempts} paths={ATTEMPTS} />
      <SettingsSection title={words.connections} paths={CONNECTIONS} />
      <SettingsSection title={windowTitle(names, 'outbound')} note={words.guardNote} paths={fieldsUnder('outbound')} />
      <List path="delivery.senderRoutes" />
      <List path="outbound.exceptions" />
    </SettingsPage>
  );
}

function List({ path }: { readonly path: string }) {
  const { label, help } = wordsOfPath(path);
  return (
    <SettingsSection title={label} note={help} whole>
      <EntryTable path={path} words={texts.settings.entries} />
    </SettingsSection>
  );
}
