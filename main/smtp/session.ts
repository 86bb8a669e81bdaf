/**
 * What an SMTP session decides: who may log in, which sender and which recipients are taken. It knows no sockets; the
 * connection brings it the commands and takes back a refusal or nothing. The checks themselves are the security
 * pipeline's; what becomes of the message is in message-reception.ts.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import type { Stage } from '../../shared/security-options.ts';
import type { EventKind, EventLevel, Protocol } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Login, Resolution, SendLoginResult } from '../accounts/accounts.ts';
import { loginKey } from '../../shared/mail/address.ts';
import { newTraceId } from '../ids.ts';
import type { ProtocolServices } from '../listener.ts';
import { onceKnown } from '../once-known.ts';
import { clientStanding, loginName } from '../security/client-standing.ts';
import type { HeloFacts, MailFacts } from '../security/option.ts';
import type { HarvestSession } from '../security/guards/harvest-guard.ts';
import type { Outcome } from '../security/stage-run.ts';
import type { PathCommand } from './path.ts';
import { SmtpRefusal } from './replies.ts';
import { SessionDecisions } from './session-decisions.ts';
import { Transaction } from './transaction.ts';
import { mailWishes, recipientWishes } from './wishes.ts';

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
const MAIL_PARAMETERS = new Set(['SIZE', 'BODY', 'SMTPUTF8', 'AUTH', 'RET', 'ENVID', 'REQUIRETLS']);
/** Of RCPT (RFC 3461 section 4). */
const RCPT_PARAMETERS = new Set(['NOTIFY', 'ORCPT']);
/** Why a session is closed over what the client is or does, whether it was sending a message or not. */
const FAULTS: ReadonlySet<ReasonId> = new Set(['address-banned', 'bare-line-ending', 'line-too-long', 'too-many-errors']);
/** In which stage a command is that comes within a transaction. */
const STAGE_OF_COMMAND: ReadonlyMap<string, Stage> = new Map([
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
]);

export class SmtpSession {
  readonly id: string;
  readonly protocol: Protocol;
  login: Login | undefined;
  transaction: Transaction | undefined;
  messagesAccepted = 0;
  readonly decisions: SessionDecisions;
  readonly services: ProtocolServices;
  /** Why the client should not have got this far; the door (security/admission.ts) lets no such client in. */
  readonly refusedAtConnect: ReasonId | undefined;
  readonly #client: () => ClientFacts;
  readonly #harvest: HarvestSession;
  #refusedRecipients = 0;
  /** The last MAIL was refused: of what a client has sent behind it before it knew (RFC 2920), RCPT and DATA are no faults of their own. */
  #mailRefused = false;
  /** The HELO name that was judged last, for whom, and what came of it. */
  #heloJudged: { readonly helo: string; readonly login: Login | undefined; readonly outcome: Outcome } | undefined;

  constructor(id: string, protocol: Protocol, services: ProtocolServices, client: () => ClientFacts) {
    this.id = id;
    this.protocol = protocol;
    this.services = services;
    this.#client = client;
    const session = (): ReturnType<ConstructorParameters<typeof SessionDecisions>[1]> => {
      const { remoteAddress, helo } = client();
      return { sessionId: id, protocol, remoteAddress, helo, ...(this.login === undefined ? {} : { login: loginName(this.login) }) };
    };
    this.decisions = new SessionDecisions(services.security, session);
    this.#harvest = services.security.harvestSession(client().remoteAddress);
    const facts = { protocol, remoteAddress: client().remoteAddress };
    const outcome = services.security.pipeline.runNow('connect', facts, services.security.rules(), this.decisions.note);
    this.decisions.outcome('connect', outcome);
    this.refusedAtConnect = outcome.verdict === 'pass' ? undefined : outcome.reason;
  }

  get client(): ClientFacts {
    return this.#client();
  }

  /** What checks know of this session. */
  get facts(): HeloFacts {
    const { remoteAddress, helo, secure } = this.#client();
    return { protocol: this.protocol, remoteAddress, helo, secure, login: this.login };
  }

