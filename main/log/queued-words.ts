/** How the log says for whom a message waits: of very many recipients, as of a mailing list, the first are named. */
import { FIXED_LIMITS } from '../../shared/limits.ts';

export function queuedFor(recipients: readonly string[]): string {
  const named = recipients.slice(0, FIXED_LIMITS.shownListChanges).map((recipient) => `<${recipient}>`);
  const more = recipients.length - named.length;
  return `for ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
