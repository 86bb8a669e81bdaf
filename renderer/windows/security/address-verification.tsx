/** The window "security/address-verification". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function AddressVerificationWindow() {
  return <EmptyState title={windowTitle(names, 'security/address-verification')} />;
}
