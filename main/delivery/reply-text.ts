/** Replies are hostile text of any length, and go into the queue and the log. */
import { FIXED_LIMITS } from '../../shared/limits.ts';

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, FIXED_LIMITS.eventTextCharacters);
}
