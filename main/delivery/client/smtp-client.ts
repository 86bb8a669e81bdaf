/**
 * A connection to another mail server: greeting, EHLO, TLS, login, and then message after message. Commands go out together
 * where the host takes that (PIPELINING, RFC 2920). The host at the other end was named by a stranger: what it says is
 * bounded, every wait has an end, and each reply answers the command it belongs to.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Contact, Handed } from '../outcome.ts';
import { formatHostAndPort } from '../routing/host-and-port.ts';
import { type Capabilities, NO_CAPABILITIES, parseCapabilities } from './capabilities.ts';
import { DataEncoder } from './data-encoder.ts';
import { type Envelope, mailCommand, rcptCommand } from './envelope.ts';
import { ConnectionBroken, LineChannel } from './line-channel.ts';
import {
  CLOSING,
  type Given,
  NotWelcome,
  OutOfTurn,
  asTrouble,
  isAboutUs,
  isAnswerTo,
  isPositive,
  mayBeMended,
  outcomeOf,
  recipientOutcome,
} from './reply-outcome.ts';
import type { Patience } from './patience.ts';
import type { Reply } from './reply-reader.ts';
import { type TlsDemand, TlsFailed, openSslReason, startTls, tlsText } from './tls.ts';

export interface ClientOptions {
  /** Opens the connection; the socket may still be connecting. */
  readonly connect: () => Socket;
  /** Name of the host, for the certificate and the trace. */
  readonly host: string;
  readonly port: number;
  /** What we call ourselves. */
  readonly hostname: string;
  readonly patience: Patience;
  readonly tls: TlsDemand;
  /** Why it is called a second time and not asked for TLS, for the trace. */
  readonly tlsFailure?: string;
  readonly login?: { readonly user: string; readonly password: string };
  /** The administrator has named the host, and can mend how we come: what it says of a login is no refusal. */
  readonly isNamed?: boolean;
  /** Milliseconds to wait for the connection, where that is less than the patience for all else. */
  readonly connectWithin?: number | undefined;
  /** The host is there, and has answered EHLO or HELO: whatever it refuses from here on it may refuse for one domain alone. */
  readonly onWelcome?: () => void;
}

/** What a host is waited for: to be ready for messages, or to say who of a message's recipients is taken. */
interface Wait {
  readonly what: 'opening' | 'envelope';
  /** In milliseconds of `performance.now()`. */
  readonly since: number;
}

/** The content of a message as it is to be sent. */
export interface OutgoingContent {
  /** Bytes; what comes out of `chunks` must have as many, or the message is cut off in the middle. */
  readonly size: number;
  chunks(): AsyncIterable<Buffer>;
}

