/**
 * DATA: takes in the message of a transaction, has it looked through, asks the pipeline, and does what the verdict says.
 * Once the reply is 250 the message is on disk, or was thrown away on the administrator's own wish.
 */
import type { Readable } from 'node:stream';
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import type { ContentScanner } from '../security/content/content-scanner.ts';
import type { ScannedContent } from '../security/content/scanned-content.ts';
import type { PendingSignature } from '../listener.ts';
import { queuedFor } from '../log/queued-words.ts';
import { domainOf, withoutForgedResults } from '../security/returns/authentication-results.ts';
import { loginName } from '../security/client-standing.ts';
import { SenderAuthentication } from '../security/returns/sender-authentication.ts';
import type { Outcome, Rules } from '../security/stage-run.ts';
import { type Hold, type IncomingMessage, StoreError } from '../store/mail-store.ts';
import { asSeenByAll } from './author-proof.ts';
import { Intake, IntakeAborted, storageRefusal } from './intake.ts';
import { listActions } from './list-actions.ts';
import { markedHead, unmarkedHead } from './marked-head.ts';
import { leadsToList, postsAsAnother } from './list-posters.ts';
import { SmtpRefusal } from './replies.ts';
import { requireProofs, sendsAsOurs } from './required-proofs.ts';
import type { SmtpSession } from './session.ts';
import { receivedHeader } from './trace-headers.ts';
import type { Transaction } from './transaction.ts';

export interface DataEnvelope {
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
  /** The client may send as our domains. */
  readonly #ours: boolean;
  #intake: Intake | undefined;
  #authentication: SenderAuthentication | undefined;
  #signature: PendingSignature | undefined;
  #content: ScannedContent | undefined;

  constructor(session: SmtpSession, transaction: Transaction, envelope: DataEnvelope) {
    this.#session = session;
    this.#transaction = transaction;
    this.#envelope = envelope;
    this.#receivedAt = session.services.clock.now();
    this.#rules = session.services.security.rules();
    this.#ours = sendsAsOurs(session, transaction, this.#rules.lookups, this.#receivedAt);
  }

