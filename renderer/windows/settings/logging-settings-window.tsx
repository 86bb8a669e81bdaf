/** The window "logging-settings". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function LoggingSettingsWindow() {
  return <EmptyState title={windowTitle(names, 'logging-settings')} />;
}
