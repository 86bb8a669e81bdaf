/**
 * A decision in words: for the administrator, who may know all, and for the person who asks why a message did not
 * arrive, who must not learn what the filters look for. Both are made of the decision alone.
 */
import { SECURITY_OPTIONS } from '../security-options.ts';
import { REASONS, type ReasonId } from './reasons.ts';
import type { CheckId, DecisionSummary, TraceStep, Verdict } from './verdicts.ts';

type Ran = Extract<TraceStep, { outcome: 'ran' }>;
/** Recipients that are told one by one. */
const TOLD_RECIPIENTS = 10;

/** A decision with its steps, or without. */
type Known = DecisionSummary & { readonly steps?: readonly TraceStep[] };

/** What a check is called in windows: the title of its option. */
export function checkTitle(check: CheckId): string {
  switch (check) {
    case 'relay-control':
      return 'Relay Control';
    case 'server-limits':
      return 'Server Limits';
    case 'outbound-guard':
      return 'Outbound Guard';
    default:
      return SECURITY_OPTIONS.find(({ id }) => id === check)?.title ?? check;
  }
}

/** What happened, after "The message … ". */
const HAPPENED: Readonly<Record<Verdict, string>> = {
  pass: 'was accepted',
  'grant-relay': 'was accepted',
  tag: 'was accepted and marked',
  quarantine: 'was accepted and held',
  discard: 'was accepted and discarded',
  bounce: 'was accepted and returned to its sender',
  defer: 'was put off',
  reject: 'was refused',
  disconnect: 'was refused and its session closed',
};

/**
 * "Why was this refused?" in one sentence, for the administrator: who, to whom, what, at which stage, by which check,
 * the reason, and the entry that matched.
 */
export function whyInWords(decision: Known): string {
  const { verdict, reason, check, stage } = decision;
  const settled = settlingStep(decision);
  const facts = [
    settled?.entry === undefined ? '' : `the entry "${settled.entry}" matched`,
    settled?.input === undefined || settled.input === '' ? '' : `it looked at ${settled.input}`,
    settled?.detail ?? '',
  ].filter((fact) => fact !== '');
  const more = facts.length === 0 ? '' : ` (${facts.join('; ')})`;
  const by = verdict === 'pass' || verdict === 'grant-relay' ? '' : ` at ${stage.toUpperCase()} by ${checkTitle(check)}`;
  return `${subjectOf(decision)} ${happened(decision)}${by}: ${asClause(reason)}${more}${relayedBecause(decision)}${othersRefused(decision)}.`;
}

function subjectOf({ reversePath, recipients, recipientsLeftOut, remoteAddress, login }: DecisionSummary): string {
  const client = `from the client ${remoteAddress}${login === undefined ? '' : ` (logged in as ${login})`}`;
  if (reversePath === undefined) return `The session ${client}`;
  const [first] = recipients;
  const others = recipients.length + recipientsLeftOut - 1;
  const to = first === undefined ? '' : ` to <${first}>${others > 0 ? ` and ${others} more` : ''}`;
  return `The message of <${reversePath}>${to} ${client}`;
}

/** A session is not accepted or refused: it ended. */
function happened(decision: DecisionSummary): string {
  const { reversePath, verdict } = decision;
  if (gaveUp(decision)) return 'got no further than its envelope, which was accepted';
  if (reversePath !== undefined) return HAPPENED[verdict];
  switch (verdict) {
    case 'disconnect':
      return 'was closed';
    case 'reject':
    case 'defer':
      return HAPPENED[verdict];
    default:
      return 'brought no message';
  }
}

/** Nothing was refused, and yet no message came: the client went away, or only asked. */
function gaveUp({ reversePath, verdict, stage }: DecisionSummary): boolean {
  return reversePath !== undefined && verdict === 'pass' && stage !== 'data';
}

/** The step that settled it; the last of several, such as many recipients that were all refused. */
function settlingStep({ steps = [], check, stage, verdict, reason }: Known): Ran | undefined {
  const is = (step: TraceStep): step is Ran =>
    step.outcome === 'ran' && step.check === check && step.stage === stage && step.verdict === verdict && step.reason === reason;
  return steps.filter(is).at(-1);
}