  async receive(stream: Readable, bareLineEnding: () => boolean): Promise<string> {
    try {
      const scanner = this.#session.services.security.scanner(this.#rules);
      const intake = this.#open(scanner);
      await intake.read(stream);
      const refusal = intake.refusal(bareLineEnding());
      if (refusal !== undefined) throw new SmtpRefusal(refusal);
      this.#content = asSeenByAll(await this.#scanned(scanner), intake.head);
      const said = this.#judge(this.#content, intake.bytes);
      const outcome = said instanceof Promise ? await said : said;
      this.#session.decisions.outcome('data', outcome);
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
    // Nobody has to be asked about a sender that is ours.
    this.#authentication = (this.#ours ? postsAsAnother(this.#session, this.#transaction) : this.#isAskedAbout()) ? this.#newAuthentication() : undefined;
    this.#signature = this.#ours ? this.#session.services.signing.begin() : undefined;
    const intake = new Intake({
      store: this.#session.services.store.messages,
      limits: { messageBytes: attachmentFilters.messageSizeLimit ?? undefined, receivedHeaders: settings.server.limits.maxReceivedHeaders },
      traceHeader: this.#traceHeader(),
      scanner,
      authentication: this.#authentication,
      signature: this.#signature,
      hostname: this.#session.services.hostname(),
    });
    this.#intake = intake;
    return intake;
  }

  /** Somebody wants to know whether the sender of a stranger is forged: the reader, a check that returns messages, a list, whoever has it forwarded, or whoever reports on what became of it. */
  #isAskedAbout(): boolean {
    const { settings } = this.#rules;
    const { sender, accounts, relayCount, awaited } = this.#transaction;
    if (settings.server.authenticationResults || listActions(settings).has('bounce')) return true;
    if (relayCount > 0 || (sender !== undefined && awaited.length > 0)) return true;
    return leadsToList(this.#session.services.accounts, accounts);
  }

  #newAuthentication(): SenderAuthentication {
    const { services, client } = this.#session;
    const { remoteAddress, helo } = client;
    const { reversePath } = this.#transaction;
    const { dns } = this.#rules.lookups;
    return new SenderAuthentication({ remoteAddress, helo, reversePath, hostname: services.hostname(), dns, policies: services.security.senderPolicies });
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

  #judge(content: ScannedContent, bytes: number): Outcome | Promise<Outcome> {
    const { services, facts, decisions } = this.#session;
    const { reversePath, sender, relayedFor } = this.#transaction;
    const known = { ...facts, reversePath, sender, content, bytes };
    return services.security.pipeline.run('data', relayedFor === undefined ? known : { ...known, relayedFor }, this.#rules, decisions.note);
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
        await requireProofs(this.#session, this.#transaction, this.#authentication, this.#content, intake.head);
        await intake.commit({ ...this.#incoming(intake, await this.#isReturnable()), held: this.#hold(outcome) }, await this.#finalHead(intake, undefined));
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
    await requireProofs(this.#session, this.#transaction, this.#authentication, this.#content, intake.head);
    const letGo = this.#takeRoom(intake.bytes);
    try {
      await this.#commit(outcome, intake);
    } finally {
      letGo();
    }
  }

  async #commit(outcome: Outcome, intake: Intake): Promise<void> {
    const message = this.#incoming(intake, await this.#isReturnable());
    const head = await this.#finalHead(intake, outcome.taggedBy);
    const counted = this.#countedRecipients();
    const hold = counted.length === 0 ? undefined : await this.#tooMuch(counted);
    if (hold !== undefined) {
      await intake.commit({ ...message, held: hold }, head);
      this.#done(
        { check: 'outbound-guard', verdict: 'quarantine', reason: 'outbound-limit' },
        intake.bytes,
        'message-held',
        'held: the sender is over its limits',
      );
      return;
    }
    const messageId = await intake.commit(message, head);
    this.#done(
      { verdict: outcome.taggedBy === undefined ? 'pass' : 'tag', reason: 'accepted', check: outcome.taggedBy ?? outcome.check },
      intake.bytes,
      'message-accepted',
      '',
    );
    this.#delivered(messageId, message, intake.bytes, head);
  }

  /**
   * What was declared with SIZE is an estimate, and need not be declared at all (RFC 1870 section 5); and others may have
   * filled the mailbox meanwhile. One reply answers for all recipients, so that one without room puts the message off for all;
   * the next time it is put off at RCPT. Looked and taken in one turn: of many sessions none takes the room that another has seen.
   * @returns the way to let go of the room, when the message is counted or not to come
   */
  #takeRoom(bytes: number): () => void {
    const { services, decisions, client } = this.#session;
    const { here, recipients, reversePath, declaredBytes, accounts } = this.#transaction;
    const full = [...here].filter(([, address]) => {
      const resolution = services.accounts.resolve(address, bytes);
      return resolution.kind === 'refused' && resolution.reason === 'mailbox-full';
    });
    const [first] = full;
    if (first === undefined) return services.accounts.takeRoom(accounts, bytes);
    // Alone it keeps nobody waiting, and its owner may make room for another message.
    const { remoteAddress } = client;
    const beside = full.length < recipients.size ? full : [];
    for (const [recipient] of beside) services.fullMailboxes.note({ remoteAddress, reversePath, recipient, declaredBytes }, bytes, this.#receivedAt);
    decisions.decided('data', 'server-limits', 'mailbox-full', `<${first[0]}>: ${bytes} bytes`);
    throw new SmtpRefusal('mailbox-full');
  }

  /** The recipients that the outbound guard counts. */
  #countedRecipients(): readonly string[] {
    const { services, login, client } = this.#session;
    const { foreign, accounts } = this.#transaction;
    // A post to a list leaves for other servers as well, to whom the owner wants: it is one message, to one recipient.
    if (login !== undefined) return [...foreign, ...services.accounts.listsLeadingOut(accounts)];
    // Scripts of trusted clients are the administrator's own; of those that log in, each login is counted.
    const trusted = foreign.length > 0 && this.#rules.lookups.addressLists.trusted(client.remoteAddress, this.#receivedAt) !== undefined;
    return trusted ? [] : foreign;
  }

  /** How the message is to be held, if its sender sends more to other servers than it may. */
  async #tooMuch(recipients: readonly string[]): Promise<Hold | undefined> {
    const { services, login, client, decisions } = this.#session;
    const sender = login === undefined ? `client ${client.remoteAddress}` : loginName(login);
    const subject = this.#content?.subject ?? '';
    const hold = await services.outboundGuard.judge({ sender, remoteAddress: client.remoteAddress, recipients, traceId: this.#transaction.traceId, subject });
    if (hold === undefined) return undefined;
    const step = { check: 'outbound-guard', stage: 'data', verdict: 'quarantine', reason: 'outbound-limit', input: sender } as const;
    decisions.note({ outcome: 'ran', ...step, milliseconds: 0, revision: this.#rules.revision });
    return hold;
  }

  /** The header section as it is kept and sent: without forged results, marked, and with what speaks for the sender on top. */
  async #finalHead(intake: Intake, taggedBy: Outcome['taggedBy']): Promise<Buffer> {
    const { services } = this.#session;
    const { settings } = this.#rules;
    const { from = [], fromIsPlain = false } = this.#content ?? {};
    const honest = intake.hasResults ? withoutForgedResults(intake.head, services.hostname()) : intake.head;
    const unmarked = intake.hasMarks ? unmarkedHead(honest) : honest;
    const head = taggedBy === undefined ? unmarked : markedHead(honest, taggedBy, settings.security.filters.subjectPrefix);
    const field = settings.server.authenticationResults && !this.#ours ? (this.#authentication?.field(from, fromIsPlain) ?? '') : '';
    const results = field instanceof Promise ? await field : field;
    const signature = this.#signature === undefined ? '' : await this.#signature.fields(head, this.#signingDomains(from, fromIsPlain));
    return results === '' && signature === '' ? head : Buffer.concat([Buffer.from(results + signature, 'latin1'), head]);
  }

  /** The domain that a reader sees signs, since others judge by it (RFC 7489 section 3.1); else that of the envelope. */
  #signingDomains(from: readonly string[], plain: boolean): string[] {
    const domains = plain ? [...new Set(from.map(domainOf))] : [];
    const { sender } = this.#transaction;
    return [...(domains.length === 1 ? domains : []), ...(sender === undefined ? [] : [sender.domain])];
  }

  /** Accepts, and returns a report; only to a sender that is known not to be forged (RFC 5321 section 6.2), else it refuses in the session. */
  async #return(outcome: Outcome, intake: Intake): Promise<void> {
    const { services, facts } = this.#session;
    const { reversePath, sender, recipients, traceId } = this.#transaction;
    const request = {
      ...facts,
      reversePath,
      sender,
      recipients: [...recipients],
      traceId,
      reason: outcome.reason,
      head: intake.head,
      vouched: sender === undefined ? false : ((await this.#authentication?.vouched(sender.domain)) ?? false),
    };
    if (!(await services.security.returnToSender(request))) {
      this.#session.decisions.decided('data', outcome.check, outcome.reason, 'the sender may be forged, so nothing is returned to it');
      throw new SmtpRefusal(outcome.reason);
    }
    intake.abort();
    this.#done(outcome, intake.bytes, 'message-discarded', 'returned to its sender with a report');
  }

  #incoming({ isEightBit }: Intake, returnable: boolean): IncomingMessage {
    const { id } = this.#session;
    const { smtpUtf8 } = this.#envelope;
    return this.#transaction.incoming({
      ...(returnable ? {} : { returnable }),
      sessionId: id,
      receivedAt: this.#receivedAt,
      // What it is, and not what was declared: many clients send bytes beyond ASCII without BODY=8BITMIME (RFC 6152).
      bodyType: isEightBit ? '8bitmime' : '7bit',
      smtpUtf8,
    });
  }

