/** In German: see ../en/relayTest.ts. */
import { plural } from '../plural.ts';
import type { relayTest as english } from '../en/relayTest.ts';

export const relayTest: typeof english = {
  run: 'Jetzt prüfen',
  running: 'Wird geprüft …',
  explain:
    'Der Test verbindet sich von einer Loopback-Adresse, der niemand vertraut, mit jedem SMTP-Listener, nennt fremde Empfänger in jeder Schreibweise, auf die je ein Server hereingefallen ist, und sieht nach, ob einer angenommen wird. Er sendet nie eine Nachricht, wird nirgends mitgezählt und sperrt niemanden. Nach jeder Änderung, von der die Weiterleitung abhängt, läuft er von selbst.',
  verdict: {
    closed: 'Kein Listener leitet für Fremde weiter',
    open: 'Dieser Server leitet für Fremde weiter',
    unsure: 'Nichts wurde weitergeleitet, doch nicht jeder Listener konnte geprüft werden',
    none: 'Seit dem Start noch nicht geprüft',
  },
  openHelp:
    'Er wird binnen Stunden für Spam missbraucht. Sehen Sie zuerst die Liste der vertrauenswürdigen Adressen durch, dann SMTP-Authentifizierung und SMTP nach POP; halten Sie die SMTP-Listener an, bis das behoben ist.',
  openTrusted: 'Vertrauenswürdige Adressen',
  openListeners: 'Listener anhalten …',
  when: (time, seconds, address) => `${time}, in ${seconds} s, von ${address} aus.`,
  cause: { asked: 'Auf Wunsch', changed: 'Nach einer Änderung der Einstellungen' },
  listeners: 'Listener',
  column: {
    listener: 'Listener',
    attempts: 'Versuche',
    taken: 'Angenommen',
    result: 'Ergebnis',
    sender: 'Absender',
    recipient: 'Empfänger',
    reply: 'Antwort des Servers',
  },
  port: (protocol, port) => `${protocol}, Port ${port}`,
  attempts: 'Versuche',
  refusedAll: 'Alle abgewiesen',
  takenSome: (count) => `${plural(count, 'Empfänger', 'Empfänger')} angenommen`,
  blankSender: '<> (leer)',
  noRecipient: 'keiner: Schon der Absender wurde abgewiesen',
  emptyRecipient: '<> (leer)',
  count: (count) => plural(count, 'Versuch', 'Versuche'),
  noListener: 'Es gibt keinen SMTP-Listener.',
};
