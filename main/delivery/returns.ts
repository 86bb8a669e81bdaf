/**
 * Returns a message that was refused after it had arrived, as the action "bounce" wants it: a report to the sender, and
 * only to a sender that is known not to be forged. Anybody else is refused in the session, where the report is the
 * business of whoever sent the message (RFC 5321 section 6.2).
 */
import { REASONS } from '../../shared/decisions/reasons.ts';
import { formatAddress } from '../../shared/mail/address.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import { mailDate } from '../mime/mail-date.ts';
import type { ReturnRequest, SecurityServices } from '../security/services.ts';
import type { IncomingMessage } from '../store/mail-store.ts';
import { buildReport, isAutomatic } from './dsn/dsn.ts';
import { type ReportServices, addresseeFor, submitReport } from './dsn/reports.ts';

export interface ReturnServices extends Omit<ReportServices, 'accounts'> {
  readonly accounts: Pick<AccountDirectory, 'resolve' | 'isLocalDomain' | 'addressExists'>;
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
    const { clock, hostname } = this.#services;
    const now = clock.now();
    const { enhanced, reply } = REASONS[request.reason];
    const report = buildReport({
      action: 'failed',
      to: request.reversePath,
      hostname: hostname(),
      traceId: request.traceId,
      date: mailDate(now),
      arrived: mailDate(now),
      recipients: request.recipients.map((recipient) => ({ recipient, enhanced, reason: reply })),
      returned: { kind: 'headers', head: request.head },
    });
    await submitReport(this.#services, report, addressee, request);
    return true;
  }

  /** Where a report goes; undefined if none may be sent. */
  #addressee({ sender, login, vouched, head }: ReturnRequest): Pick<IncomingMessage, 'deliveries' | 'relays'> | undefined {
    if (sender === undefined || isAutomatic(head)) return undefined;
    const { accounts } = this.#services;
    const local = accounts.isLocalDomain(sender.domain);
    // A local sender that nobody has logged in as may be anybody; his mailbox is here, and no stranger is bothered.
    if (local ? !accounts.addressExists(sender) : login === undefined && !vouched) return undefined;
    return addresseeFor(formatAddress(sender), accounts);
  }
}