  /** Reports on what leaves may go to the sender: it is known, or SPF or DKIM are looked at and speak for it. What stays here brings no reports on failures. */
  #isReturnable(): boolean | Promise<boolean> {
    const { services, login } = this.#session;
    const { sender, relaying, relayCount, awaited } = this.#transaction;
    if (relayCount + awaited.length === 0 || relaying || login !== undefined || sender === undefined) return true;
    // A local sender that nobody has logged in as may be anybody; his mailbox is here, and no stranger is bothered.
    if (services.accounts.isLocalDomain(sender.domain)) return services.accounts.resolve(sender).kind === 'local';
    return this.#authentication?.vouched(sender.domain) ?? false;
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

  #delivered(messageId: number, message: IncomingMessage, bytes: number, head: Buffer): void {
    const { services, login, client } = this.#session;
    const mailboxes = this.#transaction.mailboxes;
    services.events.count('deliveries', mailboxes.length);
    for (const mailbox of mailboxes) this.#session.note('message-delivered', 'info', `in the mailbox of ${mailbox}`, { account: mailbox });
    const elsewhere = message.relays.map(({ recipient }) => recipient);
    if (elsewhere.length > 0) this.#session.note('message-queued', 'info', queuedFor(elsewhere));
    if (elsewhere.length > 0 && login === undefined) services.security.grants.noteMessage(client.remoteAddress);
    services.accepted(message, bytes, head);
    this.#reportDelivered(messageId, message);
  }

  /** Tells a sender that has asked for it that the message has arrived (RFC 3461 section 5.2.3). Nobody waits for that. */
  #reportDelivered(messageId: number, message: IncomingMessage): void {
    const { awaited } = this.#transaction;
    if (awaited.length === 0) return;
    this.#session.services.reportDelivered(messageId, message, awaited).catch((error: unknown) => {
      this.#session.note('server', 'error', `the report of a delivery could not be sent: ${String(error)}`);
    });
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
