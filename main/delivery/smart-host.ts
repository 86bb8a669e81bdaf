/** A connection to the smart host: opens it, logs in, and hands over messages one after the other. */
import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPError } from 'nodemailer/lib/smtp-connection';
import type { SmartHostSettings } from '../../shared/settings/delivery.ts';
import type { MessageReader } from '../store/mail-store.ts';
import { oneLine } from './reply-text.ts';

/** How long to wait for the smart host, in milliseconds. */
export interface Patience {
  /** For the connection, up to the answer to EHLO. */
  readonly connect: number;
  /** For any other reply. */
  readonly reply: number;
  /** For the answer to QUIT, which nothing depends on. */
  readonly quit: number;
}

/** What became of one recipient. */
export type Outcome =
  | { readonly kind: 'sent'; readonly reply: string }
  /** To be tried again. */
  | { readonly kind: 'deferred'; readonly reply: string }
  /** Refused for good. */
  | { readonly kind: 'failed'; readonly reply: string };

/** Trouble with the connection or the login, and not with a message: everything is tried again. */
export class SmartHostTrouble extends Error {
  /** True when the host cannot have the message: not one byte of it was asked for. */
  readonly beforeContent: boolean;
  constructor(message: string, beforeContent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SmartHostTrouble';
    this.beforeContent = beforeContent;
  }
}

/**
 * Replies that do not speak of the message: 421 ends the connection (RFC 5321 section 3.8), the others speak of our
 * settings (RFC 4954 section 6, RFC 3207 section 4).
 */
const NOT_ABOUT_THE_MESSAGE: ReadonlySet<number> = new Set([421, 530, 534, 535, 538]);

/** Quoted local parts may hold these (RFC 5321 section 4.1.2), but the sender library refuses the whole message for one of them. */
const UNSENDABLE = /[\r\n<>]/;

export class SmartHostConnection {
  readonly #connection: SMTPConnection;
  readonly #settings: SmartHostSettings;
  readonly #patience: Patience;
  /** Why the connection is of no more use. */
  #broken: Error | undefined;

