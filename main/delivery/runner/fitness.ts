/** Whether a host that answers is fit for a message that may only travel encrypted (REQUIRETLS, RFC 8689 section 4.2.1). */
import type { SmtpClient } from '../client/smtp-client.ts';
import { type Contact, HostTrouble } from '../outcome.ts';

/** The host answers, and others may take its word for it; this message may not. */
export class Unfit extends HostTrouble {
  constructor(message: string, contact: Contact) {
    super(message, true, { contact });
  }
}

/** What the host would have to promise, and does not; undefined if it is fit. */
export function brokenPromise({ verified, capabilities }: Pick<SmtpClient, 'verified' | 'capabilities'>): string | undefined {
  if (!verified) return 'nobody vouches for the host, and the message may only travel encrypted';
  if (!capabilities.keywords.has('REQUIRETLS')) return 'the host does not promise to pass it on encrypted (REQUIRETLS)';
  return undefined;
}
