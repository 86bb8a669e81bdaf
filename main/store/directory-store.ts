/** Domains, accounts and aliases. */
import type { LoginNotes } from './login-notes.ts';
import type { DirectoryStore } from './mail-store.ts';
import type { MessageHolds } from './message-holds.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';

export interface DirectoryStoreParts {
  readonly writer: ThreadClient<WriteOperations>;
  readonly reader: ThreadClient<ReadOperations>;
  readonly holds: MessageHolds;
  readonly logins: LoginNotes;
}

export function createDirectoryStore(parts: DirectoryStoreParts): DirectoryStore {
  const { writer, reader, holds, logins } = parts;
  return {
    load: () => reader.call('directory.load', undefined),
    addDomain: (name, at) => writer.call('directory.addDomain', { name, at }),
    removeDomain: (name) => writer.call('directory.removeDomain', { name }),
    addAccount: (account) => writer.call('directory.addAccount', account),
    updateAccount: (id, change) => writer.call('directory.updateAccount', { id, change }),
    removeAccount: async (id, { onlyEmpty } = { onlyEmpty: false }) => {
      for (let more = true; more; ) {
        const step = await writer.call('directory.removeAccount', { id, onlyEmpty });
        if (step.kept > 0) return step.kept;
        holds.deleted(step.freed);
        more = step.more;
      }
      return 0;
    },
    usage: async () => {
      // Both calls go to the writer together: the logins are noted when the usage is taken.
      const [, usage] = await Promise.all([logins.flush(), writer.call('directory.takeUsage', undefined)]);
      return usage;
    },
    putAlias: (alias) => writer.call('directory.putAlias', alias),
    removeAlias: (id) => writer.call('directory.removeAlias', { id }),
  };
}
