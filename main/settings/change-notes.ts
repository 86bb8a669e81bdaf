/**
 * What a change of settings has changed, for the history, the log and whoever made it: by path, secrets masked. Of a long
 * list only the entries that have come or gone are shown, and of those the first few.
 */
import type { Revision } from '../../shared/admin-api/settings.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type Json, changesBetween } from './json-path.ts';
import { LONG, LONG_LISTS, differenceOf } from './long-lists.ts';
import { withoutSecrets } from './secrets.ts';

/** Nothing where both are alike. */
export function describeChanges(before: Json, after: Json): Revision['changes'] {
  return changesBetween(before, after).map(({ path, from, to }) => {
    const [shownFrom, shownTo] = Array.isArray(from) && Array.isArray(to) && isLong(path, from, to) ? shownDifference(from, to) : [from, to];
    return { path: path.join('.'), from: withoutSecrets(shownFrom, path), to: withoutSecrets(shownTo, path) };
  });
}

function isLong(path: readonly string[], from: readonly Json[], to: readonly Json[]): boolean {
  return Math.max(from.length, to.length) >= LONG && LONG_LISTS.some((list) => list.path.join('.') === path.join('.'));
}

function shownDifference(before: readonly Json[], after: readonly Json[]): [Json, Json] {
  const { removed, added } = differenceOf(before, after);
  // The same entries in another order.
  if (removed.length === 0 && added.length === 0) return [`${before.length} entries`, `the same ${after.length} entries in another order`];
  return [shown(removed), shown(added)];
}

function shown(entries: readonly Json[]): Json[] {
  const hidden = entries.length - FIXED_LIMITS.shownListChanges;
  return hidden > 0 ? [...entries.slice(0, FIXED_LIMITS.shownListChanges), `… and ${hidden} more`] : [...entries];
}
