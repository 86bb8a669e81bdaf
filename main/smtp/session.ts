/**
 * What an SMTP session decides: who may log in, which sender and which recipients are taken, and what becomes of the
 * message. It knows no sockets; the connection brings it the commands and takes back a refusal or nothing.
 */
import type { Readable } from 'node:stream';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { REASONS } from '../../shared/decisions/reasons.ts';
import type { EventKind, EventLevel, Protocol } from '../../shared/events.ts';
import type { AccountIdentity, LoginResult } from '../accounts/accounts.ts';
import { isLoopback } from '../client-address.ts';
import { newTraceId } from '../ids.ts';
import type { ProtocolServices } from '../listener.ts';
import { relayControl } from '../security/relay-control.ts';
import { StoreError } from '../store/mail-store.ts';
import { Intake, IntakeAborted, storageRefusal } from './intake.ts';
import type { PathCommand } from './path.ts';
import { SmtpRefusal } from './replies.ts';
import { receivedHeader } from './trace-headers.ts';
import { Transaction } from './transaction.ts';

/** What the connection knows about the client at this moment. */
export interface ClientFacts {
  readonly remoteAddress: string;
  readonly helo: string;
  readonly extended: boolean;
  readonly secure: boolean;
  /** Such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; '' without TLS. */
  readonly cipher: string;
}

/** The ESMTP parameters of MAIL that we offer or must bear (AUTH: RFC 4954 section 5). */
const MAIL_PARAMETERS = new Set(['SIZE', 'BODY', 'SMTPUTF8', 'AUTH']);
const NON_ASCII = /[^\p{ASCII}]/u;

export class SmtpSession {
  readonly id: string;
  readonly protocol: Protocol;
  account: AccountIdentity | undefined;
  transaction: Transaction | undefined;
  messagesAccepted = 0;
  readonly #services: ProtocolServices;
  readonly #client: () => ClientFacts;

  constructor(id: string, protocol: Protocol, services: ProtocolServices, client: () => ClientFacts) {
    this.id = id;
    this.protocol = protocol;
    this.#services = services;
    this.#client = client;
  }

  /** Why AUTH is not to be used now; undefined if it may. */
  authenticationRefusal(): ReasonId | undefined {
    const { enabled, requireTls } = this.#services.settings.current.security['smtp-authentication'];
    const client = this.#client();
    if (!enabled) return 'authentication-off';
    if (requireTls && !client.secure && !isLoopback(client.remoteAddress)) return 'authentication-needs-tls';
    return undefined;
  }

  /** Logs in. @throws SmtpRefusal */
  async authenticate(name: string, password: string): Promise<AccountIdentity> {
    const refusal = this.authenticationRefusal();
    if (refusal !== undefined) throw new SmtpRefusal(refusal);
    const result = await this.#checkPassword(name, password);
    if (!result.ok) {
      this.#services.events.count('loginsFailed');
      this.note('login-failed', 'warning', `login refused: ${result.why}`, { reason: 'authentication-failed', account: name });
      throw new SmtpRefusal('authentication-failed');
    }
    this.account = result.account;
    this.note('login-succeeded', 'info', 'logged in');
    return result.account;
  }

