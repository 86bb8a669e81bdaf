/** What may go badly wrong with a change of the settings, and what recent traffic says about it. Windows are asked about it. */
import type { Problem } from '../../shared/admin-api/errors.ts';
import { type Evidence, EVIDENCE, RISK_DAYS_MS, SETTING_RISKS, type SettingRisk } from '../../shared/settings/risks.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { effectOf } from '../../shared/settings/switch-reasons.ts';
import type { CheckId } from '../../shared/decisions/verdicts.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { splitPath, valueAt } from '../settings/json-path.ts';
import { EXAMINED_SWITCHES } from '../../shared/admin-api/security.ts';
import type { AdminContext } from './context.ts';
import { sessionsOn } from './listener-traffic.ts';
import { replayed, replayFacts } from './replay.ts';
import { decisionsOf } from './switch-effects.ts';

interface SwitchRisk {
  /** Under `security.`. */
  readonly path: string;
  /** The value that is risky to change to. */
  readonly to: boolean;
  readonly risk: SettingRisk;
  /** What the decisions of the last days are looked through for. */
  readonly evidence?: Extract<Evidence, 'would-be-taken' | 'would-be-refused' | 'relaying-refused'>;
}

const SWITCH_RISKS: readonly SwitchRisk[] = [
  { path: 'smtp-authentication.enabled', to: false, risk: 'login-off', evidence: 'would-be-refused' },
  { path: 'smtp-authentication.usePop3Credentials', to: false, risk: 'pop3-logins-off', evidence: 'would-be-refused' },
  { path: 'smtp-authentication.requireTls', to: false, risk: 'tls-not-required', evidence: 'would-be-taken' },
  { path: 'smtp-authentication.requireForLocalSenders', to: false, risk: 'local-senders-open', evidence: 'would-be-taken' },
  { path: 'smtp-authentication.senderMustMatchLogin', to: false, risk: 'sender-match-off', evidence: 'would-be-taken' },
  { path: 'smtp-authentication.bruteForce.enabled', to: false, risk: 'guessing-unguarded' },
  { path: 'smtp-after-pop.enabled', to: true, risk: 'after-pop-on', evidence: 'relaying-refused' },
  { path: 'sender-rules.senderDomainMustBeLocal', to: false, risk: 'sender-rules-off', evidence: 'would-be-taken' },
  { path: 'sender-rules.senderMustHaveAccount', to: false, risk: 'sender-rules-off', evidence: 'would-be-taken' },
  { path: 'filters.enabled', to: false, risk: 'filters-off', evidence: 'would-be-taken' },
  { path: 'attachment-filters.enabled', to: false, risk: 'attachments-off', evidence: 'would-be-taken' },
  { path: 'attachment-filters.byContent', to: false, risk: 'content-unjudged', evidence: 'would-be-taken' },
  { path: 'address-verification.verifySenderDomain', to: false, risk: 'sender-check-off', evidence: 'would-be-taken' },
  { path: 'address-verification.verifyLocalSender', to: false, risk: 'sender-check-off', evidence: 'would-be-taken' },
  { path: 'address-verification.verifyHelo', to: false, risk: 'sender-check-off', evidence: 'would-be-taken' },
  { path: 'address-verification.assumeBlankSenderIsValid', to: false, risk: 'blank-sender-refused' },
];

type Traffic = Pick<AdminContext, 'events' | 'listeners' | 'rehearsal'>;

/** Each risk as a problem: its message whole for whoever shows it as it is, and its facts for whoever has words of its own. */
export async function settingRisks(traffic: Traffic, next: Settings, before: Settings, now: number): Promise<readonly Problem[]> {
  const listed = [switchRisks(traffic, next, before, now), listenerRisks(traffic, next, before, now), attachmentRisks(traffic, next, before, now)];
  return [...(await Promise.all(listed)).flat(), ...otherRisks(next, before)];
}

