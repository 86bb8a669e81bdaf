/** What a client is told for a reason, in the words of the protocol that it speaks. */
import { REASONS, type ReasonId } from './reasons.ts';

/** A refusal of POP3, with its extended response code (RFC 2449 section 8, RFC 3206). */
export interface Pop3Refusal {
  readonly code: 'AUTH' | 'SYS/TEMP' | 'SYS/PERM';
  readonly text: string;
}

/** What POP3 says, which knows neither codes nor STARTTLS. */
export const POP3_REFUSALS = {
  'authentication-failed': { code: 'AUTH', text: 'the user name or the password is wrong' },
  'pop3-needs-tls': { code: 'SYS/PERM', text: 'passwords are taken on encrypted connections only: use STLS or port 995' },
  // RFC 3206 section 4: no AUTH, since another password would not help.
  'account-guarded': { code: 'SYS/TEMP', text: 'too many failed logins to this account; try again later' },
} as const satisfies Partial<Record<ReasonId, Pop3Refusal>>;

/** Undefined for what is not said over POP3, and for what POP3 has no words of its own for. */
function pop3Refusal(reason: ReasonId, protocol: string): Pop3Refusal | undefined {
  const refusals: Partial<Record<ReasonId, Pop3Refusal>> = POP3_REFUSALS;
  return isPop3(protocol) ? refusals[reason] : undefined;
}

/** What the client was told, as it came on the wire; over POP3 in POP3's own words, where the reason has some. */
export function repliedWith(reason: ReasonId, protocol: string): string {
  const { code, enhanced, reply } = REASONS[reason];
  const refusal = pop3Refusal(reason, protocol);
  return refusal === undefined ? `${code} ${enhanced} ${reply}` : `-ERR [${refusal.code}] ${refusal.text}`;
}

/** The same without its words: what a program goes by. */
export function repliedCode(reason: ReasonId, protocol: string): string {
  const { code, enhanced } = REASONS[reason];
  const refusal = pop3Refusal(reason, protocol);
  return refusal === undefined ? `${code} ${enhanced}` : `-ERR [${refusal.code}]`;
}

export function isPop3(protocol: string): boolean {
  return protocol === 'pop3' || protocol === 'pop3s';
}
