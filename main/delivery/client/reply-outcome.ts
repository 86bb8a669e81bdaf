/** What a reply makes of a message, and what the end of a connection does. */
import { type Contact, HostTrouble, type Outcome } from '../outcome.ts';
import { oneLine } from '../reply-text.ts';
import type { Reply } from './reply-reader.ts';

/** The host talks to nobody, or not to us (RFC 5321 section 3.1). */
export class NotWelcome extends Error {
  readonly forGood: boolean;
  constructor({ code, text }: Reply) {
    super(text);
    this.forGood = code >= 500;
  }
}

/** The host says more, or less, than it was asked: which command any of it belongs to is anybody's guess, and none of it counts. */
export class OutOfTurn extends Error {
  constructor({ text }: Reply) {
    super(`the host has answered out of turn: ${text}`);
  }
}

/** RFC 5321 section 4.3.2: 354 answers DATA, and nothing else does but a refusal. */
export function isAnswerTo({ code }: Reply, isData: boolean): boolean {
  return code >= 400 || (isData ? code === 354 : code < 300);
}

/** The host ends the connection, whatever was asked (RFC 5321 section 3.8). */
export const CLOSING = 421;
/** Replies that speak of how we have come, and not of the message (RFC 4954 section 6, RFC 3207 section 4). */
const LOG_IN_FIRST: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** What such a reply says where it wants no login but TLS: RFC 3207 has the same code for it. */
const WANTS_TLS = /\b(?:START)?TLS\b|encrypt/i;

/**
 * True for a reply after MAIL that does not speak of the message. Where nobody logs in, a host that asks for a login asks
 * it for one recipient, such as a list that takes mail of its own people only: the others are not to wait for that one.
 */
export function isAboutUs({ code }: Reply, withLogin: boolean): boolean {
  return code === CLOSING || (withLogin && LOG_IN_FIRST.has(code));
}

/**
 * True for a refusal of MAIL that may end without a word of the sender. A mail host that wants a login has none for us, and has said its
 * last word; but TLS that it wants may have failed, or may be offered to us tomorrow.
 */
export function mayBeMended({ code, text }: Reply, { isNamed, isEncrypted }: { readonly isNamed: boolean; readonly isEncrypted: boolean }): boolean {
  return LOG_IN_FIRST.has(code) && (isNamed || (!isEncrypted && WANTS_TLS.test(text)));
}

export function isPositive({ code }: Reply): boolean {
  return code >= 200 && code < 300;
}

/** Undefined for a recipient that was taken, or of which nothing was said. */
export function recipientOutcome(reply: Reply | undefined, anyTaken: boolean): Outcome | undefined {
  if (reply === undefined || isPositive(reply)) return undefined;
  // RFC 5321 section 4.5.3.1.10: some hosts say 552 where 452 is meant.
  if (anyTaken && (reply.code === 452 || reply.code === 552) && /too many/i.test(reply.text)) return { kind: 'too-many', reply: reply.text };
  return outcomeOf(reply, true);
}

export function outcomeOf(reply: Reply, aboutRecipient: boolean, reportsOn = false): Outcome {
  if (isPositive(reply)) return { kind: 'sent', reply: reply.text, reportsOn };
  // RFC 5321 section 4.2.1: 4yz asks to come again, 5yz not to. What is neither is no answer to what we have said.
  return reply.code >= 500 ? { kind: 'failed', reply: reply.text, aboutRecipient } : { kind: 'deferred', reply: reply.text };
}

/** What the host has of a message: the content may be there in part, and what is without an end it must not take. */
export type Given = 'envelope' | 'content' | 'all';

export function asTrouble(error: unknown, given: Given, contact: Contact, hurried = false): HostTrouble {
  const refusesAll = error instanceof NotWelcome && error.forGood;
  const why = oneLine(error instanceof Error ? error.message : String(error));
  return new HostTrouble(why, given === 'envelope', { cause: error, contact, refusesAll, mayBeTaken: given === 'all', hurried });
}
