/** A job that was handed over, or a part of it, with what came of it. */
import type { SmtpClient } from '../client/smtp-client.ts';
import type { Handed, Outcome } from '../outcome.ts';
import type { Job } from './destination.ts';

export type IsMeant = (outcome: Outcome | undefined) => boolean;

export interface Tried {
  readonly client: SmtpClient;
  readonly job: Job;
  readonly handed: Handed;
  readonly milliseconds: number;
}

/** The part with the recipients that are meant. */
export function only(tried: Tried, isMeant: (outcome: Outcome | undefined, entry: Job['entries'][number]) => boolean): Tried {
  const { job, handed } = tried;
  const parts = job.entries.map((entry, place) => ({ entry, outcome: handed.outcomes[place] })).filter(({ entry, outcome }) => isMeant(outcome, entry));
  return {
    ...tried,
    job: { ...job, entries: parts.map(({ entry }) => entry) },
    handed: { ...handed, outcomes: parts.map(({ outcome }) => outcome) },
  };
}

export function isUndecided(outcome: Outcome | undefined): boolean {
  return outcome === undefined;
}

/** Another host may decide otherwise. */
export function isPutOff(outcome: Outcome | undefined): boolean {
  return outcome === undefined || (outcome.kind === 'deferred' && outcome.oursAlone !== true);
}
