/** The window "delivery-settings". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function DeliverySettingsWindow() {
  return <EmptyState title={windowTitle(names, 'delivery-settings')} />;
}
