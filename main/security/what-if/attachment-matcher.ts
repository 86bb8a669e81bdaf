/** Holds one pattern against attached files as the option does. */
import type { HitPlace } from '../../../shared/admin-api/security.ts';
import { AttachmentPatterns } from '../attachments/attachment-patterns.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import type { AskedEntry } from './what-if-protocol.ts';

const PLACES = { name: 'attachment-name', content: 'attachment-content' } as const satisfies Record<string, HitPlace>;

/** Tells where the pattern matches a file; undefined if it does not. */
export function attachmentMatcher({
  pattern,
  byContent,
}: Extract<AskedEntry, { list: 'attachment-filters' }>): (file: AttachmentFacts) => HitPlace | undefined {
  const patterns = new AttachmentPatterns([pattern]);
  return (file) => {
    const how = patterns.find([file], byContent)?.[0]?.how;
    return how === undefined ? undefined : PLACES[how];
  };
}
