/**
 * Attachment filters: what happens to a message that carries a kind of file on the list. A message that is built in a way
 * no real one is could hide any file, so it is refused whatever the list says.
 */
import { fileType, plain } from '../attachments/file-name.ts';
import type { AttachmentEntry } from '../../../shared/settings/security/attachment-filters.ts';
import { FILTER_ACTIONS } from '../../../shared/settings/security/filters.ts';
import { Wildcard } from '../../../shared/text/wildcard.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import type { CheckContext, DataFacts, Finding, SecurityOption, Skipped } from '../option.ts';

/** A pattern made ready: `.E?E` is held against the type, anything else against the whole name. */
interface ReadyEntry extends AttachmentEntry {
  readonly wildcard: Wildcard;
  readonly ofType: boolean;
}

/** What a program counts as by its content. */
const PROGRAM = '.exe';
const ready = new WeakMap<readonly AttachmentEntry[], readonly ReadyEntry[]>();

function readyEntries(entries: readonly AttachmentEntry[]): readonly ReadyEntry[] {
  let made = ready.get(entries);
  if (made === undefined) {
    made = entries
      .filter(({ enabled }) => enabled)
      .map((entry) => ({ ...entry, wildcard: new Wildcard(plain(entry.pattern.trim())), ofType: entry.pattern.trim().startsWith('.') }));
    ready.set(entries, made);
  }
  return made;
}

/** How an entry matches a file; undefined if it does not. */
export function matchAttachment(
  { wildcard, ofType }: Pick<ReadyEntry, 'wildcard' | 'ofType'>,
  file: AttachmentFacts,
  byContent: boolean,
): 'name' | 'content' | undefined {
  if (file.names.some((name) => wildcard.matches(ofType ? fileType(name) : name))) return 'name';
  return byContent && ofType && file.program !== undefined && wildcard.matches(PROGRAM) ? 'content' : undefined;
}

function data({ content }: DataFacts, { settings }: CheckContext): Finding | Skipped {
  const rules = settings.security['attachment-filters'];
  const input = content.attachments.flatMap(({ names }) => names.slice(0, 1)).join(', ');
  if (content.tooComplex !== undefined) return { verdict: 'reject', reason: 'message-too-complex', input, detail: content.tooComplex };
  if (!rules.enabled) return { skip: 'switched-off', input };
  if (rules.ignoreWhenUnlimited && rules.messageSizeLimit === null) return { skip: 'size-unlimited', input };
  const entries = readyEntries(rules.entries);
  if (entries.length === 0 && !rules.refuseUnreadableArchives) return { skip: 'nothing-to-do', input };
  const found = entries.flatMap((entry) => {
    for (const file of content.attachments) {
      const how = matchAttachment(entry, file, rules.byContent);
      if (how !== undefined) return [{ entry, file, how }];
    }
    return [];
  });
  const [strongest] = found.toSorted((one, other) => FILTER_ACTIONS.indexOf(one.entry.action) - FILTER_ACTIONS.indexOf(other.entry.action));
  const unreadable = rules.refuseUnreadableArchives ? content.attachments.find((file) => file.unreadable !== undefined) : undefined;
  const hits = found.map(({ entry }) => ({ option: 'attachment-filters' as const, entry: entry.pattern }));
  if (strongest?.entry.action !== 'reject' && unreadable !== undefined) {
    return { verdict: 'reject', reason: 'archive-unreadable', input, detail: `${placeOf(unreadable)}: ${unreadable.unreadable ?? ''}`, hits };
  }
  if (strongest === undefined) return { verdict: 'pass', reason: 'nothing-wrong', input };
  const { entry, file, how } = strongest;
  const detail = how === 'content' ? `${placeOf(file)} is a program by its content (${file.program ?? ''})` : placeOf(file);
  return { verdict: entry.action, reason: 'attachment-filtered', input, entry: entry.pattern, detail, hits };
}

function placeOf({ place, names }: AttachmentFacts): string {
  const [name] = names;
  return name === undefined ? place : `${place} > ${name}`;
}

export const attachmentFilters: SecurityOption = { id: 'attachment-filters', data };
