/**
 * A decision in words: for the administrator, who may know all, and for the person who asks why a message did not
 * arrive, who must not learn what the filters look for. Both are made of the decision alone, in the words of a language.
 */
import type { ReasonId } from './reasons.ts';
import { isPop3, repliedWith } from './replies.ts';
import type { CheckId, DecisionSummary, TraceStep } from './verdicts.ts';
import { whyEnglish } from './why-english.ts';
import { ADVICE, type WhyWords } from './why-words.ts';

type Ran = Extract<TraceStep, { outcome: 'ran' }>;
/** Recipients that are told one by one. */
const TOLD_RECIPIENTS = 10;

/** A decision with its steps, or without. */
type Known = DecisionSummary & { readonly steps?: readonly TraceStep[] };

/** What a check is called in windows: the title of its option. */
export function checkTitle(check: CheckId): string {
  return whyEnglish.check(check);
}

/**
 * "Why was this refused?" in one sentence, for the administrator: who, to whom, what, at which stage, by which check,
 * the reason, and the entry that matched.
 */
export function whyInWords(decision: Known, words: WhyWords = whyEnglish): string {
  const { verdict, reason, check, stage, protocol } = decision;
  const settled = settlingStep(decision);
  const facts = [
    settled?.entry === undefined ? '' : words.entry(settled.entry),
    settled?.input === undefined || settled.input === '' ? '' : words.lookedAt(settled.input),
    settled?.detail ?? '',
  ].filter((fact) => fact !== '');
  const more = facts.length === 0 ? '' : ` (${facts.join('; ')})`;
  const where = stage === 'auth' && isPop3(protocol) ? words.pop3Login : stage.toUpperCase();
  const by = verdict === 'pass' || verdict === 'grant-relay' ? '' : words.by(where, words.check(check));
  const whole = [subjectOf(decision, words), ' ', happened(decision, words), by, ': ', words.clause(reason), more];
  return `${whole.join('')}${relayedBecause(decision, words)}${othersRefused(decision, words)}.`;
}

function subjectOf({ reversePath, recipients, recipientsLeftOut, remoteAddress, login }: DecisionSummary, words: WhyWords): string {
  const client = words.client(remoteAddress, login);
  if (reversePath === undefined) return words.session(client);
  const [first] = recipients;
  return words.message(reversePath, first === undefined ? undefined : { first, others: recipients.length + recipientsLeftOut - 1 }, client);
}

/** A session is not accepted or refused: it ended. */
function happened(decision: DecisionSummary, words: WhyWords): string {
  const { reversePath, verdict } = decision;
  if (gaveUp(decision)) return words.gaveUp;
  if (reversePath !== undefined) return words.happened[verdict];
  switch (verdict) {
    case 'disconnect':
      return words.sessionClosed;
    case 'reject':
    case 'defer':
      return words.happened[verdict];
    default:
      return words.noMessage;
  }
}

/** Nothing was refused, and yet no message came: the client went away, or only asked. */
function gaveUp({ reversePath, verdict, stage }: DecisionSummary): boolean {
  return reversePath !== undefined && verdict === 'pass' && stage !== 'data';
}

/** The step that settled it; the last of several, such as many recipients that were all refused. */
export function settlingStep({ steps = [], check, stage, verdict, reason }: Known): Ran | undefined {
  const is = (step: TraceStep): step is Ran =>
    step.outcome === 'ran' && step.check === check && step.stage === stage && step.verdict === verdict && step.reason === reason;
  return steps.filter(is).at(-1);
}

/** What let a message out, for one that was accepted. */
function relayedBecause({ verdict, steps = [] }: Known, words: WhyWords): string {
  if (verdict === 'reject' || verdict === 'defer' || verdict === 'disconnect') return '';
  const gate = steps.find((step) => step.outcome === 'ran' && step.verdict === 'grant-relay');
  return gate?.outcome === 'ran' ? words.relayed(words.check(gate.check)) : '';
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

function othersRefused(decision: Known, words: WhyWords): string {
  const refused = [...refusedRecipients(decision)];
  const [first] = refused;
  return first === undefined ? '' : words.otherRefused(first[0], first[1], refused.length - 1);
}

/**
 * A text for the person who asks, to be sent as it is: what became of the message, when, and what the other side was
 * told. Names no filter, no list entry, nothing of the content, and no check.
 */
export function whatToTell(decision: Known, words: WhyWords = whyEnglish): string {
  const { at, reversePath, recipients, remoteAddress } = decision;
  const { told } = words;
  const [first] = recipients;
  const to = first === undefined ? undefined : { first, more: recipients.length > 1 };
  const what = reversePath === undefined ? told.connection(remoteAddress) : told.message(reversePath, to);
  const refused = [...refusedRecipients(decision)];
  const names = refused.map(([recipient]) => recipient).slice(0, TOLD_RECIPIENTS);
  const others = refused[0] === undefined ? '' : told.notFor(names.join(', '), answered(decision, refused[0][1], words));
  return `${told.whole(what, told.when(at), outcome(decision, words))}${others}`;
}

/** What the sender can do about it, in a sentence or two; undefined where there is nothing to do. As little is given away as in `whatToTell`. */
export function whatToDo(decision: Known, words: WhyWords = whyEnglish): string | undefined {
  const [other] = refusedRecipients(decision).values();
  const known = ADVICE[other ?? decision.reason];
  // Whoever fetches mail logs in to the server for incoming mail.
  const advice = known === 'log-in' && isPop3(decision.protocol) ? 'fetch-mail' : known;
  return advice === null || decision.verdict === 'quarantine' || decision.verdict === 'tag' ? undefined : words.told.advice[advice];
}

function outcome(decision: DecisionSummary, words: WhyWords): string {
  const { verdict, reversePath, reason, protocol } = decision;
  const { told } = words;
  const reply = answered(decision, reason, words);
  if (gaveUp(decision)) return told.gaveUp;
  switch (verdict) {
    case 'pass':
    case 'grant-relay':
    case 'tag':
      return reversePath === undefined ? told.noMessage : told.accepted;
    case 'disconnect':
      return reason === 'address-banned' ? told.banned : told.outcomes.disconnect(reply);
    case 'reject':
    case 'defer':
      return isPop3(protocol) ? told.notLetIn(reply) : told.outcomes[verdict](reply);
    default:
      return told.outcomes[verdict](reply);
  }
}

/** Replies name nothing of ours. */
function answered({ protocol }: Pick<DecisionSummary, 'protocol'>, reason: ReasonId, words: WhyWords): string {
  return words.told.answered(repliedWith(reason, protocol));
}
