/**
 * Mail that was forwarded, has failed for good, and must not be returned: its sender is none, or may be forged. Whoever has it
 * forwarded without a copy gets it into the mailbox after all, so that somebody has it. From there nothing is forwarded or answered.
 */
import { type MailAddress, formatAddress, parseAddress } from '../../shared/mail/address.ts';
import { originalAddress } from '../../shared/mail/original-recipient.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import type { AccountServices } from '../accounts/account-services.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { DeliveryQueue, QueueEntry } from '../store/outgoing-queue.ts';

export interface KeptForwardsServices {
  readonly accounts: Pick<AccountDirectory, 'noteDelivery' | 'isLocalDomain'> & { readonly services: Pick<AccountServices, 'forwardersTo'> };
  readonly queue: Pick<DeliveryQueue, 'bringHome'>;
  readonly events: EventSink;
  readonly clock: Clock;
}

export class KeptForwards {
  readonly #services: KeptForwardsServices;

  constructor(services: KeptForwardsServices) {
    this.#services = services;
  }

  /**
   * Takes an entry that was forwarded out of the queue and into mailboxes, full ones, too: whoever sent it was told that it has arrived.
   * @returns true if somebody has it now; false if it was not forwarded, and stays in the queue @throws StoreError
   */
  async keep(entry: QueueEntry): Promise<boolean> {
    const { accounts, queue, clock } = this.#services;
    const remote = parseAddress(entry.recipient);
    if (remote === undefined || (entry.forwardedFor ?? entry.originalRecipient) === '') return false;
    const keepers = accounts.services.forwardersTo(remote, this.#writtenTo(entry));
    if (keepers.length === 0) return false;
    const deliveries = keepers.map(({ id, address }) => ({ accountId: id, recipient: address }));
    const placed = await queue.bringHome(entry.id, { deliveries, relays: [], now: clock.now() });
    for (const accountId of placed) accounts.noteDelivery(accountId, entry.size);
    for (const { id, address } of keepers) if (placed.includes(id)) this.#tell(entry, address);
    return true;
  }

  /** The address here that was written to; undefined where nobody knows. */
  #writtenTo({ forwardedFor, originalRecipient, recipient }: QueueEntry): MailAddress | undefined {
    if (forwardedFor !== null) return parseAddress(forwardedFor);
    // An earlier version went by ORCPT, which a forward always had. It stays where a server before us has set it (RFC 3461 section 5.2.3), and names nobody here then.
    const named = parseAddress(originalAddress(originalRecipient));
    if (named === undefined) return undefined;
    return this.#services.accounts.isLocalDomain(named.domain) || formatAddress(named) === recipient ? named : undefined;
  }

  #tell({ reversePath, recipient, traceId }: QueueEntry, account: string): void {
    const text = `from <${reversePath}> to <${recipient}>: in the mailbox of ${account} after all, since it could neither be forwarded nor returned`;
    this.#services.events.count('deliveries');
    this.#services.events.emit({ kind: 'message-delivered', level: 'info', protocol: 'delivery', traceId, account, text });
  }
}
