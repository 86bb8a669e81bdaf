/** Mailboxes: lists and removals. */
import type { LoginNotes } from './login-notes.ts';
import type { MailboxEntry, MailboxStore } from './mail-store.ts';
import type { MessageHolds } from './message-holds.ts';
import type { MailboxColumns } from './operations/mailboxes.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';
import { TUNING } from './tuning.ts';

export interface MailboxStoreParts {
  readonly writer: ThreadClient<WriteOperations>;
  readonly reader: ThreadClient<ReadOperations>;
  readonly holds: MessageHolds;
  readonly logins: LoginNotes;
}

export function createMailboxStore(parts: MailboxStoreParts): MailboxStore {
  const { writer, reader, holds, logins } = parts;
  return {
    list: async (accountId) => {
      const columns = await reader.call('mailbox.list', { accountId });
      return { uidValidity: String(columns.uidValidity), entries: entriesOf(columns) };
    },
    recipientOf: (accountId, uid) => reader.call('mailbox.recipientOf', { accountId, uid }),
    setRecipient: (accountId, uid, recipient) => writer.call('mailbox.setRecipient', { accountId, uid, recipient }),
    remove: async (accountId, uids) => {
      for (let first = 0; first < uids.length; first += TUNING.removalBatch) {
        holds.deleted(await writer.call('mailbox.remove', { accountId, uids: uids.slice(first, first + TUNING.removalBatch) }));
      }
    },
    noteLogin: (accountId, at) => logins.add(accountId, at),
  };
}

function entriesOf(columns: MailboxColumns): readonly MailboxEntry[] {
  return columns.reversePaths.map((reversePath, index) => ({
    uid: columns.uids[index] ?? 0,
    messageId: columns.messageIds[index] ?? 0,
    size: columns.sizes[index] ?? 0,
    reversePath,
  }));
}
