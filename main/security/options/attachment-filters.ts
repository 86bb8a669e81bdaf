/**
 * Attachment filters: what happens to a message that carries a kind of file on the list. A message that is built in a way
 * no real one is could hide any file, so it is refused whatever the list says.
 */
import { fileType, plain } from '../attachments/file-name.ts';
import type { AttachmentEntry } from '../../../shared/settings/security/attachment-filters.ts';
import { FILTER_ACTIONS } from '../../../shared/settings/security/filters.ts';
import { foldCase, Wildcard } from '../../../shared/text/wildcard.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import type { CheckContext, DataFacts, Finding, SecurityOption, Skipped } from '../option.ts';

interface Pattern {
  readonly wildcard: Wildcard;
  /** The pattern begins with a dot and is held against the type, any other against the whole name. */
  readonly ofType: boolean;
}

interface ReadyEntry extends AttachmentEntry, Pattern {}

interface Match {
  readonly file: AttachmentFacts;
  readonly how: 'name' | 'content';
}

/** What a program counts as by its content: a file whose name ends so, whatever stands before it. */
const PROGRAM = '.exe';
const ready = new WeakMap<readonly AttachmentEntry[], readonly ReadyEntry[]>();

function readyEntries(entries: readonly AttachmentEntry[]): readonly ReadyEntry[] {
  let made = ready.get(entries);
  if (made === undefined) {
    made = entries.filter(({ enabled }) => enabled).map((entry) => ({ ...entry, ...readyPattern(entry.pattern) }));
    ready.set(entries, made);
  }
  return made;
}

function readyPattern(pattern: string): Pattern {
  const trimmed = pattern.trim();
  return { wildcard: new Wildcard(plain(trimmed)), ofType: trimmed.startsWith('.') };
}

/** The names and types of all files, each once with the first file that has it: an archive may have 10,000 files of one type. */
class FileIndex {
  readonly #types = new Map<string, Match>();
  readonly #names = new Map<string, Match>();

  constructor(files: readonly AttachmentFacts[], byContent: boolean) {
    for (const file of files) {
      for (const name of file.names) this.#add(name, { file, how: 'name' });
    }
    if (!byContent) return;
    for (const file of files) {
      if (file.program === undefined) continue;
      for (const name of file.names.length === 0 ? [''] : file.names) this.#add(`${name}${PROGRAM}`, { file, how: 'content' });
    }
  }

  #add(name: string, match: Match): void {
    const folded = foldCase(name);
    if (!this.#names.has(folded)) this.#names.set(folded, match);
    const type = fileType(folded);
    if (!this.#types.has(type)) this.#types.set(type, match);
  }

  find({ wildcard, ofType }: Pattern): Match | undefined {
    const texts = ofType ? this.#types : this.#names;
    if (wildcard.literal !== undefined) return texts.get(wildcard.literal);
    for (const [text, match] of texts) {
      if (wildcard.matches(text)) return match;
    }
    return undefined;
  }
}

/** How a pattern matches a file; undefined if it does not. */
export function matchAttachment(pattern: Pattern, file: AttachmentFacts, byContent: boolean): 'name' | 'content' | undefined {
  return new FileIndex([file], byContent).find(pattern)?.how;
}

function data({ content }: DataFacts, { settings }: CheckContext): Finding | Skipped {
  const rules = settings.security['attachment-filters'];
  const input = content.attachments.flatMap(({ names }) => names.slice(0, 1)).join(', ');
  if (content.tooComplex !== undefined) return { verdict: 'reject', reason: 'message-too-complex', input, detail: content.tooComplex };
  if (!rules.enabled) return { skip: 'switched-off', input };
  if (rules.ignoreWhenUnlimited && rules.messageSizeLimit === null) return { skip: 'size-unlimited', input };
  const entries = readyEntries(rules.entries);
  if (entries.length === 0 && !rules.refuseUnreadableArchives) return { skip: 'nothing-to-do', input };
  const files = new FileIndex(content.attachments, rules.byContent);
  const found = entries.flatMap((entry) => {
    const match = files.find(entry);
    return match === undefined ? [] : [{ entry, ...match }];
  });
  // The strongest action wins; of several with the same, the first of the list.
  const [strongest] = found.toSorted((one, other) => FILTER_ACTIONS.indexOf(one.entry.action) - FILTER_ACTIONS.indexOf(other.entry.action));
  const unreadable = rules.refuseUnreadableArchives ? content.attachments.find((file) => file.unreadable !== undefined) : undefined;
  const hits = [...new Set(found.map(({ entry }) => entry.pattern))].map((entry) => ({ option: 'attachment-filters' as const, entry }));
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
