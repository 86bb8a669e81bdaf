/**
 * The questions of a callout to one mail host, once the connection stands: would you take a delivery report for this
 * sender? MAIL FROM:<> and RCPT TO, and never DATA, so that no mail is sent.
 *
 * An answer counts only if the host tells addresses apart. One that has taken the sender is asked about an address that
 * nobody can have; one that has refused it is asked about postmaster, which must exist (RFC 5321 section 4.5.1): a host
 * that takes everything, or refuses everything that comes from us, has said nothing about the sender.
 */
import { DialogueEnded, type SmtpDialogue, type SmtpReply } from './smtp-dialogue.ts';

export interface ProbeQuestion {
  /** What we call ourselves. */
  readonly hostname: string;
  /** For RCPT TO, in ASCII. */
  readonly sender: string;
  /** An address of the same domain that nobody has; undefined if the domain is known to refuse such. */
  readonly nobody: string | undefined;
  readonly postmaster: string;
}

export type ProbeResult =
  /** `refusesUnknown`: it has been seen to. */
  | { readonly kind: 'accepted'; readonly detail: string; readonly refusesUnknown?: true }
  | { readonly kind: 'refused'; readonly detail: string }
  /** `acceptsAll`: every address of the domain is taken, so that asking again is of no use. */
  | { readonly kind: 'unknown'; readonly detail: string; readonly acceptsAll?: true }
  /** This host cannot be asked; another may. */
  | { readonly kind: 'no-host'; readonly detail: string };

/** Never rejects. */
export async function probe(dialogue: SmtpDialogue, question: ProbeQuestion): Promise<ProbeResult> {
  let began = false;
  try {
    const greeting = await dialogue.reply();
    if (greeting.code !== 220) return { kind: 'no-host', detail: greeting.text };
    const hello = await greet(dialogue, question.hostname);
    if (!isPositive(hello)) return { kind: 'no-host', detail: hello.text };
    began = true;
    return await askAbout(dialogue, question);
  } catch (error) {
    if (!(error instanceof DialogueEnded)) throw error;
    return { kind: began ? 'unknown' : 'no-host', detail: error.message };
  } finally {
    dialogue.leave();
  }
}

async function greet(dialogue: SmtpDialogue, hostname: string): Promise<SmtpReply> {
  const reply = await dialogue.command(`EHLO ${hostname}`);
  // RFC 5321 section 3.2: a host that does not know EHLO knows HELO.
  return reply.code >= 500 ? await dialogue.command(`HELO ${hostname}`) : reply;
}

async function askAbout(dialogue: SmtpDialogue, question: ProbeQuestion): Promise<ProbeResult> {
  const mail = await dialogue.command('MAIL FROM:<>');
  if (!isPositive(mail)) return { kind: 'unknown', detail: `to MAIL FROM:<>: ${mail.text}` };
  const answer = await dialogue.command(`RCPT TO:<${question.sender}>`);
  if (isPositive(answer)) return await confirmAcceptance(dialogue, question, answer);
  if (isClearRefusal(answer)) return await confirmRefusal(dialogue, question, answer);
  return { kind: 'unknown', detail: answer.text };
}

async function confirmAcceptance(dialogue: SmtpDialogue, { nobody }: ProbeQuestion, answer: SmtpReply): Promise<ProbeResult> {
  if (nobody === undefined) return { kind: 'accepted', detail: answer.text, refusesUnknown: true };
  const control = await askAgain(dialogue, nobody);
  if (control !== undefined && isPositive(control)) return { kind: 'unknown', detail: 'the mail host accepts every address', acceptsAll: true };
  // It has taken the sender. That it does not say more, or not now, is nothing against that.
  if (control === undefined || control.code < 500) return { kind: 'accepted', detail: answer.text };
  return { kind: 'accepted', detail: answer.text, refusesUnknown: true };
}

async function confirmRefusal(dialogue: SmtpDialogue, { postmaster }: ProbeQuestion, answer: SmtpReply): Promise<ProbeResult> {
  const control = await askAgain(dialogue, postmaster);
  if (control !== undefined && isPositive(control)) return { kind: 'refused', detail: answer.text };
  return { kind: 'unknown', detail: `${answer.text}; but it does not take mail for postmaster from here either` };
}

/** Asks about another address, in a transaction of its own: some hosts take one recipient of a report, and no second. */
async function askAgain(dialogue: SmtpDialogue, address: string): Promise<SmtpReply | undefined> {
  try {
    const reset = await dialogue.command('RSET');
    const mail = isPositive(reset) ? await dialogue.command('MAIL FROM:<>') : reset;
    return isPositive(mail) ? await dialogue.command(`RCPT TO:<${address}>`) : undefined;
  } catch (error) {
    if (!(error instanceof DialogueEnded)) throw error;
    return undefined;
  }
}

function isPositive({ code }: SmtpReply): boolean {
  return code >= 200 && code < 300;
}

/** "There is no such address", and not "go away": RFC 5321 section 4.2.3, and subject 1 (addressing) of RFC 3463. */
function isClearRefusal({ code, enhanced }: SmtpReply): boolean {
  return (code === 550 || code === 551 || code === 553) && (enhanced === undefined || enhanced.startsWith('5.1.'));
}
