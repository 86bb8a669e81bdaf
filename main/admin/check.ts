/** "What would you do with this?": asks the simulator, and puts its answer as an administrator wants it. */
import type { CheckAnswer, CheckRequest, Reply } from '../../shared/admin-api/security.ts';
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import type { Verdict } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { formatIp, parseIp } from '../../shared/net/ip-address.ts';
import { escapeHostileText } from '../../shared/text/escape.ts';
import { makeDecision } from '../log/make-decision.ts';
import type { SimulationRequest } from '../smtp/simulation-request.ts';
import type { SimulatedRecipient, SimulationResult } from '../smtp/simulation.ts';
import type { AdminContext } from './context.ts';
import { Refusal } from './errors.ts';

export async function checkMessage(admin: Pick<AdminContext, 'simulate'>, request: CheckRequest, now: number): Promise<CheckAnswer> {
  const result = await admin.simulate(simulationOf(request));
  const { refused, recipients } = result;
  const accepted = acceptedOf(result);
  // Always with the content: nothing of it is kept, and whoever asks has brought it.
  const { decision } = makeDecision(0, now, result.decision, true);
  const outcome = outcomeOf(result, accepted);
  return {
    accepted,
    ...outcome,
    explanation: REASONS[outcome.reason].explanation,
    reply: decision.verdict === 'disconnect' ? null : lastReply(refused, accepted, request),
    recipients: recipients.map(shownRecipient),
    decision,
    proposed: request.settings !== undefined || (request.entries ?? []).length > 0,
  };
}

function simulationOf({ protocol, remoteAddress, helo, secure, smtpUtf8, authName, from, to, message, settings, entries }: CheckRequest): SimulationRequest {
  const words = parseIp(remoteAddress);
  const address = words === undefined ? remoteAddress : formatIp(words);
  return {
    protocol,
    remoteAddress: address,
    helo: helo ?? literalOf(address),
    secure: secure || protocol === 'submissions',
    smtpUtf8,
    from: withoutBrackets(from),
    to: to.map(withoutBrackets),
    message: message === undefined ? undefined : bytesOf(message),
    ...(authName === undefined ? {} : { authName }),
    ...(settings === undefined ? {} : { settings }),
    ...(entries === undefined ? {} : { entries }),
  };
}

/** RFC 5321 section 4.1.3. */
function literalOf(address: string): string {
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
}

function withoutBrackets(path: string): string {
  return path.startsWith('<') && path.endsWith('>') ? path.slice(1, -1) : path;
}

/**
 * The message with CR LF where the file has LF: a mail program sends it so (RFC 5321 section 2.3.8). A CR by itself stays what it
 * is, since a client that sends one is refused for it.
 */
function bytesOf({ text, encoding }: NonNullable<CheckRequest['message']>): Buffer {
  const given = Buffer.from(text, encoding);
  if (given.length > FIXED_LIMITS.checkMessageBytes) {
    throw new Refusal('INVALID', 'message.text', `must have at most ${FIXED_LIMITS.checkMessageBytes} bytes`);
  }
  const wire = given.toString('latin1').replaceAll(/\r?\n/g, '\r\n');
  return Buffer.from(wire.endsWith('\r\n') ? wire : `${wire}\r\n`, 'latin1');
}

function acceptedOf({ refused, recipients }: SimulationResult): CheckAnswer['accepted'] {
  if (refused === undefined) return 'all';
  const taken = recipients.filter((recipient) => recipient.refused === undefined).length;
  // Where some recipients were taken and the message was not, the reason is none of a recipient's.
  const isRecipients = recipients.some((recipient) => recipient.refused === refused);
  return taken > 0 && isRecipients ? 'some' : 'none';
}

function outcomeOf({ refused, decision }: SimulationResult, accepted: CheckAnswer['accepted']): { verdict: Verdict; reason: ReasonId } {
  const { verdict, reason } = decision;
  // A recipient that was refused settles nothing for the others.
  if (accepted !== 'none' && REFUSING.has(verdict)) return { verdict: 'pass', reason: 'nothing-wrong' };
  if (accepted === 'none' && refused !== undefined && !REFUSING.has(verdict)) {
    return { verdict: REASONS[refused].code < 500 ? 'defer' : 'reject', reason: refused };
  }
  return { verdict, reason };
}

const REFUSING: ReadonlySet<Verdict> = new Set(['reject', 'defer', 'disconnect']);

function lastReply(refused: ReasonId | undefined, accepted: CheckAnswer['accepted'], { message }: CheckRequest): Reply {
  if (accepted === 'none' && refused !== undefined) return replyOf(refused);
  return message === undefined ? RECIPIENT_OK : replyOf('accepted');
}

/** As the session answers RCPT. */
const RECIPIENT_OK: Reply = { code: 250, enhanced: '2.1.5', text: 'Accepted' };

function shownRecipient({ recipient, refused }: SimulatedRecipient): CheckAnswer['recipients'][number] {
  const shown = escapeHostileText(recipient);
  return refused === undefined
    ? { recipient: shown, accepted: true, reply: RECIPIENT_OK }
    : { recipient: shown, accepted: false, reason: refused, reply: replyOf(refused) };
}

function replyOf(reason: ReasonId): Reply {
  const { code, enhanced, reply } = REASONS[reason];
  return { code, enhanced, text: reply };
}
