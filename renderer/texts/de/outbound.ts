/** In German: see ../en/outbound.ts. */
import { formatNumber, plural } from '../plural.ts';
import type { outbound as english } from '../en/outbound.ts';

const messages = (count: number) => plural(count, 'Nachricht', 'Nachrichten');

export const outbound: typeof english = {
  one: 'Absender',
  many: 'Absender',
  release: 'Freigeben',
  block: 'Sitzungen schließen und sperren …',
  quarantine: 'In der Quarantäne zeigen',
  showLog: 'Im Protokoll zeigen',
  limits: 'Grenzen',
  column: {
    sender: 'Absender',
    state: 'Zustand',
    held: 'Zurückgehalten',
    messagesPerHour: 'Mails/Std.',
    messagesPerDay: 'Mails/Tag',
    newRecipientsPerHour: 'Neue Empf./Std.',
    newRecipientsPerDay: 'Neue Empf./Tag',
  },
  shortColumn: {
    held: 'Gehalten',
    messagesPerHour: 'Mails/h',
    messagesPerDay: 'Mails/Tag',
    newRecipientsPerHour: 'Neue/h',
    newRecipientsPerDay: 'Neue/Tag',
  },
  columnHint: {
    held: 'Zurückgehaltene Nachrichten',
    messagesPerHour: 'Nachrichten an andere Server innerhalb einer Stunde, und wie viele erlaubt sind',
    messagesPerDay: 'Nachrichten an andere Server innerhalb eines Tages, und wie viele erlaubt sind',
    newRecipientsPerHour: 'Empfänger, an die der Absender noch nie geschrieben hatte, innerhalb einer Stunde, und wie viele erlaubt sind',
    newRecipientsPerDay: 'Empfänger, an die der Absender noch nie geschrieben hatte, innerhalb eines Tages, und wie viele erlaubt sind',
  },
  kinds: { account: 'Konto', 'smtp-login': 'SMTP-Anmeldung', client: 'Ohne Anmeldung' },
  states: { held: 'Zurückgehalten', fine: 'Innerhalb der Grenzen', disabled: 'Gesperrt' },
  client: (address) => `${address} (ohne Anmeldung)`,
  of: (count, limit) => `${count} / ${limit}`,
  empty: {
    title: 'Niemand hat im letzten Tag etwas an andere Server gesendet',
    text: 'Hier steht, wer mehr sendet, als die Grenzen erlauben: Was zu viel ist, wird zurückgehalten, damit ein gestohlenes Kennwort nicht die Welt mit Spam füllt.',
  },
  off: 'Der Wächter ist aus: Nichts wird gezählt, nichts zurückgehalten.',
  switchOn: 'Einschalten',
  details: {
    title: (sender) => `Was ${sender} sendet`,
    none: 'Wählen Sie einen Absender, um zu sehen, was zurückgehalten wird und warum.',
    tooMuch: (what) => `Zu viel: ${what}. Was danach kam, wird zurückgehalten.`,
    passed: 'Was zurückgehalten wird, war zu viel, als es gesendet wurde; inzwischen liegen die Zahlen wieder unter den Grenzen.',
    nothingHeld: 'Nichts wird zurückgehalten.',
    exceeded: {
      messagesPerHour: (count, limit) => `${messages(count)} in einer Stunde, bei einer Grenze von ${limit}`,
      messagesPerDay: (count, limit) => `${messages(count)} an einem Tag, bei einer Grenze von ${limit}`,
      newRecipientsPerHour: (count, limit) => `${plural(count, 'neuer Empfänger', 'neue Empfänger')} in einer Stunde, bei einer Grenze von ${limit}`,
      newRecipientsPerDay: (count, limit) => `${plural(count, 'neuer Empfänger', 'neue Empfänger')} an einem Tag, bei einer Grenze von ${limit}`,
    },
    held: 'Zurückgehaltene Nachrichten',
    client: 'Client',
    more: (count) => `und ${messages(count)} mehr, in der Quarantäne`,
  },
  released: (count) => `${messages(count)} freigegeben`,
  notReleased: (count, why) => `${messages(count)} ließen sich nicht freigeben: ${why}`,
  blocking: {
    title: (count, first) => (count === 1 ? `${first} sperren?` : `${formatNumber(count)} Absender sperren?`),
    text: 'Alle Sitzungen werden sofort geschlossen, und die Anmeldung wird abgewiesen, bis sie wieder freigegeben ist. Bei einem Konto gilt das auch für das Abholen.',
    grants: (clients: string, accounts: string) =>
      `Von ${clients} wird ohne Anmeldung gesendet, weil diese Konten von dort Nachrichten abgeholt haben: ${accounts}. Sie werden gesperrt und dürfen von dort nicht mehr senden.`,
    discard: (count) => `Die ${plural(count, 'zurückgehaltene Nachricht', 'zurückgehaltenen Nachrichten')} endgültig löschen`,
    confirm: 'Schließen und sperren',
  },
  blocked: (count, first) => (count === 1 ? `${first} ist gesperrt` : `${formatNumber(count)} Absender sind gesperrt`),
};
