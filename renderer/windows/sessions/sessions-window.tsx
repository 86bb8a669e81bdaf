/** The window "sessions". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function SessionsWindow() {
  return <EmptyState title={windowTitle(names, 'sessions')} />;
}
