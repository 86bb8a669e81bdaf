/**
 * Mail in the queue whose domain has become one of ours since it was taken: it goes into mailboxes here, by the same
 * aliases and forwards as mail that comes in now. Outside it would only be led back to us.
 */
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import { type MailAddress, formatAddress, parseAddress } from '../../shared/mail/address.ts';
import { originalRecipientOf } from '../../shared/mail/original-recipient.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import type { Resolution } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { DeliveryQueue, HomePlaces, QueueEntry } from '../store/outgoing-queue.ts';
import { isAskedFor } from './dsn/notify.ts';
import type { Reports } from './dsn/reports.ts';
import { NOBODY } from './outcome.ts';
import type { OutcomeRecorder } from './outcome-recorder.ts';

export type LocalDirectory = Pick<
  AccountDirectory,
  'isLocalDomain' | 'resolve' | 'forwardingSender' | 'postingRefusal' | 'restrictsPosters' | 'noteDelivery' | 'services'
>;

export interface LocalMailServices {
  readonly accounts: LocalDirectory;
  readonly queue: Pick<DeliveryQueue, 'bringHome'>;
  readonly recorder: Pick<OutcomeRecorder, 'record'>;
  readonly reports: Pick<Reports, 'send'>;
  readonly events: EventSink;
  readonly clock: Clock;
}

type Local = Extract<Resolution, { kind: 'local' }>;

export class LocalMail {
  readonly #services: LocalMailServices;

  constructor(services: LocalMailServices) {
    this.#services = services;
  }

  /** Where the administrator sends it by hand it goes, whatever its domain. */
  isHome({ domain, route }: Pick<QueueEntry, 'domain' | 'route'>): boolean {
    return route === '' && this.#services.accounts.isLocalDomain(domain);
  }

  /** @returns when something of a domain is due then: what was put off, and what is forwarded @throws StoreError */
  async take(entries: readonly QueueEntry[]): Promise<ReadonlyMap<string, number>> {
    const next = new Map<string, number>();
    for (const entry of entries) for (const [domain, at] of await this.#takeOne(entry)) next.set(domain, Math.min(next.get(domain) ?? Infinity, at));
    return next;
  }

  async #takeOne(entry: QueueEntry): Promise<ReadonlyMap<string, number>> {
    const { accounts, recorder } = this.#services;
    const recipient = parseAddress(entry.recipient);
    const resolution: Resolution = recipient === undefined ? { kind: 'refused', reason: 'unknown-recipient' } : accounts.resolve(recipient, entry.size);
    const sender = parseAddress(entry.reversePath);
    if (resolution.kind === 'local') {
      const reason = this.#refusal(entry, resolution, sender);
      if (reason === undefined) return await this.#place(entry, resolution);
      return await recorder.record([entry], [{ kind: 'failed', reply: REASONS[reason].reply, enhanced: REASONS[reason].enhanced }], NOBODY_ASKED);
    }
    // The domain is new here: its mailboxes may be on their way. Whatever is not there for as long as we try comes back then.
    const { domain } = entry;
    const { enhanced, reply } = resolution.kind === 'refused' ? REASONS[resolution.reason] : { enhanced: '4.3.0', reply: 'It has left again' };
    // With a status, as it is not about a connection (RFC 3463).
    const words = `4${enhanced.slice(1)} ${domain} is a domain of this server now. ${reply}`;
    return await recorder.record([entry], [{ kind: 'deferred', reply: words }], NOBODY_ASKED);
  }

  #refusal({ reversePath, returnable }: QueueEntry, { mailboxes, reportsOnly }: Local, sender: MailAddress | undefined): ReasonId | undefined {
    const { accounts } = this.#services;
    if (reportsOnly === true && reversePath !== '') return 'unknown-recipient';
    const refusal = accounts.postingRefusal(mailboxes, sender);
    if (refusal !== undefined) return refusal;
    return !returnable && accounts.restrictsPosters(mailboxes) ? 'poster-unproven' : undefined;
  }

  async #place(entry: QueueEntry, { mailboxes, remote }: Local): Promise<ReadonlyMap<string, number>> {
    const { accounts, queue, reports, clock } = this.#services;
    const now = clock.now();
    const by = parseAddress(entry.recipient);
    const reversePath = by === undefined || remote.length === 0 ? undefined : accounts.forwardingSender(parseAddress(entry.reversePath), by);
    const { notify } = entry;
    const originalRecipient = entry.originalRecipient === '' ? originalRecipientOf(entry.recipient) : entry.originalRecipient;
    const relays = remote.map((address): HomePlaces['relays'][number] => {
      const relay = { recipient: formatAddress(address), domain: address.domain, notify, originalRecipient, forwardedFor: entry.recipient };
      return reversePath === undefined ? relay : { ...relay, reversePath };
    });
    // Before the mail is there: a report too many is better than one that is owed.
    if (mailboxes.length > 0 && isAskedFor(notify, 'delivered')) await reports.send('delivered', [{ entry, enhanced: '2.0.0', reason: '' }]);
    const placed = await queue.bringHome(entry.id, { deliveries: mailboxes.map(({ id, address }) => ({ accountId: id, recipient: address })), relays, now });
    for (const accountId of placed) accounts.noteDelivery(accountId, entry.size);
    for (const { id, address } of mailboxes) if (placed.includes(id)) this.#tell(entry, address);
    return new Map(relays.map(({ domain }) => [domain, now]));
  }

  #tell({ reversePath, recipient, traceId, domain }: QueueEntry, account: string): void {
    const text = `from <${reversePath}> to <${recipient}>: in the mailbox of ${account}, since ${domain} is a domain of this server now`;
    this.#services.events.count('deliveries');
    this.#services.events.emit({ kind: 'message-delivered', level: 'info', protocol: 'delivery', traceId, account, text });
  }
}

const NOBODY_ASKED = { contact: NOBODY, milliseconds: 0 } as const;
