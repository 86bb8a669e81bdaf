/** The windows of the security options. */
import type { LookupKind } from '../../../shared/admin-api/security.ts';

export const security = {
  rules: 'Rules',
  senderIsClaimed:
    'A sender address is whatever the client says: these rules narrow what a login, a trusted address or a POP3 login has opened, and open nothing themselves.',
  authentication: {
    loggingIn: 'Logging in',
    guard: 'Guard against guessing',
    senders: 'Senders',
    logins: 'SMTP logins',
    loginsNote: 'Logins for sending alone, such as those of printers and scripts. A login that is renamed needs its password again.',
    loginEntries: {
      add: 'Add login…',
      edit: 'Edit…',
      remove: 'Remove',
      addTitle: 'New SMTP login',
      editTitle: 'SMTP login',
      empty: 'There are no SMTP logins: mailbox accounts log in with their own password.',
      added: (name: string) => `The SMTP login “${name}” has been added`,
      changed: (name: string) => `The SMTP login “${name}” has been changed`,
      removed: (name: string) => `The SMTP login “${name}” has been removed`,
    },
  },
  afterPop: {
    title: 'SMTP After POP',
    grants: 'May send just now',
    grantsNote: 'Addresses from which mail was fetched a moment ago. Everybody behind such an address may send.',
    noGrants: 'Nobody at the moment.',
    address: 'Address',
    account: 'Account',
    timeLeft: 'Ends in',
    messages: 'Messages',
    end: 'End',
    endOf: (address: string, account: string) => `End for ${address} (${account})`,
    ended: (address: string) => `${address} may no longer send because of a POP3 login`,
  },
  verification: {
    senders: 'Senders',
    clients: 'Clients',
    recipients: 'Recipients',
    costs: 'What look-ups cost',
    costsNote: 'What a message waits for each kind of look-up, since the start of the server: the median, answers from memory included.',
    lookup: 'Look-up',
    median: 'Median',
    fromMemory: 'From memory',
    asked: 'Look-ups',
    troubles: 'No answer',
    lookups: {
      mx: 'Mail hosts (MX)',
      addresses: 'Addresses (A, AAAA)',
      ptr: 'Names of addresses (PTR)',
      txt: 'SPF and DKIM (TXT)',
      srv: 'Services (SRV)',
      callout: 'Sender callouts',
    } satisfies Record<LookupKind, string> as Record<LookupKind, string>,
  },
};
