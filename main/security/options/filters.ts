/** Filters: what happens to a message in which a text of the list was found. The search itself is main/security/filters. */
import { FILTER_ACTIONS } from '../../../shared/settings/security/filters.ts';
import { isExpired } from '../filters/filter-rules.ts';
import type { CheckContext, DataFacts, Finding, SecurityOption, Skipped } from '../option.ts';

function data({ content, bytes }: DataFacts, { settings, now }: CheckContext): Finding | Skipped {
  const { enabled, entries } = settings.security.filters;
  const input = `${bytes} bytes`;
  if (!enabled) return { skip: 'switched-off', input };
  if (entries.length === 0) return { skip: 'nothing-to-do', input };
  const found = content.filterHits.flatMap(({ entry: index, where }) => {
    const entry = entries[index];
    return entry === undefined || !entry.enabled || isExpired(entry, now) ? [] : [{ ...entry, where }];
  });
  // The strongest action wins; of several with the same, the first of the list.
  const [strongest] = found.toSorted((one, other) => FILTER_ACTIONS.indexOf(one.action) - FILTER_ACTIONS.indexOf(other.action));
  if (strongest === undefined) return { verdict: 'pass', reason: 'nothing-wrong', input };
  return {
    verdict: strongest.action,
    reason: 'text-filtered',
    input,
    entry: strongest.text,
    detail: `in ${strongest.where === 'attachment-name' ? 'the name of an attachment' : strongest.where}`,
    hits: found.map(({ text }) => ({ option: 'filters', entry: text })),
  };
}

export const filters: SecurityOption = { id: 'filters', data };