  /** @param hostname what we call ourselves in EHLO */
  constructor(settings: SmartHostSettings, hostname: string, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
    this.#connection = new SMTPConnection({
      host: settings.host,
      port: settings.port,
      name: hostname,
      secure: settings.tls === 'implicit',
      ignoreTLS: settings.tls === 'none',
      requireTLS: settings.tls === 'starttls',
      opportunisticTLS: settings.tls === 'opportunistic',
      // Opportunistic TLS keeps out those who only listen, and takes any certificate (RFC 7435); required TLS means a valid one.
      tls: { rejectUnauthorized: settings.tls !== 'opportunistic', minVersion: 'TLSv1.2' },
      connectionTimeout: patience.connect,
      greetingTimeout: patience.connect,
      socketTimeout: patience.reply,
      allowInternalNetworkInterfaces: true,
      logger: false,
    });
    this.#connection.on('error', (error: Error) => {
      this.#broken ??= error;
    });
    this.#connection.on('end', () => {
      this.#broken ??= new Error('the smart host has closed the connection');
    });
  }

  /** False once the connection has ended, perhaps while nothing was asked. */
  get usable(): boolean {
    return this.#broken === undefined;
  }

  /** Connects and logs in. @throws SmartHostTrouble */
  async open(): Promise<void> {
    const { user, password } = this.#settings;
    try {
      await this.#ask<undefined>((done) => this.#connection.connect((error) => done(error ?? null, undefined)));
      if (user === '') return;
      // The sender library would try PLAIN all the same, and without the encryption that has just failed.
      if (!this.#connection.allowsAuth) throw new Error(`${this.#settings.host} offers no login on this connection`);
      await this.#ask<boolean | undefined>((done) => this.#connection.login({ user, pass: password, credentials: { user, pass: password } }, done));
    } catch (error) {
      this.close();
      throw new SmartHostTrouble(messageOf(error), true, { cause: error });
    }
  }

  /**
   * Hands over one message, streamed. @param reversePath that of these recipients: a forward has another than the message
   * @returns an outcome for each recipient, in their order @throws SmartHostTrouble if the connection is of no more use
   */
  async send(message: MessageReader, reversePath: string, recipients: readonly string[]): Promise<Outcome[]> {
    const sendable = UNSENDABLE.test(reversePath) ? [] : recipients.filter((recipient) => !UNSENDABLE.test(recipient));
    const outcomes = sendable.length === 0 ? [] : await this.#sendTo(message, reversePath, sendable);
    const byRecipient = new Map(sendable.map((recipient, place) => [recipient, outcomes[place]]));
    return recipients.map((recipient) => byRecipient.get(recipient) ?? { kind: 'failed', reply: 'an address has characters that cannot be sent on: < or >' });
  }

  async #sendTo(message: MessageReader, reversePath: string, recipients: readonly string[]): Promise<Outcome[]> {
    const envelope: SMTPConnection.Envelope & { rejectedErrors?: SMTPError[] } = {
      from: reversePath,
      to: [...recipients],
      size: message.size,
      use8BitMime: message.bodyType === '8bitmime',
    };
    let begun = false;
    const content = Readable.from(
      wholeContent(message, () => {
        begun = true;
      }),
      { objectMode: false },
    );
    // Our own trouble while reading: the end of the data must never be sent, or a part would pass for the whole.
    content.once('error', (error) => {
      this.#broken ??= error;
      this.close();
    });
    try {
      const info = await this.#ask<SMTPConnection.SentMessageInfo | undefined>((done) => this.#connection.send(envelope, content, done));
      return recipients.map((recipient) => outcomeOf(recipient, info?.rejectedErrors ?? [], undefined, info?.response ?? ''));
    } catch (error) {
      // The sender library keeps the refusals of RCPT in the envelope; an error after the data does not repeat them.
      const outcomes = refusals(error, recipients, envelope.rejectedErrors ?? []);
      if (outcomes === undefined) throw new SmartHostTrouble(messageOf(error), !begun, { cause: error });
      return outcomes;
    } finally {
      content.destroy();
    }
  }

  /** Makes ready for the next message, after one that was not taken whole; false if the connection is of no more use. */
  async reset(): Promise<boolean> {
    try {
      await this.#ask<boolean | undefined>((done) => this.#connection.reset(done));
      return true;
    } catch {
      return false; // The next message gets a connection of its own; it reports what is wrong, if anything is.
    }
  }

  /** Says QUIT, and leaves without an answer when none comes. */
  quit(): void {
    if (!this.usable) return;
    this.#connection.quit();
    setTimeout(() => this.close(), this.#patience.quit).unref();
  }

  close(): void {
    this.#connection.close();
  }

  /** Settles with the answer, or with the end of the connection: the sender library does not always tell both. */
  async #ask<T>(start: (done: (error: Error | null, result?: T) => void) => void): Promise<T | undefined> {
    if (this.#broken !== undefined) throw this.#broken;
    let ended = (): void => undefined;
    try {
      return await new Promise<T | undefined>((resolve, reject) => {
        // A turn later, since an answer that ends the connection (421) is told after the end, and says more.
        ended = () => void setImmediate(() => reject(this.#broken ?? new Error('the connection has ended')));
        this.#connection.once('end', ended);
        start((error, result) => (error === null ? resolve(result) : reject(error)));
      });
    } finally {
      this.#connection.removeListener('end', ended);
    }
  }
}

/** What an error says of each recipient; undefined if it speaks of the connection or of our settings. */
function refusals(error: unknown, recipients: readonly string[], ofEnvelope: readonly SMTPError[]): Outcome[] | undefined {
  if (!isSmtpError(error)) return undefined;
  const { responseCode, rejectedErrors = ofEnvelope } = error;
  // RFC 1870 section 5: the message is over the SIZE that the host has announced; the sender library has not even asked.
  if (error.code === 'EMESSAGE' && error.command === 'MAIL FROM' && responseCode === undefined) {
    return recipients.map(() => ({ kind: 'failed', reply: oneLine(error.message) }));
  }
  if (responseCode === undefined && rejectedErrors.length === 0) return undefined;
  if (responseCode !== undefined && NOT_ABOUT_THE_MESSAGE.has(responseCode)) return undefined;
  return recipients.map((recipient) => outcomeOf(recipient, rejectedErrors, error, ''));
}

/** The content, or an error where it ends too early. @param begin called when the first byte is asked for */
async function* wholeContent(message: MessageReader, begin: () => void): AsyncGenerator<Buffer> {
  begin();
  let size = 0;
  for await (const chunk of message.chunks()) {
    size += chunk.length;
    yield chunk;
  }
  if (size !== message.size) throw new Error(`the stored message has ${size} bytes instead of ${message.size}`);
}

function outcomeOf(recipient: string, rejected: readonly SMTPError[], error: SMTPError | undefined, response: string): Outcome {
  const own = rejected.find((refusal) => refusal.recipient === recipient) ?? error;
  if (own === undefined) return { kind: 'sent', reply: oneLine(response) };
  const reply = oneLine(own.response ?? own.message);
  // RFC 5321 section 4.2.1: 4yz asks to come again, 5yz not to. (503 speaks of the session, and counts with the former.)
  return { kind: own.permanent === true ? 'failed' : 'deferred', reply };
}

function isSmtpError(error: unknown): error is SMTPError {
  return error instanceof Error;
}

function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}
