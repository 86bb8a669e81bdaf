/** Holds patterns against attached files as the option does. */
import type { HitPlace } from '../../../shared/admin-api/security.ts';
import { AttachmentPatterns } from '../attachments/attachment-patterns.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import type { AskedAttachments } from './what-if-protocol.ts';

const PLACES = { name: 'attachment-name', content: 'attachment-content' } as const satisfies Record<string, HitPlace>;

/** Tells where a pattern matches a file, or what else is asked for is found; undefined where nothing is. */
export function attachmentMatcher(asked: AskedAttachments): (file: AttachmentFacts) => HitPlace | undefined {
  if (asked.list === 'attachment-list' && asked.which === 'unreadable') {
    return ({ unreadable }) => (unreadable === undefined ? undefined : 'attachment-content');
  }
  if (asked.list === 'attachment-list' && asked.which === 'unseen') {
    return ({ namesUnseen }) => (namesUnseen === true ? 'attachment-content' : undefined);
  }
  const patterns = new AttachmentPatterns(asked.list === 'attachment-list' ? asked.patterns : [asked.pattern]);
  const isDisguised = asked.list === 'attachment-list' && asked.which === 'disguised';
  return (file) => {
    const matches = patterns.find([file], asked.byContent)?.filter((match) => match !== undefined) ?? [];
    const [first] = matches;
    if (first === undefined || (isDisguised && matches.some(({ how }) => how === 'name'))) return undefined;
    return PLACES[first.how];
  };
}
