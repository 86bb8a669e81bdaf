/** SMTP Authentication: who may log in to send, as whom, and the guard against guessing. */
import { texts } from '../../texts.ts';
import { EntryTable } from '../../ui/settings/entry-table.tsx';
import { OptionPage } from '../../ui/settings/option-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';

const PATH = 'security.smtp-authentication';
const GUARD = `${PATH}.bruteForce`;
const SENDERS = [`${PATH}.requireForLocalSenders`, `${PATH}.senderMustMatchLogin`];

const words = texts.security.authentication;

export function SmtpAuthenticationWindow() {
  return (
    <OptionPage option="smtp-authentication">
      <SettingsSection title={words.loggingIn} paths={fieldsUnder(PATH, [GUARD, ...SENDERS])} />
      <SettingsSection title={words.senders} paths={SENDERS} />
      <SettingsSection title={words.guard} paths={fieldsUnder(GUARD)} />
      <SettingsSection title={words.logins} note={words.loginsNote} whole>
        <EntryTable path={`${PATH}.logins`} words={words.loginEntries} />
      </SettingsSection>
    </OptionPage>
  );
}