async function switchRisks({ events, rehearsal }: Traffic, next: Settings, before: Settings, now: number): Promise<Problem[]> {
  const risky = SWITCH_RISKS.filter(({ path, to }) => {
    const parts = splitPath(`security.${path}`);
    return valueAt(next, parts) === to && valueAt(before, parts) !== to;
  });
  return await Promise.all(
    risky.map(async ({ path, to, risk, evidence }) => {
      const facts = { path: `security.${path}`, from: JSON.stringify(!to), to: JSON.stringify(to) };
      const count = evidence === undefined ? undefined : await countOf(events.decisions, before, `security.${path}`, evidence, now);
      if (evidence === undefined || count === undefined) return problem(risk, facts);
      if (count === 0) return problem(risk, facts, evidence, count);
      const [option, reasons] = evidenceOf(`security.${path}`, evidence);
      // Only envelopes can be played again: they say nothing about what was found in a message.
      if (option !== undefined && ABOUT_CONTENT.has(option)) return problem(risk, facts, evidence, count);
      const again = await replayed(events.decisions, [{ since: now - RISK_DAYS_MS, ...(option === undefined ? {} : { option }), ...onlyOne(reasons) }], {
        now: rehearsal(before),
        proposed: rehearsal(next),
      });
      return problem(risk, { ...facts, ...replayFacts(again) }, evidence, count);
    }),
  );
}

const ABOUT_CONTENT: ReadonlySet<CheckId> = new Set<CheckId>(['filters', 'attachment-filters']);

/** What the reasons of a setting were given for in the last days; undefined where that cannot be found out. */
async function countOf(
  decisions: Traffic['events']['decisions'],
  before: Settings,
  path: string,
  evidence: Evidence,
  now: number,
): Promise<number | undefined> {
  const [option, reasons] = evidenceOf(path, evidence);
  const examined = EXAMINED_SWITCHES.find((setting) => setting === path);
  try {
    if (examined !== undefined) return (await decisionsOf(decisions, examined, before, now)).decisions;
    if (option === undefined) return undefined;
    const { findings } = await decisions.tally(option, now - RISK_DAYS_MS);
    return findings.filter(({ reason }) => reasons.includes(reason)).reduce((sum, finding) => sum + finding.decisions, 0);
  } catch {
    // The question can be asked without figures; that the log cannot be read is said where the log is shown.
    return undefined;
  }
}

function onlyOne([reason, ...others]: readonly ReasonId[]): { readonly reason?: ReasonId } {
  return reason === undefined || others.length > 0 ? {} : { reason };
}

function evidenceOf(path: string, evidence: Evidence): readonly [CheckId | undefined, readonly ReasonId[]] {
  if (evidence === 'relaying-refused') return ['relay-control', ['relaying-denied']];
  if (evidence === 'would-be-refused') return ['smtp-authentication', ['logged-in']];
  const effect = effectOf(path);
  if (effect === undefined && path.startsWith('security.attachment-filters.')) return ['attachment-filters', ['attachment-filtered']];
  return [effect?.option, effect?.reasons ?? []];
}

const IGNORED = 'security.attachment-filters.ignoreWhenUnlimited';

/** The list of attachment filters is ignored by two settings together: whichever comes second. */
async function attachmentRisks({ events }: Traffic, next: Settings, before: Settings, now: number): Promise<Problem[]> {
  if (!isListIgnored(next) || isListIgnored(before)) return [];
  const path = before.security['attachment-filters'].ignoreWhenUnlimited ? 'security.attachment-filters.messageSizeLimit' : IGNORED;
  const facts = { path, from: JSON.stringify(valueAt(before, splitPath(path))), to: JSON.stringify(valueAt(next, splitPath(path))) };
  const count = await countOf(events.decisions, before, IGNORED, 'would-be-taken', now);
  return [count === undefined ? problem('attachments-off', facts) : problem('attachments-off', facts, 'would-be-taken', count)];
}

