/** Keys that sign, secrets, vacation replies, and what each sender sends. */
import type { AccountServicesStore, DkimStore, MilestoneStore, OutboundStore, PolicyStore, SecretStore, VacationStore } from './mail-services.ts';
import { FIRST_RECIPIENT, type RecipientKey } from './operations/outbound.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';
import { TUNING } from './tuning.ts';

export interface ServiceStores {
  readonly dkim: DkimStore;
  readonly secrets: SecretStore;
  readonly milestones: MilestoneStore;
  readonly accountServices: AccountServicesStore;
  readonly vacation: VacationStore;
  readonly outbound: OutboundStore;
  readonly policies: PolicyStore;
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
    milestones: {
      reach: (name, at) => writer.call('milestone.reach', { name, at }),
      get: (name) => reader.call('milestone.get', { name }),
    },
    accountServices: {
      load: () => reader.call('accountServices.load', undefined),
      setForward: (accountId, forward) => writer.call('accountServices.setForward', { accountId, forward }),
      setVacation: (accountId, vacation) => writer.call('accountServices.setVacation', { accountId, vacation }),
      putList: (accountId, list) => writer.call('accountServices.putList', { accountId, list }),
      addMembers: (accountId, members) => writer.call('accountServices.addMembers', { accountId, members }),
      removeMembers: (accountId, keys) => writer.call('accountServices.removeMembers', { accountId, keys }),
      setStandings: (accountId, keys, standing) => writer.call('accountServices.setStandings', { accountId, keys, standing }),
    },
    vacation: {
      claim: (reply) => writer.call('vacation.claim', reply),
      forget: (accountId) => writer.call('vacation.forget', { accountId }),
    },
    outbound: {
      take: (message) => writer.call('outbound.take', message),
      weigh: (message) => reader.call('outbound.weigh', message),
      list: (at) => reader.call('outbound.list', { at }),
      forgive: (sender, recipients, at) => writer.call('outbound.forgive', { sender, recipients, at }),
      forgetBefore: async (before, now) => {
        await writer.call('outbound.forgetUse', { now });
        let after: RecipientKey | undefined = FIRST_RECIPIENT;
        while (after !== undefined) after = await writer.call('outbound.forgetRecipients', { before, after, limit: TUNING.recipientsLookedAt });
      },
    },
    policies: {
      load: (now, limit) => reader.call('policies.load', { now, limit }),
      keep: (policy, now, limit) => writer.call('policies.keep', { policy, now, limit }),
    },
  };
}
