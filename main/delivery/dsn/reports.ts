/**
 * Sends reports about messages in the queue to those who sent them: into a mailbox here, or into the queue again. A
 * report has the null reverse-path, so that it can never be reported on itself (RFC 3464 section 2).
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { formatAddress, parseAddress } from '../../../shared/mail/address.ts';
import type { AccountDirectory } from '../../accounts/account-directory.ts';
import { looksLikeSrs } from '../../accounts/srs.ts';
import type { Clock } from '../../clock.ts';
import { newTraceId } from '../../ids.ts';
import type { AwaitedDelivery, Signing } from '../../listener.ts';
import type { EventSink } from '../../log/event-sink.ts';
import { mailDate } from '../../mime/mail-date.ts';
import { type IncomingMessage, MessageLost, type MessageReader, type MessageStore } from '../../store/mail-store.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import { forwarded } from '../own-mail.ts';
import { needsSmtpUtf8 } from '../wire-address.ts';
import { buildReport, type ReportRequest, type ReportedRecipient } from './dsn.ts';
import { type ReportAction, mayReport } from './notify.ts';

export interface ReportServices {
  readonly accounts: Pick<AccountDirectory, 'resolve'>;
  readonly messages: Pick<MessageStore, 'open' | 'writer'>;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly hostname: () => string;
  /** Signs what leaves; left out where nothing is signed. */
  readonly signing?: Signing;
  readonly accepted: (message: IncomingMessage, bytes: number) => void;
}

/** What became of one recipient, for the report. */
export interface Fate extends Omit<ReportedRecipient, 'recipient' | 'originalRecipient' | 'lastAttempt'> {
  readonly entry: QueueEntry;
}

type Addressee = Pick<IncomingMessage, 'deliveries' | 'relays'>;

export class Reports {
  readonly #services: ReportServices;

  constructor(services: ReportServices) {
    this.#services = services;
  }

  /**
   * Reports on recipients, those that the sender wants to hear of. A message may have left with several reverse-paths, one
   * for each forward and each member of a list: each of them hears of its own recipients. Durable when it resolves.
   * @returns how many recipients were reported on @throws StoreError
   */
  async send(action: ReportAction, fates: readonly Fate[], retryUntil?: number): Promise<number> {
    const wanted = fates.filter(({ entry }) => mayReport(entry, action));
    let reported = 0;
    for (const group of Map.groupBy(wanted, ({ entry }) => `${entry.messageId} ${entry.reversePath}`).values()) {
      reported += await this.#sendOne(action, group, retryUntil);
    }
    return reported;
  }

