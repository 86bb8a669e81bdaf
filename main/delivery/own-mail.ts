/** Mail that the server writes itself: signed, and put where it goes, in one commit. */
import { randomBytes } from 'node:crypto';
import { formatAddress, type MailAddress } from '../../shared/mail/address.ts';
import { originalRecipientOf } from '../../shared/mail/original-recipient.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import type { Clock } from '../clock.ts';
import { newTraceId } from '../ids.ts';
import type { Signing } from '../listener.ts';
import { mailDate } from '../mime/mail-date.ts';
import type { IncomingMessage, MessageStore } from '../store/mail-store.ts';

export interface OwnMailServices {
  readonly accounts: Pick<AccountDirectory, 'resolve'>;
  readonly messages: Pick<MessageStore, 'writer'>;
  readonly signing: Signing;
  readonly clock: Clock;
  readonly hostname: () => string;
  readonly accepted: (message: IncomingMessage, bytes: number) => void;
}

export interface OwnMessage {
  readonly to: MailAddress;
  /** Whose domain signs it. */
  readonly from: MailAddress;
  /** Fields without Date and Message-ID, each with its CR LF. */
  readonly fields: string;
  /** From the fields of the content on. */
  readonly content: string;
  /** It tells of what the reader has to know: a full mailbox takes it, too. */
  readonly isReport?: boolean;
}

export class OwnMail {
  readonly #services: OwnMailServices;

  constructor(services: OwnMailServices) {
    this.#services = services;
  }

  /**
   * Sends a message with the null reverse-path, so that nothing ever comes back for it (RFC 3834 section 3.3).
   * @returns its trace id; undefined if it leads nowhere @throws StoreError
   */
  async send({ to, from, fields, content, isReport = false }: OwnMessage): Promise<string | undefined> {
    const { accounts, messages, signing, clock, hostname, accepted } = this.#services;
    const places = placesOf(to, accounts, isReport ? 'past-quotas' : 0);
    if (places === undefined) return undefined;
    const now = clock.now();
    const traceId = newTraceId(now);
    const at = content.indexOf('\r\n\r\n') + 4;
    const head = Buffer.from(
      `Date: ${mailDate(now)}\r\nMessage-ID: <${traceId}.${randomBytes(4).toString('hex')}@${hostname()}>\r\n${fields}${content.slice(0, at)}`,
    );
    const body = Buffer.from(content.slice(at));
    const signature = signing.begin();
    signature?.body(body);
    const signed = Buffer.from((await signature?.fields(head, [from.domain])) ?? '', 'latin1');
    const message: IncomingMessage = { ...places, traceId, sessionId: '', receivedAt: now, reversePath: '', bodyType: '7bit', smtpUtf8: false };
    const writer = messages.writer();
    try {
      await writer.write(body);
      await writer.commit(message, Buffer.concat([signed, head]));
    } catch (error) {
      writer.abort();
      throw error;
    }
    accepted(message, signed.length + head.length + body.length);
    return traceId;
  }
}

/** What leaves for other servers on behalf of an address here, named for whoever asks later whose it was (kept-forwards.ts). */
export function forwarded(original: MailAddress, remote: readonly MailAddress[]): IncomingMessage['relays'] {
  const forwardedFor = formatAddress(original);
  const originalRecipient = originalRecipientOf(forwardedFor);
  return remote.map((address) => ({ recipient: formatAddress(address), domain: address.domain, originalRecipient, forwardedFor }));
}

/** Where mail for an address goes; undefined if it is refused. @param messageBytes as in `Accounts.resolve` */
export function placesOf(
  to: MailAddress,
  accounts: Pick<AccountDirectory, 'resolve'>,
  messageBytes: number | 'past-quotas' = 0,
): Pick<IncomingMessage, 'deliveries' | 'relays'> | undefined {
  const resolution = accounts.resolve(to, messageBytes);
  switch (resolution.kind) {
    case 'local':
      return {
        deliveries: resolution.mailboxes.map(({ id, address }) => ({ accountId: id, recipient: address })),
        relays: forwarded(to, resolution.remote),
      };
    case 'foreign':
      return { deliveries: [], relays: [{ recipient: formatAddress(to), domain: to.domain }] };
    case 'refused':
      return undefined;
  }
}
