/** The window "security/filters". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function FiltersWindow() {
  return <EmptyState title={windowTitle(names, 'security/filters')} />;
}
