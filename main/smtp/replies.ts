/** The one place where a reason becomes an SMTP reply. */
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';

/** A refusal on its way through smtp-server's callbacks to the connection, which sends it. */
export class SmtpRefusal extends Error {
  readonly reason: ReasonId;
  /** Read by smtp-server. */
  readonly responseCode: number;
  /** @param more of this one case, after what the reason says */
  constructor(reason: ReasonId, more = '') {
    const { code, enhanced, reply } = REASONS[reason];
    super(`${enhanced} ${reply}${more}`);
    this.name = 'SmtpRefusal';
    this.reason = reason;
    this.responseCode = code;
  }
}

// A line of a reply holds printable text and spaces; anything else could split it (RFC 5321 section 4.2).
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
// All of nearly every line, and quickly told.
const PLAIN = /^[\x20-\x7e]*$/;
const ENHANCED_CODE = /^[245]\.\d{1,3}\.\d{1,3} /;

/**
 * Renders a reply with its CR LF. The enhanced code stands on each line (RFC 2034 section 4); a text that brings its
 * own keeps it.
 */
export function renderReply(code: number, lines: readonly string[], enhanced: string): string {
  let reply = '';
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const separator = index < lines.length - 1 ? '-' : ' ';
    const prefix = enhanced === '' || ENHANCED_CODE.test(line) ? '' : `${enhanced} `;
    reply += `${code}${separator}${prefix}${PLAIN.test(line) ? line : line.replaceAll(UNPRINTABLE, ' ')}\r\n`;
  }
  return reply;
}
