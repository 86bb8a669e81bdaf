/** One POP3 session, from the greeting to the end: takes commands strictly in order, each once, and answers each. */
import type { OpenSession, SessionStage } from '../../shared/admin-api/sessions.ts';
import type { EventKind, EventLevel, Protocol } from '../../shared/events.ts';
import type { TlsMode } from '../../shared/settings/server.ts';
import { newSessionId } from '../ids.ts';
import type { ProtocolServices } from '../listener.ts';
import { StoreError } from '../store/mail-store.ts';
import { Authorization } from './authorization.ts';
import { capabilities } from './capabilities.ts';
import { type Command, loggableCommand, parseCommand, type Verb } from './command.ts';
import type { Pop3Connection } from './connection.ts';
import { LoginDecisions } from './login-decisions.ts';
import { err, isClientError, listing, ok, type Reply, type StreamedBody, statusLine } from './replies.ts';
import type { EventDetails, SessionContext } from './session-context.ts';
import { endingFacts, SessionEnded, type SessionEnding } from './session-ending.ts';
import { Transaction } from './transaction.ts';

export interface SessionFacts {
  readonly protocol: Protocol;
  readonly tls: TlsMode;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
}

const TOO_EARLY = err('log in first');
const TOO_LATE = err('you are logged in already');

export class Pop3Session implements SessionContext {
  readonly id = newSessionId();
  readonly services: ProtocolServices;
  readonly connection: Pop3Connection;
  readonly #facts: SessionFacts;
  readonly #authorization: Authorization;
  readonly #decisions: LoginDecisions;
  #transaction: Transaction | undefined;
  #errors = 0;
  readonly #openedAt: number;
  #lastCommand: { readonly command: Command; readonly bytes: number } | undefined;
  /** The client waits for our answer. */
  #answering = false;

  constructor(connection: Pop3Connection, facts: SessionFacts, services: ProtocolServices) {
    this.connection = connection;
    this.services = services;
    this.#facts = facts;
    this.#openedAt = services.clock.now();
    this.#decisions = new LoginDecisions(services.security);
    this.#authorization = new Authorization(this);
  }

  get protocol(): Protocol {
    return this.#facts.protocol;
  }

  get tls(): TlsMode {
    return this.#facts.tls;
  }

  /** Who has logged in; undefined before. */
  get accountId(): number | undefined {
    return this.#authorization.login?.account.id;
  }

  get remoteAddress(): string {
    return this.#facts.remoteAddress;
  }

  /** True while an answer to a client that has logged in is on its way. */
  get isFetching(): boolean {
    return this.#answering && this.#transaction !== undefined;
  }

  /** This session as the administrator sees it; raw. */
  describe(): OpenSession {
    const { login } = this.#authorization;
    return {
      id: this.id,
      protocol: this.#facts.protocol,
      remoteAddress: this.remoteAddress,
      ...(login === undefined ? {} : { account: login.account.address }),
      cipher: this.connection.cipher ?? '',
      since: this.#openedAt,
      bytesReceived: this.connection.bytesReceived,
      bytesSent: this.connection.bytesSent,
      stage: this.#stage(),
      lastCommand: this.#lastCommand === undefined ? '' : loggableCommand(this.#lastCommand.command, this.#lastCommand.bytes),
    };
  }

  #stage(): SessionStage {
    if (this.#facts.tls === 'implicit' && this.connection.cipher === undefined) return 'starting-tls';
    if (this.#transaction !== undefined) return this.#answering ? 'fetching' : 'mailbox';
    return this.#answering ? 'logging-in' : 'waiting';
  }

  /** Runs the session; resolves when its connection is closed, and never rejects. */
  async run(): Promise<void> {
    this.services.events.count('connections');
    this.note('session-opened', 'info', `from port ${this.#facts.remotePort} to port ${this.#facts.localPort}`);
    let ending: SessionEnding;
    try {
      ending = await this.#converse();
    } catch (error) {
      ending = this.#endingOf(error);
    }
    // Nobody waits for the client's side of the close to get at the maildrop.
    this.#authorization.login?.release();
    const { farewell, abrupt } = endingFacts(ending);
    if (abrupt === true) this.connection.destroy();
    else await this.connection.close(farewell);
    this.#noteEnd(ending);
  }

  async #converse(): Promise<SessionEnding> {
    if (this.#facts.tls === 'implicit') await this.#overTls(() => this.connection.startTls(this.services.tls.secureContext));
    // No "<…>" in the greeting: that would announce APOP (RFC 1939 section 7).
    await this.connection.write(`+OK ${this.services.hostname()} POP3 ready\r\n`);
    for (;;) {
      const line = await this.connection.readLine();
      const command = parseCommand(line);
      this.#lastCommand = { command, bytes: line.length };
      this.#answering = true;
      if (this.services.settings.current.logging.popCommands) this.note('command', 'debug', loggableCommand(command, line.length));
      const reply = await this.#answer(command);
      if (reply !== undefined) await this.#send(reply);
      this.#answering = false;
      if (command.kind === 'command' && command.verb === 'QUIT') return 'quit';
      if (this.#errors >= this.services.settings.current.server.limits.maxErrors) return 'too-many-errors';
    }
  }

  async #send(reply: Reply): Promise<void> {
    if (isClientError(reply)) this.#errors += 1;
    const body = reply.ok ? reply.body : undefined;
    if (typeof body === 'object') {
      await this.#stream(statusLine(reply), body);
      return;
    }
    await this.connection.write(statusLine(reply));
    if (body !== undefined) await this.connection.write(body);
  }

  async #stream(status: string, body: StreamedBody): Promise<void> {
    try {
      await this.connection.write(status);
      for await (const piece of body.pieces()) await this.connection.write(piece);
    } catch (error) {
      if (error instanceof SessionEnded) throw error;
      this.noteFailure(error);
      throw new SessionEnded('storage-error', { cause: error });
    } finally {
      body.close();
    }
  }

