/** One mail transaction (RFC 5321 section 3.3): from MAIL to the reply after the data, or to RSET. */
import type { MailAddress } from '../../shared/mail/address.ts';
import { formatAddress } from '../../shared/mail/address.ts';
import { originalRecipientOf } from '../../shared/mail/original-recipient.ts';
import type { AccountIdentity } from '../accounts/accounts.ts';
import { apartOf } from '../accounts/posting.ts';
import type { AwaitedDelivery } from '../listener.ts';
import type { IncomingMessage, Relay } from '../store/mail-store.ts';
import type { MailWishes, RecipientWishes } from './wishes.ts';

export class Transaction {
  readonly traceId: string;
  readonly reversePath: string;
  /** The reverse-path taken apart; undefined for the null one. */
  readonly sender: MailAddress | undefined;
  /** The accounts whose SMTP-after-POP grants let a recipient elsewhere pass. */
  relayedFor: readonly AccountIdentity[] | undefined;
  /** With SIZE; 0 without (RFC 1870). */
  declaredBytes = 0;
  /** Recipients as the client named them. */
  readonly recipients = new Set<string>();
  /** Of these, the ones that are for addresses here. */
  readonly here = new Map<string, MailAddress | 'postmaster'>();
  readonly wishes: MailWishes;
  /** Recipients with mailboxes here, for which NOTIFY=SUCCESS was asked. */
  readonly awaited: AwaitedDelivery[] = [];
  readonly #mailboxes = new Map<number, string>();
  readonly #foreign = new Set<string>();
  readonly #relays = new Map<string, Relay>();

  constructor(traceId: string, reversePath: string, sender: MailAddress | undefined, wishes: MailWishes = {}) {
    this.traceId = traceId;
    this.reversePath = reversePath;
    this.sender = sender;
    this.wishes = wishes;
  }

  /**
   * Accepts a recipient with the mailboxes and the addresses elsewhere that it stands for; each gets the message once.
   * @param reversePath with which the message goes elsewhere, where it is not its own
   */
  add(recipient: string, mailboxes: readonly AccountIdentity[], remote: readonly MailAddress[], wishes: RecipientWishes = {}, reversePath?: string): void {
    this.recipients.add(recipient);
    for (const account of mailboxes) this.#mailboxes.set(account.id, account.address);
    // RFC 3461 section 5.2.3: whoever is told of trouble there knows this address, and not where it leads.
    const original = { originalRecipient: originalRecipientOf(recipient), ...wishes, forwardedFor: recipient };
    for (const address of remote) {
      const to = formatAddress(address);
      if (this.#relays.has(to)) continue;
      this.#relays.set(to, { recipient: to, domain: address.domain, ...original, ...(reversePath === undefined ? {} : { reversePath }) });
    }
    const { notify = '', originalRecipient = '' } = wishes;
    if (mailboxes.length > 0 && notify.split(',').includes('SUCCESS')) this.awaited.push({ recipient, originalRecipient });
  }

  /** One of these has the message already, under an address that means something else: that of a mailing list, and the one to leave it. */
  hasOtherwise(mailboxes: readonly AccountIdentity[]): boolean {
    return mailboxes.some(({ id, address }) => apartOf(this.#mailboxes.get(id) ?? address) !== apartOf(address));
  }

  /** Accepts a recipient elsewhere that the client itself has named. */
  addForeign(recipient: string, address: MailAddress, wishes: RecipientWishes = {}): void {
    const to = formatAddress(address);
    this.recipients.add(recipient);
    this.#foreign.add(to);
    // Whatever forwards lead there as well, the message comes from its sender.
    this.#relays.set(to, { recipient: to, domain: address.domain, ...wishes });
  }

  /** Recipients elsewhere that the client itself has named: then it has used a right to relay. */
  get foreign(): readonly string[] {
    return [...this.#foreign];
  }

  /** The senders that the message leaves with for where aliases and forwards lead. */
  get forwardedFrom(): string[] {
    return this.#forwards.map(({ reversePath }) => reversePath ?? this.reversePath);
  }

  /** What is forwarded keeps the sender that it came with. */
  forwardUnchanged(): void {
    for (const { reversePath: _rewritten, ...relay } of this.#forwards) this.#relays.set(relay.recipient, relay);
  }

  get #forwards(): Relay[] {
    return [...this.#relays.values()].filter(({ recipient }) => !this.#foreign.has(recipient));
  }

  /** Addresses of the mailboxes that get the message. */
  get mailboxes(): string[] {
    return [...this.#mailboxes.values()];
  }

  /** The same with their accounts. */
  get accounts(): AccountIdentity[] {
    return [...this.#mailboxes].map(([id, address]) => ({ id, address }));
  }

  get relayCount(): number {
    return this.#relays.size;
  }

  /** The client has used a right to relay. */
  get relaying(): boolean {
    return this.#foreign.size > 0;
  }

  incoming(facts: Pick<IncomingMessage, 'sessionId' | 'receivedAt' | 'bodyType' | 'smtpUtf8' | 'returnable'>): IncomingMessage {
    return {
      ...facts,
      ...this.wishes,
      traceId: this.traceId,
      reversePath: this.reversePath,
      deliveries: [...this.#mailboxes].map(([accountId, recipient]) => ({ accountId, recipient })),
      relays: [...this.#relays.values()],
    };
  }
}
