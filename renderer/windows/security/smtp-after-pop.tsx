/** SMTP After POP: the option, and who may send because of it just now. */
import { texts } from '../../texts.ts';
import { OptionPage } from '../../ui/settings/option-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';
import { LiveGrants } from './live-grants.tsx';

export function SmtpAfterPopWindow() {
  const words = texts.security.afterPop;
  return (
    <OptionPage option="smtp-after-pop">
      <SettingsSection title={words.title} paths={fieldsUnder('security.smtp-after-pop')} />
      <SettingsSection title={words.grants} note={words.grantsNote}>
        <LiveGrants />
      </SettingsSection>
    </OptionPage>
  );
}
