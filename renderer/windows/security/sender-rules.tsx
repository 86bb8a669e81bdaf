/** Sender Rules: two switches that narrow who may send to other domains. */
import { texts } from '../../texts.ts';
import { OptionPage } from '../../ui/settings/option-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';

const PATHS = fieldsUnder('security.sender-rules');

export function SenderRulesWindow() {
  return (
    <OptionPage option="sender-rules">
      <SettingsSection title={texts.security.rules} paths={PATHS} note={texts.security.senderIsClaimed} whole />
    </OptionPage>
  );
}
