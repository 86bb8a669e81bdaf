/** "What would this entry have hit?": puts together what the kept messages, and what the log's decisions, answer. */
import type { MessageHit, MessagesAnswer, SessionsAnswer, WhatIfAnswer, WhatIfQuestion } from '../../shared/admin-api/security.ts';
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
  const [kept, notKept] = await Promise.all([
    admin.whatIf.ask({ asked, messages }, signal).catch((error: unknown) => {
      throw error instanceof QuestionReplaced ? new Refusal('CONFLICT', '', error.message) : error;
    }),
    findNotKeptHits(decisions, asked, within(FIXED_LIMITS.whatIfMilliseconds, signal)),
  ]);
  const inTime = within(FIXED_LIMITS.whatIfDecisionsMilliseconds, signal);
  const examples = await Promise.all(kept.examples.map(async (hit) => shownHit(hit, await decisionAbout(decisions, hit.traceId, inTime))));
  return { about: 'messages', ...kept, examples, notKept };
}

function within(milliseconds: number, signal: AbortSignal | undefined): AbortSignal {
  const timeIsUp = AbortSignal.timeout(milliseconds);
  return signal === undefined ? timeIsUp : AbortSignal.any([signal, timeIsUp]);
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
