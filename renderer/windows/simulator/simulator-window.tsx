/** The window "simulator". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function SimulatorWindow() {
  return <EmptyState title={windowTitle(names, 'simulator')} />;
}
