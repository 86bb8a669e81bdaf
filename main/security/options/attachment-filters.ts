/**
 * Attachment filters: what happens to a message that carries a kind of file on the list. A message that is built in a way
 * no real one is could hide any file, so it is refused whatever the list says; and so is an archive with more names than
 * can be looked at, as long as there is a list.
 */
import { AttachmentPatterns } from '../attachments/attachment-patterns.ts';
import type { AttachmentEntry } from '../../../shared/settings/security/attachment-filters.ts';
import { FILTER_ACTIONS } from '../../../shared/settings/security/filters.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import type { CheckContext, DataFacts, Finding, SecurityOption, Skipped } from '../option.ts';

interface ReadyList {
  readonly entries: readonly AttachmentEntry[];
  readonly patterns: AttachmentPatterns;
}

const TOO_MANY_NAMES = 'its files have too many names, or too long ones, to be held against the list';
/** Stands in the detail of a step where a file was judged by its content: by this it is found again. */
export const PROGRAM_BY_CONTENT = 'is a program by its content';
const NAMES_UNSEEN = 'it has too many files, or what looks like them, for all their names to be looked at';
const NOT_TO_ITS_END = 'an archive was not looked through to its end';
/** Archives that were not read to their end which the trace names; the rest is counted. */
const TOLD_UNREADABLE = 5;
const ready = new WeakMap<readonly AttachmentEntry[], ReadyList>();

function readyList(list: readonly AttachmentEntry[]): ReadyList {
  let made = ready.get(list);
  if (made === undefined) {
    const entries = list.filter(({ enabled }) => enabled);
    made = { entries, patterns: new AttachmentPatterns(entries.map(({ pattern }) => pattern)) };
    ready.set(list, made);
  }
  return made;
}

function data({ content }: DataFacts, { settings }: CheckContext): Finding | Skipped {
  const rules = settings.security['attachment-filters'];
  const input = content.attachments.flatMap(({ names }) => names.slice(0, 1)).join(', ');
  if (content.tooComplex !== undefined) return { verdict: 'reject', reason: 'message-too-complex', input, detail: content.tooComplex };
  if (!rules.enabled) return { skip: 'switched-off', input };
  if (rules.ignoreWhenUnlimited && rules.messageSizeLimit === null) return { skip: 'size-unlimited', input };
  const { entries, patterns } = readyList(rules.entries);
  if (entries.length === 0 && !rules.refuseUnreadableArchives) return { skip: 'nothing-to-do', input };
  const matches = patterns.find(content.attachments, rules.byContent);
  if (matches === undefined) return { verdict: 'reject', reason: 'message-too-complex', input, detail: TOO_MANY_NAMES };
  const found = entries.flatMap((entry, index) => {
    const match = matches[index];
    return match === undefined ? [] : [{ entry, ...match }];
  });
  // The strongest action wins; of several with the same, the first of the list.
  const [strongest] = found.toSorted((one, other) => FILTER_ACTIONS.indexOf(one.entry.action) - FILTER_ACTIONS.indexOf(other.entry.action));
  const hits = [...new Set(found.map(({ entry }) => entry.pattern))].map((entry) => ({ option: 'attachment-filters' as const, entry }));
  // Said of a message that passes, too: what is in such an archive nobody has seen.
  const unseen = notSeen(content.attachments);
  const hiding = content.attachments.find(({ namesUnseen }) => namesUnseen === true);
  if (hiding !== undefined && strongest?.entry.action !== 'reject') {
    return { verdict: 'reject', reason: 'message-too-complex', input, detail: `${placeOf(hiding)}: ${NAMES_UNSEEN}`, hits };
  }
  if (rules.refuseUnreadableArchives && strongest?.entry.action !== 'reject' && unseen !== undefined) {
    return { verdict: 'reject', reason: 'archive-unreadable', input, detail: unseen, hits };
  }
  if (strongest === undefined) {
    return { verdict: 'pass', reason: 'nothing-wrong', input, ...(unseen === undefined ? {} : { detail: `${NOT_TO_ITS_END}: ${unseen}` }) };
  }
  const { entry, file, how } = strongest;
  const detail = how === 'content' ? `${placeOf(file)} ${PROGRAM_BY_CONTENT} (${file.program ?? ''})` : placeOf(file);
  return { verdict: entry.action, reason: 'attachment-filtered', input, entry: entry.pattern, detail, hits };
}

/** The archives that were not read to their end, each with why; undefined if all were. */
function notSeen(files: readonly AttachmentFacts[]): string | undefined {
  const told = files.flatMap((file) => (file.unreadable === undefined ? [] : [`${placeOf(file)}: ${file.unreadable}`]));
  if (told.length === 0) return undefined;
  const more = told.length - TOLD_UNREADABLE;
  return `${told.slice(0, TOLD_UNREADABLE).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function placeOf({ place, names }: AttachmentFacts): string {
  const [name] = names;
  return name === undefined ? place : `${place} > ${name}`;
}

export const attachmentFilters: SecurityOption = { id: 'attachment-filters', data };
