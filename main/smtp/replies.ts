/** The one place where a reason becomes an SMTP reply. */
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';

/** A refusal on its way through smtp-server's callbacks to the connection, which sends it. */
export class SmtpRefusal extends Error {
  readonly reason: ReasonId;
  /** Read by smtp-server. */
  readonly responseCode: number;
  constructor(reason: ReasonId) {
    const { code, enhanced, reply } = REASONS[reason];
    super(`${enhanced} ${reply}`);
    this.name = 'SmtpRefusal';
    this.reason = reason;
    this.responseCode = code;
  }
}

// A line of a reply holds printable text and spaces; anything else could split it (RFC 5321 section 4.2).
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
const ENHANCED_CODE = /^[245]\.\d{1,3}\.\d{1,3} /;

/**
 * Renders a reply with its CR LF. The enhanced code stands on each line (RFC 2034 section 4); a text that brings its
 * own keeps it.
 */
export function renderReply(code: number, lines: readonly string[], enhanced: string): string {
  let reply = '';
  for (const [index, line] of lines.entries()) {
    const separator = index < lines.length - 1 ? '-' : ' ';
    const prefix = enhanced === '' || ENHANCED_CODE.test(line) ? '' : `${enhanced} `;
    reply += `${code}${separator}${prefix}${line.replaceAll(UNPRINTABLE, ' ')}\r\n`;
  }
  return reply;
}
