/** Messages that are held. */
import { formatNumber, plural } from '../plural.ts';

const messages = (count: number) => plural(count, 'message', 'messages');

export const quarantine = {
  one: 'message',
  many: 'messages',
  release: 'Release',
  remove: 'Delete…',
  ban: 'Ban the client',
  trace: 'Show the trace',
  more: 'Load more',
  moreShown: (shown: number, all: number) => `${formatNumber(shown)} of ${messages(all)} loaded`,
  column: { from: 'From', to: 'To', subject: 'Subject', when: 'Received', why: 'Why', entry: 'Entry', size: 'Size', until: 'Kept until' },
  untilDecided: 'You decide',
  blankSender: '(blank sender)',
  noSubject: '(no subject)',
  others: (count: number) => `+${formatNumber(count)}`,
  empty: {
    title: 'Nothing is held',
    text: 'A filter with the action “hold” keeps messages here until you release or delete them.',
  },
  released: (count: number) => `Released ${messages(count)}`,
  notReleased: (count: number, why: string) => `${messages(count)} could not be released: ${why}`,
  skipped: (recipients: string) => `Not delivered to ${recipients}: the account has been removed.`,
  contentLost: (count: number) => `The content of ${messages(count)} has been lost: POP3 refuses it, and what is for other servers goes back to its sender.`,
  removal: {
    title: (count: number) => `Delete ${messages(count)}?`,
    text: 'Deleted messages are gone for good. The senders hear nothing of it.',
    confirm: 'Delete',
  },
  removed: (count: number) => `Deleted ${messages(count)}`,
  banNote: (subject: string) => `sent the held message “${subject}”`,
  preview: {
    title: 'Message',
    frame: 'The message, made safe',
    none: 'Select one message to read it. Nothing in it is loaded or run.',
    views: { text: 'Text', html: 'HTML', headers: 'Header', source: 'Source' },
    why: 'Why',
    to: 'To',
    client: 'Client',
    attachments: 'Attached',
    unnamed: '(no name)',
    cut: 'Only the beginning is shown.',
    noText: 'There is no text in it.',
  },
};
