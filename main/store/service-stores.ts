/** Keys that sign, secrets, vacation replies, and what each sender sends. */
import type { DkimStore, OutboundStore, SecretStore, VacationStore } from './mail-services.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';

export interface ServiceStores {
  readonly dkim: DkimStore;
  readonly secrets: SecretStore;
  readonly vacation: VacationStore;
  readonly outbound: OutboundStore;
}

export function createServiceStores(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): ServiceStores {
  return {
    dkim: {
      load: () => reader.call('dkim.load', undefined),
      add: (key) => writer.call('dkim.add', key),
      setStates: (changes) => writer.call('dkim.setStates', { changes }),
      remove: (id) => writer.call('dkim.remove', { id }),
    },
    secrets: { getOrKeep: (name, fresh) => writer.call('secret.keep', { name, value: fresh }) },
    vacation: {
      claim: (reply) => writer.call('vacation.claim', reply),
      forget: (accountId) => writer.call('vacation.forget', { accountId }),
    },
    outbound: {
      take: (message) => writer.call('outbound.take', message),
      list: (at) => reader.call('outbound.list', { at }),
      forgive: (sender, recipients, at) => writer.call('outbound.forgive', { sender, recipients, at }),
    },
  };
}
