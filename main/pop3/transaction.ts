/**
 * The TRANSACTION and UPDATE states (RFC 1939 sections 5 and 6).
 *
 * Messages go out as they are stored, with UTF8 given or not. RFC 6856 section 2.1 would have a message with UTF-8
 * headers refused, or replaced by a rewritten one, for clients that have not said UTF8. But most clients never say it,
 * read such headers all the same, and stop at a refused RETR for good: whoever sends one such message could block a
 * mailbox. And a rewritten message is not the one that was sent.
 */

import { MessageLost } from '../store/mail-store.ts';
import type { Login } from './authorization.ts';
import { parseNumber } from './command.ts';
import { isNews } from './lost-messages.ts';
import type { MaildropMessage } from './maildrop.ts';
import { MessageBody } from './message-content.ts';
import { CONTENT_LOST, err, ok, type Reply } from './replies.ts';
import type { SessionContext } from './session-context.ts';
import { TopLines } from './top-lines.ts';

const NO_SUCH_MESSAGE = err('there is no such message');

export class Transaction {
  fetched = 0;
  /** Messages removed in the UPDATE state. */
  removed = 0;
  readonly #session: SessionContext;
  readonly #login: Login;
  /** Known of those messages that were opened. */
  readonly #traceIds = new Map<MaildropMessage, string>();

  constructor(session: SessionContext, login: Login) {
    this.#session = session;
    this.#login = login;
  }

  stat(): Reply {
    const { count, octets } = this.#login.maildrop.totals();
    return ok(`${count} ${octets}`);
  }

  list(argument: string): Reply {
    if (argument === '') return ok(this.#login.maildrop.summary(), this.#login.maildrop.scanListing());
    const message = this.#find(argument);
    return message === undefined ? NO_SUCH_MESSAGE : ok(`${message.number} ${message.octets}`);
  }

  uidl(argument: string): Reply {
    if (argument === '') return ok('unique-ids follow', this.#login.maildrop.uniqueIdListing());
    const message = this.#find(argument);
    return message === undefined ? NO_SUCH_MESSAGE : ok(`${message.number} ${message.uniqueId}`);
  }

  async retr(argument: string): Promise<Reply> {
    const message = this.#find(argument);
    return message === undefined ? NO_SUCH_MESSAGE : await this.#send(message, undefined);
  }

  async top(argument: string): Promise<Reply> {
    const [number = '', count = '', ...rest] = argument.split(' ');
    const lines = parseNumber(count);
    if (lines === undefined || rest.length > 0) return err('TOP takes a message number and a count of lines');
    const message = this.#find(number);
    return message === undefined ? NO_SUCH_MESSAGE : await this.#send(message, new TopLines(lines));
  }

  async #send(message: MaildropMessage, top: TopLines | undefined): Promise<Reply> {
    const { store } = this.#session.services;
    const { messageId } = message.entry;
    let reader;
    try {
      reader = await store.messages.open(messageId);
    } catch (error) {
      if (error instanceof MessageLost) {
        if (isNews(store, messageId)) this.#session.note('server', 'warning', error.message, { reason: 'storage-error' });
        return CONTENT_LOST;
      }
      this.#session.noteFailure(error);
      return err('the message could not be read; try again later', 'SYS/TEMP');
    }
    // Taken away meanwhile by the administrator: the next login shows the maildrop as it then is.
    if (reader === undefined) return err('the message is there no more', 'SYS/TEMP');
    const { traceId } = reader;
    this.#traceIds.set(message, traceId);
    const body = new MessageBody(reader, top, () => this.#fetched(message, traceId));
    return ok(top === undefined ? `${message.octets} bytes` : 'top of the message follows', body);
  }

  #fetched(message: MaildropMessage, traceId: string): void {
    this.fetched += 1;
    this.#session.services.events.count('messagesFetched');
    this.#session.note('message-fetched', 'info', `message ${message.number}, ${message.octets} bytes, unique-id ${message.uniqueId}`, { traceId });
  }

  dele(argument: string): Reply {
    const message = this.#find(argument);
    if (message === undefined) return NO_SUCH_MESSAGE;
    this.#login.maildrop.delete(message);
    return ok(`message ${message.number} will be deleted at QUIT`);
  }

  rset(): Reply {
    this.#login.maildrop.undelete();
    return ok(this.#login.maildrop.summary());
  }

  /**
   * QUIT: the UPDATE state. What is marked is removed, on disk, before the client hears of it; and the maildrop is free
   * for its next login by then.
   */
  async update(): Promise<Reply> {
    const { maildrop, release } = this.#login;
    const { deleted } = maildrop;
    try {
      if (deleted.length > 0) await this.#remove(deleted);
    } catch (error) {
      this.#session.noteFailure(error);
      // RFC 1939 section 6: the client learns that the removal failed; what is left shows at the next login.
      return err('the deleted messages could not be removed; they are still there', 'SYS/TEMP');
    } finally {
      release();
    }
    return ok('goodbye');
  }

  async #remove(messages: readonly MaildropMessage[]): Promise<void> {
    const { maildrop } = this.#login;
    await this.#session.services.store.mailboxes.remove(
      maildrop.accountId,
      messages.map(({ entry }) => entry.uid),
    );
    this.removed = messages.length;
    for (const message of messages) {
      const traceId = this.#traceIds.get(message);
      this.#session.note('message-deleted', 'info', `message ${message.number}, unique-id ${message.uniqueId}`, traceId === undefined ? {} : { traceId });
    }
  }

  #find(argument: string): MaildropMessage | undefined {
    const number = parseNumber(argument);
    return number === undefined ? undefined : this.#login.maildrop.find(number);
  }
}
