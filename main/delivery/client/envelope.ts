/** MAIL and RCPT, with the parameters that the host knows (RFC 5321, 1870, 6152, 6531, 3461, 6533, 8689). */
import { needsSmtpUtf8, utf8Xtext } from '../wire-address.ts';
import type { Capabilities } from './capabilities.ts';

export interface EnvelopeRecipient {
  readonly address: string;
  /** As in QueueEntry. */
  readonly notify: string;
  readonly originalRecipient: string;
}

export interface Envelope {
  readonly reversePath: string;
  readonly recipients: readonly EnvelopeRecipient[];
  /** Bytes, for SIZE. */
  readonly size: number;
  readonly eightBit: boolean;
  /** The message, or one of the addresses, needs it. */
  readonly smtpUtf8: boolean;
  readonly requireTls: boolean;
  readonly returnContent: '' | 'full' | 'headers';
  readonly envelopeId: string;
}

const RET = { full: ' RET=FULL', headers: ' RET=HDRS', '': '' } as const;

export function mailCommand(envelope: Envelope, { keywords }: Capabilities): string {
  const { reversePath, size, eightBit, smtpUtf8, requireTls, returnContent, envelopeId } = envelope;
  return [
    `MAIL FROM:<${reversePath}>`,
    keywords.has('SIZE') ? ` SIZE=${size}` : '',
    eightBit && keywords.has('8BITMIME') ? ' BODY=8BITMIME' : '',
    smtpUtf8 && keywords.has('SMTPUTF8') ? ' SMTPUTF8' : '',
    requireTls && keywords.has('REQUIRETLS') ? ' REQUIRETLS' : '',
    keywords.has('DSN') ? RET[returnContent] : '',
    keywords.has('DSN') && envelopeId !== '' ? ` ENVID=${envelopeId}` : '',
  ].join('');
}

export function rcptCommand({ address, notify, originalRecipient }: EnvelopeRecipient, { keywords }: Capabilities): string {
  if (!keywords.has('DSN')) return `RCPT TO:<${address}>`;
  // RFC 3461 section 5.2.1: a relay that knows the original recipient passes it on; one that was asked for reports adds it.
  const original = originalRecipient !== '' ? originalRecipient : notify === '' ? '' : ownOrcpt(address);
  return [`RCPT TO:<${address}>`, notify === '' ? '' : ` NOTIFY=${notify}`, original === '' ? '' : ` ORCPT=${original}`].join('');
}

function ownOrcpt(address: string): string {
  return needsSmtpUtf8(address) ? `utf-8;${utf8Xtext(address)}` : `rfc822;${xtext(address)}`;
}

/** RFC 3461 section 4. */
function xtext(text: string): string {
  return text.replaceAll(/[^!-~]|[+=]/g, (character) => `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
