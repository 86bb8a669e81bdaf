/** The server itself: its name, the ports it answers on, its certificate, the name servers it asks, and its limits. */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, texts } from '../../texts.ts';
import { SettingsPage } from '../../ui/settings/settings-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';
import { CertificateFiles } from './certificate-files.tsx';
import { ListenerEntries } from './listener-entries.tsx';

const words = texts.settings.server;

export function ServerSettingsWindow() {
  return (
    <SettingsPage title={windowTitle(names, 'server-settings')} summary={words.summary}>
      <SettingsSection title={words.identity} paths={fieldsUnder('server', ['server.dns', 'server.tls', 'server.limits'])} />
      <SettingsSection title={words.certificate}>
        <CertificateFiles />
      </SettingsSection>
      <SettingsSection title={words.dns} paths={fieldsUnder('server.dns')} />
      <SettingsSection title={words.listeners} note={words.listenersNote} whole>
        <ListenerEntries />
      </SettingsSection>
      <SettingsSection title={words.limits} note={words.limitsNote} paths={fieldsUnder('server.limits')} folded whole />
    </SettingsPage>
  );
}
