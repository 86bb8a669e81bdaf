/** What is odd about the patterns of the attachment filters. */
import { FILTER_ACTIONS } from '../../../shared/settings/security/filters.ts';
import type { AttachmentEntry } from '../../../shared/settings/security/attachment-filters.ts';
import { foldCase, wildcardCovers } from '../../../shared/text/wildcard.ts';
import { plain } from '../attachments/file-name.ts';
import type { Odd } from './lint-switches.ts';

const option = 'attachment-filters';
/** Patterns with wildcards that each other pattern is held against: more than any list by hand has, and still quick with 10,000 patterns. */
const WIDE_PATTERNS = 200;

interface Item {
  readonly index: number;
  readonly entry: AttachmentEntry;
  readonly pattern: string;
}

/** Entries that are switched off are passed over. @returns in order of the list */
export function lintAttachments(entries: readonly AttachmentEntry[]): readonly Odd[] {
  const odd: Odd[] = [];
  const firsts = new Map<string, Item>();
  const items = entries.flatMap((entry, index): Item[] => (entry.enabled ? [{ index, entry, pattern: foldCase(plain(entry.pattern.trim())) }] : []));
  const wide = items.filter(({ pattern }) => /[*?]/.test(pattern)).slice(0, WIDE_PATTERNS);
  for (const item of items) {
    const about = { option, index: item.index, entry: item.entry.pattern } as const;
    // A name has no path, and no dot or space at its end (file-name.ts); a type is the last extension, with one dot.
    if (/^\.?$|[/\\]|[. ]$|^\..*\./.test(item.pattern)) {
      odd.push({ ...about, finding: 'never-matches' });
      continue;
    }
    const twin = firsts.get(item.pattern);
    if (twin === undefined) firsts.set(item.pattern, item);
    const outer = twin ?? wide.find((other) => other.pattern !== item.pattern && covers(other, item));
    if (outer !== undefined) odd.push({ ...about, finding: twin === undefined ? 'shadowed' : 'duplicate', other: outer.entry.pattern });
  }
  return odd;
}

function covers(wide: Item, narrow: Item): boolean {
  return FILTER_ACTIONS.indexOf(wide.entry.action) <= FILTER_ACTIONS.indexOf(narrow.entry.action) && coversPattern(wide.pattern, narrow.pattern);
}

/** A pattern with a dot in front is about the type, the end of the name; one without is about all of it. */
function coversPattern(wide: string, narrow: string): boolean {
  if (wide.startsWith('.') === narrow.startsWith('.')) return wildcardCovers(wide, narrow);
  return narrow.startsWith('.') && wildcardCovers(wide, `*${narrow}`);
}
