/** "How many of the last sessions would this address entry have hit, and whose?" Asked of the decisions that the log keeps. */
import type { SessionsAnswer } from '../../../shared/admin-api/security.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { IpSet } from '../../../shared/net/ip-set.ts';
import type { Decisions } from '../../log/decision-log.ts';
import { Turns } from '../../settings/turns.ts';

/** @param address an address, network, range or pattern that can be read. Rejects when the signal fires, or the log cannot be read */
export async function findSessionHits(
  decisions: Pick<Decisions, 'remoteAddresses' | 'search'>,
  address: string,
  sessions: number,
  signal?: AbortSignal,
): Promise<Omit<SessionsAnswer, 'about' | 'milliseconds'>> {
  const [seen, examples] = await Promise.all([
    decisions.remoteAddresses(sessions, signal),
    decisions.search({ remoteAddress: address }, { limit: FIXED_LIMITS.whatIfExamples }, signal),
  ]);
  const covered = IpSet.of([{ address, expires: null }]);
  const hit: { readonly remoteAddress: string; readonly sessions: number }[] = [];
  await new Turns().forEach(seen.addresses, (each) => {
    if (covered.find(each.remoteAddress, 0) !== undefined) hit.push(each);
  });
  return {
    sessions: seen.sessions,
    since: seen.since,
    hits: hit.reduce((total, each) => total + each.sessions, 0),
    addresses: hit.length,
    // They come with the most frequent first.
    frequent: hit.slice(0, FIXED_LIMITS.whatIfExamples),
    examples: examples.decisions,
  };
}
