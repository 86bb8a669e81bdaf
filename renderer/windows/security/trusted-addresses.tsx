/** The window "security/trusted-addresses". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function TrustedAddressesWindow() {
  return <EmptyState title={windowTitle(names, 'security/trusted-addresses')} />;
}
