/** What a client asks of delivery with MAIL and RCPT: reports (DSN, RFC 3461) and encryption (REQUIRETLS, RFC 8689). */
import type { IncomingMessage, Relay } from '../store/mail-store.ts';
import type { PathCommand } from './path.ts';

export type MailWishes = Pick<IncomingMessage, 'returnContent' | 'envelopeId' | 'requireTls'>;
export type RecipientWishes = Pick<Relay, 'notify' | 'originalRecipient'>;

/** The library has checked the values of RET and NOTIFY, and the form of ORCPT. */
export function mailWishes(args: PathCommand['args']): MailWishes {
  const { RET: content, ENVID: id, REQUIRETLS: requireTls } = args || {};
  return {
    ...(typeof content === 'string' ? { returnContent: content.toUpperCase() === 'FULL' ? 'full' : 'headers' } : {}),
    ...(typeof id === 'string' ? { envelopeId: id } : {}),
    ...(requireTls === true ? { requireTls } : {}),
  };
}

export function recipientWishes(args: PathCommand['args']): RecipientWishes {
  const { NOTIFY: notify, ORCPT: originalRecipient } = args || {};
  return {
    ...(typeof notify === 'string' ? { notify: notify.toUpperCase() } : {}),
    ...(typeof originalRecipient === 'string' ? { originalRecipient } : {}),
  };
}
