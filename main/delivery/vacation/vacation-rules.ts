/** Whether a message is to be answered while its reader is away (RFC 3834): pure, and rather no answer than a wrong one. */
import type { MailAddress } from '../../../shared/mail/address.ts';
import { parseAddress } from '../../../shared/mail/address.ts';
import { parseAddressList } from '../../mime/address-list.ts';
import type { Vacation } from '../../store/mail-services.ts';
import { isAutomatic } from '../dsn/dsn.ts';

export interface AnsweredMessage {
  /** '' is the null reverse-path. */
  readonly reversePath: string;
  /** The header section, bytes as latin1 characters. */
  readonly head: string;
}

/** RFC 3834 section 2 and what else programs send under. */
const PROGRAMS =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|majordomo|owner-.*|.*-(?:request|owner|bounces?|relay)|.*\+bounces?.*)$/i;
/** What Microsoft's programs say, and what spam filters have found. */
const UNWANTED = /^(?:x-auto-response-suppress[ \t]*:.*\b(?:all|oof|autoreply)\b|x-spam-flag[ \t]*:[ \t]*yes|x-loop[ \t]*:|feedback-id[ \t]*:)/im;
/** Our own finding that the sender is forged: an answer would hit somebody else. */
const FORGED = /^authentication-results[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*\b(?:dmarc|spf)=fail\b/im;

/**
 * Whom to answer; undefined for nobody.
 * @param isOwn true for an address of the reader. @param now milliseconds since 1970
 */
export function whomToAnswer(message: AnsweredMessage, vacation: Vacation, isOwn: (address: MailAddress) => boolean, now: number): MailAddress | undefined {
  if ((vacation.startsAt ?? now) > now || (vacation.endsAt ?? now) < now) return undefined;
  const { reversePath, head } = message;
  const sender = reversePath === '' ? undefined : parseAddress(reversePath);
  if (sender === undefined || PROGRAMS.test(sender.localPart) || isOwn(sender)) return undefined;
  if (isAutomatic(Buffer.from(head, 'latin1')) || UNWANTED.test(head) || FORGED.test(head)) return undefined;
  // RFC 3834 section 2: only what names the reader was written to him; the rest is a list, or a blind copy to many.
  return addressees(head).some(isOwn) ? sender : undefined;
}

function addressees(head: string): MailAddress[] {
  return ['to', 'cc', 'resent-to', 'resent-cc'].flatMap((name) =>
    valuesOf(head, name).flatMap((value) => parseAddressList(value).addresses.flatMap((address) => parseAddress(address) ?? [])),
  );
}

/** The unfolded values of a field. */
export function valuesOf(head: string, name: string): string[] {
  const field = new RegExp(`^${name}[ \\t]*:([^\\n]*(?:\\n[ \\t][^\\n]*)*)`, 'gim');
  return [...head.matchAll(field)].map((match) => (match[1] ?? '').replaceAll(/\r?\n/g, '').trim());
}
