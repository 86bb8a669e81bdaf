/** Operations on mailboxes. */
import { integer, text } from '../sqlite/row.ts';
import { TUNING } from '../tuning.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { type FreedMessage, removeUnneeded } from './messages.ts';

/** The list of a mailbox by columns: 10,000 entries cross to the main thread in a tenth of the time that objects need. */
export interface MailboxColumns {
  readonly uidValidity: number;
  readonly uids: Float64Array;
  readonly messageIds: Float64Array;
  readonly sizes: Float64Array;
  readonly reversePaths: readonly string[];
}

/** All entries in order of uid; an unknown account has none. */
export function listMailbox(context: ReadContext, args: { accountId: number }): MailboxColumns {
  const mailbox = context.sql('SELECT uid_validity FROM mailbox WHERE account_id = ?').get(args.accountId);
  const rows = context.sql('SELECT uid, message_id, size, reverse_path FROM mailbox_entry WHERE account_id = ? ORDER BY uid').all(args.accountId);
  const columns = {
    uidValidity: mailbox === undefined ? 0 : integer(mailbox, 'uid_validity'),
    uids: new Float64Array(rows.length),
    messageIds: new Float64Array(rows.length),
    sizes: new Float64Array(rows.length),
    reversePaths: rows.map((row) => text(row, 'reverse_path')),
  };
  for (const [index, row] of rows.entries()) {
    columns.uids[index] = integer(row, 'uid');
    columns.messageIds[index] = integer(row, 'message_id');
    columns.sizes[index] = integer(row, 'size');
  }
  return columns;
}

export function recipientOf(context: ReadContext, args: { accountId: number; uid: number }): string | undefined {
  const row = context.sql('SELECT recipient FROM mailbox_entry WHERE account_id = ? AND uid = ?').get(args.accountId, args.uid);
  return row === undefined ? undefined : text(row, 'recipient');
}

export function setRecipient(context: WriteContext, args: { accountId: number; uid: number; recipient: string }): void {
  context.sql('UPDATE mailbox_entry SET recipient = ? WHERE account_id = ? AND uid = ?').run(args.recipient, args.accountId, args.uid);
}

/** Removes entries, and each message that nobody else needs. */
export function removeEntries(context: WriteContext, args: { accountId: number; uids: readonly number[] }): readonly FreedMessage[] {
  const { accountId, uids } = args;
  const messageIds: number[] = [];
  let bytes = 0;
  for (const uid of uids) {
    const entry = context.sql('DELETE FROM mailbox_entry WHERE account_id = ? AND uid = ? RETURNING message_id, size').get(accountId, uid);
    if (entry === undefined) continue;
    messageIds.push(integer(entry, 'message_id'));
    bytes += integer(entry, 'size');
  }
  context.sql('UPDATE mailbox SET used_bytes = used_bytes - ?, messages = messages - ? WHERE account_id = ?').run(bytes, messageIds.length, accountId);
  context.changedAccounts.add(accountId);
  return removeUnneeded(context, new Set(messageIds));
}

/** Removes the first entries of a mailbox, a batch at a time. @returns whether any are left. */
export function removeFirstEntries(context: WriteContext, accountId: number): { readonly more: boolean; readonly freed: readonly FreedMessage[] } {
  const uids = context
    .sql('SELECT uid FROM mailbox_entry WHERE account_id = ? ORDER BY uid LIMIT ?')
    .all(accountId, TUNING.removalBatch)
    .map((row) => integer(row, 'uid'));
  return { more: uids.length === TUNING.removalBatch, freed: removeEntries(context, { accountId, uids }) };
}

export function noteLogins(context: WriteContext, args: { logins: readonly { readonly accountId: number; readonly at: number }[] }): void {
  for (const { accountId, at } of args.logins) {
    context.sql('UPDATE mailbox SET last_login_at = ? WHERE account_id = ?').run(at, accountId);
    context.changedAccounts.add(accountId);
  }
}
