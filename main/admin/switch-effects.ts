/**
 * What switches have done that no reason of a decision tells of, and what they would do: found by looking at the decisions of the
 * last days, and at the messages that are kept.
 */
import type { DecisionFilter } from '../../shared/admin-api/decisions.ts';
import type { ExaminedSwitch, SwitchEffect } from '../../shared/admin-api/security.ts';
import type { DecisionSummary } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { RISK_DAYS_MS } from '../../shared/settings/risks.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { PROGRAM_BY_CONTENT } from '../security/options/attachment-filters.ts';
import type { AskedEntry } from '../security/what-if/what-if-protocol.ts';
import type { AdminContext } from './context.ts';
import { refuseReplaced } from './what-if.ts';

type Decisions = Pick<AdminContext['events']['decisions'], 'search'>;
type Parts = Pick<AdminContext, 'whatIf' | 'settings'> & { readonly events: { readonly decisions: Decisions } };

/** Decisions that are counted: beyond that "more than" is as good. */
const COUNTED_DECISIONS = 5000;

export async function switchEffect(admin: Parts, setting: ExaminedSwitch, now: number, signal?: AbortSignal): Promise<SwitchEffect> {
  const { current } = admin.settings;
  const asked = listAsked(setting, current);
  const [decided, kept] = await Promise.all([
    decisionsOf(admin.events.decisions, setting, current, now, signal),
    asked === undefined ? null : keptWith(admin.whatIf, asked, signal),
  ]);
  return { ...decided, kept };
}

/** What was decided in the last days that is due to the switch, or would be otherwise with it. */
export async function decisionsOf(
  decisions: Decisions,
  setting: ExaminedSwitch,
  settings: Settings,
  now: number,
  signal?: AbortSignal,
): Promise<Pick<SwitchEffect, 'decisions' | 'more'>> {
  const { filter, counts } = COUNTS[setting];
  const page = await decisions.search({ ...filter, since: now - RISK_DAYS_MS }, { limit: COUNTED_DECISIONS }, signal);
  const isCounted = counts(settings);
  return { decisions: page.decisions.filter(isCounted).length, more: page.more };
}

const ALL = (): ((decision: DecisionSummary) => boolean) => () => true;

interface Count {
  readonly filter: DecisionFilter;
  readonly counts: (settings: Settings) => (decision: DecisionSummary) => boolean;
}

const COUNTS: Readonly<Record<ExaminedSwitch, Count>> = {
  'security.smtp-authentication.usePop3Credentials': {
    filter: { option: 'smtp-authentication', reason: 'logged-in' },
    // Whoever has logged in, and not with one of the logins for sending alone.
    counts: ({ security }) => {
      const names = new Set(security['smtp-authentication'].logins.map(({ name }) => name));
      return ({ login }) => login !== undefined && !names.has(login);
    },
  },
  'security.attachment-filters.byContent': {
    filter: { option: 'attachment-filters', reason: 'attachment-filtered', text: PROGRAM_BY_CONTENT },
    counts: ALL,
  },
  'security.attachment-filters.ignoreWhenUnlimited': { filter: { option: 'attachment-filters', reason: 'attachment-filtered' }, counts: ALL },
};

/** What kept messages are looked through for: what came in because the switch is as it is. */
function listAsked(setting: ExaminedSwitch, { security }: Settings): AskedEntry | undefined {
  const { entries, byContent, ignoreWhenUnlimited, messageSizeLimit } = security['attachment-filters'];
  const patterns = entries.filter(({ enabled }) => enabled).map(({ pattern }) => pattern);
  if (patterns.length === 0) return undefined;
  if (setting === 'security.attachment-filters.byContent' && !byContent) return { list: 'attachment-list', patterns, byContent: true, which: 'disguised' };
  const isIgnored = ignoreWhenUnlimited && messageSizeLimit === null;
  return setting === 'security.attachment-filters.ignoreWhenUnlimited' && isIgnored
    ? { list: 'attachment-list', patterns, byContent, which: 'listed' }
    : undefined;
}

export async function keptWith(whatIf: Parts['whatIf'], asked: AskedEntry, signal: AbortSignal | undefined): Promise<NonNullable<SwitchEffect['kept']>> {
  const { hits, examined, kept, complete } = await whatIf.ask({ asked, messages: FIXED_LIMITS.whatIfMessages }, signal).catch(refuseReplaced);
  return { hits, examined, kept, complete };
}
