/** The window "security/sender-rules". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function SenderRulesWindow() {
  return <EmptyState title={windowTitle(names, 'security/sender-rules')} />;
}
