/**
 * A maildrop as one session sees it: the messages that were there at login, numbered from 1 (RFC 1939 section 4).
 * What arrives later gets its number in the next session.
 */
import type { MailboxEntry, MailStore } from '../store/mail-store.ts';
import { listing } from './replies.ts';

export interface MaildropMessage {
  readonly number: number;
  readonly entry: MailboxEntry;
  /** What RETR sends, before byte-stuffing. */
  readonly octets: number;
  /**
   * The unique-id (RFC 1939 section 7): 1 to 70 characters, never used twice, the same in every session. The uid alone
   * would come back if the mailbox were made anew; hence the validity.
   */
  readonly uniqueId: string;
}

/** RFC 5321 section 4.4: the server that makes the final delivery puts the reverse-path on top of the message. */
export function returnPathLine(reversePath: string): string {
  return `Return-Path: <${reversePath}>\r\n`;
}

export class Maildrop {
  readonly accountId: number;
  readonly #messages: readonly MaildropMessage[];
  readonly #deleted = new Set<MaildropMessage>();

  constructor(accountId: number, uidValidity: string, entries: readonly MailboxEntry[]) {
    this.accountId = accountId;
    this.#messages = entries.map((entry, index) => ({
      number: index + 1,
      entry,
      // Content ends with CR LF, since nothing else ends the DATA of SMTP; were it not so, RETR would send two more bytes.
      octets: Buffer.byteLength(returnPathLine(entry.reversePath)) + entry.size,
      uniqueId: `${uidValidity}.${entry.uid}`,
    }));
  }

  static async open(store: MailStore, accountId: number): Promise<Maildrop> {
    const { uidValidity, entries } = await store.mailboxes.list(accountId);
    return new Maildrop(accountId, uidValidity, entries);
  }

  /** The messages not marked as deleted. */
  get messages(): readonly MaildropMessage[] {
    return this.#deleted.size === 0 ? this.#messages : this.#messages.filter((message) => !this.#deleted.has(message));
  }

  get deleted(): readonly MaildropMessage[] {
    return [...this.#deleted];
  }

  /** The message of that number; undefined if there is none, or it is marked as deleted. */
  find(number: number): MaildropMessage | undefined {
    const message = this.#messages[number - 1];
    return message === undefined || this.#deleted.has(message) ? undefined : message;
  }

  delete(message: MaildropMessage): void {
    this.#deleted.add(message);
  }

  undelete(): void {
    this.#deleted.clear();
  }

  /** `2 messages (320 bytes)` as the multi-line answers and the reply to login say it. */
  summary(): string {
    const { count, octets } = this.totals();
    return `${count} messages (${octets} bytes)`;
  }

  totals(): { readonly count: number; readonly octets: number } {
    const { messages } = this;
    return { count: messages.length, octets: messages.reduce((sum, message) => sum + message.octets, 0) };
  }

  scanListing(): string {
    return listing(this.messages.map(({ number, octets }) => `${number} ${octets}`));
  }

  uniqueIdListing(): string {
    return listing(this.messages.map(({ number, uniqueId }) => `${number} ${uniqueId}`));
  }
}