function isListIgnored({ security }: Settings): boolean {
  const { enabled, ignoreWhenUnlimited, messageSizeLimit } = security['attachment-filters'];
  return enabled && ignoreWhenUnlimited && messageSizeLimit === null;
}

async function listenerRisks({ listeners, events }: Traffic, next: Settings, before: Settings, now: number): Promise<Problem[]> {
  const there = new Map(next.server.listeners.map((listener) => [placeOf(listener), listener]));
  const known = new Set(before.server.listeners.map(placeOf));
  const fresh = next.server.listeners.filter((listener) => !known.has(placeOf(listener)));
  const found = before.server.listeners.flatMap((old): { risk: SettingRisk; from: ListenerSettings; to: ListenerSettings | null }[] => {
    const same = there.get(placeOf(old));
    if (same !== undefined) return same.tls === 'none' && old.tls !== 'none' ? [{ risk: 'listener-without-tls', from: old, to: same }] : [];
    const place = fresh.findIndex(({ protocol }) => protocol === old.protocol);
    const [moved] = place < 0 ? [] : fresh.splice(place, 1);
    return [moved === undefined ? { risk: 'listener-removed', from: old, to: null } : { risk: 'listener-moved', from: old, to: moved }];
  });
  return await Promise.all(
    found.map(async ({ risk, from, to }) => {
      // With the configured port 0 it answers on another one.
      const state = listeners.states.find(
        ({ protocol, address, port }) => protocol === from.protocol && address === from.address && (port === from.port || from.port === 0),
      );
      const sessions = await sessionsOn(events, { protocol: from.protocol, port: state?.port ?? from.port }, now);
      return listenerProblem(risk, from, to, state?.connections ?? 0, sessions);
    }),
  );
}

function placeOf({ protocol, address, port }: ListenerSettings): string {
  return `${protocol} ${address} ${port}`;
}

/** @param sessions of the last days; undefined if that could not be found out */
function listenerProblem(risk: SettingRisk, from: ListenerSettings, to: ListenerSettings | null, connections: number, sessions: number | undefined): Problem {
  const facts = { path: 'server.listeners', from: JSON.stringify(from), to: JSON.stringify(to) };
  const found = sessions === undefined ? problem(risk, facts) : problem(risk, facts, 'came-in-here', sessions);
  if (connections === 0) return found;
  return { ...found, message: `${found.message} ${EVIDENCE['connected-now'](connections)}`, facts: { ...found.facts, connections } };
}

function otherRisks(next: Settings, before: Settings): Problem[] {
  const found: Problem[] = [];
  const [tls, oldTls] = [next.server.tls, before.server.tls];
  if (tls.certificateFile !== oldTls.certificateFile || tls.keyFile !== oldTls.keyFile) {
    const facts = { path: 'server.tls.certificateFile', from: JSON.stringify(oldTls.certificateFile), to: JSON.stringify(tls.certificateFile) };
    found.push(problem('certificate-changed', facts));
  }
  if (inClear(next) && !inClear(before)) {
    const facts = {
      path: 'delivery.smartHost.tls',
      from: JSON.stringify(before.delivery.smartHost?.tls ?? null),
      to: JSON.stringify(next.delivery.smartHost?.tls ?? null),
    };
    found.push(problem('smart-host-in-clear', facts));
  }
  return found;
}

function inClear({ delivery: { smartHost } }: Settings): boolean {
  return smartHost !== null && smartHost.password !== '' && (smartHost.tls === 'none' || smartHost.tls === 'opportunistic');
}

function problem(risk: SettingRisk, facts: Record<string, string | number>, evidence?: Evidence, count = 0): Problem {
  if (evidence === undefined) return { field: risk, message: SETTING_RISKS[risk], facts };
  return { field: risk, message: `${SETTING_RISKS[risk]} ${EVIDENCE[evidence](count)}`, facts: { ...facts, evidence, count } };
}
