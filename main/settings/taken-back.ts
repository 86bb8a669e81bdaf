/**
 * Takes back one change of the settings and leaves all that came after it: values as they were before, and of lists the entries
 * that the change brought, removed or changed. What has been changed again since is left to a person.
 */
import type { Problem } from '../../shared/admin-api/errors.ts';
import { type Json, changesBetween, isSame, valueAt, withValueAt } from './json-path.ts';
import { LONG, differenceOf } from './long-lists.ts';
import { SettingsError } from './validation.ts';

const CHANGED_AGAIN = 'has been changed again since then; undo the later change first, or set it by hand';

/** @returns the settings in force without the change from `before` to `after`. Throws SettingsError 'conflict', naming each path. */
export function takenBack(current: Json, before: Json, after: Json): Json {
  const conflicts: Problem[] = [];
  let document = current;
  for (const { path, from, to } of changesBetween(before, after)) {
    const now = valueAt(document, path) ?? null;
    const back = backFrom(now, from, to);
    if (back === undefined) conflicts.push({ field: path.join('.'), message: CHANGED_AGAIN });
    else document = withValueAt(document, path, back) ?? document;
  }
  if (conflicts.length > 0) throw new SettingsError('conflict', conflicts);
  return document;
}

function backFrom(now: Json, from: Json, to: Json): Json | undefined {
  if (isSame(now, to) || isSame(now, from)) return from;
  return Array.isArray(now) && Array.isArray(from) && Array.isArray(to) ? listBack(now, from, to) : undefined;
}

/** Undefined where an entry that the change brought is there no more, or one that it removed has come back. */
function listBack(now: readonly Json[], from: readonly Json[], to: readonly Json[]): Json[] | undefined {
  const { removed, added } = changedEntries(from, to);
  const nameOf = namesIn(now, from, to);
  const there = new Set(now.map(nameOf));
  if (!added.every((entry) => there.has(nameOf(entry))) || removed.some((entry) => there.has(nameOf(entry)))) return undefined;
  // An entry that was changed goes back to its place; those that were removed go to the end, since their places may be gone.
  const places = new Map(added.map((entry, place) => [nameOf(entry), removed.length === added.length ? removed[place] : undefined]));
  const kept = now.flatMap((entry) => {
    const name = nameOf(entry);
    if (!places.has(name)) return [entry];
    const old = places.get(name);
    return old === undefined ? [] : [old];
  });
  return removed.length === added.length ? kept : [...kept, ...removed];
}

function changedEntries(from: readonly Json[], to: readonly Json[]): { readonly removed: readonly Json[]; readonly added: readonly Json[] } {
  if (isLong(from, to)) return differenceOf(from, to);
  const old = new Set(from.map((entry) => JSON.stringify(entry)));
  const fresh = new Set(to.map((entry) => JSON.stringify(entry)));
  return {
    removed: from.filter((entry) => !fresh.has(JSON.stringify(entry))),
    added: to.filter((entry) => !old.has(JSON.stringify(entry))),
  };
}

/** Entries of long lists are known by being the same object, all others by what they say. */
function namesIn(...lists: readonly (readonly Json[])[]): (entry: Json) => unknown {
  return isLong(...lists) ? (entry) => entry : (entry) => JSON.stringify(entry);
}

/** All of them: entries of a list that is short are new objects each time it is read. */
function isLong(...lists: readonly (readonly Json[])[]): boolean {
  return lists.every((list) => list.length >= LONG);
}
