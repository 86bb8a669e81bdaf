/** Decisions as the command line prints them. The texts come escaped from the log; tables escape once more, which changes nothing. */
import { REASONS } from '../../../shared/decisions/reasons.ts';
import { type Decision, type DecisionSummary, SKIPS, type TraceStep, VERDICTS } from '../../../shared/decisions/verdicts.ts';
import { checkTitle, whyInWords } from '../../../shared/decisions/why.ts';
import { escapeHostileText } from '../../../shared/text/escape.ts';
import { bytes, dateTime, table } from '../output.ts';

/** Recipients that are printed one by one. */
const SHOWN_RECIPIENTS = 20;

/** One decision: what came of it and why, the envelope, and a line for each step. */
export function showDecision(decision: Decision): string {
  const facts = envelope(decision)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(14)}${escapeHostileText(value)}\n`)
    .join('');
  const steps = decision.steps.length === 0 ? 'No check ran.\n' : table(decision.steps, STEP_COLUMNS);
  const left = decision.stepsLeftOut === 0 ? '' : `${decision.stepsLeftOut} more steps were left out.\n`;
  return `${escapeHostileText(whyInWords(decision))}\n\n${facts}\n${steps}${left}`;
}

function envelope(decision: Decision): readonly (readonly [string, string])[] {
  const { at, check, stage, verdict, reason, protocol, remoteAddress, helo, login = '', reversePath, content } = decision;
  return [
    ['Time', dateTime(at)],
    ['Verdict', `${VERDICTS[verdict]} at ${stage.toUpperCase()} by ${checkTitle(check)}: ${reason}`],
    ['Client', `${remoteAddress} (${protocol}), calls itself ${helo === '' ? 'nothing' : helo}`],
    ['Login', login],
    ['Sender', reversePath === undefined ? '' : `<${reversePath}>`],
    ['Recipients', recipients(decision)],
    ['Size', decision.bytes === undefined ? '' : bytes(decision.bytes)],
    ['Subject', content?.subject ?? ''],
    ['From', content?.from.join(', ') ?? ''],
    ['Attachments', content?.attachments.join(', ') ?? ''],
    ['Session', decision.sessionId],
    ['Message', decision.traceId ?? ''],
  ];
}

function recipients({ recipients: all, recipientsLeftOut }: DecisionSummary): string {
  const shown = all.slice(0, SHOWN_RECIPIENTS).map((recipient) => `<${recipient}>`);
  const more = all.length - shown.length + recipientsLeftOut;
  return `${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}

const STEP_COLUMNS = {
  STAGE: ({ stage }: TraceStep) => stage,
  CHECK: ({ check }: TraceStep) => checkTitle(check),
  OUTCOME: outcome,
  'LOOKED AT': ({ input }: TraceStep) => input,
  ENTRY: (step: TraceStep) => (step.outcome === 'ran' ? (step.entry ?? '') : ''),
  MS: (step: TraceStep) => (step.outcome === 'ran' ? String(step.milliseconds) : ''),
  REVISION: ({ revision }: TraceStep) => revision,
  MORE: more,
} as const;

function outcome(step: TraceStep): string {
  if (step.outcome === 'skipped') return `skipped: ${SKIPS[step.skip]}`;
  return step.reason === 'nothing-wrong' ? VERDICTS[step.verdict] : `${VERDICTS[step.verdict]}: ${step.reason}`;
}

function more(step: TraceStep): string {
  if (step.outcome === 'skipped') return '';
  const explanation = step.reason === 'nothing-wrong' ? '' : REASONS[step.reason].explanation;
  return [explanation, step.detail ?? ''].filter((text) => text !== '').join(' ');
}

/** A list of decisions, newest first. */
export function showDecisions(decisions: readonly DecisionSummary[]): string {
  if (decisions.length === 0) return 'No decision fits.\n';
  return table(decisions, {
    TIME: ({ at }) => dateTime(at),
    VERDICT: ({ verdict }) => VERDICTS[verdict],
    REASON: ({ reason }) => reason,
    CHECK: ({ check }) => checkTitle(check),
    CLIENT: ({ remoteAddress }) => remoteAddress,
    SENDER: ({ reversePath }) => (reversePath === undefined ? '' : `<${reversePath}>`),
    RECIPIENTS: ({ recipients: [first = '', ...others], recipientsLeftOut }) =>
      others.length === 0 ? first : `${first} +${others.length + recipientsLeftOut}`,
    ID: ({ traceId, sessionId }) => traceId ?? `session ${sessionId}`,
  });
}
