/**
 * What a thread remembers of a message that does not tell at a glance (quick-look.ts): all its texts, in the normal form that
 * filters see, and the attached files. An entry is held against those in a hundredth of the time that looking through the
 * message again would take, and with the same result (test/security/what-if/digest.test.ts compares the two).
 */
import type { FilterScope } from '../../../shared/settings/security/filters.ts';
import { ContentScan } from '../content/content-scan.ts';
import type { AttachmentFacts, FilterHit } from '../content/scanned-content.ts';
import { isInScope } from '../filters/filter-rules.ts';
import { normalTexts } from './normal-texts.ts';

type Where = FilterHit['where'];

export interface Digest {
  readonly attachments: readonly AttachmentFacts[];
  /** Characters that it takes. */
  readonly size: number;
  /** @param pattern in normal form, not empty */
  holds(pattern: string, scope: FilterScope): boolean;
}

export function digestOf(message: Buffer): Digest {
  const texts = new Map<Where, Set<string>>();
  let size = 0;
  const look = (where: Where, text: string): void => {
    const known = texts.get(where) ?? new Set();
    texts.set(where, known);
    if (known.has(text)) return;
    known.add(text);
    size += text.length;
  };
  const scan = new ContentScan({ ...normalTexts(look), active: true, hits: () => [] }, { attachments: true });
  scan.write(message);
  const { attachments } = scan.end();
  return {
    attachments,
    size,
    holds: (pattern, scope) => [...texts].some(([where, found]) => isInScope(scope, where) && [...found].some((text) => text.includes(pattern))),
  };
}
