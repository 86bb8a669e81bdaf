/**
 * One SMTP connection: smtp-server's, with our line rules, our replies and our notes. Commands go to the SmtpSession;
 * what comes back goes out through `send`, which is the single place that writes to the client.
 */
import type * as net from 'node:net';
import * as tls from 'node:tls';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPServer } from 'smtp-server';
import { counted } from '../../shared/words/counted.ts';
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { OpenSession, SessionStage } from '../../shared/admin-api/sessions.ts';
import type { Protocol } from '../../shared/events.ts';
import { newSessionId } from '../ids.ts';
import type { ProtocolServices } from '../listener.ts';
import { loginName } from '../security/client-standing.ts';
import { type LineViolation, SmtpLineParser } from './line-parser.ts';
import { loggableCommand } from './loggable-command.ts';
import { type PathCommand, parsePathCommand } from './path.ts';
import { SmtpRefusal, renderReply } from './replies.ts';
import { SmtpSession } from './session.ts';

/** Replies that tell of a mistake in the client's command, not of a decision about its mail: these count as errors. */
const MISTAKES = new Set([500, 501, 502, 503, 504, 530, 535, 538, 555]);

const HANDLERS = new Map<string, NonNullable<ReturnType<SMTPConnection['_getHandler']>>>();

export class SmtpConnection extends SMTPConnection {
  readonly gatepost: SmtpSession;
  /** Called once, when the connection is gone. */
  onclosed: () => void = () => undefined;
  readonly #services: ProtocolServices;
  readonly #openedAt: number;
  /** As the log may show it; '' before the first. */
  #lastCommand = '';
  #path: PathCommand | undefined;
  #errors = 0;
  /** Why the connection is to be closed as soon as no transaction is open. */
  #draining: ReasonId | undefined;
  /** Runs while a command line has begun and not ended. */
  #lineTimer: NodeJS.Timeout | undefined;
  /** Runs on from some MAIL of the session, whether its transaction is over or not; without one when it has found nothing to wait for. */
  #transactionTimer: { readonly timer: NodeJS.Timeout; readonly seconds: number } | undefined;
  /** When the last MAIL was taken, by the clock of the process. */
  #transactionBegun = 0;
  /** Why we ended the session, for the closing event. */
  #ending = 'the client closed the connection';

  constructor(server: SMTPServer, socket: net.Socket | tls.TLSSocket, protocol: Protocol, services: ProtocolServices) {
    super(server, socket, { id: newSessionId() });
    this.#services = services;
    this.#openedAt = services.clock.now();
    this.gatepost = new SmtpSession(this.id, protocol, services, () => ({
      remoteAddress: this.remoteAddress,
      helo: this.hostNameAppearsAs || '',
      extended: this.openingCommand === 'EHLO',
      secure: this.secure,
      cipher: this.tlsCipher,
    }));
    services.events.count('connections');
    this.gatepost.note('session-opened', 'info', `from port ${this.remotePort} to port ${this.localPort}`);
  }

  /** Version and cipher of the TLS connection, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; '' without TLS. */
  get tlsCipher(): string {
    if (!this.tlsOptions) return '';
    // Asked of the connection: for BoringSSL, which Electron has, the version of every cipher is "TLSv1/SSLv3".
    const protocol = this._socket instanceof tls.TLSSocket ? this._socket.getProtocol() : null;
    return `${protocol ?? this.tlsOptions.version} ${this.tlsOptions.name}`;
  }

  /** True while no mail transaction is open: then a stop of the server may close the connection at once. */
  get idle(): boolean {
    return this.gatepost.transaction === undefined;
  }

  /** True if the message at hand has shown a bare CR or LF. */
  get bareLineEnding(): boolean {
    return this._parser instanceof SmtpLineParser && this._parser.bareLineEnding;
  }

  /** True while the client waits for us, not we for it: a message has arrived whole, or a command is being worked on. */
  get waitsForUs(): boolean {
    return this._handlerPending || Boolean(this._dataStream && this._parser && !this._parser._dataMode);
  }

