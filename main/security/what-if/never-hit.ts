/**
 * Entries that have matched nothing for long: they may have outlived their purpose. How old an entry is, is not written in
 * it; the revisions of the settings and the counters tell since when it can have been hit, at the least.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { SecurityOptionId } from '../../../shared/security-options.ts';

/** What is known of hits. */
export interface HitFacts {
  /** Since when hits are counted; milliseconds since 1970. */
  readonly since: number;
  /** When an entry was last hit; undefined if not since then. `entry` is its first field as it stands in the settings. */
  lastHit(option: SecurityOptionId, entry: string): number | undefined;
}

const DAY = 86_400_000;

/** @returns how long an entry has not been hit, in words; undefined if that is not long, or not known to be */
export function neverHit(facts: HitFacts, option: SecurityOptionId, entry: string, now: number): string | undefined {
  const last = facts.lastHit(option, entry);
  const days = Math.floor((now - Math.max(last ?? facts.since, facts.since)) / DAY);
  if (days < FIXED_LIMITS.neverHitDays) return undefined;
  return last === undefined
    ? `it has not matched in the ${days} days since hits are counted; how old the entry is, is not known`
    : `the last match was ${days} days ago`;
}
