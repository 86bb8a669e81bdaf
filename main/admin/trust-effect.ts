/** What it would mean to trust addresses, told from the last days: who has come from there, and what would have been sent on that was refused. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { IpSet } from '../../shared/net/ip-set.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import { MILLISECONDS_OF_COUNT, MILLISECONDS_OF_LONG_COUNT, RISK_DAYS_MS } from '../../shared/settings/risks.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { Turns } from '../settings/turns.ts';
import type { AdminContext } from './context.ts';
import { replayed, replayFacts } from './replay.ts';

type Traffic = Pick<AdminContext, 'settings' | 'rehearsal' | 'figures'> & {
  readonly events: { readonly decisions: Pick<AdminContext['events']['decisions'], 'search' | 'remoteAddresses'> };
};

/** Entries whose traffic is played again: of a long list the first that anybody came from. */
const PLAYED_ENTRIES = 5;

/**
 * Figures for the question whether these may be trusted; where the log takes longer, their name in `pending`.
 * @param set of the entries
 * @param patience milliseconds
 */
export async function effectOfTrusting(traffic: Traffic, set: IpSet<AddressEntry>, now: number, patience = MILLISECONDS_OF_COUNT): Promise<Problem['facts']> {
  const uncounted = new AbortController();
  const counting = countedEffect(traffic, set, now, AbortSignal.any([uncounted.signal, AbortSignal.timeout(MILLISECONDS_OF_LONG_COUNT)]));
  const stop = new AbortController();
  const tooLate = sleep(patience, 'too late' as const, { signal: stop.signal, ref: false }).catch(() => 'too late' as const);
  const found = await Promise.race([counting, tooLate]);
  stop.abort();
  return found === 'too late' ? { pending: traffic.figures.keep(counting, uncounted) } : found;
}

/** Undefined where the log cannot be read, which is said where the log is shown, and where nobody waits for it any more. */
async function countedEffect({ settings, events, rehearsal }: Traffic, set: IpSet<AddressEntry>, now: number, ends: AbortSignal): Promise<Problem['facts']> {
  const since = now - RISK_DAYS_MS;
  const seen = await events.decisions.remoteAddresses(FIXED_LIMITS.traceSessions, ends, since).catch(() => undefined);
  if (seen === undefined || ends.aborted) return undefined;
  let count = 0;
  const played = new Set<AddressEntry>();
  await new Turns().forEach(seen.addresses, ({ remoteAddress, sessions }) => {
    const entry = set.find(remoteAddress, now);
    if (entry === undefined) return;
    count += sessions;
    if (played.size < PLAYED_ENTRIES) played.add(entry);
  });
  const evidence = { evidence: 'came-from-there', count };
  if (count === 0) return evidence;
  const { current } = settings;
  const again = await replayed(
    events.decisions,
    [...played].map(({ address }) => ({ remoteAddress: address, since })),
    { now: rehearsal(current), proposed: rehearsal(trusting(current, [...played])) },
  );
  return { ...evidence, ...replayFacts(again) };
}

function trusting(settings: Settings, entries: readonly AddressEntry[]): Settings {
  const list = settings.security['trusted-addresses'];
  return { ...settings, security: { ...settings.security, 'trusted-addresses': { ...list, entries: [...list.entries, ...entries] } } };
}
