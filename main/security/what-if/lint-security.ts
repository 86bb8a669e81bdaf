/** Everything that is odd about the security settings, from all who look for it, in words for the administrator. */
import type { SecurityFinding } from '../../../shared/admin-api/security.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { FINDINGS, type FindingId } from '../../../shared/security-findings.ts';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../../../shared/security-options.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import { type Settings, defaultSettings } from '../../../shared/settings/settings.ts';
import { escapeAndCut } from '../../../shared/text/escape.ts';
import { Turns } from '../../settings/turns.ts';
import { lintLists } from './lint-lists.ts';
import { lintSwitches, type Odd } from './lint-switches.ts';
import { type HitFacts, neverHit } from './never-hit.ts';

export interface LintRequest {
  readonly settings: Settings;
  readonly hits: HitFacts;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** In the order of the menu, and of the lists. Does not hold up the event loop, however long the lists are. */
export async function lintSecurity({ settings, hits, now }: LintRequest): Promise<readonly SecurityFinding[]> {
  const odd = [...lintSwitches(settings), ...(await lintLists(settings, now)), ...(await neverHits(settings, hits, now))];
  const sorted = odd.toSorted((one, other) => MENU.indexOf(one.option) - MENU.indexOf(other.option) || (one.index ?? -1) - (other.index ?? -1));
  return sorted.map(shown);
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

/** Entries in use that have matched nothing for long. Those of the default settings are there to be on the safe side, whether they hit or not. */
async function neverHits(settings: Settings, hits: HitFacts, now: number): Promise<readonly Odd[]> {
  const odd: Odd[] = [];
  const turns = new Turns();
  const defaults = new Set(countedLists(defaultSettings()).flatMap(({ option, entries }) => entries.map(({ entry }) => `${option} ${entry}`)));
  for (const { option, entries } of countedLists(settings)) {
    await turns.forEach(entries, ({ entry, isUsed }, index) => {
      if (!isUsed(now) || defaults.has(`${option} ${entry}`)) return;
      const detail = neverHit(hits, option, entry, now);
      if (detail !== undefined) odd.push({ option, finding: 'never-hit', index, entry, detail });
    });
  }
  return odd;
}

interface CountedList {
  readonly option: SecurityOptionId;
  readonly entries: readonly { readonly entry: string; readonly isUsed: (now: number) => boolean }[];
}

/** The lists whose hits are counted, whole. */
function countedLists({ security }: Settings): readonly CountedList[] {
  const { filters, 'attachment-filters': attachments, 'banned-addresses': banned, 'trusted-addresses': trusted } = security;
  const isLive = (expires: string | null, now: number): boolean => expires === null || Date.parse(expires) > now;
  const addresses = ({ address, expires }: AddressEntry): CountedList['entries'][number] => ({ entry: address, isUsed: (now) => isLive(expires, now) });
  return [
    {
      option: 'filters',
      entries: filters.entries.map(({ text, enabled, expires }) => ({ entry: text, isUsed: (now) => filters.enabled && enabled && isLive(expires, now) })),
    },
    {
      option: 'attachment-filters',
      entries: attachments.entries.map(({ pattern, enabled }) => ({ entry: pattern, isUsed: () => attachments.enabled && enabled })),
    },
    { option: 'banned-addresses', entries: banned.entries.map(addresses) },
    { option: 'trusted-addresses', entries: trusted.entries.map(addresses) },
  ];
}
