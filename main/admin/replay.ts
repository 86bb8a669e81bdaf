/**
 * Recent decisions played again under other settings: what a risky change would do to real traffic, before it is made. Only the
 * envelope is played, since of what was refused no message is kept; and only for as long as a person waits without noticing.
 */
import type { DecisionFilter } from '../../shared/admin-api/decisions.ts';
import type { DecisionSummary } from '../../shared/decisions/verdicts.ts';
import { MILLISECONDS_OF_REPLAY, REPLAYED_DECISIONS, REPLAY_EXAMPLES } from '../../shared/settings/risks.ts';
import { DirectoryError } from '../accounts/account-directory.ts';
import type { Rehearsal } from '../smtp/simulation-request.ts';
import type { AdminContext } from './context.ts';

export interface Replayed {
  readonly played: number;
  /** Those that would be decided the other way round: taken instead of refused, or refused instead of taken. */
  readonly changed: number;
  /** The newest of those, as "sender → recipient (client)". */
  readonly examples: readonly string[];
}

const NOTHING: Replayed = { played: 0, changed: 0, examples: [] };

/** Plays a client under the settings in force, and under those that are proposed: only what differs is due to the change. */
export interface Rehearsals {
  readonly now: Rehearsal;
  readonly proposed: Rehearsal;
}

/** @param filters which decisions; one that fits several of them is played once for each, so they should not overlap */
export async function replayed(
  decisions: Pick<AdminContext['events']['decisions'], 'search'>,
  filters: readonly DecisionFilter[],
  rehearsals: Rehearsals,
): Promise<Replayed> {
  const ends = AbortSignal.timeout(MILLISECONDS_OF_REPLAY);
  try {
    const pages = await Promise.all(filters.map(async (filter) => await decisions.search(filter, { limit: REPLAYED_DECISIONS }, ends)));
    const newest = pages.flatMap((page) => page.decisions).toSorted((one, other) => other.id - one.id);
    return await play(newest.slice(0, REPLAYED_DECISIONS), rehearsals, ends);
  } catch (error) {
    // Too slow to be worth waiting for, or the log cannot be read: the question is asked without.
    if (ends.aborted || error instanceof Error) return NOTHING;
    throw error;
  }
}

async function play(decisions: readonly DecisionSummary[], { now, proposed }: Rehearsals, ends: AbortSignal): Promise<Replayed> {
  const late = new Promise<undefined>((resolve) => ends.addEventListener('abort', () => resolve(undefined), { once: true }));
  let played = 0;
  const changed: DecisionSummary[] = [];
  for (const decision of decisions) {
    if (ends.aborted) break;
    const both = await Promise.race([Promise.all([isTaken(decision, now), isTaken(decision, proposed)]), late]);
    const [before, after] = both ?? [];
    if (before === undefined || after === undefined) continue;
    played += 1;
    if (before !== after) changed.push(decision);
  }
  return { played, changed: changed.length, examples: changed.slice(0, REPLAY_EXAMPLES).map(exampleOf) };
}

/** For the facts of a problem; nothing that could be played says nothing. */
export function replayFacts({ played, changed, examples }: Replayed): Record<string, string | number> {
  return played === 0 ? {} : { played, changed, examples: examples.join(', ') };
}

async function isTaken(decision: DecisionSummary, rehearse: Rehearsal): Promise<boolean | undefined> {
  return (await playedAgain(decision, rehearse))?.whole;
}

/** What becomes of a client and its envelope: how many recipients are taken, and whether that is all. */
export interface PlayedAgain {
  readonly taken: number;
  readonly whole: boolean;
}

/** Undefined where it cannot be played, since it had no envelope. */
export async function playedAgain(
  { protocol, remoteAddress, helo, login, reversePath, recipients }: DecisionSummary,
  rehearse: Rehearsal,
): Promise<PlayedAgain | undefined> {
  if (reversePath === undefined || recipients.length === 0) return undefined;
  // Whether SMTPUTF8 was declared is not kept, and no setting depends on it.
  const client = { protocol, remoteAddress, helo, smtpUtf8: true, from: reversePath, to: recipients, message: undefined };
  try {
    // Whoever had logged in had done so over TLS, or needed none.
    const { refused, recipients: answers } = await rehearse({
      ...client,
      secure: login !== undefined || protocol === 'submissions',
      ...(login === undefined ? {} : { authName: login }),
    });
    return { taken: answers.filter((answer) => answer.refused === undefined).length, whole: refused === undefined };
  } catch (error) {
    // Nobody may log in like that: it does not even come to an envelope.
    if (error instanceof DirectoryError) return { taken: 0, whole: false };
    throw error;
  }
}

/** The texts of decisions are escaped already. */
function exampleOf({ reversePath = '', recipients: [first = ''], remoteAddress }: DecisionSummary): string {
  return `<${reversePath}> → <${first}> (${remoteAddress})`;
}
