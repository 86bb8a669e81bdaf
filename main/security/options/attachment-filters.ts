/**
 * Attachment filters: what happens to a message that carries a kind of file on the list. A message that is built in a way
 * no real one is could hide any file, so it is refused whatever the list says; and so is, as long as there is a list, an
 * archive of which not all names could be looked at, unless the administrator lets it pass.
 */
import { Turns } from '../../settings/turns.ts';
import { AttachmentPatterns } from '../attachments/attachment-patterns.ts';
import type { CompiledAutomaton } from '../filters/automaton-tables.ts';
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
const NAMES_UNSEEN = 'not all names of the files in it were looked at';
const NOT_TO_ITS_END = 'an archive was not looked through to its end';
/** A list of so many patterns is made ready by the first message: a few milliseconds. */
const MADE_AT_ONCE = 200;
/** Archives that were not read to their end which the trace names; the rest is counted. */
const TOLD_UNREADABLE = 5;
const ready = new WeakMap<readonly AttachmentEntry[], ReadyList>();

function readyList(list: readonly AttachmentEntry[]): ReadyList {
  return ready.get(list) ?? keepReady(list, enabledIn(list), new AttachmentPatterns(enabledIn(list).map(({ pattern }) => pattern)));
}

/** Makes ready what a long list needs, so that no message waits for it. @param compile elsewhere than on this thread */
export async function prepareAttachmentList(
  list: readonly AttachmentEntry[],
  compile: (texts: readonly string[]) => Promise<CompiledAutomaton>,
): Promise<void> {
  if (list.length <= MADE_AT_ONCE || ready.has(list)) return;
  const entries = enabledIn(list);
  const patterns = await AttachmentPatterns.inTurns(
    entries.map(({ pattern }) => pattern),
    new Turns(),
    compile,
  );
  if (!ready.has(list)) keepReady(list, entries, patterns);
}

function enabledIn(list: readonly AttachmentEntry[]): readonly AttachmentEntry[] {
  return list.filter(({ enabled }) => enabled);
}

function keepReady(list: readonly AttachmentEntry[], entries: readonly AttachmentEntry[], patterns: AttachmentPatterns): ReadyList {
  const made = { entries, patterns };
  ready.set(list, made);
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
  if (rules.refuseUnseenArchives && hiding !== undefined && strongest?.entry.action !== 'reject') {
    const detail = [`${placeOf(hiding)}: ${NAMES_UNSEEN}`, ...(hiding.unreadable === undefined ? [] : [hiding.unreadable])].join('; ');
    return { verdict: 'reject', reason: 'archive-unseen', input, detail, hits };
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