  /** Why AUTH is not to be used now; undefined if it may. @param asked the client did ask for it: then the trace tells */
  authenticationRefusal(asked: boolean): ReasonId | undefined {
    const { security } = this.services;
    const note = asked ? this.decisions.note : () => undefined;
    const outcome = security.pipeline.runNow('auth', { ...this.facts, name: '' }, security.rules(), note);
    if (outcome.verdict === 'pass') return undefined;
    if (asked) this.decisions.outcome('auth', outcome);
    return outcome.reason;
  }

  /** Logs in. @param actAs whom the client wants to act as, if it says so @throws SmtpRefusal */
  async authenticate(name: string, password: string, actAs = ''): Promise<Login> {
    const { security, events } = this.services;
    const address = this.#client().remoteAddress;
    const refusal = this.authenticationRefusal(false) ?? security.loginGuard.mayTry(name, address);
    if (refusal !== undefined) this.#refuseLogin(refusal, name, REASONS[refusal].explanation);
    // RFC 4616 section 2: nobody may act as another here.
    if (actAs !== '' && loginKey(actAs) !== loginKey(name)) this.#refuseLogin('authentication-failed', name, 'login refused: it asks to act as somebody else');
    const result = await this.#checkPassword(name, password);
    if (!result.ok) {
      events.count('loginsFailed');
      // The password of a disabled account was right: that is no guess.
      if (result.why !== 'disabled') security.loginGuard.failed({ name, address, password, protocol: this.protocol });
      this.#refuseLogin('authentication-failed', name, `login refused: ${result.why}`);
    }
    security.loginGuard.succeeded({ name, address });
    this.#loggedIn(result.login);
    this.note('login-succeeded', 'info', 'logged in');
    return result.login;
  }

  /** The password was right. @throws SmtpRefusal where logging in is not allowed now */
  logInAs(login: Login): void {
    const refusal = this.authenticationRefusal(true);
    if (refusal !== undefined) throw new SmtpRefusal(refusal);
    this.#loggedIn(login);
  }

