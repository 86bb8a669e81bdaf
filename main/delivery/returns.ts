/**
 * Returns a message that was refused after it had arrived, as the action "bounce" wants it: a report to the sender, and
 * only to a sender that is known not to be forged. Anybody else is refused in the session, where the report is the
 * business of whoever sent the message (RFC 5321 section 6.2).
 */
import { REASONS } from '../../shared/decisions/reasons.ts';
import { formatAddress } from '../../shared/mail/address.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import type { Clock } from '../clock.ts';
import { newTraceId } from '../ids.ts';
import type { EventSink } from '../log/event-sink.ts';
import { mailDate } from '../mime/mail-date.ts';
import type { ReturnRequest, SecurityServices } from '../security/services.ts';
import type { IncomingMessage, MessageStore } from '../store/mail-store.ts';
import { buildReport, isAutomatic } from './dsn/dsn.ts';

export interface ReturnServices {
  readonly accounts: Pick<AccountDirectory, 'resolve' | 'isLocalDomain' | 'addressExists'>;
  readonly messages: Pick<MessageStore, 'writer'>;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly hostname: () => string;
  readonly accepted: (message: IncomingMessage, bytes: number) => void;
}

export class Returns implements Pick<SecurityServices, 'returnToSender' | 'mayReturnToSender'> {
  readonly #services: ReturnServices;

  constructor(services: ReturnServices) {
    this.#services = services;
  }

  async mayReturnToSender(request: ReturnRequest): Promise<boolean> {
    return this.#addressee(request) !== undefined;
  }

  async returnToSender(request: ReturnRequest): Promise<boolean> {
    const addressee = this.#addressee(request);
    if (addressee === undefined) return false;
    const { clock, hostname, messages, accepted, events } = this.#services;
    const now = clock.now();
    const { enhanced, reply } = REASONS[request.reason];
    const report = buildReport({
      to: request.reversePath,
      hostname: hostname(),
      traceId: request.traceId,
      date: mailDate(now),
      arrived: mailDate(now),
      recipients: request.recipients.map((recipient) => ({ recipient, enhanced, reason: reply })),
      head: request.head,
    });
    // RFC 3464 section 2: a report has the null reverse-path, so that it can never be returned itself.
    const message: IncomingMessage = {
      ...addressee,
      traceId: newTraceId(now),
      sessionId: '',
      receivedAt: now,
      reversePath: '',
      bodyType: '7bit',
      smtpUtf8: false,
    };
    const writer = messages.writer();
    try {
      await writer.write(report);
      await writer.commit(message);
    } catch (error) {
      writer.abort();
      throw error;
    }
    accepted(message, report.length);
    events.emit({
      kind: 'server',
      level: 'info',
      protocol: 'delivery',
      traceId: request.traceId,
      text: `a report was sent to <${request.reversePath}>, as ${message.traceId}`,
    });
    return true;
  }

  /** Where a report goes; undefined if none may be sent. */
  #addressee({ sender, login, vouched, head }: ReturnRequest): Pick<IncomingMessage, 'deliveries' | 'relays'> | undefined {
    if (sender === undefined || isAutomatic(head)) return undefined;
    const { accounts } = this.#services;
    const local = accounts.isLocalDomain(sender.domain);
    // A local sender that nobody has logged in as may be anybody; his mailbox is here, and no stranger is bothered.
    if (local ? !accounts.addressExists(sender) : login === undefined && !vouched) return undefined;
    const resolution = accounts.resolve(sender);
    switch (resolution.kind) {
      case 'local':
        return {
          deliveries: resolution.mailboxes.map(({ id, address }) => ({ accountId: id, recipient: address })),
          relays: resolution.remote.map((address) => ({ recipient: formatAddress(address), domain: address.domain })),
        };
      case 'foreign':
        return { deliveries: [], relays: [{ recipient: formatAddress(sender), domain: sender.domain }] };
      case 'refused':
        return undefined;
    }
  }
}
