/**
 * Builds a delivery status notification (RFC 3464): a first part in plain words for the person who sent the message, a
 * second for programs, and the headers of the message or the message. Whatever of it came from the network is cut and made
 * plain, so that it cannot break out of its place. A sender whose address is beyond ASCII gets one that is so, too (RFC 6533).
 */
import { randomBytes } from 'node:crypto';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { originalAddress, utf8Xtext } from '../../../shared/mail/original-recipient.ts';
import { needsSmtpUtf8, wireAddress } from '../wire-address.ts';
import type { ReportAction } from './notify.ts';

export interface ReportedRecipient {
  readonly recipient: string;
  /** ORCPT as given; '' without one. */
  readonly originalRecipient?: string;
  /** RFC 3463. */
  readonly enhanced: string;
  /** In words for whoever sent it. */
  readonly reason: string;
  /** What the other server said, as it said it. */
  readonly remoteReply?: string;
  /** Name of the other server. */
  readonly remoteHost?: string;
  readonly lastAttempt?: string;
}

export interface ReportRequest {
  readonly action: ReportAction;
  /** Who gets the report: the reverse-path of the message. */
  readonly to: string;
  readonly hostname: string;
  readonly traceId: string;
  /** ENVID as given; '' without one. */
  readonly envelopeId?: string;
  /** RFC 5322 section 3.3. */
  readonly date: string;
  /** Of the message's arrival, in the same form. */
  readonly arrived: string;
  /** Until when a delayed message will be tried, in the same form. */
  readonly retryUntil?: string;
  readonly recipients: readonly ReportedRecipient[];
  /** Header section of the message as it arrived; or the message. */
  readonly returned: { readonly kind: 'headers'; readonly head: Buffer } | { readonly kind: 'message'; readonly content: Buffer };
}

const UNPRINTABLE = /[^\x20-\x7e]/g;
const EIGHT_BIT = /[\x80-\xff]/;

const SUBJECTS: Readonly<Record<ReportAction, string>> = {
  failed: 'Your message was not delivered',
  delayed: 'Your message is delayed',
  delivered: 'Your message was delivered',
  relayed: 'Your message was passed on',
};
const OPENINGS: Readonly<Record<ReportAction, string>> = {
  failed: 'your message could not be delivered to:',
  delayed: 'your message has not been delivered yet to:',
  delivered: 'your message was delivered to:',
  relayed: 'your message was passed on to a server that does not report deliveries, for:',
};

/** One line of plain ASCII. */
function plain(text: string, longest: number = FIXED_LIMITS.reportTextCharacters): string {
  return text.replaceAll(UNPRINTABLE, '?').slice(0, longest);
}

