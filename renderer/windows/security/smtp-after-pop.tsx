/** The window "security/smtp-after-pop". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function SmtpAfterPopWindow() {
  return <EmptyState title={windowTitle(names, 'security/smtp-after-pop')} />;
}
