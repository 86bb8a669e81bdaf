/** One mail transaction (RFC 5321 section 3.3): from MAIL to the reply after the data, or to RSET. */
import type { MailAddress } from '../../shared/mail/address.ts';
import { formatAddress } from '../../shared/mail/address.ts';
import type { AccountIdentity } from '../accounts/accounts.ts';
import type { IncomingMessage } from '../store/mail-store.ts';

export class Transaction {
  readonly traceId: string;
  readonly reversePath: string;
  /** The reverse-path taken apart; undefined for the null one. */
  readonly sender: MailAddress | undefined;
  /** The accounts whose SMTP-after-POP grants let a recipient elsewhere pass. */
  relayedFor: readonly AccountIdentity[] | undefined;
  /** Recipients as the client named them. */
  readonly recipients = new Set<string>();
  readonly #mailboxes = new Map<number, string>();
  readonly #relays = new Map<string, string>();

  constructor(traceId: string, reversePath: string, sender: MailAddress | undefined) {
    this.traceId = traceId;
    this.reversePath = reversePath;
    this.sender = sender;
  }

  /** Accepts a recipient with the mailboxes and the addresses elsewhere that it stands for; each gets the message once. */
  add(recipient: string, mailboxes: readonly AccountIdentity[], remote: readonly MailAddress[]): void {
    this.recipients.add(recipient);
    for (const account of mailboxes) this.#mailboxes.set(account.id, account.address);
    for (const address of remote) this.#relays.set(formatAddress(address), address.domain);
  }

  /** Addresses of the mailboxes that get the message. */
  get mailboxes(): string[] {
    return [...this.#mailboxes.values()];
  }

  get relayCount(): number {
    return this.#relays.size;
  }

  incoming(facts: Pick<IncomingMessage, 'sessionId' | 'receivedAt' | 'bodyType' | 'smtpUtf8'>): IncomingMessage {
    return {
      ...facts,
      traceId: this.traceId,
      reversePath: this.reversePath,
      deliveries: [...this.#mailboxes].map(([accountId, recipient]) => ({ accountId, recipient })),
      relays: [...this.#relays].map(([recipient, domain]) => ({ recipient, domain })),
    };
  }
}