/** What let a message out, for one that was accepted. */
function relayedBecause({ verdict, steps = [] }: Known): string {
  if (verdict === 'reject' || verdict === 'defer' || verdict === 'disconnect') return '';
  const gate = steps.find((step) => step.outcome === 'ran' && step.verdict === 'grant-relay');
  return gate?.outcome === 'ran' ? `, and it may go to other domains because of ${checkTitle(gate.check)}` : '';
}

/** Recipients that were refused in a message that was accepted for others, with the reason. What such a step looked at is the recipient. */
function refusedRecipients({ reversePath, verdict, steps = [] }: Known): ReadonlyMap<string, ReasonId> {
  const refused = new Map<string, ReasonId>();
  if (reversePath === undefined || verdict === 'reject' || verdict === 'defer' || verdict === 'disconnect') return refused;
  for (const step of steps) {
    if (step.outcome === 'ran' && step.stage === 'rcpt' && (step.verdict === 'reject' || step.verdict === 'defer')) refused.set(step.input, step.reason);
  }
  return refused;
}

function othersRefused(decision: Known): string {
  const refused = [...refusedRecipients(decision)];
  const [first] = refused;
  if (first === undefined) return '';
  const [recipient, reason] = first;
  return `; of its recipients ${recipient} was refused (${reason})${refused.length > 1 ? ` and ${refused.length - 1} more` : ''}`;
}

/** An explanation as a part of a sentence: what it says is what counts, sentences within it become clauses. */
function asClause(reason: ReasonId): string {
  const text = REASONS[reason].explanation.replace(/\.$/, '').replaceAll('. ', '; ');
  // "SMTP authentication …", "MAIL FROM …", "RFC …" keep their capitals.
  return /^[A-Z][a-z']*(?: |,)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/**
 * A text for the person who asks, to be sent as it is: what became of the message, when, what the other side was told,
 * and what to do. Names no filter, no list entry, nothing of the content, and no check.
 */
export function whatToTell(decision: Known): string {
  const { at, reversePath, recipients, verdict } = decision;
  const when = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const from = reversePath === undefined ? '' : reversePath === '' ? ' without a sender address' : ` from ${reversePath}`;
  const [first] = recipients;
  const to = first === undefined ? '' : ` to ${first}${recipients.length > 1 ? ' and others' : ''}`;
  const what = reversePath === undefined ? `The connection from ${decision.remoteAddress}` : `The message${from}${to}`;
  const refused = [...refusedRecipients(decision)];
  const names = refused.map(([recipient]) => recipient).slice(0, TOLD_RECIPIENTS);
  const others = refused[0] === undefined ? '' : ` It was not accepted for ${names.join(', ')}: ${answered({ reason: refused[0][1] })}`;
  return `${what}, at ${when}, ${OUTCOMES[verdict](decision)}${others}`;
}

const OUTCOMES: Readonly<Record<Verdict, (decision: DecisionSummary) => string>> = {
  pass: wasAccepted,
  'grant-relay': wasAccepted,
  tag: wasAccepted,
  quarantine: () => 'was accepted and is held here for a person to look at. Ask us to release it if it was wanted.',
  discard: () => 'was accepted, but a rule of this server kept it from being delivered. Please tell us if it was wanted.',
  bounce: () => 'was returned to its sender with a report that says why.',
  defer: (decision) =>
    `was put off, not refused: ${answered(decision)} A mail server tries again by itself; nothing needs to be done unless this goes on for hours.`,
  reject: (decision) => `was refused, and did not arrive: ${answered(decision)} Nothing was kept; once that is mended it can be sent again.`,
  disconnect: (decision) =>
    decision.reason === 'address-banned'
      ? 'was not taken: this server takes no connections from that IP address at present. Ask the administrator of the network it belongs to, and tell us if it should not be so.'
      : `was ended by this server: ${answered(decision)}`,
};

function wasAccepted(decision: DecisionSummary): string {
  if (gaveUp(decision)) return 'was announced, and nothing was said against it, but the sending side went away without sending it.';
  return decision.reversePath === undefined ? 'was taken, but brought no message.' : 'was accepted by this server for delivery.';
}

/** Replies name nothing of ours. */
function answered({ reason }: Pick<DecisionSummary, 'reason'>): string {
  const { code, enhanced, reply } = REASONS[reason];
  return `the sending side was told "${code} ${enhanced} ${reply}".`;
}
