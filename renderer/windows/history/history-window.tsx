/** The window "history". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function HistoryWindow() {
  return <EmptyState title={windowTitle(names, 'history')} />;
}