export class SmtpClient {
  readonly #options: ClientOptions;
  readonly #channel: LineChannel;
  #capabilities: Capabilities = NO_CAPABILITIES;
  #tls = '';
  #verified = false;
  #reached = false;
  #messages = 0;
  #wait: Wait | undefined;
  #isHurried = false;
  #host: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#host = options.host;
    this.#channel = new LineChannel(options.connect());
  }

  get capabilities(): Capabilities {
    return this.#capabilities;
  }

  /** The connection is encrypted, and the host is who it should be. */
  get verified(): boolean {
    return this.#verified;
  }

  /** A packet has come back: a connection was made, or refused. */
  get reached(): boolean {
    return this.#reached;
  }

  /** Messages that were handed over, or refused. */
  get messages(): number {
    return this.#messages;
  }

  /** False once the connection has ended, perhaps while nothing was asked. */
  get usable(): boolean {
    return this.#channel.ended === undefined;
  }

  /** What it is waited for before it has any content; undefined while nothing is asked of it, or since it takes content. */
  get wait(): Wait | undefined {
    return this.#wait;
  }

  get contact(): Contact {
    const { port, tlsFailure } = this.#options;
    const host = this.#host;
    const { remoteAddress } = this.#channel;
    const address = remoteAddress === '' ? '' : formatHostAndPort(remoteAddress, port);
    return { host, address, tls: this.#tls, ...(tlsFailure === undefined ? {} : { tlsFailure }) };
  }

  /** What follows is for another name of the same host: the trace tells that one. */
  continueAs(host: string): void {
    this.#host = host;
  }

  /** Connects, encrypts as demanded, and logs in. @throws HostTrouble @throws TlsFailed where the handshake has failed, or no reply came after it */
  async open(): Promise<void> {
    const { tls, login, patience, host, connectWithin = patience.connect } = this.#options;
    this.#wait = { what: 'opening', since: performance.now() };
    try {
      await this.#channel.connected(connectWithin);
      this.#reached = true;
      if (tls.when === 'at-once') await this.#encrypt();
      const greeting = await this.#channel.reply(patience.connect);
      if (greeting.code !== 220) throw new NotWelcome(greeting);
      await this.#hello();
      this.#options.onWelcome?.();
      const refused = tls.when === 'if-offered' || tls.when === 'required' ? await this.#upgrade() : false;
      if (login === undefined) return;
      // A password goes out in the clear only where nobody wants it encrypted: not where encryption was offered, and has failed.
      if (refused || ![...this.#capabilities.mechanisms].some((mechanism) => mechanism === 'PLAIN' || mechanism === 'LOGIN')) {
        throw new Error(`${host} offers no login on this connection`);
      }
      await this.#login(login.user, login.password);
    } catch (error) {
      this.close();
      this.#reached ||= error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
      if (error instanceof TlsFailed) throw error;
      throw this.#afterHandshake(error) ?? asTrouble(error, 'envelope', this.contact);
    } finally {
      this.#wait = undefined;
    }
  }

  /**
   * A host that breaks off or falls silent before its first reply over TLS has trouble with TLS and not with us: TLS 1.3 ends the handshake
   * on our side before the host has seen all of it, such as a certificate of ours that it wants (RFC 8446 section 4.4.2). A reply stays a reply.
   */
  #afterHandshake(error: unknown): TlsFailed | undefined {
    if (this.#tls === '' || this.#channel.hasReplied || !(error instanceof ConnectionBroken)) return undefined;
    const why = (error.cause instanceof Error ? openSslReason(error.cause) : undefined) ?? error.message;
    return new TlsFailed(`TLS with ${this.#options.host} has failed after the handshake: ${why}`, { cause: error });
  }

  async #hello(): Promise<void> {
    const { hostname, patience } = this.#options;
    const reply = await this.#channel.command(`EHLO ${hostname}`, patience.connect);
    if (reply.code === 250) {
      this.#capabilities = parseCapabilities(reply.lines);
      return;
    }
    // RFC 5321 section 3.2: a host that does not know EHLO knows HELO.
    const plain = reply.code >= 500 ? await this.#channel.command(`HELO ${hostname}`, patience.connect) : reply;
    if (plain.code !== 250) throw new NotWelcome(plain);
    this.#capabilities = NO_CAPABILITIES;
  }

  /** STARTTLS, where it is offered or demanded. @returns true if the host offers it and then refuses */
  async #upgrade(): Promise<boolean> {
    const { tls, patience, host } = this.#options;
    if (!this.#capabilities.keywords.has('STARTTLS') && tls.when !== 'required') return false;
    const reply = await this.#channel.command('STARTTLS', patience.reply);
    if (reply.code !== 220) {
      if (tls.when === 'required') throw new Error(`${host} does not encrypt the connection, which is required: ${reply.text}`);
      return true;
    }
    await this.#encrypt();
    // RFC 3207 section 4.2: what was said before TLS is forgotten.
    await this.#hello();
    return false;
  }

  async #encrypt(): Promise<void> {
    const { tls, host, patience } = this.#options;
    const { socket, verified, vouched } = await startTls(this.#channel.socket, host, tls, patience.connect);
    this.#verified = verified;
    this.#tls = tlsText(socket, vouched);
    this.#channel.continueOn(socket satisfies TLSSocket);
  }

  /** PLAIN (RFC 4616), else LOGIN. */
  async #login(user: string, password: string): Promise<void> {
    const { reply: patience } = this.#options.patience;
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    let reply: Reply;
    if (this.#capabilities.mechanisms.has('PLAIN')) {
      reply = await this.#channel.command(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, patience);
    } else {
      reply = await this.#channel.command('AUTH LOGIN', patience);
      if (reply.code === 334) reply = await this.#channel.command(base64(user), patience);
      if (reply.code === 334) reply = await this.#channel.command(base64(password), patience);
    }
    if (reply.code !== 235) throw new Error(`the login at ${this.#options.host} was refused: ${reply.text}`);
  }

  /** Hands over one message, streamed. @returns what became of each recipient, in their order; with `trouble` the connection is of no more use */
  async send(envelope: Envelope, content: OutgoingContent): Promise<Handed> {
    let given: Given = 'envelope';
    let refusals: Handed['outcomes'] = envelope.recipients.map(() => undefined);
    const {
      reply,
      envelope: forEnvelope = FIXED_LIMITS.deliveryEnvelopeSeconds * 1000,
      slowestBytes = FIXED_LIMITS.deliverySlowestBytes,
    } = this.#options.patience;
    this.#wait = { what: 'envelope', since: performance.now() };
    try {
      const { outcomes, trouble } = await this.#within(forEnvelope, async () => await this.#openTransaction(envelope));
      this.#wait = undefined;
      refusals = outcomes.map((outcome) => (outcome?.kind === 'too-many' ? undefined : outcome));
      if (trouble !== undefined) throw trouble;
      if (outcomes.every((outcome) => outcome !== undefined)) {
        refusals = envelope.recipients.map(() => undefined);
        await this.#reset();
        this.#messages += 1;
        return { outcomes };
      }
      given = 'content';
      // Twice: to take the content, and to answer it.
      const last = await this.#within(2 * reply + (envelope.size / slowestBytes) * 1000, async () => await this.#sendContent(content, () => (given = 'all')));
      if (last.code < 400 && !isPositive(last)) throw new OutOfTurn(last);
      if (this.#isAboutUs(last)) throw new Error(last.text);
      this.#messages += 1;
      const reportsOn = this.#capabilities.keywords.has('DSN');
      return { outcomes: outcomes.map((outcome) => outcome ?? outcomeOf(last, false, reportsOn)) };
    } catch (error) {
      this.close();
      return { outcomes: refusals, trouble: asTrouble(error, given, this.contact, this.#isHurried) };
    } finally {
      this.#wait = undefined;
    }
  }

  /** Ends the connection when the time is up, however often the host has given a sign of life. */
  async #within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#channel.close('the host is too slow: it takes a message no faster than a trap would'), milliseconds);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** MAIL, RCPT and DATA. Without `trouble`, the host waits for the content if any recipient is without an outcome. */
  async #openTransaction(envelope: Envelope): Promise<{ readonly outcomes: Handed['outcomes']; readonly trouble?: Error }> {
    const commands = [mailCommand(envelope, this.#capabilities), ...envelope.recipients.map((recipient) => rcptCommand(recipient, this.#capabilities)), 'DATA'];
    const [mail, ...replies] = this.#capabilities.keywords.has('PIPELINING') ? await this.#together(commands) : await this.#oneByOne(commands);
    if (mail === undefined) throw new Error('the host did not answer');
    const { early } = this.#channel;
    // A refusal behind 354 is one of the content, whenever that is looked at.
    const isAmidst = replies.at(commands.length - 2)?.code === 354 && early !== undefined && early.code >= 400;
    const outOfTurn = isAmidst ? undefined : (early ?? [mail, ...replies].find((reply, place) => !isAnswerTo(reply, place === commands.length - 1)));
    if (outOfTurn !== undefined) throw new OutOfTurn(outOfTurn);
    const mayChange = mayBeMended(mail, { isNamed: this.#options.isNamed === true, isEncrypted: this.#tls !== '' });
    const aboutUs = mayChange ? mail : [mail, ...replies].find((reply) => this.#isAboutUs(reply));
    if (aboutUs !== undefined && (aboutUs === mail || aboutUs.code !== CLOSING)) throw new Error(aboutUs.text);
    if (!isPositive(mail)) {
      if (replies.at(envelope.recipients.length)?.code === 354) await this.#sendNothing();
      return { outcomes: envelope.recipients.map(() => outcomeOf(mail, false)) };
    }
    // What it says of a recipient before it goes away holds.
    const valid = aboutUs === undefined ? replies : replies.slice(0, replies.indexOf(aboutUs));
    const rcpts = valid.slice(0, envelope.recipients.length);
    const data = valid[envelope.recipients.length];
    const anyTaken = rcpts.some(isPositive);
    const outcomes = envelope.recipients.map((_, place) => recipientOutcome(rcpts[place], anyTaken));
    if (data?.code === 354 && !anyTaken) await this.#sendNothing();
    if (data !== undefined) return { outcomes: data.code === 354 ? outcomes : outcomes.map((outcome) => outcome ?? outcomeOf(data, false)) };
    if (outcomes.every((outcome) => outcome !== undefined)) return { outcomes };
    const trouble = aboutUs === undefined ? this.#channel.ended : new Error(aboutUs.text);
    return { outcomes, trouble: trouble ?? new Error('the host did not answer') };
  }

  /** See reply-outcome.ts. */
  #isAboutUs(reply: Reply): boolean {
    return isAboutUs(reply, this.#options.login !== undefined);
  }

  async #together(commands: readonly string[]): Promise<readonly Reply[]> {
    return await this.#channel.commands(commands, this.#options.patience.reply);
  }

  /** Leaves out what a refusal has made pointless. Where the connection ends: the replies that have come. @throws Error where none has */
  async #oneByOne(commands: readonly string[]): Promise<readonly Reply[]> {
    const replies: Reply[] = [];
    for (const [place, command] of commands.entries()) {
      const isData = place === commands.length - 1;
      if (isData && !replies.slice(1).some(isPositive)) break;
      const [reply] = await this.#together([command]).catch((error: unknown) => {
        if (replies.length === 0) throw error;
        return [];
      });
      if (reply === undefined) break;
      replies.push(reply);
      if (this.#isAboutUs(reply) || (place === 0 && !isPositive(reply))) break;
    }
    return replies;
  }

  /** RFC 2920 section 3.1: the host waits for content although it has taken nobody. */
  async #sendNothing(): Promise<void> {
    try {
      await this.#channel.write(Buffer.from('.\r\n'), this.#options.patience.reply);
      await this.#channel.reply(this.#options.patience.reply);
    } catch {
      this.close(); // It has said what there is to say.
    }
  }

  /** The content, and the dot after it: but never the dot if the content ended too early. @param onEnd called before the dot goes out */
  async #sendContent(content: OutgoingContent, onEnd: () => void): Promise<Reply> {
    const { reply: patience } = this.#options.patience;
    const encoder = new DataEncoder();
    let size = 0;
    let pending: Buffer | undefined;
    try {
      for await (const chunk of content.chunks()) {
        size += chunk.length;
        if (pending !== undefined) await this.#channel.write(pending, patience);
        pending = encoder.push(chunk);
        const refusal = this.#refusalAmidst();
        if (refusal !== undefined) return refusal;
      }
      if (size !== content.size) throw new Error(`the stored message has ${size} bytes instead of ${content.size}`);
    } catch (error) {
      const refusal = this.#refusalAmidst();
      if (refusal === undefined) throw error;
      return refusal;
    }
    onEnd();
    // The last piece and the dot in one: a small message is one packet.
    await this.#channel.write(pending === undefined ? encoder.end() : Buffer.concat([pending, encoder.end()]), patience);
    return await this.#channel.reply(patience);
  }

  /** What the host has said in the middle of the content: a refusal is one of the message, the end of which it does not get. @throws OutOfTurn for anything else */
  #refusalAmidst(): Reply | undefined {
    const reply = this.#channel.takeEarly();
    if (reply === undefined) return undefined;
    if (reply.code < 400) throw new OutOfTurn(reply);
    this.close();
    return reply;
  }

  /** RFC 5321 section 4.1.1.5: a transaction that was not finished is still open. @throws OutOfTurn where the host has answered something else */
  async #reset(): Promise<void> {
    let reply: Reply | undefined;
    try {
      reply = await this.#channel.command('RSET', this.#options.patience.reply);
    } catch {
      this.close(); // The next message gets a connection of its own; it reports what is wrong, if anything is.
    }
    if (reply === undefined || isPositive(reply)) return;
    if (reply.code < 400) throw new OutOfTurn(reply);
    this.close();
  }

  /** Says QUIT, and leaves without an answer when none comes. @param onClosed called when the connection is gone */
  quit(onClosed: () => void): void {
    this.#channel.leave(this.#options.patience.quit, onClosed);
  }

  /** It is not waited for any longer, for the sake of others. @param why as for `close` */
  hurry(why: string): void {
    this.#isHurried = true;
    this.close(why);
  }

  /** @param why what whoever waits for an answer is told */
  close(why = 'the connection was closed'): void {
    this.#channel.close(why);
  }
}