  #loggedIn(login: Login): void {
    this.login = login;
    this.decisions.decided('auth', 'smtp-authentication', 'logged-in', loginName(login));
  }

  #refuseLogin(reason: ReasonId, name: string, text: string): never {
    this.decisions.decided('auth', 'smtp-authentication', reason, name);
    this.note('login-failed', 'warning', text, { reason, account: name });
    throw new SmtpRefusal(reason);
  }

  async #checkPassword(name: string, password: string): Promise<SendLoginResult> {
    try {
      return await this.services.security.loginToSend(name, password);
    } catch (error) {
      // RFC 4954 section 6: 454, since a 535 would make mail programs ask for another password.
      const text = `the password of a login could not be checked: ${error instanceof Error ? error.message : String(error)}`;
      this.decisions.decided('auth', 'smtp-authentication', 'login-trouble', name);
      this.note('login-failed', 'error', text, { reason: 'login-trouble', account: name });
      throw new SmtpRefusal('login-trouble');
    }
  }

  /** MAIL: starts a transaction. Throws, or rejects with, SmtpRefusal. @returns a promise where something has to be waited for */
  mail(path: Pick<PathCommand, 'address' | 'international' | 'args' | 'parsed'>): undefined | Promise<undefined> {
    const { security, clock } = this.services;
    const traceId = newTraceId(clock.now());
    this.#mailRefused = true;
    this.decisions.begin(traceId, path.address);
    const limit = this.#mailLimit(path);
    if (limit !== undefined) this.#refuseByLimit('mail', limit, path.address);
    const facts: MailFacts = { ...this.facts, reversePath: path.address, sender: path.parsed };
    return onceKnown(this.#judgeHelo(), (helo) =>
      onceKnown(helo.verdict === 'pass' ? security.pipeline.run('mail', facts, security.rules(), this.decisions.note) : helo, (outcome) => {
        if (outcome !== helo) this.decisions.outcome('mail', outcome);
        if (outcome.verdict !== 'pass') this.#refuse('sender-refused', outcome.reason, `from <${path.address}>`, traceId);
        this.#mailRefused = false;
        this.transaction = new Transaction(traceId, path.address, path.parsed, mailWishes(path.args));
        return undefined;
      }),
    );
  }

  /**
   * The name given with HELO is judged at MAIL: until then a client may still log in, and whoever has is not held to the
   * odd names that mail programs give themselves.
   */
  #judgeHelo(): Outcome | Promise<Outcome> {
    const { facts } = this;
    const judged = this.#heloJudged;
    return judged?.helo === facts.helo && judged.login === facts.login ? judged.outcome : this.#judgeHeloAnew(facts);
  }

  async #judgeHeloAnew(facts: HeloFacts): Promise<Outcome> {
    const { security } = this.services;
    this.decisions.forgetHelo();
    const outcome = await security.pipeline.run('helo', facts, security.rules(), this.decisions.note);
    this.decisions.outcome('helo', outcome);
    // Trouble of a name server may be over at the next message.
    this.#heloJudged = outcome.verdict === 'pass' ? { helo: facts.helo, login: facts.login, outcome } : undefined;
    return outcome;
  }

  #mailLimit(path: Pick<PathCommand, 'international' | 'args'>): ReasonId | undefined {
    const { security, settings, store } = this.services;
    const args = path.args || {};
    if (Object.keys(args).some((key) => !MAIL_PARAMETERS.has(key))) return 'unknown-parameter';
    if (this.login !== undefined) {
      this.login = security.currentLogin(this.login);
      if (this.login === undefined) return 'login-ended';
    }
    // RFC 6409 section 4.3: a submission server takes mail only from those it knows.
    if (this.protocol !== 'smtp' && this.login === undefined) return 'authentication-required';
    // RFC 6531 section 3.5.
    if (args['SMTPUTF8'] === undefined && path.international) return 'utf8-needed';
    const { minFreeDiskBytes } = settings.current.server.limits;
    if (!store.messages.hasRoom(minFreeDiskBytes, Number(args['SIZE'] ?? 0))) return 'disk-full';
    return undefined;
  }

  /** RCPT: takes a recipient into the transaction. Throws, or rejects with, SmtpRefusal. @returns a promise where something has to be waited for */
  rcpt(path: PathCommand, envelope: { smtpUtf8: boolean; declaredBytes: number }): undefined | Promise<undefined> {
    const { transaction } = this;
    if (transaction === undefined) throw new SmtpRefusal('storage-error');
    this.decisions.recipient(path.address);
    // A path that parsed and has no domain is the bare postmaster.
    transaction.declaredBytes = envelope.declaredBytes;
    const resolution = this.services.accounts.resolve(path.parsed ?? 'postmaster', this.#expectedBytes(transaction, path.address));
    const limit = this.#recipientLimit(transaction, path, resolution, envelope);
    return onceKnown(limit ?? this.#judgeRecipient(transaction, path, resolution), (reason) =>
      reason === undefined ? this.#addRecipient(transaction, path, resolution) : this.#refuseRecipient(transaction, path, reason, reason === limit),
    );
  }

  #addRecipient(transaction: Transaction, path: PathCommand, resolution: Resolution): undefined {
    const wishes = recipientWishes(path.args);
    if (resolution.kind === 'local') {
      const forwards = path.parsed !== undefined && resolution.remote.length > 0;
      const reversePath = forwards ? this.services.accounts.forwardingSender(transaction.sender, path.parsed) : undefined;
      transaction.add(path.address, resolution.mailboxes, resolution.remote, wishes, reversePath);
      transaction.here.set(path.address, path.parsed ?? 'postmaster');
    } else if (path.parsed !== undefined) transaction.addForeign(path.address, path.parsed, wishes);
  }

  async #refuseRecipient(transaction: Transaction, path: PathCommand, reason: ReasonId, byLimit: boolean): Promise<never> {
    this.services.events.count('recipientsRefused');
    const text = `from <${transaction.reversePath}> to <${path.address}>`;
    // Whoever has too many for one message sends the rest in another, and has made no mistake.
    if (reason !== 'too-many-recipients' && reason !== 'list-in-two-ways') this.#refusedRecipients += 1;
    if (this.#refusedRecipients > FIXED_LIMITS.refusedRecipients) this.#refuseByLimit('rcpt', 'too-many-errors', text);
    if (byLimit) this.#refuseByLimit('rcpt', reason, text);
    if (reason === 'unknown-recipient') await this.#guardAgainstHarvest(path.address, text);
    this.#refuse('recipient-refused', reason, text, transaction.traceId);
  }

  /** As declared; or as it was when the message came before, and this recipient put it off for all. */
  #expectedBytes({ declaredBytes, reversePath }: Transaction, recipient: string): number {
    const { fullMailboxes, clock } = this.services;
    const { remoteAddress } = this.#client();
    return Math.max(declaredBytes, fullMailboxes.bytesOf({ remoteAddress, reversePath, recipient, declaredBytes }, clock.now()));
  }

  #recipientLimit(transaction: Transaction, path: PathCommand, resolution: Resolution, envelope: { smtpUtf8: boolean }): ReasonId | undefined {
    if (Object.keys(path.args || {}).some((key) => !RCPT_PARAMETERS.has(key))) return 'unknown-parameter';
    if (!envelope.smtpUtf8 && path.international) return 'utf8-needed';
    if (transaction.recipients.size >= this.services.settings.current.server.limits.maxRecipients) return 'too-many-recipients';
    if (resolution.kind === 'local' && transaction.hasOtherwise(resolution.mailboxes)) return 'list-in-two-ways';
    return undefined;
  }

  #judgeRecipient(transaction: Transaction, path: PathCommand, resolution: Resolution): ReasonId | undefined | Promise<ReasonId | undefined> {
    const { security } = this.services;
    const said = security.pipeline.run(
      'rcpt',
      {
        ...this.facts,
        reversePath: transaction.reversePath,
        sender: transaction.sender,
        forwardPath: path.address,
        recipient: path.parsed,
        sourceRouted: path.sourceRouted,
        resolution,
      },
      security.rules(),
      this.decisions.note,
    );
    return onceKnown(said, (outcome) => this.#recipientRefusal(outcome, transaction, resolution));
  }

  #recipientRefusal(outcome: Outcome, transaction: Transaction, resolution: Resolution): ReasonId | undefined {
    this.decisions.outcome('rcpt', outcome);
    if (outcome.verdict !== 'pass') return outcome.reason;
    // Whatever the options say: nothing leaves without the grant, and nothing is taken that leads nowhere.
    if (resolution.kind === 'foreign' && !outcome.relayGranted) return 'relaying-denied';
    if (resolution.kind === 'foreign' && outcome.gate === 'smtp-after-pop') transaction.relayedFor = this.#grantHolders();
    if (resolution.kind === 'local' && resolution.reportsOnly === true && transaction.sender !== undefined) return 'reports-only';
    if (resolution.kind === 'local') return this.services.accounts.postingRefusal(resolution.mailboxes, transaction.sender);
    return resolution.kind === 'refused' ? resolution.reason : undefined;
  }

  #grantHolders(): Transaction['relayedFor'] {
    const { security, clock } = this.services;
    return security.rules().lookups.grantHolders(this.#client().remoteAddress, clock.now());
  }

  async #guardAgainstHarvest(recipient: string, text: string): Promise<void> {
    const { security, clock } = this.services;
    const standing = clientStanding(this.facts, { ...security.rules(), now: clock.now() });
    switch (this.#harvest.unknownRecipient(recipient, standing.kind !== 'stranger')) {
      case 'ok':
        return;
      case 'slow':
        await wait(FIXED_LIMITS.harvestDelayMs);
        return;
      case 'close':
        this.#refuseByLimit('rcpt', 'harvest-guard', text);
    }
  }

  /** Clients send RCPT and DATA behind MAIL without waiting, as PIPELINING invites them to (RFC 2920): the refusal of MAIL says it all. */
  get #isBehindRefusedMail(): boolean {
    return this.#mailRefused && this.transaction === undefined;
  }

  /** A command that was refused for its form, and answered by the connection. @param text of it, raw */
  malformed(stage: 'helo' | 'mail' | 'rcpt', reason: ReasonId, text: string, traceId = newTraceId(this.services.clock.now())): void {
    if (stage === 'helo') {
      this.decisions.decided(stage, 'server-limits', reason, text);
      return;
    }
    if (stage === 'rcpt' && this.#isBehindRefusedMail) return;
    // A second MAIL within a transaction takes nothing from it.
    if (stage === 'mail' && this.transaction === undefined) {
      this.#mailRefused = true;
      this.decisions.refusedAtOnce(traceId, text, reason, text);
    } else this.decisions.decided(stage, 'server-limits', reason, text);
    const kind = stage === 'mail' ? 'sender-refused' : 'recipient-refused';
    this.note(kind, 'warning', text, { reason, ...(stage === 'mail' && this.transaction === undefined ? { traceId } : {}) });
  }

  /**
   * A command came where it does not belong, and was answered by the connection.
   * @param command raw, passwords masked
   * @param sender of a MAIL command, raw
   */
  outOfSequence(reason: 'bad-sequence' | 'transaction-open', command: string, sender = ''): void {
    const verb = command.split(' ', 1)[0]?.toUpperCase() ?? '';
    if (this.#isBehindRefusedMail && (verb === 'RCPT' || verb === 'DATA')) return;
    if (verb === 'MAIL' && this.transaction === undefined) {
      this.#mailRefused = true;
      // Whoever asks for its sender finds why.
      const traceId = newTraceId(this.services.clock.now());
      this.decisions.refusedAtOnce(traceId, sender, reason, command);
      this.note('command', 'warning', 'a command where it does not belong', { reason, traceId });
      return;
    }
    // Outside of a transaction it is of the session, whatever the command.
    const stage = verb === 'AUTH' ? 'auth' : this.transaction === undefined ? 'connect' : (STAGE_OF_COMMAND.get(verb) ?? 'mail');
    const isNews = this.decisions.remarked(stage, 'server-limits', reason, command);
    // A DATA behind recipients of whom each was refused is no warning more.
    if (isNews && reason === 'bad-sequence') this.note('command', 'warning', 'a command where it does not belong', { reason });
  }

  /** The server closes the session. What it does for want of anything to do is no decision about the client. */
  closedFor(reason: ReasonId): void {
    const { transaction } = this;
    if (transaction === undefined && !FAULTS.has(reason)) return;
    const stage = transaction === undefined ? 'connect' : transaction.recipients.size === 0 ? 'mail' : 'data';
    const check = reason === 'address-banned' ? 'banned-addresses' : 'server-limits';
    this.decisions.decided(stage, check, reason, this.#client().remoteAddress, 'disconnect');
  }

  /** The transaction is over, however it ended. */
  endTransaction(): void {
    this.transaction = undefined;
    this.#mailRefused = false;
    this.decisions.end();
  }

  /** A limit of the server stands against it, whatever the options say. */
  #refuseByLimit(stage: Stage, reason: ReasonId, text: string): never {
    this.decisions.decided(stage, 'server-limits', reason, text);
    this.#refuse(stage === 'mail' ? 'sender-refused' : 'recipient-refused', reason, text, this.transaction?.traceId);
  }

  #refuse(kind: 'sender-refused' | 'recipient-refused', reason: ReasonId, text: string, traceId: string | undefined): never {
    if (kind === 'sender-refused') this.services.events.count('sendersRefused');
    this.note(kind, 'warning', text, { reason, ...(traceId === undefined ? {} : { traceId }) });
    // Without a transaction nobody will ask: what was decided is told at once.
    if (this.transaction === undefined) this.decisions.end();
    throw new SmtpRefusal(reason);
  }

  /** Notes an event of this session; `account` is whoever has logged in, unless given. */
  note(kind: EventKind, level: EventLevel, text: string, more: { reason?: ReasonId; account?: string; traceId?: string } = {}): void {
    // Several for each message: one object, whatever is in it, is made much faster than one of parts.
    this.services.events.emit({
      kind,
      level,
      protocol: this.protocol,
      sessionId: this.id,
      traceId: more.traceId ?? this.transaction?.traceId,
      remoteAddress: this.#client().remoteAddress,
      account: more.account ?? (this.login === undefined ? undefined : loginName(this.login)),
      reason: more.reason,
      text,
    });
  }
}
