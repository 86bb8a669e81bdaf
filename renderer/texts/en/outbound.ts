/** What each login sends to other servers, and what is held because it was too much. */
import { plural } from '../plural.ts';

const messages = (count: number) => plural(count, 'message', 'messages');

export const outbound = {
  one: 'sender',
  many: 'senders',
  release: 'Release',
  block: 'Close sessions and disable…',
  quarantine: 'Show in the quarantine',
  showLog: 'Show in log',
  limits: 'Limits',
  column: {
    sender: 'Sender',
    state: 'State',
    held: 'Held',
    messagesPerHour: 'Mail/hour',
    messagesPerDay: 'Mail/day',
    newRecipientsPerHour: 'New recipients/hour',
    newRecipientsPerDay: 'New recipients/day',
  },
  shortColumn: { held: 'Held', messagesPerHour: 'Mail/hour', messagesPerDay: 'Mail/day', newRecipientsPerHour: 'New/hour', newRecipientsPerDay: 'New/day' },
  columnHint: {
    held: 'Messages that are held',
    messagesPerHour: 'Messages to other servers within an hour, and how many are allowed',
    messagesPerDay: 'Messages to other servers within a day, and how many are allowed',
    newRecipientsPerHour: 'Recipients that the sender had not written to before, within an hour, and how many are allowed',
    newRecipientsPerDay: 'Recipients that the sender had not written to before, within a day, and how many are allowed',
  },
  kinds: { account: 'Account', 'smtp-login': 'SMTP login', client: 'Without login' },
  states: { held: 'Mail is held', fine: 'Within the limits', disabled: 'Disabled' },
  client: (address: string) => `${address} (without login)`,
  of: (count: string, limit: string) => `${count} of ${limit}`,
  empty: {
    title: 'Nobody has sent anything to other servers in the last day',
    text: 'Whoever sends more than the limits allow stands here: what is too much is held, so that a stolen password does not fill the world with spam.',
  },
  off: 'The guard is off: nothing is counted, and nothing is held.',
  switchOn: 'Switch it on',
  details: {
    title: (sender: string) => `What ${sender} sends`,
    none: 'Select one sender to see what is held, and why.',
    tooMuch: (what: string) => `Too much: ${what}. What came after is held.`,
    passed: 'What is held was too much when it was sent; by now the counts have fallen below the limits.',
    nothingHeld: 'Nothing is held.',
    exceeded: {
      messagesPerHour: (count: number, limit: string) => `${messages(count)} within an hour, where the limit is ${limit}`,
      messagesPerDay: (count: number, limit: string) => `${messages(count)} within a day, where the limit is ${limit}`,
      newRecipientsPerHour: (count: number, limit: string) => `${plural(count, 'new recipient', 'new recipients')} within an hour, where the limit is ${limit}`,
      newRecipientsPerDay: (count: number, limit: string) => `${plural(count, 'new recipient', 'new recipients')} within a day, where the limit is ${limit}`,
    },
    held: 'Held messages',
    client: 'Client',
    more: (count: number) => `and ${messages(count)} more, in the quarantine`,
  },
  released: (count: number) => `Released ${messages(count)}`,
  notReleased: (count: number, why: string) => `${messages(count)} could not be released: ${why}`,
  blocking: {
    title: (count: number, first: string) => (count === 1 ? `Disable ${first}?` : `Disable ${plural(count, 'sender', 'senders')}?`),
    text: 'All sessions are closed at once, and the login is refused until it is enabled again. For an account that means fetching mail, too.',
    grants: (clients: string, accounts: string) =>
      `From ${clients} mail is sent without a login, because these accounts have fetched mail from there: ${accounts}. They are disabled, and may send from there no more.`,
    discard: (count: number) => `Delete the ${messages(count)} that are held, for good`,
    confirm: 'Close and disable',
  },
  blocked: (count: number, first: string) => (count === 1 ? `${first} is disabled` : `${plural(count, 'sender is', 'senders are')} disabled`),
};
