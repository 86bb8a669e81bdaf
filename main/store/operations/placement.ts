/** Where an accepted message goes: into mailboxes, into the outgoing queue, or into the quarantine. */
import { type Hold, type IncomingMessage, type Relay, StoreConflict } from '../mail-store.ts';
import { integer } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

/** What placing needs to know of a message that is kept. */
export interface PlacedMessage {
  readonly messageId: number;
  readonly size: number;
  readonly reversePath: string;
}

/** Puts a message into a mailbox, with the next uid. Throws StoreConflict 'missing' if there is no such account. */
export function deliver(context: WriteContext, message: PlacedMessage, delivery: IncomingMessage['deliveries'][number]): void {
  const { messageId, size, reversePath } = message;
  const { accountId, recipient } = delivery;
  const mailbox = context
    .sql('UPDATE mailbox SET next_uid = next_uid + 1, used_bytes = used_bytes + ?, messages = messages + 1 WHERE account_id = ? RETURNING next_uid')
    .get(size, accountId);
  if (mailbox === undefined) throw accountRemoved(recipient);
  context
    .sql('INSERT INTO mailbox_entry (account_id, uid, message_id, recipient, size, reverse_path) VALUES (?, ?, ?, ?, ?, ?)')
    .run(accountId, integer(mailbox, 'next_uid') - 1, messageId, recipient, size, reversePath);
  context.changedAccounts.add(accountId);
}

/**
 * Puts a message into the outgoing queue.
 * @param at milliseconds since 1970, from which it is due and its age counts @param holdNote not '': on hold, for this reason
 */
export function enqueue(context: WriteContext, message: Omit<PlacedMessage, 'size'>, relay: Relay, at: number, holdNote = ''): void {
  context
    .sql(
      `INSERT INTO queue_entry (message_id, recipient, domain, sender, attempts, queued_at, next_attempt_at, state, last_error, hold_note, route, notify, original_recipient, forwarded_for, delay_told)
        VALUES (?, ?, ?, ?, 0, ?, ?, ?, '', ?, '', ?, ?, ?, 0)`,
    )
    .run(
      message.messageId,
      relay.recipient,
      relay.domain,
      relay.reversePath ?? message.reversePath,
      at,
      at,
      holdNote === '' ? 'waiting' : 'held',
      holdNote,
      relay.notify ?? '',
      relay.originalRecipient ?? '',
      relay.forwardedFor === undefined ? '' : relay.forwardedFor,
    );
}

/** Notes that a message is held, and for whom. Throws StoreConflict 'missing' if the account of a delivery is not there. */
export function hold(context: WriteContext, messageId: number, message: IncomingMessage, why: Hold): void {
  context
    .sql('INSERT INTO held_message (message_id, held_at, check_id, reason, entry, subject, remote_address) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(messageId, message.receivedAt, why.check, why.reason, why.entry, why.subject ?? '', why.remoteAddress ?? '');
  const note = context.sql(
    'INSERT INTO held_recipient (message_id, position, recipient, account_id, domain, notify, original_recipient, forwarded_for, reverse_path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  let position = 0;
  for (const { accountId, recipient } of message.deliveries) {
    // The same promise as for a message that is not held: whoever is answered 250 had a mailbox.
    if (!hasMailbox(context, accountId)) throw accountRemoved(recipient);
    note.run(messageId, position, recipient, accountId, null, '', '', '', null);
    position += 1;
  }
  for (const { recipient, domain, notify = '', originalRecipient = '', forwardedFor = '', reversePath = null } of message.relays) {
    note.run(messageId, position, recipient, null, domain, notify, originalRecipient, forwardedFor, reversePath);
    position += 1;
  }
}

export function hasMailbox(context: ReadContext, accountId: number): boolean {
  return context.sql('SELECT 1 FROM mailbox WHERE account_id = ?').get(accountId) !== undefined;
}

function accountRemoved(recipient: string): StoreConflict {
  return new StoreConflict('missing', `The account of ${recipient} has been removed.`);
}
