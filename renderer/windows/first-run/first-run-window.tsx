/** The window "first-run". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function FirstRunWindow() {
  return <EmptyState title={windowTitle(names, 'first-run')} />;
}
