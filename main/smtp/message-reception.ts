/**
 * DATA: takes in the message of a transaction, has it looked through, asks the pipeline, and does what the verdict says.
 * Once the reply is 250 the message is on disk, or was thrown away on the administrator's own wish.
 */
import type { Readable } from 'node:stream';
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import type { ContentScanner } from '../security/content/content-scanner.ts';
import type { ScannedContent } from '../security/content/scanned-content.ts';
import { SenderVoucher } from '../security/returns/sender-voucher.ts';
import type { Outcome, Rules } from '../security/stage-run.ts';
import { type Hold, type IncomingMessage, StoreError } from '../store/mail-store.ts';
import { Intake, IntakeAborted, storageRefusal } from './intake.ts';
import { listActions } from './list-actions.ts';
import { markedHead } from './marked-head.ts';
import { SmtpRefusal } from './replies.ts';
import type { SmtpSession } from './session.ts';
import { receivedHeader } from './trace-headers.ts';
import type { Transaction } from './transaction.ts';

export interface DataEnvelope {
  readonly bodyType: string;
  readonly smtpUtf8: boolean;
}

/**
 * Takes in the message of the session's transaction. Resolves with the text of the 250 reply.
 * @throws SmtpRefusal, or IntakeAborted if the client went away.
 */
export async function receiveMessage(session: SmtpSession, stream: Readable, envelope: DataEnvelope, bareLineEnding: () => boolean): Promise<string> {
  if (session.transaction === undefined) throw new SmtpRefusal('storage-error');
  return await new MessageReception(session, session.transaction, envelope).receive(stream, bareLineEnding);
}

class MessageReception {
  readonly #session: SmtpSession;
  readonly #transaction: Transaction;
  readonly #envelope: DataEnvelope;
  readonly #receivedAt: number;
  /** Those in force when the message began: what was searched for and what is judged must be the same. */
  readonly #rules: Rules;
  #intake: Intake | undefined;
  #voucher: SenderVoucher | undefined;
  #content: ScannedContent | undefined;

  constructor(session: SmtpSession, transaction: Transaction, envelope: DataEnvelope) {
    this.#session = session;
    this.#transaction = transaction;
    this.#envelope = envelope;
    this.#receivedAt = session.services.clock.now();
    this.#rules = session.services.security.rules();
  }

  async receive(stream: Readable, bareLineEnding: () => boolean): Promise<string> {
    try {
      const scanner = this.#session.services.security.scanner(this.#rules);
      const intake = this.#open(scanner);
      await intake.read(stream);
      const refusal = intake.refusal(bareLineEnding());
      if (refusal !== undefined) throw new SmtpRefusal(refusal);
      this.#content = await this.#scanned(scanner);
      const outcome = await this.#judge(this.#content, intake.bytes);
      await this.#act(outcome, intake);
      return `${REASONS.accepted.reply}, id ${this.#transaction.traceId}`;
    } catch (error) {
      this.#intake?.abort();
      throw this.#failure(error);
    }
  }

