/** "What would this entry have hit?": puts together what the kept messages, and what the log's decisions, answer. */
import type { MessageHit, MessagesAnswer, ProposalQuestion, Proposals, SessionsAnswer, WhatIfAnswer, WhatIfQuestion } from '../../shared/admin-api/security.ts';
import type { DecisionSummary } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut, escapeHostileText } from '../../shared/text/escape.ts';
import { findNotKeptHits } from '../security/what-if/not-kept-hits.ts';
import { findSessionHits } from '../security/what-if/sessions-hit.ts';
import { QuestionReplaced } from '../security/what-if/what-if.ts';
import type { AskedEntry, KeptHit } from '../security/what-if/what-if-protocol.ts';
import type { AdminContext } from './context.ts';
import { Refusal } from './errors.ts';

type Parts = Pick<AdminContext, 'whatIf' | 'settings'> & { readonly events: Pick<AdminContext['events'], 'decisions'> };

export async function whatIf(admin: Parts, question: WhatIfQuestion, signal: AbortSignal | undefined): Promise<WhatIfAnswer> {
  const started = performance.now();
  const answer = await answerTo(admin, question, signal);
  return { ...answer, milliseconds: Math.round(performance.now() - started) };
}

/** Longer texts for a filter that hits good mail. */
export async function propose(
  admin: Pick<Parts, 'whatIf'>,
  { text, scope, unwanted, messages }: ProposalQuestion,
  signal: AbortSignal | undefined,
): Promise<Proposals> {
  const started = performance.now();
  const { proposals, ...looked } = await admin.whatIf.propose({ entry: { text, scope }, unwanted, messages }, signal).catch(refuseReplaced);
  const shown = proposals.map((proposal) => ({ ...proposal, text: escapeHostileText(proposal.text) }));
  return { proposals: shown, ...looked, milliseconds: Math.round(performance.now() - started) };
}

/** A question that a newer one took the place of is a conflict of the admin API. */
export function refuseReplaced(error: unknown): never {
  throw error instanceof QuestionReplaced ? new Refusal('CONFLICT', '', error.message) : error;
}

async function answerTo(
  admin: Parts,
  question: WhatIfQuestion,
  signal: AbortSignal | undefined,
): Promise<Omit<MessagesAnswer, 'milliseconds'> | Omit<SessionsAnswer, 'milliseconds'>> {
  switch (question.list) {
    case 'filters':
      return await messagesHit(admin, { list: question.list, entry: question.entry }, question.messages, signal);
    case 'attachment-filters': {
      const { byContent } = admin.settings.current.security['attachment-filters'];
      return await messagesHit(admin, { list: question.list, pattern: question.entry.pattern, byContent }, question.messages, signal);
    }
    case 'banned-addresses':
    case 'trusted-addresses':
      return { about: 'sessions', ...(await findSessionHits(admin.events.decisions, question.entry.address, question.sessions, signal)) };
  }
}

async function messagesHit(admin: Parts, asked: AskedEntry, messages: number, signal: AbortSignal | undefined): Promise<Omit<MessagesAnswer, 'milliseconds'>> {
  const { decisions } = admin.events;
  const started = performance.now();
  const timeIsUp = new AbortController();
  const inTime = signal === undefined ? timeIsUp.signal : AbortSignal.any([signal, timeIsUp.signal]);
  const searching = findNotKeptHits(decisions, asked, inTime);
  // Whoever waits for the messages below hears of their failure first.
  searching.catch(() => undefined);
  const kept = await admin.whatIf.ask({ asked, messages }, signal).catch((error: unknown) => {
    timeIsUp.abort();
    return refuseReplaced(error);
  });
  // For the first question threads have to be started, here and there: what is left counts from the answer of the slower.
  const left = Math.max(FIXED_LIMITS.whatIfMilliseconds - (performance.now() - started), FIXED_LIMITS.whatIfDecisionsMilliseconds);
  const timer = setTimeout(() => timeIsUp.abort(), left);
  try {
    const [notKept, examples] = await Promise.all([
      searching,
      Promise.all(kept.examples.map(async (hit) => shownHit(hit, await decisionAbout(decisions, hit.traceId, inTime)))),
    ]);
    return { about: 'messages', ...kept, examples, notKept };
  } finally {
    clearTimeout(timer);
  }
}

/** What was decided about a kept message; undefined if that is not kept, or not found in time. */
async function decisionAbout(decisions: Parts['events']['decisions'], traceId: string, signal: AbortSignal): Promise<DecisionSummary | undefined> {
  if (signal.aborted) return undefined;
  try {
    const { decisions: found } = await decisions.search({ traceId }, { limit: 1 }, signal);
    return found[0];
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function shownHit({ held, ...hit }: KeptHit, decision: DecisionSummary | undefined): MessageHit {
  return {
    ...hit,
    reversePath: escapeHostileText(hit.reversePath),
    recipients: hit.recipients.map(escapeHostileText),
    subject: escapeAndCut(hit.subject, FIXED_LIMITS.traceSubjectCharacters),
    places: [...hit.places],
    found: escapeAndCut(hit.found, FIXED_LIMITS.traceTextCharacters),
    verdict: decision?.verdict ?? (held ? 'quarantine' : 'pass'),
    ...(decision === undefined ? {} : { reason: decision.reason }),
  };
}
