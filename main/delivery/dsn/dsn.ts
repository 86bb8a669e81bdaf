/**
 * Builds a delivery status notification (RFC 3464): a first part in plain words for the person who sent the message, a
 * second for programs, and the headers of the message. Whatever of it came from the network is cut and made plain, so that
 * it cannot break out of its place.
 */
import { randomBytes } from 'node:crypto';
import { FIXED_LIMITS } from '../../../shared/limits.ts';

export interface FailedRecipient {
  readonly recipient: string;
  /** RFC 3463. */
  readonly enhanced: string;
  /** In words for whoever sent it. */
  readonly reason: string;
}

export interface ReportRequest {
  /** Who gets the report: the reverse-path of the message. */
  readonly to: string;
  readonly hostname: string;
  readonly traceId: string;
  /** RFC 5322 section 3.3. */
  readonly date: string;
  /** Of the message's arrival, in the same form. */
  readonly arrived: string;
  readonly recipients: readonly FailedRecipient[];
  /** Header section of the message, as it arrived. */
  readonly head: Buffer;
}

const UNPRINTABLE = /[^\x20-\x7e]/g;

/** One line of plain ASCII. */
function plain(text: string, longest: number = FIXED_LIMITS.reportTextCharacters): string {
  return text.replaceAll(UNPRINTABLE, '?').slice(0, longest);
}

/** The report, with its CR LF. 7-bit, lines of at most 998 characters. */
export function buildReport(request: ReportRequest): Buffer {
  const { to, hostname, date } = request;
  const boundary = `report-${randomBytes(12).toString('hex')}`;
  const id = `${Date.now().toString(36)}.${randomBytes(8).toString('hex')}@${hostname}`;
  const parts = [
    ['text/plain; charset=us-ascii', wordsFor(request)],
    ['message/delivery-status', statusFor(request)],
    // RFC 6522 section 4: the headers alone are enough to know the message by.
    ['text/rfc822-headers; charset=us-ascii', headersOf(request.head)],
  ];
  const lines = [
    `Date: ${date}`,
    `From: Mail Delivery System <postmaster@${hostname}>`,
    `To: <${plain(to, 320)}>`,
    'Subject: Your message was not delivered',
    `Message-ID: <${id}>`,
    // RFC 3834 section 5: nobody's vacation program is to answer this.
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    ...parts.flatMap(([type, body]) => [`--${boundary}`, `Content-Type: ${type}`, '', body]),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function wordsFor({ recipients, hostname }: ReportRequest): string {
  const named = recipients.slice(0, FIXED_LIMITS.reportRecipientsNamed);
  return [
    'Hello,',
    '',
    'your message could not be delivered to:',
    '',
    ...named.flatMap(({ recipient, reason }) => [`  ${plain(recipient, 320)}`, `    ${plain(reason)}`]),
    ...(recipients.length > named.length ? [`  and ${recipients.length - named.length} more`] : []),
    '',
    'It will not be tried again. If it was wanted, ask the recipient by other means.',
    '',
    `The mail server ${plain(hostname)}`,
    '',
  ].join('\r\n');
}

/** RFC 3464 sections 2.2 and 2.3: fields of the message, then a group for each recipient. */
function statusFor({ hostname, traceId, arrived, recipients }: ReportRequest): string {
  const groups = recipients.map(({ recipient, enhanced, reason }) =>
    [`Final-Recipient: rfc822; ${plain(recipient, 320)}`, 'Action: failed', `Status: ${enhanced}`, `Diagnostic-Code: x-gatepost; ${plain(reason)}`, ''].join(
      '\r\n',
    ),
  );
  return [`Reporting-MTA: dns; ${plain(hostname)}`, `Original-Envelope-Id: ${plain(traceId)}`, `Arrival-Date: ${arrived}`, '', ...groups].join('\r\n');
}

/** The header lines, up to the bound; eight-bit characters and overlong lines made harmless. */
function headersOf(head: Buffer): string {
  const lines = head.subarray(0, FIXED_LIMITS.reportHeaderBytes).toString('latin1').split(/\r?\n/);
  const kept = lines.slice(0, head.length > FIXED_LIMITS.reportHeaderBytes ? -1 : undefined).filter((line) => line !== '');
  return `${kept.map((line) => line.replaceAll(/[^\t\x20-\x7e]/g, '?').slice(0, 998)).join('\r\n')}\r\n`;
}

/** What programs and mailing lists send: nobody reads the answer there, and two programs could answer each other for ever (RFC 3834 section 2). */
const AUTOMATIC = /^(?:auto-submitted[ \t]*:(?![ \t]*no\b)|precedence[ \t]*:[ \t]*(?:bulk|list|junk)\b|list-(?:id|unsubscribe|post)[ \t]*:)/im;

/** True for mail that must never be answered with a report. */
export function isAutomatic(head: Buffer): boolean {
  return AUTOMATIC.test(head.toString('latin1'));
}