/** An address in ASCII, what is beyond it as RFC 6533 section 3 writes it. */
function plainAddress(address: string): string {
  const ascii = address.replaceAll(/[^\p{ASCII}]/gu, (character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
  return plain(ascii, 1000);
}

/** As the bytes that the report is made of. @param international the report may be beyond ASCII */
function shownAddress(address: string, international: boolean): string {
  if (!international) return plainAddress(address);
  return Buffer.from(address.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 1000)).toString('latin1');
}

/** With its type (RFC 3464 section 2.3.2, RFC 6533 section 3). */
function typedAddress(address: string, international: boolean): string {
  if (!needsSmtpUtf8(address)) return `rfc822; ${plainAddress(wireAddress(address))}`;
  return `utf-8; ${international ? shownAddress(address, true) : plain(utf8Xtext(address), 1000)}`;
}

/** The report, with its CR LF. Lines of at most 998 characters; 7-bit, unless it returns a message that is not. */
export function buildReport(request: ReportRequest): Buffer {
  const { action, to, hostname, date, returned } = request;
  const boundary = `report-${randomBytes(12).toString('hex')}`;
  const id = `${Date.now().toString(36)}.${randomBytes(8).toString('hex')}@${hostname}`;
  const last =
    returned.kind === 'headers'
      ? // RFC 6522 section 4: the headers alone are enough to know the message by.
        { type: 'text/rfc822-headers; charset=us-ascii', body: headersOf(returned.head) }
      : { type: 'message/rfc822', body: returned.content.toString('latin1') };
  const encoding = ['Content-Transfer-Encoding: 8bit'];
  const international = needsSmtpUtf8(to);
  const [eightBit, eightBitReport] = [EIGHT_BIT.test(last.body) ? encoding : [], international ? encoding : []];
  const lines = [
    `Date: ${date}`,
    `From: Mail Delivery System <postmaster@${hostname}>`,
    `To: <${shownAddress(wireAddress(to), international)}>`,
    `Subject: ${SUBJECTS[action]}`,
    `Message-ID: <${id}>`,
    // RFC 3834 section 5: nobody's vacation program is to answer this.
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${international ? 'global-delivery-status' : 'delivery-status'}; boundary="${boundary}"`,
    ...(international ? encoding : eightBit),
    '',
    `--${boundary}`,
    `Content-Type: text/plain; charset=${international ? 'utf-8' : 'us-ascii'}`,
    ...eightBitReport,
    '',
    wordsFor(request, international),
    `--${boundary}`,
    `Content-Type: message/${international ? 'global-delivery-status' : 'delivery-status'}`,
    ...eightBitReport,
    '',
    statusFor(request, international),
    `--${boundary}`,
    `Content-Type: ${last.type}`,
    ...eightBit,
    '',
    last.body,
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function wordsFor({ action, recipients, hostname, retryUntil }: ReportRequest, international: boolean): string {
  const named = recipients.slice(0, FIXED_LIMITS.reportRecipientsNamed);
  return [
    'Hello,',
    '',
    OPENINGS[action],
    '',
    ...named.flatMap(({ recipient, originalRecipient = '', reason, remoteReply = '' }) => [
      `  ${writtenTo(recipient, originalAddress(originalRecipient), international)}`,
      ...(reason === '' ? [] : [`    ${plain(reason)}`]),
      ...(remoteReply === '' ? [] : [`    The other server said: ${plain(remoteReply)}`]),
    ]),
    ...(recipients.length > named.length ? [`  and ${recipients.length - named.length} more`] : []),
    '',
    ...(recipients.every(isLostByUs) ? [] : closing(action, retryUntil)),
    `The mail server ${plain(hostname)}`,
    '',
  ].join('\r\n');
}

/** Whoever wrote to an address that passes mail on knows that one, and not where it leads. */
function writtenTo(recipient: string, original: string, international: boolean): string {
  const shown = shownAddress(recipient, international);
  const isPassedOn = original !== '' && wireAddress(original).toLowerCase() !== wireAddress(recipient).toLowerCase();
  return isPassedOn ? `${shownAddress(original, international)} (passed on to ${shown})` : shown;
}

/** It says by itself what to do. */
function isLostByUs({ enhanced, remoteHost = '' }: ReportedRecipient): boolean {
  return enhanced === '5.3.0' && remoteHost === '';
}

function closing(action: ReportAction, retryUntil: string | undefined): readonly string[] {
  switch (action) {
    case 'failed':
      return ['It will not be tried again. If it was wanted, ask the recipient by other means.', ''];
    case 'delayed':
      return [`You need not send it again: it is tried until ${retryUntil ?? 'it is delivered'}. If that fails, you will be told.`, ''];
    case 'delivered':
      return ['That it has arrived does not mean that somebody has read it.', ''];
    case 'relayed':
      return ['You will be told if that server reports trouble; no report of its arrival will come.', ''];
  }
}

/** RFC 3464 sections 2.2 and 2.3: fields of the message, then a group for each recipient. */
function statusFor({ action, hostname, traceId, envelopeId = '', arrived, retryUntil, recipients }: ReportRequest, international: boolean): string {
  const groups = recipients.map(({ recipient, originalRecipient = '', enhanced, reason, remoteReply = '', remoteHost = '', lastAttempt = '' }) =>
    [
      ...(originalRecipient === '' ? [] : [`Original-Recipient: ${plain(originalRecipient.replace(';', '; '), 700)}`]),
      `Final-Recipient: ${typedAddress(recipient, international)}`,
      `Action: ${action}`,
      `Status: ${enhanced}`,
      ...(remoteHost === '' ? [] : [`Remote-MTA: dns; ${plain(remoteHost)}`]),
      ...(remoteReply === '' ? (reason === '' ? [] : [`Diagnostic-Code: x-gatepost; ${plain(reason)}`]) : [`Diagnostic-Code: smtp; ${plain(remoteReply)}`]),
      ...(lastAttempt === '' ? [] : [`Last-Attempt-Date: ${lastAttempt}`]),
      ...(retryUntil === undefined ? [] : [`Will-Retry-Until: ${retryUntil}`]),
      '',
    ].join('\r\n'),
  );
  return [
    // RFC 3464 section 2.2.1: the identifier that the sender gave, and nothing else.
    ...(envelopeId === '' ? [] : [`Original-Envelope-Id: ${plain(envelopeId)}`]),
    `Reporting-MTA: dns; ${plain(hostname)}`,
    `X-Gatepost-Trace-Id: ${plain(traceId)}`,
    `Arrival-Date: ${arrived}`,
    '',
    ...groups,
  ].join('\r\n');
}

/** The header lines, up to the bound; eight-bit characters and overlong lines made harmless. */
function headersOf(head: Buffer): string {
  const lines = head.subarray(0, FIXED_LIMITS.reportHeaderBytes).toString('latin1').split(/\r?\n/);
  const kept = lines.slice(0, head.length > FIXED_LIMITS.reportHeaderBytes ? -1 : undefined).filter((line) => line !== '');
  return `${kept.map((line) => line.replaceAll(/[^\t\x20-\x7e]/g, '?').slice(0, 998)).join('\r\n')}\r\n`;
}

/** What programs and mailing lists send: nobody reads the answer there, and two programs could answer each other for ever (RFC 3834 section 2). */
const AUTOMATIC =
  /^(?:auto-submitted[ \t]*:(?!(?:[ \t]|\r?\n[ \t])*no\b)|precedence[ \t]*:(?:[ \t]|\r?\n[ \t])*(?:bulk|list|junk)\b|list-(?:id|unsubscribe|post|help|owner|subscribe|archive)[ \t]*:)/im;

/** True for mail that must never be answered by a program. */
export function isAutomatic(head: Buffer): boolean {
  return AUTOMATIC.test(head.toString('latin1'));
}
