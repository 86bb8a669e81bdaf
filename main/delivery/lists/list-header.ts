/**
 * The header section of a post as members get it: the author's, with the fields that tell programs and people that it comes
 * from a list (RFC 2369, RFC 2919, RFC 8058). Subject and body stay as they are, and so the author's own signature holds.
 */
import { formatAddress, type MailAddress } from '../../../shared/mail/address.ts';
import type { Posting } from '../../store/mail-services.ts';
import { displayName } from '../../mime/encode-text.ts';

export interface ListIdentity {
  readonly address: MailAddress;
  readonly name: string;
  readonly posting: Posting;
  readonly replyTo: 'sender' | 'list';
}

/** What other lists have put there is theirs; ours is new. Return-Path and Bcc are nobody's business. */
const REPLACED = /^(?:list-(?:id|post|help|owner|unsubscribe|unsubscribe-post|subscribe|archive)|precedence|return-path|bcc)$/i;

/** An address of the list for a purpose of its own, such as `news+bounces@example.com`. */
export function listAddress({ localPart, domain }: MailAddress, purpose: string): string {
  return formatAddress({ localPart: `${localPart}+${purpose}`, domain });
}

/** @param oneClick where one POST request ends the membership; undefined where no such place is reached from outside */
export function listHead(head: string, list: ListIdentity, unsubscribe: { readonly mailbox: string; readonly oneClick: string | undefined }): string {
  const { address, name, posting, replyTo } = list;
  const own = formatAddress(address);
  const ways = [...(unsubscribe.oneClick === undefined ? [] : [`<${unsubscribe.oneClick}>`]), `<mailto:${unsubscribe.mailbox}?subject=unsubscribe>`];
  const added = [
    // RFC 9228: what comes back with this field has been here before.
    `Delivered-To: ${own}`,
    `List-Id: ${displayName(name)}<${address.localPart.replaceAll(/[^a-z0-9._-]/gi, '-')}.${address.domain}>`,
    posting === 'named' ? 'List-Post: NO' : `List-Post: <mailto:${own}>`,
    // RFC 2369 section 3.1: of all these fields the most useful; whoever reads that mail is the owner.
    `List-Help: <mailto:${listAddress(address, 'owner')}?subject=help>`,
    `List-Owner: <mailto:${listAddress(address, 'owner')}>`,
    `List-Unsubscribe: ${ways.join(',\r\n\t')}`,
    ...(unsubscribe.oneClick === undefined ? [] : ['List-Unsubscribe-Post: List-Unsubscribe=One-Click']),
    'Precedence: list',
    ...(replyTo === 'list' ? [`Reply-To: <${own}>`] : []),
  ];
  const kept = fieldsOf(head).filter(({ field }) => !REPLACED.test(field) && !(replyTo === 'list' && /^reply-to$/i.test(field)));
  return `${added.join('\r\n')}\r\n${kept.map(({ text }) => text).join('')}\r\n`;
}

/** Why a post is not handed out; undefined if it is. */
export function refusedPost(head: string, address: MailAddress): string | undefined {
  const own = formatAddress(address).toLowerCase();
  const fields = fieldsOf(head);
  if (
    fields.some(
      ({ field, text }) =>
        /^delivered-to$/i.test(field) &&
        text
          .slice(text.indexOf(':') + 1)
          .trim()
          .toLowerCase() === own,
    )
  ) {
    return 'it has been through this list before';
  }
  // RFC 3834 section 2: what a program answers is for nobody on a list.
  return fields.some(({ field, text }) => /^auto-submitted$/i.test(field) && /:\s*auto-replied\b/i.test(text)) ? 'a program has answered by itself' : undefined;
}

/** Each field with its folded lines and line ends; bytes as characters. */
function fieldsOf(head: string): { readonly field: string; readonly text: string }[] {
  return [...head.matchAll(/^([!-9;-~]+)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gm)].map((match) => ({ field: match[1] ?? '', text: match[0] }));
}
