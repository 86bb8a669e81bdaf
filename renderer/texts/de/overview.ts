/** In German: see ../en/overview.ts. */
import { formatNumber, plural } from '../plural.ts';
import type { overview as english } from '../en/overview.ts';

export const overview: typeof english = {
  label: 'Übersicht',
  hide: 'Übersicht ausblenden',
  show: 'Übersicht einblenden',
  security: {
    title: 'Sicherheit',
    good: 'Alles in Ordnung.',
    loading: 'Wird geprüft …',
    levels: { error: 'Gefahr', warning: 'Warnung', info: 'Hinweis' },
    more: (count) => plural(count, 'weiterer Punkt', 'weitere Punkte'),
    hints: (count) => plural(count, 'Hinweis', 'Hinweise'),
    less: 'Weniger anzeigen',
  },
  password: {
    title: 'Kennwort der Konsole',
    text: 'Wer es kennt, kann diese Konsole auf diesem Computer öffnen. Offene Sitzungen, auch diese, enden: Melden Sie sich damit neu an.',
    submit: 'Kennwort setzen',
  },
  tabs: { traffic: 'Verkehr', refused: 'Abgewiesen', sessions: 'Sitzungen', facts: 'Eckdaten' },
  traffic: {
    title: 'Verkehr der letzten 24 Stunden',
    in: 'Ein',
    out: 'Aus',
    refused: 'Abgewiesen',
    refusedHelp: 'Abgewiesene Absender, Empfänger und Nachrichten',
    thisHour: (count) => `${formatNumber(count)} diese Std.`,
    queue: 'Wartend',
    chart: 'Nachrichten je Stunde; die Pfeiltasten führen von Stunde zu Stunde',
    table: 'Nachrichten je Stunde',
    hour: 'Stunde',
    atHour: (hour, came, left, refused) => `${hour}: ${formatNumber(came)} ein, ${formatNumber(left)} aus, ${formatNumber(refused)} abgewiesen`,
    yesterday: (time) => `gestern, ${time}`,
    now: 'jetzt',
    nothing: 'Nichts in den letzten 24 Stunden.',
  },
  refused: {
    title: 'In den letzten 24 Stunden abgewiesen',
    none: 'In den letzten 24 Stunden wurde niemand abgewiesen.',
    clients: 'Wer',
    reasons: 'Warum',
    times: 'Anzahl',
    client: 'Client',
    reason: 'Grund',
    action: 'Aktion',
    others: (count) => ` und ${plural(count, 'weiterer Grund', 'weitere Gründe')}`,
    fromClients: (count) => `von ${plural(count, 'Client', 'Clients')}`,
    showClient: (address) => `Zeigen, was über ${address} entschieden wurde`,
    showReason: (reason) => `Im Protokoll zeigen: ${reason}`,
    incomplete: (count) => (count === 1 ? 'Gezählt über die neueste Entscheidung.' : `Gezählt über die neuesten ${formatNumber(count)} Entscheidungen.`),
  },
  sessions: {
    title: 'Offene Sitzungen',
    none: 'Niemand ist verbunden.',
    all: (count) => `Alle Sitzungen (${formatNumber(count)})`,
    account: 'Konto',
    doing: 'Tätigkeit',
  },
  ban: {
    button: 'Sperren',
    of: (address) => `${address} sperren`,
    durations: { hour: 'Für 1 Stunde', day: 'Für 24 Stunden', week: 'Für 7 Tage', ever: 'Dauerhaft' },
    note: 'In der Konsole gesperrt',
    done: (address) => `${address} ist gesperrt.`,
    lengthened: (address) => `${address} war schon gesperrt und ist es jetzt für länger.`,
    doneMany: ({ added, lengthened, alreadyThere }) =>
      [
        ...(added > 0 ? [`${plural(added, 'Adresse ist', 'Adressen sind')} gesperrt.`] : []),
        ...(lengthened > 0
          ? [`${plural(lengthened, 'Adresse war schon gesperrt und ist', 'Adressen waren schon gesperrt und sind')} es jetzt für länger.`]
          : []),
        ...(alreadyThere > 0 ? [`${plural(alreadyThere, 'Adresse ist', 'Adressen sind')} schon ebenso lange oder länger gesperrt.`] : []),
      ].join(' '),
  },
};
