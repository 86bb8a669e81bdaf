/**
 * The one place where decisions are made ready to be kept: nothing hostile, nothing secret, nothing overlong, and no
 * content where that must not be kept, gets past it.
 */
import type { CheckId, Decision, NewDecision, TraceStep, Verdict } from '../../shared/decisions/verdicts.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut } from '../../shared/text/escape.ts';
import { maskSecrets } from './mask-secrets.ts';

/** That a check found something in a message or session, or nothing. */
export interface Mark {
  readonly check: CheckId;
  readonly verdict: Verdict;
  readonly reason: ReasonId;
}

export interface MadeDecision {
  readonly decision: Decision;
  /** The finding that settled it first, then every other finding that the steps hold, each once: those of steps that are left out, too. */
  readonly marks: readonly Mark[];
}

/**
 * Makes the decision of what was handed in: escaped, cut, and masked. `at` is in milliseconds since 1970, a whole number.
 * Without `keepContent` it holds nothing of what is in the message: neither `content`, nor what the checks of the data
 * stage looked at and found.
 */
export function makeDecision(id: number, at: number, handedIn: NewDecision, keepContent: boolean): MadeDecision {
  const { sessionId, traceId, protocol, remoteAddress, helo, login, reversePath, check, stage, verdict, reason, bytes, content } = handedIn;
  const recipients = kept(handedIn.recipients, FIXED_LIMITS.traceRecipients);
  const steps = keptSteps(handedIn);
  const decision: Decision = {
    id,
    at,
    sessionId: safe(sessionId),
    protocol,
    remoteAddress: safe(remoteAddress),
    helo: safe(helo),
    recipients: recipients.map(safe),
    recipientsLeftOut: (handedIn.recipientsLeftOut ?? 0) + handedIn.recipients.length - recipients.length,
    check,
    stage,
    verdict,
    reason,
    steps: steps.map((step) => safeStep(step, keepContent)),
    stepsLeftOut: (handedIn.stepsLeftOut ?? 0) + handedIn.steps.length - steps.length,
  };
  if (traceId !== undefined) decision.traceId = safe(traceId);
  if (login !== undefined) decision.login = safe(login);
  if (reversePath !== undefined) decision.reversePath = safe(reversePath);
  if (bytes !== undefined) decision.bytes = bytes;
  if (content !== undefined && keepContent) {
    decision.content = {
      subject: safe(maskSecrets(content.subject)),
      from: kept(content.from, FIXED_LIMITS.traceNames).map(safe),
      attachments: kept(content.attachments, FIXED_LIMITS.traceNames).map(safe),
    };
  }
  return { decision, marks: marksOf(handedIn) };
}

function kept<Item>(items: readonly Item[], limit: number): readonly Item[] {
  return items.length <= limit ? items : items.slice(0, limit);
}

/** True for what an administrator looks for: everything but "nothing wrong", skipped and "may relay". */
function hasFound(step: TraceStep): boolean {
  return step.outcome === 'ran' && step.verdict !== 'pass' && step.verdict !== 'grant-relay';
}

/**
 * In their order: the first, and of the others what settled it, those about the message itself, which come last and are what
 * is asked about, and those that found something.
 */
function keptSteps({ steps, check, stage, reason }: NewDecision): readonly TraceStep[] {
  const limit = FIXED_LIMITS.traceSteps;
  if (steps.length <= limit) return steps;
  const later = steps.slice(limit);
  const settled = later.findLast((step) => step.outcome === 'ran' && step.check === check && step.stage === stage && step.reason === reason);
  const aboutMessage = new Set(later.filter((step) => step.stage === 'data').slice(-limit));
  const found = new Set(later.filter((step) => hasFound(step) && !aboutMessage.has(step)).slice(0, limit));
  return [...steps.slice(0, limit), ...later.filter((step) => step === settled || aboutMessage.has(step) || found.has(step))];
}

function safeStep(step: TraceStep, keepContent: boolean): TraceStep {
  const { check, stage, revision } = step;
  // What was looked at in the message is content, and so is the text of the filter that was found in it.
  const keepTexts = keepContent || stage !== 'data';
  const input = keepTexts ? safe(maskSecrets(step.input)) : '';
  if (step.outcome === 'skipped') return { check, stage, input, revision, outcome: 'skipped', skip: step.skip };
  const { verdict, reason, milliseconds, entry, detail } = step;
  const made: TraceStep = { check, stage, input, revision, outcome: 'ran', verdict, reason, milliseconds: Math.round(milliseconds * 1000) / 1000 };
  if (!keepTexts) return made;
  // An entry is the administrator's own text, and is compared with the list: not masked.
  if (entry !== undefined && entry !== '') made.entry = safe(entry);
  if (detail !== undefined && detail !== '') made.detail = safe(maskSecrets(detail));
  return made;
}

/** Thousands of steps have a handful of different findings, mostly the same as just before. */
function marksOf({ check, verdict, reason, steps }: NewDecision): readonly Mark[] {
  const marks: Mark[] = [{ check, verdict, reason }];
  for (const step of steps) {
    if (step.outcome === 'ran' && !marks.some((mark) => mark.check === step.check && mark.reason === step.reason && mark.verdict === step.verdict)) {
      marks.push(step);
    }
  }
  return marks;
}

function safe(text: string): string {
  return escapeAndCut(text, FIXED_LIMITS.traceTextCharacters);
}
