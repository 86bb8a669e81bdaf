/**
 * What a switch would have caught of recent traffic if it stood the other way, for whoever thinks about turning it: the newest
 * messages that were taken are played again, or those that are kept are looked through.
 */
import type { IfSwitched } from '../../shared/admin-api/security.ts';
import type { DecisionSummary, Verdict } from '../../shared/decisions/verdicts.ts';
import { RISK_DAYS_MS } from '../../shared/settings/risks.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { type ForeseeableSwitch, type KeptSwitch, REPLAYED_SWITCHES, type ReplayedSwitch } from '../../shared/settings/switch-reasons.ts';
import { isExpired } from '../security/filters/filter-rules.ts';
import type { AskedEntry } from '../security/what-if/what-if-protocol.ts';
import { Turns } from '../settings/turns.ts';
import type { AdminContext } from './context.ts';
import { playedAgain } from './replay.ts';
import { keptWith } from './switch-effects.ts';

type Parts = Pick<AdminContext, 'whatIf' | 'settings' | 'rehearsal'> & {
  readonly events: { readonly decisions: Pick<AdminContext['events']['decisions'], 'search'> };
};

/** Decisions that are looked at, and the time for it. They are played in turns, so that no session waits. */
const PLAYED_DECISIONS = 1000;
const MILLISECONDS = 2000;

export async function ifSwitched(admin: Parts, setting: ForeseeableSwitch, now: number, signal?: AbortSignal): Promise<IfSwitched | null> {
  const { current } = admin.settings;
  if (isReplayed(setting)) return await playedWith(admin, setting, now, signal);
  const asked = keptQuestion(setting, current, now);
  if (asked === undefined) return null;
  const { examined, complete, kept, hits } = await keptWith(admin.whatIf, asked, signal);
  return { looked: 'kept', examined, complete, kept, hits };
}

function isReplayed(setting: ForeseeableSwitch): setting is ReplayedSwitch {
  return REPLAYED_SWITCHES.some((replayed) => replayed === setting);
}

/** What kept messages are looked through for; undefined where the option would have nothing to look for. */
function keptQuestion(setting: KeptSwitch, { security }: Settings, now: number): AskedEntry | undefined {
  switch (setting) {
    case 'security.filters.enabled': {
      const entries = security.filters.entries.filter((entry) => entry.enabled && !isExpired(entry, now));
      return entries.length === 0 ? undefined : { list: 'filter-list', entries: entries.map(({ text, scope }) => ({ text, scope })) };
    }
    case 'security.attachment-filters.enabled': {
      const { entries, byContent } = security['attachment-filters'];
      const patterns = entries.filter(({ enabled }) => enabled).map(({ pattern }) => pattern);
      return patterns.length === 0 ? undefined : { list: 'attachment-list', patterns, byContent, which: 'listed' };
    }
    case 'security.attachment-filters.refuseUnreadableArchives':
      return { list: 'attachment-list', patterns: [], byContent: false, which: 'unreadable' };
    case 'security.attachment-filters.refuseUnseenArchives':
      return { list: 'attachment-list', patterns: [], byContent: false, which: 'unseen' };
  }
}

const TAKEN: ReadonlySet<Verdict> = new Set<Verdict>(['pass', 'grant-relay', 'tag', 'quarantine']);

async function playedWith({ events, settings, rehearsal }: Parts, setting: ReplayedSwitch, now: number, signal?: AbortSignal): Promise<IfSwitched> {
  const page = await events.decisions.search({ since: now - RISK_DAYS_MS }, { limit: PLAYED_DECISIONS }, signal);
  const base = withoutLookups(settings.current);
  const asIs = rehearsal(base);
  const otherwise = rehearsal(turned(base, setting));
  const turns = new Turns();
  const end = performance.now() + MILLISECONDS;
  let [examined, hits, complete] = [0, 0, !page.more];
  for (const decision of page.decisions.filter(wasTaken)) {
    if (turns.over) await turns.next();
    signal?.throwIfAborted();
    if (performance.now() > end) {
      complete = false;
      break;
    }
    const [before, after] = [await playedAgain(decision, asIs), await playedAgain(decision, otherwise)];
    if (before === undefined || after === undefined) continue;
    examined += 1;
    // What is refused today for another reason would not be kept out by this.
    if (after.taken < before.taken) hits += 1;
  }
  return { looked: 'taken', examined, complete, hits };
}

function wasTaken({ verdict, reversePath, traceId }: DecisionSummary): boolean {
  return reversePath !== undefined && traceId !== undefined && TAKEN.has(verdict);
}

function turned(settings: Settings, setting: ReplayedSwitch): Settings {
  const { security } = settings;
  const changed = (slices: Partial<Settings['security']>): Settings => ({ ...settings, security: { ...security, ...slices } });
  const login = security['smtp-authentication'];
  const rules = security['sender-rules'];
  const verification = security['address-verification'];
  switch (setting) {
    case 'security.smtp-authentication.requireForLocalSenders':
      return changed({ 'smtp-authentication': { ...login, requireForLocalSenders: !login.requireForLocalSenders } });
    case 'security.smtp-authentication.senderMustMatchLogin':
      return changed({ 'smtp-authentication': { ...login, senderMustMatchLogin: !login.senderMustMatchLogin } });
    case 'security.sender-rules.senderDomainMustBeLocal':
      return changed({ 'sender-rules': { ...rules, senderDomainMustBeLocal: !rules.senderDomainMustBeLocal } });
    case 'security.sender-rules.senderMustHaveAccount':
      return changed({ 'sender-rules': { ...rules, senderMustHaveAccount: !rules.senderMustHaveAccount } });
    case 'security.address-verification.assumeBlankSenderIsValid':
      return changed({ 'address-verification': { ...verification, assumeBlankSenderIsValid: !verification.assumeBlankSenderIsValid } });
    case 'security.address-verification.verifyLocalSender':
      return changed({ 'address-verification': { ...verification, verifyLocalSender: !verification.verifyLocalSender } });
    case 'security.address-verification.verifyHelo':
      return changed({ 'address-verification': { ...verification, verifyHelo: !verification.verifyHelo } });
  }
}

/** What the DNS and other servers say today is not what they said then; and nobody is to be asked for a figure in a window. */
function withoutLookups(settings: Settings): Settings {
  const verification = settings.security['address-verification'];
  const quiet = { ...verification, verifySenderDomain: false, verifySenderByCallout: false, heloMustResolve: false, verifyReverseDns: false };
  return { ...settings, security: { ...settings.security, 'address-verification': quiet } };
}
