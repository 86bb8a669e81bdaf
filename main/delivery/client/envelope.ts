/** MAIL and RCPT, with the parameters that the host knows (RFC 5321, 1870, 6152, 6531, 3461, 6533, 8689). */
import { originalRecipientOf } from '../../../shared/mail/original-recipient.ts';
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
  const original = originalRecipient !== '' ? originalRecipient : notify === '' ? '' : originalRecipientOf(address);
  return [`RCPT TO:<${address}>`, notify === '' ? '' : ` NOTIFY=${notify}`, original === '' ? '' : ` ORCPT=${original}`].join('');
}
