/** Address Verification: which names and addresses are verified, and what that costs. */
import { texts } from '../../texts.ts';
import { OptionPage } from '../../ui/settings/option-page.tsx';
import { fieldsUnder, SettingsSection } from '../../ui/settings/settings-section.tsx';
import { LookupCosts } from './lookup-costs.tsx';

const PATH = 'security.address-verification';
const RECIPIENTS = [`${PATH}.maxUnknownRecipients`];
const CLIENTS = [`${PATH}.verifyHelo`, `${PATH}.heloMustResolve`, `${PATH}.verifyReverseDns`];

const words = texts.security.verification;

export function AddressVerificationWindow() {
  return (
    <OptionPage option="address-verification">
      <SettingsSection title={words.senders} paths={fieldsUnder(PATH, [...CLIENTS, ...RECIPIENTS])} />
      <SettingsSection title={words.clients} paths={CLIENTS} />
      <SettingsSection title={words.recipients} paths={RECIPIENTS} />
      <SettingsSection title={words.costs} note={words.costsNote}>
        <LookupCosts />
      </SettingsSection>
    </OptionPage>
  );
}