  #open(scanner: ConstructorParameters<typeof Intake>[0]['scanner']): Intake {
    const { settings } = this.#rules;
    const attachmentFilters = settings.security['attachment-filters'];
    const actions = listActions(settings);
    this.#voucher = actions.has('bounce') ? this.#newVoucher() : undefined;
    const intake = new Intake({
      store: this.#session.services.store.messages,
      limits: { messageBytes: attachmentFilters.messageSizeLimit ?? undefined, receivedHeaders: settings.server.limits.maxReceivedHeaders },
      traceHeader: this.#traceHeader(),
      scanner,
      voucher: this.#voucher,
      keepHead: actions.has('tag') || actions.has('bounce'),
    });
    this.#intake = intake;
    return intake;
  }

  /** Undefined where the sender needs nobody to vouch for it, or nobody could. */
  #newVoucher(): SenderVoucher | undefined {
    const { services, client, login } = this.#session;
    const { sender, reversePath } = this.#transaction;
    if (login !== undefined || sender === undefined || services.accounts.isLocalDomain(sender.domain)) return undefined;
    const { remoteAddress, helo } = client;
    return new SenderVoucher({ remoteAddress, helo, reversePath, domain: sender.domain, hostname: services.hostname(), dns: this.#rules.lookups.dns });
  }

  #traceHeader(): string {
    const { services, client, login } = this.#session;
    const { recipients, traceId } = this.#transaction;
    const [recipient, ...others] = recipients;
    return receivedHeader({
      ...client,
      hostname: services.hostname(),
      authenticated: login !== undefined,
      smtpUtf8: this.#envelope.smtpUtf8,
      traceId,
      at: this.#receivedAt,
      ...(recipient !== undefined && others.length === 0 ? { recipient } : {}),
    });
  }

  /** What cannot be looked through is put off: it is neither accepted unseen nor refused for good. */
  async #scanned(scanner: Pick<ContentScanner, 'end'>): Promise<ScannedContent> {
    try {
      return await scanner.end();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#session.decisions.decided('data', 'filters', 'check-failed', why);
      this.#session.note('server', 'error', `a message could not be looked through: ${error instanceof Error ? (error.stack ?? why) : why}`);
      throw new SmtpRefusal('check-failed');
    }
  }

  async #judge(content: ScannedContent, bytes: number): Promise<Outcome> {
    const { services, facts, decisions } = this.#session;
    const { reversePath, sender, relayedFor } = this.#transaction;
    const known = { ...facts, reversePath, sender, content, bytes, ...(relayedFor === undefined ? {} : { relayedFor }) };
    const outcome = await services.security.pipeline.run('data', known, this.#rules, decisions.note);
    decisions.outcome('data', outcome);
    return outcome;
  }

  async #act(outcome: Outcome, intake: Intake): Promise<void> {
    switch (outcome.verdict) {
      case 'reject':
      case 'defer':
      case 'disconnect':
        throw new SmtpRefusal(outcome.reason);
      case 'bounce':
        await this.#return(outcome, intake);
        return;
      case 'discard':
        intake.abort();
        this.#done(outcome, intake.bytes, 'message-discarded', `thrown away, as ${outcome.check} says`);
        return;
      case 'quarantine':
        await intake.commit({ ...this.#incoming(), held: this.#hold(outcome) });
        this.#done(outcome, intake.bytes, 'message-held', `held, as ${outcome.check} says`);
        return;
      case 'pass':
      case 'tag':
      case 'grant-relay':
        await this.#deliver(outcome, intake);
    }
  }

  #hold({ check, reason, entry = '' }: Outcome): Hold {
    return { check, reason, entry, subject: this.#content?.subject ?? '', remoteAddress: this.#session.client.remoteAddress };
  }

  async #deliver(outcome: Outcome, intake: Intake): Promise<void> {
    const message = this.#incoming();
    const { head } = intake;
    const { subjectPrefix } = this.#rules.settings.security.filters;
    await intake.commit(message, outcome.taggedBy !== undefined && head !== undefined ? markedHead(head, outcome.taggedBy, subjectPrefix) : head);
    this.#done(
      { verdict: outcome.taggedBy === undefined ? 'pass' : 'tag', reason: 'accepted', check: outcome.taggedBy ?? outcome.check },
      intake.bytes,
      'message-accepted',
      '',
    );
    this.#delivered(message, intake.bytes);
  }

  /** Accepts, and returns a report; only to a sender that is known not to be forged (RFC 5321 section 6.2), else it refuses in the session. */
  async #return(outcome: Outcome, intake: Intake): Promise<void> {
    const { services, facts } = this.#session;
    const { reversePath, recipients, traceId } = this.#transaction;
    const request = {
      ...facts,
      reversePath,
      sender: this.#transaction.sender,
      recipients: [...recipients],
      traceId,
      reason: outcome.reason,
      head: intake.head ?? Buffer.alloc(0),
      vouched: (await this.#voucher?.vouched()) ?? false,
    };
    if (!(await services.security.returnToSender(request))) {
      this.#session.decisions.decided('data', outcome.check, outcome.reason, 'the sender may be forged, so nothing is returned to it');
      throw new SmtpRefusal(outcome.reason);
    }
    intake.abort();
    this.#done(outcome, intake.bytes, 'message-discarded', 'returned to its sender with a report');
  }

  #incoming(): IncomingMessage {
    const { id } = this.#session;
    const { bodyType, smtpUtf8 } = this.#envelope;
    return this.#transaction.incoming({
      sessionId: id,
      receivedAt: this.#receivedAt,
      bodyType: bodyType === '8bitmime' ? '8bitmime' : '7bit',
      smtpUtf8,
    });
  }

  #done(
    settled: Pick<Outcome, 'check' | 'verdict' | 'reason'>,
    bytes: number,
    kind: 'message-accepted' | 'message-held' | 'message-discarded',
    what: string,
  ): void {
    const { services } = this.#session;
    services.events.count('messagesAccepted');
    services.events.count('bytesAccepted', bytes);
    this.#session.messagesAccepted += 1;
    const to = [...this.#transaction.recipients].map((recipient) => `<${recipient}>`).join(', ');
    const text = `from <${this.#transaction.reversePath}> to ${to}, ${bytes} bytes${what === '' ? '' : `; ${what}`}`;
    this.#session.note(kind, 'info', text, { reason: settled.reason });
    const { check, verdict, reason } = settled;
    this.#session.decisions.message({ bytes, content: this.#content }, { check, stage: 'data', verdict, reason });
  }

  #delivered(message: IncomingMessage, bytes: number): void {
    const { services, login, client } = this.#session;
    const mailboxes = this.#transaction.mailboxes;
    services.events.count('deliveries', mailboxes.length);
    for (const mailbox of mailboxes) this.#session.note('message-delivered', 'info', `in the mailbox of ${mailbox}`, { account: mailbox });
    if (message.relays.length > 0 && login === undefined) services.security.grants.noteMessage(client.remoteAddress);
    services.accepted(message, bytes);
  }

  #failure(error: unknown): Error {
    const session = this.#session;
    const bytes = this.#intake?.bytes ?? 0;
    const from = `from <${this.#transaction.reversePath}>`;
    if (error instanceof IntakeAborted) {
      session.note('message-refused', 'info', `${from}: the client went away after ${bytes} bytes; nothing was kept`);
      return error;
    }
    const refusal = storageRefusal(error);
    session.services.events.count('messagesRefused');
    const detail = error instanceof StoreError ? `: ${error.message}` : '';
    session.note('message-refused', detail === '' ? 'warning' : 'error', `${from}, ${bytes} bytes${detail}`, { reason: refusal.reason });
    // An error that is no refusal and no word of the store is a fault of ours: it must not vanish behind a 451.
    if (!(error instanceof SmtpRefusal) && !(error instanceof StoreError)) {
      session.note('server', 'error', `fault while taking in a message: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    this.#tellRefusal(refusal.reason, bytes);
    return refusal;
  }

  #tellRefusal(reason: ReasonId, bytes: number): void {
    const { decisions } = this.#session;
    // The pipeline's own refusal is settled already; a limit, or the disk, has come in between.
    if (!decisions.settledWith(reason)) decisions.decided('data', 'server-limits', reason, `${bytes} bytes`);
    decisions.message({ bytes, content: this.#content });
  }
}