  async #checkPassword(name: string, password: string): Promise<LoginResult> {
    try {
      return await this.#services.accounts.login(name, password);
    } catch (error) {
      // RFC 4954 section 6: 454, since a 535 would make mail programs ask for another password.
      const text = `the password of a login could not be checked: ${error instanceof Error ? error.message : String(error)}`;
      this.note('login-failed', 'error', text, { reason: 'login-trouble', account: name });
      throw new SmtpRefusal('login-trouble');
    }
  }

  /** MAIL: starts a transaction. @throws SmtpRefusal */
  mail(path: Pick<PathCommand, 'address' | 'args'>): void {
    const reason = this.#mailRefusal(path);
    if (reason !== undefined) this.#refuse('sender-refused', reason, `from <${path.address}>`);
    this.transaction = new Transaction(newTraceId(this.#services.clock.now()), path.address);
  }

  #mailRefusal(path: Pick<PathCommand, 'address' | 'args'>): ReasonId | undefined {
    const args = path.args || {};
    if (Object.keys(args).some((key) => !MAIL_PARAMETERS.has(key))) return 'unknown-parameter';
    // RFC 6409 section 4.3: a submission server takes mail only from those it knows.
    if (this.protocol !== 'smtp' && this.account === undefined) return 'authentication-required';
    // RFC 6531 section 3.5.
    if (args['SMTPUTF8'] === undefined && NON_ASCII.test(path.address)) return 'utf8-needed';
    const { minFreeDiskBytes } = this.#services.settings.current.server.limits;
    if (!this.#services.store.messages.hasRoom(minFreeDiskBytes + Number(args['SIZE'] ?? 0))) return 'disk-full';
    return undefined;
  }

  /** RCPT: takes a recipient into the transaction. @throws SmtpRefusal */
  rcpt(path: PathCommand, envelope: { smtpUtf8: boolean; declaredBytes: number }): void {
    const { transaction } = this;
    if (transaction === undefined) throw new SmtpRefusal('storage-error');
    const reason = this.#recipientRefusal(transaction, path, envelope);
    if (reason === undefined) return;
    this.#services.events.count('recipientsRefused');
    this.#refuse('recipient-refused', reason, `from <${transaction.reversePath}> to <${path.address}>`);
  }

  #recipientRefusal(transaction: Transaction, path: PathCommand, envelope: { smtpUtf8: boolean; declaredBytes: number }): ReasonId | undefined {
    if (path.args !== false) return 'unknown-parameter';
    if (!envelope.smtpUtf8 && NON_ASCII.test(path.address)) return 'utf8-needed';
    if (transaction.recipients.size >= this.#services.settings.current.server.limits.maxRecipients) return 'too-many-recipients';
    // A path that parsed and has no domain is the bare postmaster.
    const address = path.parsed ?? 'postmaster';
    const resolution = this.#services.accounts.resolve(address, envelope.declaredBytes);
    switch (resolution.kind) {
      case 'local':
        transaction.add(path.address, resolution.mailboxes, resolution.remote);
        return undefined;
      case 'refused':
        return resolution.reason;
      case 'foreign': {
        const verdict = relayControl({
          authenticated: this.account !== undefined,
          authenticationEnabled: this.#services.settings.current.security['smtp-authentication'].enabled,
          sourceRouted: path.sourceRouted,
        });
        if (verdict.verdict === 'reject') return verdict.reason;
        if (address === 'postmaster') return 'bad-address';
        transaction.add(path.address, [], [address]);
        return undefined;
      }
    }
  }

  /**
   * DATA: takes in the message. Resolves with the text of the 250 reply once it is on disk.
   * @throws SmtpRefusal, or IntakeAborted if the client went away.
   */
  async data(stream: Readable, envelope: { bodyType: string; smtpUtf8: boolean }, bareLineEnding: () => boolean): Promise<string> {
    const { transaction } = this;
    if (transaction === undefined) throw new SmtpRefusal('storage-error');
    const { settings, store, clock } = this.#services;
    const receivedAt = clock.now();
    const limits = {
      messageBytes: settings.current.security['attachment-filters'].messageSizeLimit ?? undefined,
      receivedHeaders: settings.current.server.limits.maxReceivedHeaders,
    };
    let intake: Intake | undefined;
    try {
      intake = new Intake(store.messages, limits, this.#traceHeader(transaction, receivedAt, envelope.smtpUtf8));
      await intake.read(stream);
      const message = transaction.incoming({
        sessionId: this.id,
        receivedAt,
        bodyType: envelope.bodyType === '8bitmime' ? '8bitmime' : '7bit',
        smtpUtf8: envelope.smtpUtf8,
      });
      await intake.commit(message, bareLineEnding());
      this.#accepted(transaction, intake.bytes);
      this.#services.accepted(message, intake.bytes);
      return `${REASONS.accepted.reply}, id ${transaction.traceId}`;
    } catch (error) {
      intake?.abort();
      throw this.#dataFailure(transaction, error, intake?.bytes ?? 0);
    }
  }

  #traceHeader(transaction: Transaction, at: number, smtpUtf8: boolean): string {
    const [recipient, ...others] = transaction.recipients;
    return receivedHeader({
      ...this.#client(),
      hostname: this.#services.hostname(),
      authenticated: this.account !== undefined,
      smtpUtf8,
      traceId: transaction.traceId,
      at,
      ...(recipient !== undefined && others.length === 0 ? { recipient } : {}),
    });
  }

  #accepted(transaction: Transaction, bytes: number): void {
    const { events } = this.#services;
    const mailboxes = transaction.mailboxes;
    this.messagesAccepted += 1;
    events.count('messagesAccepted');
    events.count('bytesAccepted', bytes);
    events.count('deliveries', mailboxes.length);
    const text = `from <${transaction.reversePath}> to ${[...transaction.recipients].map((recipient) => `<${recipient}>`).join(', ')}, ${bytes} bytes`;
    this.note('message-accepted', 'info', text, { reason: 'accepted' });
    for (const mailbox of mailboxes) this.note('message-delivered', 'info', `in the mailbox of ${mailbox}`, { account: mailbox });
  }

  #dataFailure(transaction: Transaction, error: unknown, bytes: number): Error {
    if (error instanceof IntakeAborted) {
      this.note('message-refused', 'info', `from <${transaction.reversePath}>: the client went away after ${bytes} bytes; nothing was kept`);
      return error;
    }
    const refusal = storageRefusal(error);
    this.#services.events.count('messagesRefused');
    const detail = error instanceof StoreError ? `: ${error.message}` : '';
    this.note('message-refused', detail === '' ? 'warning' : 'error', `from <${transaction.reversePath}>, ${bytes} bytes${detail}`, { reason: refusal.reason });
    // An error that is no refusal and no word of the store is a fault of ours: it must not vanish behind a 451.
    if (!(error instanceof SmtpRefusal) && !(error instanceof StoreError)) {
      this.note('server', 'error', `fault while taking in a message: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    return refusal;
  }

  #refuse(kind: 'sender-refused' | 'recipient-refused', reason: ReasonId, text: string): never {
    this.note(kind, 'warning', text, { reason });
    throw new SmtpRefusal(reason);
  }

  /** Notes an event of this session; `account` is whoever has logged in, unless given. */
  note(kind: EventKind, level: EventLevel, text: string, more: { reason?: ReasonId; account?: string } = {}): void {
    const account = more.account ?? this.account?.address;
    this.#services.events.emit({
      kind,
      level,
      protocol: this.protocol,
      sessionId: this.id,
      remoteAddress: this.#client().remoteAddress,
      text,
      ...(this.transaction === undefined ? {} : { traceId: this.transaction.traceId }),
      ...(account === undefined ? {} : { account }),
      ...(more.reason === undefined ? {} : { reason: more.reason }),
    });
  }
}
