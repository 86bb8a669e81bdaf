/** The window "queue". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function QueueWindow() {
  return <EmptyState title={windowTitle(names, 'queue')} />;
}
