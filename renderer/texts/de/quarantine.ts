/** In German: see ../en/quarantine.ts. */
import type { quarantine as english } from '../en/quarantine.ts';
import { formatNumber, plural } from '../plural.ts';

const messages = (count: number) => plural(count, 'Nachricht', 'Nachrichten');

export const quarantine: typeof english = {
  one: 'Nachricht',
  many: 'Nachrichten',
  release: 'Freigeben',
  remove: 'Löschen …',
  ban: 'Client sperren',
  trace: 'In der Nachrichtenverfolgung zeigen',
  more: 'Weitere laden',
  moreShown: (shown, all) => `${formatNumber(shown)} von ${messages(all)} geladen`,
  column: { from: 'Von', to: 'An', subject: 'Betreff', when: 'Empfangen', why: 'Warum', entry: 'Eintrag', size: 'Größe', until: 'Bleibt bis' },
  untilDecided: 'Sie entscheiden',
  blankSender: '(leerer Absender)',
  noSubject: '(kein Betreff)',
  others: (count) => `+${formatNumber(count)}`,
  empty: {
    title: 'Nichts wird zurückgehalten',
    text: 'Ein Filter mit der Aktion „zurückhalten“ bewahrt Nachrichten hier auf, bis Sie sie freigeben oder löschen.',
  },
  released: (count) => `${messages(count)} freigegeben`,
  notReleased: (count, why) =>
    count === 1 ? `Eine Nachricht konnte nicht freigegeben werden: ${why}` : `${messages(count)} konnten nicht freigegeben werden: ${why}`,
  skipped: (recipients) => `Nicht zugestellt an ${recipients}: Das Konto wurde entfernt.`,
  contentLost: (count) =>
    `Der Inhalt von ${messages(count)} ist verloren: POP3 gibt ihn nicht heraus, und was an andere Server geht, kommt zum Absender zurück.`,
  removal: {
    title: (count) => `${messages(count)} löschen?`,
    text: 'Gelöschte Nachrichten sind endgültig verloren. Die Absender erfahren nichts davon.',
    confirm: 'Löschen',
  },
  removed: (count) => `${messages(count)} gelöscht`,
  banNote: (subject) => `sandte die zurückgehaltene Nachricht „${subject}“`,
  preview: {
    title: 'Nachricht',
    frame: 'Die Nachricht, unschädlich gemacht',
    none: 'Wählen Sie eine Nachricht aus, um sie zu lesen. Nichts darin wird geladen oder ausgeführt.',
    views: { text: 'Text', html: 'HTML', headers: 'Kopf', source: 'Quelltext' },
    why: 'Warum',
    to: 'An',
    client: 'Client',
    attachments: 'Anhänge',
    unnamed: '(ohne Namen)',
    cut: 'Nur der Anfang wird angezeigt.',
    noText: 'Sie enthält keinen Text.',
  },
};
