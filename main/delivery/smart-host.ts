/** A connection to the smart host: opens it, logs in, and hands over messages one after the other. */
import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPError } from 'nodemailer/lib/smtp-connection';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { SmartHostSettings } from '../../shared/settings/delivery.ts';
import type { MessageReader } from '../store/mail-store.ts';

const SECOND = 1000;

/** What became of one recipient. */
export type Outcome =
  | { readonly kind: 'sent'; readonly reply: string }
  /** To be tried again. */
  | { readonly kind: 'deferred'; readonly reply: string }
  /** Refused for good. */
  | { readonly kind: 'failed'; readonly reply: string };

/** Trouble with the connection or the login, and not with a message: everything is tried again. */
export class SmartHostTrouble extends Error {}

export class SmartHostConnection {
  readonly #connection: SMTPConnection;
  /** Trouble that came up while nothing was asked: the next message finds it. */
  #broken: Error | undefined;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
    connection.on('error', (error: Error) => {
      this.#broken = error;
    });
    connection.once('end', () => {
      this.#broken ??= new Error('the smart host has closed the connection');
    });
  }

  /** @param hostname what we call ourselves in EHLO @throws SmartHostTrouble */
  static async open(settings: SmartHostSettings, hostname: string): Promise<SmartHostConnection> {
    const raw = new SMTPConnection({
      host: settings.host,
      port: settings.port,
      name: hostname,
      secure: settings.tls === 'implicit',
      ignoreTLS: settings.tls === 'none',
      requireTLS: settings.tls === 'starttls',
      opportunisticTLS: settings.tls === 'opportunistic',
      // Opportunistic TLS keeps out those who only listen, and takes any certificate (RFC 7435); required TLS means a valid one.
      tls: { rejectUnauthorized: settings.tls !== 'opportunistic', minVersion: 'TLSv1.2' },
      connectionTimeout: FIXED_LIMITS.deliveryConnectSeconds * SECOND,
      greetingTimeout: FIXED_LIMITS.deliveryReplySeconds * SECOND,
      socketTimeout: FIXED_LIMITS.deliveryReplySeconds * SECOND,
      allowInternalNetworkInterfaces: true,
      logger: false,
    });
    const connection = new SmartHostConnection(raw);
    try {
      await connection.#connect();
      if (settings.user !== '') await connection.#logIn(settings);
    } catch (error) {
      raw.close();
      throw new SmartHostTrouble(error instanceof Error ? oneLine(error.message) : String(error), { cause: error });
    }
    return connection;
  }

  async #connect(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#connection.once('error', reject);
      this.#connection.once('end', () => reject(this.#broken ?? new Error('the smart host has closed the connection')));
      this.#connection.connect((error) => (error ? reject(error) : resolve()));
    });
  }

  async #logIn({ user, password }: SmartHostSettings): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#connection.login({ user, pass: password, credentials: { user, pass: password } }, (error) => (error ? reject(error) : resolve()));
    });
  }

  /**
   * Hands over one message, streamed.
   * @returns an outcome for each recipient, in their order @throws SmartHostTrouble if the connection is of no more use
   */
  async send(message: MessageReader, recipients: readonly string[]): Promise<Outcome[]> {
    if (this.#broken !== undefined) throw new SmartHostTrouble(oneLine(this.#broken.message));
    const envelope = { from: message.reversePath, to: [...recipients], size: message.size, use8BitMime: message.bodyType === '8bitmime' };
    const content = Readable.from(message.chunks(), { objectMode: false });
    const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
    // Our own trouble while reading: the end of the data must never be sent, or a part would pass for the whole.
    content.once('error', (error) => {
      this.#connection.close();
      reject(new SmartHostTrouble(`the message could not be read: ${error.message}`, { cause: error }));
    });
    const lost = (): void => reject(new SmartHostTrouble(oneLine(this.#broken?.message ?? 'the connection was lost')));
    this.#connection.once('end', lost);
    this.#connection.send(envelope, content, (error, info) => {
      const rejected = error === null ? (info?.rejectedErrors ?? []) : rejectedOf(error);
      if (error !== null && error.responseCode === undefined && rejected.length === 0) {
        reject(new SmartHostTrouble(oneLine(error.message), { cause: error }));
        return;
      }
      resolve(recipients.map((recipient) => outcomeOf(recipient, rejected, error, info?.response ?? '')));
    });
    try {
      return await promise;
    } finally {
      this.#connection.removeListener('end', lost);
      content.destroy();
    }
  }

  /** Makes ready for the next message, after one that was not taken whole; false if the connection is of no more use. */
  async reset(): Promise<boolean> {
    return await new Promise<boolean>((resolve) => {
      this.#connection.reset((error) => resolve(!error));
    });
  }

  /** Says QUIT; nobody waits for the answer. */
  quit(): void {
    this.#connection.quit();
  }

  close(): void {
    this.#connection.close();
  }
}

function rejectedOf(error: SMTPError): readonly SMTPError[] {
  return error.rejectedErrors ?? [];
}

function outcomeOf(recipient: string, rejected: readonly SMTPError[], error: SMTPError | null, response: string): Outcome {
  const own = rejected.find((refusal) => refusal.recipient === recipient) ?? error;
  if (own === null || own === undefined) return { kind: 'sent', reply: oneLine(response) };
  const reply = oneLine(own.response ?? own.message);
  // RFC 5321 section 4.2.1: 4yz asks to come again, 5yz not to.
  return { kind: (own.responseCode ?? 400) >= 500 ? 'failed' : 'deferred', reply };
}

/** Replies are hostile text of any length and go into the queue and the log. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, FIXED_LIMITS.eventTextCharacters);
}
