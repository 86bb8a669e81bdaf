/**
 * One POP3 session (RFC 1939): reads a command, answers it, and so on until it ends. Everything that ends it comes here
 * as a SessionEnded; only after QUIT have the marked messages been removed.
 */
import type { EventKind, EventLevel, NewEvent, Protocol } from '../../shared/events.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { TlsMode } from '../../shared/settings/server.ts';
import type { AccountIdentity } from '../accounts/accounts.ts';
import { newSessionId } from '../ids.ts';
import type { ProtocolServices } from '../listener.ts';
import { type MessageReader, StoreError } from '../store/mail-store.ts';
import { type ChannelFacts, PASSWORD_IN_CLEAR, logIn, passwordsAllowed, plainCredentials } from './authorization.ts';
import { ByteStuffer } from './byte-stuffing.ts';
import { type Command, loggableCommand, parseCommand, parseNumber } from './command.ts';
import type { Pop3Connection } from './connection.ts';
import { Maildrop, returnPathLine } from './maildrop.ts';
import { maildropLocks } from './maildrop-locks.ts';
import { type Reply, err, isClientError, listing, ok, statusLine } from './replies.ts';
import { SessionEnded, type SessionEnding, endingFacts } from './session-ending.ts';
import { TopLines } from './top-lines.ts';

export interface Pop3SessionOptions {
  readonly connection: Pop3Connection;
  readonly services: ProtocolServices;
  readonly protocol: Protocol;
  readonly tlsMode: TlsMode;
  readonly remoteAddress: string;
}

const NO_SUCH_MESSAGE = err('there is no such message');

export class Pop3Session {
  readonly id = newSessionId();
  readonly #options: Pop3SessionOptions;
  readonly #connection: Pop3Connection;
  readonly #services: ProtocolServices;
  readonly #openedAt: number;
  #user: string | undefined;
  #account: AccountIdentity | undefined;
  #maildrop: Maildrop | undefined;
  #unlock: () => void = () => undefined;
  #errors = 0;
  #fetched = 0;
  #deleted = 0;

  constructor(options: Pop3SessionOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#services = options.services;
    this.#openedAt = options.services.clock.now();
  }

  /** Runs the session to its end. Never rejects. */
  async run(): Promise<void> {
    this.#services.events.count('connections');
    this.#note('session-opened', 'info', `from ${this.#options.remoteAddress}`);
    let ending: SessionEnding = 'quit';
    try {
      await this.#converse();
    } catch (error) {
      ending = this.#endingOf(error);
    } finally {
      this.#unlock();
    }
    const facts = endingFacts(ending);
    if (facts.abrupt === true) this.#connection.destroy();
    else await this.#connection.close(facts.farewell);
    const seconds = ((this.#services.clock.now() - this.#openedAt) / 1000).toFixed(1);
    const text = `after ${seconds} s, ${this.#fetched} messages fetched, ${this.#deleted} deleted, ${this.#connection.bytesSent} bytes sent; ${facts.how}`;
    this.#note('session-closed', 'info', text, facts.reason);
  }

  #endingOf(error: unknown): SessionEnding {
    if (error instanceof SessionEnded) {
      if (error.ending === 'tls-failed') this.#note('tls-failed', 'info', error.cause instanceof Error ? error.cause.message : error.message);
      return error.ending;
    }
    this.#note('server', 'error', `fault in a POP3 session: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 'storage-error';
  }

  async #converse(): Promise<void> {
    if (this.#options.tlsMode === 'implicit') {
      await this.#connection.startTls(this.#services.tls.secureContext);
      this.#note('tls-started', 'info', this.#connection.cipher ?? '');
    }
    // RFC 1939 section 4: no timestamp in the greeting, since APOP is not offered.
    await this.#connection.write(`+OK ${this.#services.hostname()} POP3 ready\r\n`);
    for (;;) {
      const line = await this.#connection.readLine();
      const command = parseCommand(line);
      if (this.#services.settings.current.logging.popCommands) this.#note('command', 'debug', loggableCommand(command, line.length));
      const reply = await this.#answer(command);
      if (reply === undefined) continue;
      await this.#send(reply);
      if (command.kind === 'command' && command.verb === 'QUIT') return;
      this.#countErrors(reply);
    }
  }

  #countErrors(reply: Reply): void {
    if (!isClientError(reply)) return;
    this.#errors += 1;
    if (this.#errors >= this.#services.settings.current.server.limits.maxErrors) throw new SessionEnded('too-many-errors');
  }

  async #send(reply: Reply): Promise<void> {
    await this.#connection.write(statusLine(reply));
    if (!reply.ok || reply.body === undefined) return;
    if (typeof reply.body === 'string') {
      await this.#connection.write(reply.body);
      return;
    }
    try {
      for await (const piece of reply.body) await this.#connection.write(piece);
    } catch (error) {
      if (error instanceof StoreError) {
        this.#note('server', 'error', `a message could not be read: ${error.message}`);
        throw new SessionEnded('storage-error', { cause: error });
      }
      throw error;
    }
  }

