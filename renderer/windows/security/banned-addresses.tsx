/** The window "security/banned-addresses". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function BannedAddressesWindow() {
  return <EmptyState title={windowTitle(names, 'security/banned-addresses')} />;
}
