/** Holds patterns against attached files as the option does. */
import type { HitPlace } from '../../../shared/admin-api/security.ts';
import { AttachmentPatterns } from '../attachments/attachment-patterns.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import type { AskedEntry } from './what-if-protocol.ts';

const PLACES = { name: 'attachment-name', content: 'attachment-content' } as const satisfies Record<string, HitPlace>;

/** Tells where a pattern matches a file; undefined if none does. */
export function attachmentMatcher(asked: Exclude<AskedEntry, { list: 'filters' }>): (file: AttachmentFacts) => HitPlace | undefined {
  const patterns = new AttachmentPatterns(asked.list === 'attachment-list' ? asked.patterns : [asked.pattern]);
  const isDisguised = asked.list === 'attachment-list' && asked.disguised;
  return (file) => {
    const matches = patterns.find([file], asked.byContent)?.filter((match) => match !== undefined) ?? [];
    const [first] = matches;
    if (first === undefined || (isDisguised && matches.some(({ how }) => how === 'name'))) return undefined;
    return PLACES[first.how];
  };
}