  /** One command; trouble with the store is a temporary error of that command. Undefined if it has been answered already. */
  async #answer(command: Command): Promise<Reply | undefined> {
    if (command.kind === 'garbage') return err('that is not a command');
    if (command.kind === 'unknown') return err('unknown command');
    try {
      return await (this.#maildrop === undefined ? this.#answerBeforeLogin(command) : this.#answerInMaildrop(command, this.#maildrop));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#note('server', 'error', `the mailbox could not be used: ${error.message}`);
      return err('the mailbox cannot be used just now; nothing is lost', 'SYS/TEMP');
    }
  }

  // ---------------------------------------------------------------------------------- AUTHORIZATION state

  async #answerBeforeLogin(command: Extract<Command, { kind: 'command' }>): Promise<Reply | undefined> {
    const { verb, argument } = command;
    switch (verb) {
      case 'CAPA':
        return this.#capabilities();
      case 'USER':
        return this.#takeUser(argument);
      case 'PASS':
        return await this.#takePassword(argument);
      case 'AUTH':
        return await this.#authenticate(argument);
      case 'STLS':
        return await this.#startTls(argument);
      case 'UTF8':
        // RFC 6856 section 2.1: from here on messages may hold UTF-8 in headers. They are sent as they came anyway.
        return argument === '' ? ok('UTF-8 it is') : err('UTF8 takes no argument');
      case 'QUIT':
        return ok('goodbye');
      case 'STAT':
      case 'LIST':
      case 'RETR':
      case 'DELE':
      case 'NOOP':
      case 'RSET':
      case 'TOP':
      case 'UIDL':
        return err('log in first');
    }
  }

  get #channel(): ChannelFacts {
    return { secure: this.#connection.cipher !== undefined, remoteAddress: this.#options.remoteAddress, tlsMode: this.#options.tlsMode };
  }

  /** RFC 2449; LOGIN-DELAY is left out because there is none. */
  #capabilities(): Reply {
    const mayLogIn = this.#maildrop === undefined && passwordsAllowed(this.#channel);
    const maySecure = this.#maildrop === undefined && this.#options.tlsMode === 'starttls' && this.#connection.cipher === undefined;
    const lines = [
      ...(mayLogIn ? ['USER', 'SASL PLAIN'] : []),
      ...(maySecure ? ['STLS'] : []),
      ...['TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'UTF8 USER', 'EXPIRE NEVER', 'IMPLEMENTATION Gatepost'],
    ];
    return ok('capabilities follow', listing(lines));
  }

  #takeUser(name: string): Reply {
    if (!passwordsAllowed(this.#channel)) return PASSWORD_IN_CLEAR;
    if (name === '') return err('USER needs a name');
    this.#user = name;
    // RFC 1939 section 7: the answer tells nobody whether there is such a mailbox.
    return ok('now the password');
  }

  async #takePassword(password: string): Promise<Reply> {
    if (!passwordsAllowed(this.#channel)) return PASSWORD_IN_CLEAR;
    const name = this.#user;
    this.#user = undefined;
    return name === undefined ? err('say USER first') : await this.#logIn(name, password);
  }

  /** RFC 5034: PLAIN, with the response in the command or after an empty challenge. */
  async #authenticate(argument: string): Promise<Reply> {
    const [mechanism = '', initial, ...others] = argument.split(' ');
    if (mechanism.toUpperCase() !== 'PLAIN' || others.length > 0) return err('the mechanism here is PLAIN');
    if (!passwordsAllowed(this.#channel)) return PASSWORD_IN_CLEAR;
    let response = initial;
    if (response === undefined) {
      await this.#connection.write('+ \r\n');
      response = (await this.#connection.readLine()).toString('latin1');
      if (response === '*') return err('authentication cancelled');
    }
    const credentials = plainCredentials(response === '=' ? '' : response);
    if (credentials === undefined) return err('that is no PLAIN response');
    return await this.#logIn(credentials.name, credentials.password);
  }

  async #logIn(name: string, password: string): Promise<Reply> {
    const login = await logIn(this.#services.accounts, name, password);
    if (!login.ok) {
      this.#services.events.count('loginsFailed');
      this.#emit({ kind: 'login-failed', level: 'warning', text: `login refused: ${login.why}`, account: name, reason: 'authentication-failed' });
      return login.reply;
    }
    const unlock = maildropLocks(this.#services.store).acquire(login.account.id);
    if (unlock === undefined) return err('another session has this maildrop; try again later', 'IN-USE');
    try {
      this.#maildrop = await Maildrop.open(login.account.id, this.#services.store);
    } catch (error) {
      unlock();
      throw error;
    }
    this.#unlock = unlock;
    this.#account = login.account;
    this.#services.store.mailboxes.noteLogin(login.account.id, this.#services.clock.now());
    const { count, bytes } = this.#maildrop.totals;
    this.#note('login-succeeded', 'info', `${count} messages, ${bytes} bytes`);
    return ok(`${count} messages (${bytes} bytes)`);
  }

  /** Answers by itself when it goes well: the reply has to leave before the handshake. */
  async #startTls(argument: string): Promise<Reply | undefined> {
    if (argument !== '') return err('STLS takes no argument');
    if (this.#options.tlsMode === 'none') return err('there is no TLS on this port');
    if (this.#connection.cipher !== undefined) return err('TLS is on already');
    await this.#connection.startTls(this.#services.tls.secureContext, '+OK begin TLS\r\n');
    // RFC 2595 section 4: what was learnt before TLS is forgotten.
    this.#user = undefined;
    this.#note('tls-started', 'info', this.#connection.cipher ?? '');
    return undefined;
  }

  // ---------------------------------------------------------------------------------- TRANSACTION state

  async #answerInMaildrop(command: Extract<Command, { kind: 'command' }>, drop: Maildrop): Promise<Reply> {
    const { verb, argument } = command;
    switch (verb) {
      case 'CAPA':
        return this.#capabilities();
      case 'NOOP':
        return ok('here');
      case 'STAT':
        return ok(`${drop.totals.count} ${drop.totals.bytes}`);
      case 'LIST':
        return this.#list(argument, (number) => drop.size(number), () => drop.sizeLines(), `${drop.totals.count} messages (${drop.totals.bytes} bytes)`);
      case 'UIDL':
        return this.#list(argument, (number) => drop.uid(number), () => drop.uidLines(), 'unique ids follow');
      case 'RETR':
        return await this.#retrieve(argument, drop);
      case 'TOP':
        return await this.#top(argument, drop);
      case 'DELE': {
        const number = parseNumber(argument);
        return number !== undefined && drop.markDeleted(number) ? ok(`message ${number} marked as deleted`) : NO_SUCH_MESSAGE;
      }
      case 'RSET':
        drop.unmarkAll();
        return ok(`${drop.totals.count} messages (${drop.totals.bytes} bytes)`);
      case 'QUIT':
        return await this.#quit(drop);
      case 'USER':
      case 'PASS':
      case 'AUTH':
      case 'STLS':
      case 'UTF8':
        return err('you are logged in already');
    }
  }

  #list(argument: string, one: (number: number) => number | string | undefined, all: () => string[], title: string): Reply {
    if (argument === '') return ok(title, listing(all()));
    const number = parseNumber(argument);
    const value = number === undefined ? undefined : one(number);
    return value === undefined ? NO_SUCH_MESSAGE : ok(`${number} ${value}`);
  }

  async #retrieve(argument: string, drop: Maildrop): Promise<Reply> {
    const number = parseNumber(argument);
    const reader = number === undefined ? undefined : await drop.open(number);
    if (number === undefined || reader === undefined) return NO_SUCH_MESSAGE;
    this.#fetched += 1;
    return ok(`${drop.size(number) ?? 0} bytes`, this.#wholeMessage(reader));
  }

  async *#wholeMessage(reader: MessageReader): AsyncGenerator<Buffer, void, void> {
    try {
      const stuffer = new ByteStuffer();
      yield stuffer.stuff(returnPathLine(reader.reversePath));
      for await (const chunk of reader.chunks()) yield stuffer.stuff(chunk);
      yield stuffer.end();
      this.#services.events.count('messagesFetched');
      this.#emit({ kind: 'message-fetched', level: 'info', text: `${reader.size} bytes`, traceId: reader.traceId });
    } finally {
      reader.close();
    }
  }

  async #top(argument: string, drop: Maildrop): Promise<Reply> {
    const [number, lines, ...others] = argument.split(/ +/).map((word) => parseNumber(word));
    if (number === undefined || lines === undefined || others.length > 0) return err('TOP takes a message number and a number of lines');
    const reader = await drop.open(number);
    return reader === undefined ? NO_SUCH_MESSAGE : ok('top of message follows', firstLines(reader, lines));
  }

  /** The UPDATE state (RFC 1939 section 6). */
  async #quit(drop: Maildrop): Promise<Reply> {
    const removed = await drop.removeMarked();
    this.#deleted = removed;
    if (removed > 0) this.#note('message-deleted', 'info', `${removed} messages`);
    this.#unlock();
    return ok('goodbye');
  }

  // ---------------------------------------------------------------------------------- events

  #note(kind: EventKind, level: EventLevel, text: string, reason?: ReasonId): void {
    this.#emit({ kind, level, text, ...(reason === undefined ? {} : { reason }) });
  }

  #emit(event: Omit<NewEvent, 'protocol' | 'sessionId' | 'remoteAddress'>): void {
    this.#services.events.emit({
      protocol: this.#options.protocol,
      sessionId: this.id,
      remoteAddress: this.#options.remoteAddress,
      ...(this.#account === undefined ? {} : { account: this.#account.address }),
      ...event,
    });
  }
}

async function* firstLines(reader: MessageReader, lines: number): AsyncGenerator<Buffer, void, void> {
  try {
    const stuffer = new ByteStuffer();
    const top = new TopLines(lines);
    yield stuffer.stuff(top.take(returnPathLine(reader.reversePath)));
    for await (const chunk of reader.chunks()) {
      yield stuffer.stuff(top.take(chunk));
      if (top.done) break;
    }
    yield stuffer.end();
  } finally {
    reader.close();
  }
}
