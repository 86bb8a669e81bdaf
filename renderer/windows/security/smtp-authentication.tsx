/** The window "security/smtp-authentication". */
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function SmtpAuthenticationWindow() {
  return <EmptyState title={windowTitle(names, 'security/smtp-authentication')} />;
}