  /** This connection as the administrator sees it; raw. */
  describe(): OpenSession {
    const { login } = this.gatepost;
    return {
      id: this.id,
      protocol: this.gatepost.protocol,
      remoteAddress: this.remoteAddress,
      ...(login === undefined ? {} : { account: loginName(login) }),
      cipher: this.tlsCipher,
      since: this.#openedAt,
      bytesReceived: this._socket.bytesRead,
      bytesSent: this._socket.bytesWritten,
      stage: this.#stage(),
      lastCommand: this.#lastCommand,
    };
  }

  #stage(): SessionStage {
    if (this._closing) return 'closing';
    if (this._upgrading) return 'starting-tls';
    if (this.waitsForUs) return 'deciding';
    if (this._dataStream) return 'receiving';
    if (!this.idle) return 'envelope';
    return this._nextHandler ? 'logging-in' : 'waiting';
  }

  /** Closes the connection once no transaction is open. */
  drain(reason: ReasonId = 'shutting-down'): void {
    this.#draining ??= reason;
    if (this.idle) this.end(this.#draining);
  }

  /** Says why and closes. A message that has arrived whole is still answered: whoever cut it off now would keep it, and get it again. */
  endOrDrain(reason: 'login-ended' | 'closed-by-administrator'): void {
    if (this.waitsForUs) this.drain(reason);
    else this.end(reason);
  }

  /** Says why (421 or 5yz, RFC 5321 section 3.8) and closes. */
  end(reason: ReasonId): void {
    if (this._closing || this._closed) return;
    this.#ending = REASONS[reason].explanation;
    this.gatepost.closedFor(reason);
    const { code, enhanced, reply } = REASONS[reason];
    this.send(code, `${enhanced} ${reply}`, false);
    this.close();
  }

  /** Closes at once, without a word. */
  cut(reason: ReasonId): void {
    this.#ending = REASONS[reason].explanation;
    this.gatepost.closedFor(reason);
    this._socket.destroy();
  }

  /** The library's own, but for what it does with a limit that is not ours and for the name of the other one. */
  override init(): void {
    this._setListeners(() => {
      setTimeout(() => this.connectionReady(), FIXED_LIMITS.smtpGreetingDelayMilliseconds).unref();
    });
  }

  override _createParser(): SmtpLineParser {
    const parser = new SmtpLineParser();
    parser.oncommand = (command, callback) => this._onCommand(command, callback);
    parser.onviolation = (violation) => this.#violated(violation);
    parser.onpartial = () => this.#startLineTimer();
    parser.on('error', (error) => {
      this.gatepost.note('server', 'error', `fault in the command parser: ${error.message}`);
      this.end('storage-error');
    });
    return parser;
  }

  #violated(violation: LineViolation): void {
    this.gatepost.note('command', 'warning', 'a command line that breaks the line rules', { reason: violation });
    this.end(violation);
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const lines = Array.isArray(data) ? data : [data ?? ''];
    const reply = renderReply(code, lines, this._getEnhancedStatusCode(code, context));
    if (code >= 400) this.session.error = reply.trimEnd();
    // While a TLS handshake runs, a clear-text reply would land in the middle of it.
    if (!this._upgrading && !this._socket.destroyed && this._socket.readyState === 'open') this._socket.write(reply);
    if (this.#services.settings.current.logging.smtpConversations) this.gatepost.note('reply', 'debug', reply.trimEnd());
    // Of these the library has its own: a browser that speaks HTTP.
    if (code === 421 && typeof context === 'string') this.gatepost.closedFor('too-many-errors');
    // And what comes where it does not belong it answers without asking; what we say ourselves has no context.
    if (code === 503 && context === undefined) {
      this.gatepost.outOfSequence('bad-sequence', this.#lastCommand, parsePathCommand('mail from', this.#lastCommand)?.address);
    }
    if (code === 421) this.close();
    else if (MISTAKES.has(code)) this.#countError();
  }

  #countError(): void {
    this.#errors += 1;
    if (this.#errors >= this.#services.settings.current.server.limits.maxErrors) this.end('too-many-errors');
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    const next = callback ?? (() => undefined);
    const text = command.toString();
    const name = text.split(' ', 1)[0]?.toUpperCase() ?? '';
    this.#lastCommand = loggableCommand(text, Boolean(this._nextHandler));
    clearTimeout(this.#lineTimer);
    this.#lineTimer = undefined;
    // The library would end the session at ten of them, whatever `maxErrors` says.
    this._unrecognizedCommands = 0;
    if (this.#services.settings.current.logging.smtpCommands && !this._upgrading) this.gatepost.note('command', 'debug', this.#lastCommand);
    if (this.#draining !== undefined && this.idle && !this._upgrading) {
      this.end(this.#draining);
      return;
    }
    const refusal = name === 'AUTH' && !this._nextHandler && !this._upgrading ? this.#authRefusal() : undefined;
    if (refusal !== undefined && this._ready) {
      if (refusal === 'transaction-open') this.gatepost.outOfSequence(refusal, this.#lastCommand);
      this.gatepost.note('login-failed', 'warning', 'a login is not possible here', { reason: refusal });
      this.send(REASONS[refusal].code, `${REASONS[refusal].enhanced} ${REASONS[refusal].reply}`, false);
      next();
      return;
    }
    super._onCommand(command, next);
  }

  #authRefusal(): ReasonId | undefined {
    // RFC 4954 section 4: AUTH is not permitted during a mail transaction.
    return this.idle ? this.gatepost.authenticationRefusal(true) : 'transaction-open';
  }

  /** EHLO offers AUTH only where it may be used now (RFC 4954 section 4). */
  override handler_EHLO(command: Buffer, callback: () => void): void {
    this.session.disabledCommands =
      this.gatepost.authenticationRefusal(false) === undefined
        ? [...this._server.options.disabledCommands]
        : [...this._server.options.disabledCommands, 'AUTH'];
    this.#noteBadGreeting(command, () => super.handler_EHLO(command, callback));
    delete this.session.disabledCommands;
  }

  override handler_HELO(command: Buffer, callback: () => void): void {
    this.#noteBadGreeting(command, () => super.handler_HELO(command, callback));
  }

  /** The library answers what is no host name at all with 501. */
  #noteBadGreeting(command: Buffer, greet: () => void): void {
    const errors = this.#errors;
    greet();
    if (this.#errors > errors) this.gatepost.malformed('helo', 'bad-helo', command.toString().slice('EHLO '.length).trim());
  }

  override _parseAddressCommand(verb: string, command: Buffer | string): PathCommand | false {
    const text = command.toString();
    const shown = loggableCommand(text, false);
    const path = parsePathCommand(verb === 'mail from' ? 'mail from' : 'rcpt to', text);
    this.#path = path;
    if (path === undefined) this.gatepost.malformed(verb === 'mail from' ? 'mail' : 'rcpt', 'bad-address', shown.slice(shown.indexOf(':') + 1).trim());
    return path ?? false;
  }

  override _rejectInvalidParams(parsed: PathCommand, keys: string[], callback: () => void): boolean {
    const rejected = super._rejectInvalidParams(parsed, keys, callback);
    if (rejected) this.gatepost.malformed(/^mail/i.test(this.#lastCommand) ? 'mail' : 'rcpt', 'unknown-parameter', parsed.address);
    return rejected;
  }

  override _validateMailParams(parsed: PathCommand): ReturnType<SMTPConnection['_validateMailParams']> {
    const problem = super._validateMailParams(parsed);
    if (problem) this.gatepost.malformed('mail', problem.code === 552 ? 'message-too-big' : 'unknown-parameter', parsed.address);
    return problem;
  }

  /** The path of the MAIL or RCPT command at hand. The library hands on its own, lesser, view of it. */
  get path(): PathCommand {
    if (this.#path === undefined) throw new SmtpRefusal('bad-address');
    return this.#path;
  }

  /** The library looks each handler up by a name it puts together, several times for each command. */
  override _getHandler(command: string): ReturnType<SMTPConnection['_getHandler']> {
    let handler = HANDLERS.get(command);
    if (handler === undefined) {
      handler = super._getHandler(command);
      // Only names that exist are kept: a client can make up any number of others.
      if (handler !== undefined) HANDLERS.set(command, handler);
    }
    return handler;
  }

  /** Called at EHLO, RSET, STARTTLS and at the end of a message: the transaction is over. */
  override _resetSession(): void {
    super._resetSession();
    this.gatepost.endTransaction();
    // RFC 3207 section 4.2: what was known before TLS is forgotten; the library clears session.user.
    if (!this.session.user) this.gatepost.login = undefined;
    if (this.#draining !== undefined) setImmediate(() => this.drain());
  }

  /** The whole transaction has a time limit, since a client that sends a byte a minute is never idle. */
  startTransactionTimer(): void {
    const seconds = this.#services.settings.current.server.limits.transactionSeconds;
    this.#transactionBegun = performance.now();
    // One timer for all transactions of a session, which looks when it is over how long the last one has lasted: to set it
    // anew for each costs as much as a check.
    if (this.#transactionTimer?.seconds === seconds) return;
    clearTimeout(this.#transactionTimer?.timer);
    this.#transactionTimer = { timer: this.#transactionTimerOf(seconds, seconds * 1000), seconds };
  }

  #transactionTimerOf(seconds: number, milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#transactionTimer = undefined;
      if (this.idle) return;
      const left = this.#transactionBegun + seconds * 1000 - performance.now();
      if (left > 0) {
        this.#transactionTimer = { timer: this.#transactionTimerOf(seconds, left), seconds };
        return;
      }
      // All of the message is here: whoever cut it off now would keep it, and get it again. A command gets as long once more.
      if (this.waitsForUs) {
        this.#transactionTimer = { timer: this.#transactionTimerOf(seconds, seconds * 1000), seconds };
        return;
      }
      this.end('transaction-too-long');
      this._socket.destroy();
    }, milliseconds).unref();
  }

  /** Whoever sends a byte now and then is never idle, so that each command line has its own deadline. */
  #startLineTimer(): void {
    this.#lineTimer ??= setTimeout(() => this.end('idle-too-long'), this.#services.settings.current.server.limits.smtpIdleSeconds * 1000).unref();
  }

  override _onTimeout(): void {
    if (this._closing) {
      this._socket.destroy();
      return;
    }
    // RFC 5321 section 4.5.3.2: a client that waits for us is not idle.
    if (this.waitsForUs) this._armTimeout();
    else this.end('idle-too-long');
  }

  override _armTimeout(socket: net.Socket = this._socket): void {
    socket.setTimeout(this.#services.settings.current.server.limits.smtpIdleSeconds * 1000, () => this._onTimeout());
  }

  override _onClose(): void {
    const first = !this._closed;
    // A message that has arrived whole is left alone: whoever reads it is still at work, and may keep it.
    if (this._parser && !this._parser._dataMode) this._dataStream = null;
    super._onClose();
    clearTimeout(this.#transactionTimer?.timer);
    clearTimeout(this.#lineTimer);
    if (!first) return;
    const seconds = ((this.#services.clock.now() - this.#openedAt) / 1000).toFixed(1);
    this.gatepost.note(
      'session-closed',
      'info',
      `after ${seconds} s, ${counted(this.gatepost.messagesAccepted, 'message', 'messages')} accepted; ${this.#ending}`,
    );
    this.gatepost.decisions.close();
    this.onclosed();
  }

  override handler_QUIT(command: Buffer, callback: () => void): void {
    this.#ending = 'the client said QUIT';
    super.handler_QUIT(command, callback);
  }

  override handler_HELP(_command: Buffer, callback: () => void): void {
    this.send(214, '2.0.0 Commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY STARTTLS AUTH (RFC 5321)', false);
    callback();
  }

  /** RFC 5321 section 3.5.3: VRFY may be answered 252; it tells nobody which mailboxes exist. */
  override handler_VRFY(_command: Buffer, callback: () => void): void {
    this.send(252, '2.1.5 Send some mail, and the address will be judged', false);
    callback();
  }
}
