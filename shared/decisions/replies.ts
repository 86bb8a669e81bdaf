/** What a client is told for a reason, in the words of the protocol that it speaks. */
import { REASONS, type Reason, type ReasonId } from './reasons.ts';

/** A refusal of POP3, with its extended response code (RFC 2449 section 8, RFC 3206). */
export type Pop3Refusal = NonNullable<Reason['pop3']>;

/** What the client was told, as it came on the wire; over POP3 in POP3's own words, where the reason has some. */
export function repliedWith(reason: ReasonId, protocol: string): string {
  const { code, enhanced, reply, pop3 }: Reason = REASONS[reason];
  return pop3 !== undefined && isPop3(protocol) ? `-ERR [${pop3.code}] ${pop3.text}` : `${code} ${enhanced} ${reply}`;
}

/** The same without its words: what a program goes by. */
export function repliedCode(reason: ReasonId, protocol: string): string {
  const { code, enhanced, pop3 }: Reason = REASONS[reason];
  return pop3 !== undefined && isPop3(protocol) ? `-ERR [${pop3.code}]` : `${code} ${enhanced}`;
}

export function isPop3(protocol: string): boolean {
  return protocol === 'pop3' || protocol === 'pop3s';
}
