/** The window "relay-test". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function RelayTestWindow() {
  return <EmptyState title={windowTitle(names, 'relay-test')} />;
}