  async #answer(command: Command): Promise<Reply | undefined> {
    switch (command.kind) {
      case 'garbage':
        return err('that is not a command');
      case 'unknown':
        return err('unknown command');
      case 'command':
        return await this.#obey(command.verb, command.argument);
    }
  }

  async #obey(verb: Verb, argument: string): Promise<Reply | undefined> {
    switch (verb) {
      case 'CAPA':
        return ok('capabilities follow', listing(capabilities(this, this.#transaction !== undefined)));
      case 'QUIT':
        return this.#transaction === undefined ? ok('goodbye') : await this.#transaction.update();
      case 'USER':
      case 'PASS':
      case 'AUTH':
      case 'STLS':
      case 'UTF8':
        return this.#transaction === undefined ? await this.#authorize(verb, argument) : TOO_LATE;
      case 'STAT':
      case 'LIST':
      case 'RETR':
      case 'DELE':
      case 'NOOP':
      case 'RSET':
      case 'TOP':
      case 'UIDL':
        return this.#transaction === undefined ? TOO_EARLY : await this.#transact(this.#transaction, verb, argument);
    }
  }

  async #authorize(verb: 'USER' | 'PASS' | 'AUTH' | 'STLS' | 'UTF8', argument: string): Promise<Reply | undefined> {
    const authorization = this.#authorization;
    let reply: Reply | undefined;
    switch (verb) {
      case 'USER':
        reply = authorization.user(argument);
        break;
      case 'PASS':
        reply = await authorization.pass(argument);
        break;
      case 'AUTH':
        reply = await authorization.auth(argument);
        break;
      case 'STLS':
        await this.#overTls(async () => {
          reply = await authorization.stls();
        });
        break;
      case 'UTF8':
        reply = authorization.utf8(argument);
        break;
    }
    if (authorization.login !== undefined) this.#transaction = new Transaction(this, authorization.login);
    return reply;
  }

  async #transact(transaction: Transaction, verb: 'STAT' | 'LIST' | 'RETR' | 'DELE' | 'NOOP' | 'RSET' | 'TOP' | 'UIDL', argument: string): Promise<Reply> {
    switch (verb) {
      case 'STAT':
        return transaction.stat();
      case 'LIST':
        return transaction.list(argument);
      case 'RETR':
        return await transaction.retr(argument);
      case 'DELE':
        return transaction.dele(argument);
      case 'NOOP':
        return ok('here');
      case 'RSET':
        return transaction.rset();
      case 'TOP':
        return await transaction.top(argument);
      case 'UIDL':
        return transaction.uidl(argument);
    }
  }

  /** Runs something that may turn TLS on, and notes how that went. */
  async #overTls(work: () => Promise<void>): Promise<void> {
    const before = this.connection.cipher;
    try {
      await work();
    } catch (error) {
      if (error instanceof SessionEnded && error.ending === 'tls-failed') {
        this.note('tls-failed', 'warning', error.cause instanceof Error ? error.cause.message : error.message);
      }
      throw error;
    }
    const { cipher } = this.connection;
    if (cipher !== undefined && before === undefined) this.note('tls-started', 'info', cipher);
  }

  #endingOf(error: unknown): SessionEnding {
    if (error instanceof SessionEnded) return error.ending;
    this.noteFailure(error);
    return 'storage-error';
  }

  #noteEnd(ending: SessionEnding): void {
    const { how, reason } = endingFacts(ending);
    const mail = this.#transaction === undefined ? '' : `; ${this.#transaction.fetched} messages fetched, ${this.#transaction.removed} deleted`;
    this.note('session-closed', 'info', `${how}${mail}; ${this.connection.bytesSent} bytes sent`, reason === undefined ? {} : { reason });
    if (ending === 'banned') this.#decisions.banned(this.remoteAddress);
    const login = this.#authorization.login?.account.address;
    const { id: sessionId, protocol, remoteAddress } = this;
    this.#decisions.tell({ sessionId, protocol, remoteAddress, ...(login === undefined ? {} : { login }) });
  }

  note(kind: EventKind, level: EventLevel, text: string, details: EventDetails = {}): void {
    const account = details.account ?? this.#authorization.login?.account.address;
    if (kind === 'login-failed' && details.reason !== undefined) this.#decisions.refused(details.reason, account ?? '');
    if (kind === 'login-succeeded') this.#decisions.succeeded(account ?? '');
    this.services.events.emit({
      kind,
      level,
      protocol: this.#facts.protocol,
      sessionId: this.id,
      remoteAddress: this.remoteAddress,
      text,
      ...details,
      ...(account === undefined ? {} : { account }),
    });
  }

  noteFailure(error: unknown): void {
    const text =
      error instanceof StoreError ? error.message : `fault in a POP3 session: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    this.note('server', 'error', text, { reason: 'storage-error' });
  }
}
