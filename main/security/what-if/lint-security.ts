/** Everything that is odd about the security settings, from all who look for it, in words for the administrator. */
import type { SecurityFinding } from '../../../shared/admin-api/security.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { FINDINGS, type FindingId } from '../../../shared/security-findings.ts';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../../../shared/security-options.ts';
import { escapeAndCut } from '../../../shared/text/escape.ts';
import { LIST_IDS, lintOfList } from './lint-lists.ts';
import { lintSwitches, type Odd } from './lint-switches.ts';
import { type NeverHitParts, findNeverHit } from './never-hit.ts';
import { firstOf } from './odd-ones.ts';

export interface Lint {
  readonly total: number;
  /** The first of them: `FIXED_LIMITS.shownLints` at most. */
  readonly findings: readonly SecurityFinding[];
}

/** In the order of the menu, and of the lists. Does not hold up the event loop, however long the lists are. @param option the one that is asked about; all where it is missing */
export async function lintSecurity(parts: NeverHitParts, option?: SecurityOptionId): Promise<Lint> {
  const { settings, now } = parts;
  const lists = LIST_IDS.filter((list) => option === undefined || option === list);
  const [neverHit, ...ofLists] = await Promise.all([findNeverHit(parts, lists), ...lists.map(async (list) => await lintOfList(list, settings, now))]);
  const ofSwitches = lintSwitches(settings).filter((odd) => option === undefined || odd.option === option);
  const found = [firstOf(ofSwitches), ...ofLists, ...neverHit];
  const odd = found.flatMap((ones) => ones.odd);
  const sorted = odd.toSorted((one, other) => MENU.indexOf(one.option) - MENU.indexOf(other.option) || (one.index ?? -1) - (other.index ?? -1));
  return { total: found.reduce((total, ones) => total + ones.total, 0), findings: sorted.slice(0, FIXED_LIMITS.shownLints).map(shown) };
}

const MENU: readonly SecurityOptionId[] = SECURITY_OPTIONS.map(({ id }) => id);

function shown({ option, finding, index, entry, other, detail }: Odd): SecurityFinding {
  const shownEntry = entry === undefined ? undefined : escapeAndCut(entry, FIXED_LIMITS.traceTextCharacters);
  const shownOther = other === undefined ? undefined : escapeAndCut(other, FIXED_LIMITS.traceTextCharacters);
  const words: string = FINDINGS[finding];
  const more = [OTHER_MATTERS.has(finding) ? shownOther : undefined, detail].filter((part) => part !== undefined && part !== '');
  return {
    option,
    finding,
    ...(index === undefined ? {} : { index }),
    ...(shownEntry === undefined ? {} : { entry: shownEntry }),
    ...(shownOther === undefined ? {} : { other: shownOther }),
    message: more.length === 0 ? words : `${words}: ${more.join('; ')}`,
  };
}

/** Findings that say more with the other entry named. */
const OTHER_MATTERS: ReadonlySet<FindingId> = new Set(['duplicate', 'shadowed', 'banned-and-trusted']);
