/** In German: see ../en/sessions.ts. */
import { plural } from '../plural.ts';
import type { sessions as english } from '../en/sessions.ts';

export const sessions: typeof english = {
  one: 'Sitzung',
  many: 'Sitzungen',
  close: 'Beenden',
  closeOf: (address) => `Sitzung von ${address} beenden`,
  closeShown: 'Alle angezeigten beenden …',
  showLog: 'Im Protokoll zeigen',
  column: {
    address: 'Client',
    account: 'Konto',
    protocol: 'Protokoll',
    tls: 'Verschlüsselung',
    since: 'Verbunden seit',
    traffic: 'Empfangen / gesendet',
    stage: 'Tätigkeit',
    command: 'Letzter Befehl',
    commandShort: 'Befehl',
  },
  noTls: 'Keine',
  nobody: 'Nicht angemeldet',
  traffic: (received, sent) => `${received} / ${sent}`,
  closed: (count) => (count === 0 ? 'Die Sitzung war schon zu Ende.' : `${plural(count, 'Sitzung', 'Sitzungen')} beendet.`),
  empty: { title: 'Niemand ist verbunden', text: 'Clients erscheinen hier, sobald sie sich verbinden, und mit dem, was sie gerade tun.' },
  closeAll: {
    title: (count) => `${plural(count, 'Sitzung', 'Sitzungen')} beenden?`,
    text: 'Jedem Client wird gesagt, er möge es später wieder versuchen. Ganz eingetroffene Nachrichten werden noch beantwortet; was gerade läuft, sendet der Client erneut.',
    confirm: 'Beenden',
  },
};
