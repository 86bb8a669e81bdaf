/** Holds one pattern against attached files as the option does. */
import type { HitPlace } from '../../../shared/admin-api/security.ts';
import { Wildcard } from '../../../shared/text/wildcard.ts';
import { plain } from '../attachments/file-name.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import { matchAttachment } from '../options/attachment-filters.ts';
import type { AskedEntry } from './what-if-protocol.ts';

const PLACES = { name: 'attachment-name', content: 'attachment-content' } as const satisfies Record<string, HitPlace>;

/** Tells where the pattern matches a file; undefined if it does not. */
export function attachmentMatcher({
  pattern,
  byContent,
}: Extract<AskedEntry, { list: 'attachment-filters' }>): (file: AttachmentFacts) => HitPlace | undefined {
  const trimmed = pattern.trim();
  const ready = { wildcard: new Wildcard(plain(trimmed)), ofType: trimmed.startsWith('.') };
  return (file) => {
    const how = matchAttachment(ready, file, byContent);
    return how === undefined ? undefined : PLACES[how];
  };
}
