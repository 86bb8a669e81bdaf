/** What a revision changed, in words: each setting by its label, values from → to, lists by the entries that came and went. */
import type { Revision } from '../../../shared/admin-api/settings.ts';
import { SECURITY_OPTIONS } from '../../../shared/security-options.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, texts } from '../../texts.ts';
import { spokenLabel } from '../../ui/settings/field-words.ts';
import { shownEntry, shownValue } from '../../ui/settings/shown-value.ts';

type Change = Revision['changes'][number];

export interface ChangeLine {
  readonly path: string;
  /** Where it belongs: the option, or the area. */
  readonly place: string;
  readonly label: string;
  readonly change:
    | { readonly kind: 'value'; readonly from: string; readonly to: string }
    | { readonly kind: 'entries'; readonly removed: readonly string[]; readonly added: readonly string[] };
}

export function linesOf(changes: readonly Change[]): readonly ChangeLine[] {
  return changes.map(({ path, from, to }) => ({ path, place: placeOf(path), label: spokenLabel(path), change: changeOf(path, from, to) }));
}

function changeOf(path: string, from: unknown, to: unknown): ChangeLine['change'] {
  if (!Array.isArray(from) || !Array.isArray(to)) return { kind: 'value', from: shownValue(path, from), to: shownValue(path, to) };
  const old = new Set(from.map((entry) => JSON.stringify(entry)));
  const fresh = new Set(to.map((entry) => JSON.stringify(entry)));
  return {
    kind: 'entries',
    removed: from.filter((entry) => !fresh.has(JSON.stringify(entry))).map(shownEntry),
    added: to.filter((entry) => !old.has(JSON.stringify(entry))).map(shownEntry),
  };
}

function placeOf(path: string): string {
  const option = SECURITY_OPTIONS.find(({ id }) => path.startsWith(`security.${id}`));
  if (option !== undefined) return names.options[option.id].title;
  const [area = ''] = path.split('.');
  if (area === 'outbound') return windowTitle(names, 'outbound');
  const areas: Readonly<Record<string, string>> = texts.history.areas;
  return areas[area] ?? area;
}

/** A revision in one line, for the list. */
export function summaryOf({ changes }: Revision): string {
  if (changes.length === 0) return texts.history.noChanges;
  return linesOf(changes)
    .map(({ label, change }) => `${label}: ${change.kind === 'value' ? `${change.from} → ${change.to}` : entriesText(change)}`)
    .join('; ');
}

function entriesText({ removed, added }: { readonly removed: readonly string[]; readonly added: readonly string[] }): string {
  return [...removed.map((entry) => `− ${entry}`), ...added.map((entry) => `+ ${entry}`)].join(', ');
}

/**
 * What restoring a revision would change: from what is in force now to what was then, by the notes of the revisions since.
 * @param revisions newest first, the one to restore among them
 */
export function restorePreview(revisions: readonly Revision[], revision: number): readonly Change[] {
  const preview = new Map<string, { from: Change['from']; to: Change['to'] }>();
  for (const later of revisions.filter((one) => one.revision > revision)) {
    for (const { path, from, to } of later.changes) preview.set(path, { from: preview.get(path)?.from ?? to, to: from });
  }
  return [...preview].map(([path, { from, to }]) => ({ path, from, to })).filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
}
