/** The window "server-settings". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function ServerSettingsWindow() {
  return <EmptyState title={windowTitle(names, 'server-settings')} />;
}
