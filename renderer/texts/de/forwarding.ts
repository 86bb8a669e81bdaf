/** In German: see ../en/forwarding.ts. */
import { formatNumber, plural } from '../plural.ts';
import type { forwarding as english } from '../en/forwarding.ts';

const accounts = (count: number) => plural(count, 'Konto', 'Konten');

export const forwarding: typeof english = {
  one: 'Konto',
  many: 'Konten',
  forward: 'Weiterleitung …',
  vacation: 'Abwesenheit …',
  endForward: 'Weiterleitung beenden',
  endVacation: 'Abwesenheit beenden',
  showAccount: 'Konto zeigen',
  column: { address: 'Konto', targets: 'Weitergeleitet an', keepCopy: 'Postfach', vacation: 'Abwesenheit', text: 'Antwort', gap: 'Erneut nach' },
  keepsCopy: 'behält eine Kopie',
  noCopy: 'bekommt nichts',
  states: {
    now: 'Antwortet jetzt',
    until: (time) => `Antwortet bis ${time}`,
    from: (time) => `Ab ${time}`,
    over: (time) => `Vorbei seit ${time}`,
  },
  days: (count) => plural(count, 'Tag', 'Tagen'),
  empty: {
    title: 'Kein Konto leitet weiter oder antwortet von selbst',
    text: 'Eine Weiterleitung schickt die Nachrichten eines Kontos an andere Adressen. Eine Abwesenheitsnotiz sagt Absendern, dass der Inhaber nicht da ist: jedem einmal innerhalb einiger Tage, nie einer Mailingliste oder einer anderen Maschine.',
  },
  emptyNoAccount: {
    title: 'Legen Sie zuerst ein Konto an',
    text: 'Weiterleitungen und Abwesenheitsnotizen gehören zu Konten, und es gibt noch keines.',
    action: 'Neues Konto',
  },
  account: 'Konto',
  accountHint: 'Ein Konto dieses Servers.',
  noSuchAccount: 'ist kein Konto dieses Servers',
  forwardForm: {
    title: (address) => (address === '' ? 'Nachrichten weiterleiten' : `Nachrichten von ${address} weiterleiten`),
    targets: 'Weiterleiten an',
    targetsHint:
      'Eine Adresse je Zeile. Anderswo kommen Nachrichten unter einer Absenderadresse dieses Servers an, damit die Prüfungen der Gegenseite sie durchlassen.',
    keepCopy: 'Eine Kopie im Postfach behalten',
    keepCopyHint: 'Ohne sie bleibt das Postfach leer, und nur die Adressen oben bekommen die Nachrichten.',
    save: 'Weiterleiten',
  },
  vacationForm: {
    title: (address) => (address === '' ? 'Abwesenheitsnotiz' : `Abwesenheitsnotiz von ${address}`),
    text: 'Text',
    textHint: 'Wer stattdessen antwortet, und ab wann Sie wieder da sind.',
    textNone: 'darf nicht leer sein',
    textLong: (most) => `darf höchstens ${formatNumber(most)} Zeichen haben`,
    subject: 'Betreff',
    subjectHint: 'Leer: „Auto:“ und der Betreff der Nachricht.',
    from: 'Von',
    until: 'Bis',
    timesHint: 'Leer: ab sofort, und bis sie beendet wird.',
    untilWrong: 'muss später sein als der Beginn',
    days: 'Demselben Absender erneut antworten nach (Tage)',
    daysWrong: 'muss eine Zahl von 1 bis 365 sein',
    save: 'So antworten',
  },
  forwardGone: (address) => `Nachrichten von ${address} werden nicht mehr weitergeleitet.`,
  vacationGone: (address) => `Nachrichten von ${address} werden nicht mehr automatisch beantwortet.`,
  forwarded: (address) => `Nachrichten von ${address} werden weitergeleitet`,
  replies: (address) => `Nachrichten von ${address} werden automatisch beantwortet`,
  forwardEnded: (count) => `Weiterleitung von ${accounts(count)} beendet`,
  vacationEnded: (count) => `Abwesenheitsnotizen von ${accounts(count)} beendet`,
};
