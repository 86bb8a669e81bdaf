/** The Received line that we put on top of each message (RFC 5321 section 4.4). */
import { mailDate } from '../mime/mail-date.ts';

export interface TraceFacts {
  /** What the client called itself; hostile text. */
  readonly helo: string;
  readonly remoteAddress: string;
  readonly hostname: string;
  readonly extended: boolean;
  readonly secure: boolean;
  readonly authenticated: boolean;
  readonly smtpUtf8: boolean;
  /** Such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; '' without TLS. */
  readonly cipher: string;
  readonly traceId: string;
  /** The recipient, if there is just one: with more, the others would learn of each other (RFC 5321 section 7.6). */
  readonly recipient?: string;
  readonly at: number;
}

const DOMAIN_OR_LITERAL = /^(?:[a-z0-9_.-]{1,255}|\[[a-z0-9.:]{2,60}\])$/i;

/** RFC 3848 and RFC 6531 section 3.7.3: the `with` type says what the session had. */
export function withProtocol(facts: Pick<TraceFacts, 'extended' | 'secure' | 'authenticated' | 'smtpUtf8'>): string {
  if (!facts.extended) return 'SMTP';
  const base = facts.smtpUtf8 ? 'UTF8SMTP' : 'ESMTP';
  return `${base}${facts.secure ? 'S' : ''}${facts.authenticated ? 'A' : ''}`;
}

/** RFC 5321 section 4.1.3. */
function addressLiteral(address: string): string {
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
}

/**
 * The Received header, with its CR LF. It names no operating system, no version and no login: whoever reads the mail
 * at the other end has no need of them.
 */
export function receivedHeader(facts: TraceFacts): string {
  // A HELO argument that is no name has no place in a header: the address says enough.
  const from = DOMAIN_OR_LITERAL.test(facts.helo) ? facts.helo : addressLiteral(facts.remoteAddress);
  const lines = [`Received: from ${from} (${addressLiteral(facts.remoteAddress)})`];
  if (facts.cipher !== '') lines.push(`(using ${facts.cipher})`);
  lines.push(`by ${facts.hostname} with ${withProtocol(facts)} id ${facts.traceId}`);
  if (facts.recipient !== undefined) lines.push(`for <${facts.recipient}>`);
  // RFC 5322 section 2.1.1: lines of at most 998 characters; each clause on a line of its own stays far below.
  return `${lines.join('\r\n\t')}; ${mailDate(facts.at)}\r\n`;
}
