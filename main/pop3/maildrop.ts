/**
 * The maildrop of one session: a snapshot of the mailbox at login, numbered from 1, and the marks for deletion
 * (RFC 1939 section 5). The store learns of the marks at QUIT and not before.
 */
import type { MailboxEntry, MailStore, MessageReader } from '../store/mail-store.ts';

/** Bytes of the line that final delivery puts on top (RFC 5321 section 4.4); it counts as part of the message here. */
export function returnPathLine(reversePath: string): Buffer {
  return Buffer.from(`Return-Path: <${reversePath}>\r\n`);
}

interface DropMessage {
  readonly entry: MailboxEntry;
  /** Bytes as RETR sends them, before byte-stuffing. */
  readonly size: number;
  deleted: boolean;
}

export class Maildrop {
  readonly #accountId: number;
  readonly #store: MailStore;
  readonly #uidValidity: string;
  readonly #messages: readonly DropMessage[];

  private constructor(accountId: number, store: MailStore, uidValidity: string, entries: readonly MailboxEntry[]) {
    this.#accountId = accountId;
    this.#store = store;
    this.#uidValidity = uidValidity;
    this.#messages = entries.map((entry) => ({ entry, size: returnPathLine(entry.reversePath).length + entry.size, deleted: false }));
  }

  static async open(accountId: number, store: MailStore): Promise<Maildrop> {
    const { uidValidity, entries } = await store.mailboxes.list(accountId);
    return new Maildrop(accountId, store, uidValidity, entries);
  }

  /** Messages that are not marked as deleted, and their bytes. */
  get totals(): { count: number; bytes: number } {
    let count = 0;
    let bytes = 0;
    for (const message of this.#messages) {
      if (message.deleted) continue;
      count += 1;
      bytes += message.size;
    }
    return { count, bytes };
  }

  /** Size of a message; undefined if there is no such message, or it is marked as deleted. */
  size(number: number): number | undefined {
    return this.#find(number)?.size;
  }

  /** The same for ever, and never used for another message (RFC 1939 section 7). */
  uid(number: number): string | undefined {
    const message = this.#find(number);
    return message === undefined ? undefined : this.#uidOf(message);
  }

  #uidOf(message: DropMessage): string {
    return `${this.#uidValidity}.${message.entry.uid}`;
  }

  /** A line for each message that is left: its number and its size. */
  sizeLines(): string[] {
    return this.#lines((message) => String(message.size));
  }

  /** A line for each message that is left: its number and its unique id. */
  uidLines(): string[] {
    return this.#lines((message) => this.#uidOf(message));
  }

  #lines(value: (message: DropMessage) => string): string[] {
    const lines: string[] = [];
    for (const [index, message] of this.#messages.entries()) if (!message.deleted) lines.push(`${index + 1} ${value(message)}`);
    return lines;
  }

  /** Opens a message; the caller closes the reader. */
  async open(number: number): Promise<MessageReader | undefined> {
    const message = this.#find(number);
    return message === undefined ? undefined : await this.#store.messages.open(message.entry.messageId);
  }

  markDeleted(number: number): boolean {
    const message = this.#find(number);
    if (message === undefined) return false;
    message.deleted = true;
    return true;
  }

  unmarkAll(): void {
    for (const message of this.#messages) message.deleted = false;
  }

  /** The update state: removes what is marked, durably. Returns how many. @throws StoreError, and then nothing is lost */
  async removeMarked(): Promise<number> {
    const uids = this.#messages.filter(({ deleted }) => deleted).map(({ entry }) => entry.uid);
    if (uids.length > 0) await this.#store.mailboxes.remove(this.#accountId, uids);
    return uids.length;
  }

  #find(number: number): DropMessage | undefined {
    const message = this.#messages[number - 1];
    return message === undefined || message.deleted ? undefined : message;
  }
}