  /** False for an address of ours that takes no mail, or none any more: nobody would hear of a report. */
  reaches(reversePath: string): boolean {
    return addresseeFor(reversePath, this.#services.accounts) !== undefined;
  }

  /** @param fates of one message with one reverse-path */
  async #sendOne(action: ReportAction, fates: readonly Fate[], retryUntil?: number): Promise<number> {
    const [first] = fates;
    if (first === undefined) return 0;
    const lastAttempt = action === 'failed' || action === 'delayed' ? { lastAttempt: mailDate(this.#services.clock.now()) } : {};
    const recipients = fates.map(({ entry, ...fate }) => ({
      ...fate,
      ...lastAttempt,
      recipient: entry.recipient,
      originalRecipient: entry.originalRecipient,
    }));
    return await this.#sendAbout(action, { ...first.entry, arrivedAt: first.entry.queuedAt }, recipients, retryUntil);
  }

  /** Reports that a message has arrived in mailboxes here, to a sender who is known not to be forged. @throws StoreError */
  async sendDelivered(messageId: number, message: IncomingMessage, awaited: readonly AwaitedDelivery[]): Promise<void> {
    const { reversePath, traceId, envelopeId = '', receivedAt, returnable } = message;
    if (reversePath === '' || returnable === false) return;
    const about = { messageId, reversePath, traceId, envelopeId, arrivedAt: receivedAt, returnContent: '' } as const;
    await this.#sendAbout(
      'delivered',
      about,
      awaited.map((one) => ({ ...one, enhanced: '2.0.0', reason: '' })),
    );
  }

  /** @returns how many recipients were reported on */
  async #sendAbout(action: ReportAction, about: Reported, recipients: readonly ReportedRecipient[], retryUntil?: number): Promise<number> {
    const { reversePath, traceId, envelopeId } = about;
    const addressee = addresseeFor(reversePath, this.#services.accounts);
    if (addressee === undefined) {
      const named = recipients.slice(0, FIXED_LIMITS.reportRecipientsNamed).map(({ recipient }) => `<${recipient}>`);
      const text = `no report (${action}) about ${named.join(', ')} was sent: <${reversePath}> takes no mail here, so nobody is told`;
      this.#services.events.emit({ kind: 'server', level: 'warning', protocol: 'delivery', traceId, text });
      return 0;
    }
    const to = shownAs(reversePath, addressee);
    const message = await this.#services.messages.open(about.messageId).catch(nothingOfLost);
    try {
      const report = buildReport({
        action,
        to,
        hostname: this.#services.hostname(),
        traceId,
        envelopeId,
        date: mailDate(this.#services.clock.now()),
        // The entry in the queue may be younger: it does not age while it is held.
        arrived: mailDate(message?.receivedAt ?? about.arrivedAt),
        ...(retryUntil === undefined ? {} : { retryUntil: mailDate(retryUntil) }),
        recipients,
        // RFC 8689 section 5: what may only travel encrypted is not returned whole, since the report may travel otherwise.
        returned: await returnedPart(message, action === 'failed' && about.returnContent === 'full' && about.requireTls !== true),
      });
      await submitReport(this.#services, report, addressee, { reversePath: to, traceId });
      return recipients.length;
    } finally {
      message?.close();
    }
  }
}

/** The message that a report is about. */
interface Reported extends Pick<QueueEntry, 'messageId' | 'reversePath' | 'traceId' | 'envelopeId' | 'returnContent'> {
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly requireTls?: boolean;
}

/** Whom a report names as its reader: nobody knows the address that was made of his for a forward. */
function shownAs(reversePath: string, { relays }: Addressee): string {
  const [original, ...others] = relays;
  const rewritten = looksLikeSrs(parseAddress(reversePath)?.localPart ?? '');
  return rewritten && original !== undefined && others.length === 0 ? original.recipient : reversePath;
}

/** Where a report to an address goes; undefined if nowhere. Into a full mailbox, too: nobody would tell its owner otherwise. */
export function addresseeFor(reversePath: string, accounts: ReportServices['accounts']): Addressee | undefined {
  const sender = parseAddress(reversePath);
  if (sender === undefined) return undefined;
  const resolution = accounts.resolve(sender, 'past-quotas');
  switch (resolution.kind) {
    case 'local':
      return {
        deliveries: resolution.mailboxes.map(({ id, address }) => ({ accountId: id, recipient: address })),
        relays: forwarded(sender, resolution.remote),
      };
    case 'foreign':
      return { deliveries: [], relays: [{ recipient: formatAddress(sender), domain: sender.domain }] };
    case 'refused':
      return undefined;
  }
}

/** Puts a report into the store, as if it had just been accepted, and tells of it. */
export async function submitReport(
  services: Omit<ReportServices, 'accounts'>,
  report: Buffer,
  addressee: Addressee,
  about: { readonly reversePath: string; readonly traceId: string },
): Promise<void> {
  const { clock, messages, accepted, events, hostname } = services;
  const now = clock.now();
  const message: IncomingMessage = {
    ...addressee,
    traceId: newTraceId(now),
    sessionId: '',
    receivedAt: now,
    reversePath: '',
    bodyType: report.some((byte) => byte > 127) ? '8bitmime' : '7bit',
    smtpUtf8: needsSmtpUtf8(about.reversePath),
  };
  const at = report.indexOf('\r\n\r\n') + 4;
  const [head, body] = [report.subarray(0, at), report.subarray(at)];
  const signature = addressee.relays.length === 0 ? undefined : services.signing?.begin();
  signature?.body(body);
  const signed = Buffer.from((await signature?.fields(head, domainsAbove(hostname()))) ?? '', 'latin1');
  const writer = messages.writer();
  try {
    await writer.write(body);
    await writer.commit(message, Buffer.concat([signed, head]));
  } catch (error) {
    writer.abort();
    throw error;
  }
  accepted(message, signed.length + report.length);
  events.emit({
    kind: 'server',
    level: 'info',
    protocol: 'delivery',
    traceId: about.traceId,
    text: `a report was sent to <${about.reversePath}>, as ${message.traceId}`,
  });
}

/** The name of this server, which a report comes from, and the domains that it lies in: a signature of any of them is aligned with it (RFC 7489 section 3.1.1). */
function domainsAbove(hostname: string): string[] {
  const labels = hostname.toLowerCase().split('.');
  return labels.slice(0, -1).map((_, place) => labels.slice(place).join('.'));
}

/** Of a message whose content is lost nothing can be returned, and its sender is told all the same. */
function nothingOfLost(error: unknown): undefined {
  if (!(error instanceof MessageLost)) throw error;
}

/** The headers of the message; or all of it, where that was asked for and is not too much. */
async function returnedPart(message: MessageReader | undefined, whole: boolean): Promise<ReportRequest['returned']> {
  if (message === undefined) return { kind: 'headers', head: Buffer.alloc(0) };
  const returnsAll = whole && message.size <= FIXED_LIMITS.reportMessageBytes;
  const most = returnsAll ? FIXED_LIMITS.reportMessageBytes : FIXED_LIMITS.reportHeaderBytes + 1;
  const pieces: Buffer[] = [];
  let left: number = most;
  for await (const piece of message.chunks()) {
    pieces.push(piece.subarray(0, left));
    left -= Math.min(left, piece.length);
    if (left === 0) break;
  }
  const content = Buffer.concat(pieces);
  if (returnsAll) return { kind: 'message', content };
  const end = content.indexOf('\r\n\r\n');
  return { kind: 'headers', head: end < 0 ? content : content.subarray(0, end + 2) };
}
