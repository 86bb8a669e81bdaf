/** Automatic bans and recent logins: small notes, of which main/security keeps all in memory. */
import type { BanStore } from './mail-store.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';

export function createBanStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): BanStore {
  return {
    load: () => reader.call('ban.load', undefined),
    put: (ban) => writer.call('ban.put', ban),
    remove: (address) => writer.call('ban.remove', { address }),
    forget: (endedBefore) => writer.call('ban.forget', { endedBefore }),
    recentClients: () => reader.call('recentClient.load', undefined),
    noteClients: (clients, forgetBefore) => writer.call('recentClient.note', { clients, forgetBefore }),
  };
}
