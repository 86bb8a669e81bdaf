/** The window "security/attachment-filters". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function AttachmentFiltersWindow() {
  return <EmptyState title={windowTitle(names, 'security/attachment-filters')} />;
}
