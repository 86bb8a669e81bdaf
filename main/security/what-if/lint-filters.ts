/**
 * What is odd about the entries of the filters. One automaton of all entries is run over each of them, so that a list of
 * 100,000 takes a second and not a day.
 */
import { FILTER_ACTIONS, type FilterEntry, type FilterScope } from '../../../shared/settings/security/filters.ts';
import { Matcher } from '../filters/automaton.ts';
import { compilePatterns } from '../filters/compile-patterns.ts';
import { isExpired } from '../filters/filter-rules.ts';
import { normalisePattern } from '../filters/normalise.ts';
import type { Odd } from './lint-switches.ts';

const option = 'filters';
/** Characters below which a text is found in much good mail. */
const SHORT = 4;

interface Item {
  readonly index: number;
  readonly entry: FilterEntry;
  readonly pattern: string;
}

/** Entries that are switched off are passed over. @param now milliseconds since 1970 @returns in order of the list */
export function lintFilters(entries: readonly FilterEntry[], now: number): readonly Odd[] {
  const odd: Odd[] = [];
  const items: Item[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!entry.enabled) continue;
    const pattern = normalisePattern(entry.text);
    const about = { option, index, entry: entry.text } as const;
    if (isExpired(entry, now)) odd.push({ ...about, finding: 'expired' });
    else if (pattern === '') odd.push({ ...about, finding: 'never-matches' });
    else {
      items.push({ index, entry, pattern });
      if (pattern.length < SHORT) odd.push({ ...about, finding: 'too-short' });
    }
  }
  odd.push(...redundant(items));
  return odd.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0));
}

/** Entries without which nothing would change: whatever they match, another one matches, too, and does as much or more. */
function redundant(items: readonly Item[]): Odd[] {
  const odd: Odd[] = [];
  let found: number[] = [];
  const matcher = new Matcher(compilePatterns(items.map(({ pattern }) => pattern)), (pattern) => {
    found.push(pattern);
  });
  for (const item of items) {
    found = [];
    matcher.feed(Array.from({ length: item.pattern.length }, (_, at) => item.pattern.charCodeAt(at)));
    matcher.end();
    matcher.reset();
    const outer = found.map((place) => items[place]).find((other) => other !== undefined && other !== item && covers(other, item));
    if (outer === undefined) continue;
    const isTwin = outer.pattern === item.pattern && outer.entry.scope === item.entry.scope;
    odd.push({ option, finding: isTwin ? 'duplicate' : 'shadowed', index: item.index, entry: item.entry.text, other: outer.entry.text });
  }
  return odd;
}

/** @param wide its pattern is found in the other's */
function covers(wide: Item, narrow: Item): boolean {
  const [strength, other] = [wide, narrow].map(({ entry }) => FILTER_ACTIONS.indexOf(entry.action));
  const isTwin = wide.pattern === narrow.pattern && wide.entry.scope === narrow.entry.scope;
  if (strength === undefined || other === undefined || strength > other || !coversScope(wide.entry.scope, narrow.entry.scope) || !lastsAsLong(wide, narrow)) {
    return false;
  }
  // Of twins that do the same one has to stay: the first.
  return !isTwin || strength < other || !lastsAsLong(narrow, wide) || wide.index < narrow.index;
}

function lastsAsLong({ entry: wide }: Item, { entry: narrow }: Item): boolean {
  return wide.expires === null || (narrow.expires !== null && Date.parse(wide.expires) >= Date.parse(narrow.expires));
}

function coversScope(wide: FilterScope, narrow: FilterScope): boolean {
  return wide === narrow || wide === 'anywhere' || (wide === 'headers' && (narrow === 'subject' || narrow === 'from'));
}
