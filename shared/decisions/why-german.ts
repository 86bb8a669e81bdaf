/** The sentences of why.ts in German. */
import { german } from '../words/german.ts';
import type { WhyWords } from './why-words.ts';

const dates = new Intl.DateTimeFormat('de', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export const whyGerman: WhyWords = {
  check: (check) => {
    switch (check) {
      case 'relay-control':
        return 'Relay-Kontrolle';
      case 'server-limits':
        return 'Servergrenzen';
      case 'outbound-guard':
        return 'Ausgangswächter';
      case 'pop3-login':
        return 'POP3';
      default:
        return german.options[check].title;
    }
  },
  client: (address, login) => `vom Client ${address}${login === undefined ? '' : ` (angemeldet als ${login})`}`,
  session: (client) => `Die Sitzung ${client}`,
  message: (from, to, client) =>
    `Die Nachricht von <${from}>${to === undefined ? '' : ` an <${to.first}>${to.others > 0 ? ` und ${to.others} weitere` : ''}`} ${client}`,
  happened: {
    pass: 'wurde angenommen',
    'grant-relay': 'wurde angenommen',
    tag: 'wurde angenommen und gekennzeichnet',
    quarantine: 'wurde angenommen und zurückgehalten',
    discard: 'wurde angenommen und verworfen',
    bounce: 'wurde angenommen und an den Absender zurückgeschickt',
    defer: 'wurde vorläufig abgewiesen',
    reject: 'wurde abgelehnt',
    disconnect: 'wurde abgelehnt und die Sitzung getrennt',
  },
  sessionClosed: 'wurde getrennt',
  noMessage: 'brachte keine Nachricht',
  gaveUp: 'kam nicht weiter als bis zu ihrem Umschlag, der angenommen wurde',
  pop3Login: 'der Anmeldung',
  by: (stage, check) => ` (bei ${stage}, durch ${check})`,
  entry: (entry) => `der Eintrag „${entry}“ traf zu`,
  lookedAt: (input) => `geprüft wurde ${input}`,
  clause: (reason) => german.reasons[reason].replace(/\.$/, '').replaceAll('. ', '; '),
  relayed: (check) => `; weiterleiten an andere Domains darf sie wegen ${check}`,
  otherRefused: (recipient, reason, more) => `; von den Empfängern wurde ${recipient} abgelehnt (${reason})${more > 0 ? ` und ${more} weitere` : ''}`,
  told: {
    connection: (address) => `Die Verbindung von ${address}`,
    message: (from, to) => {
      const sender = from === undefined ? '' : from === '' ? ' ohne Absenderadresse' : ` von ${from}`;
      return `Die Nachricht${sender}${to === undefined ? '' : ` an ${to.first}${to.more ? ' und andere' : ''}`}`;
    },
    when: (at) => `${dates.format(at)} UTC`,
    whole: (what, when, outcome) => `${what} (${when}) ${outcome}`,
    outcomes: {
      quarantine: () => 'wurde angenommen und wird hier zurückgehalten, bis jemand sie ansieht. Bitten Sie uns um Freigabe, falls sie erwünscht war.',
      discard: () => 'wurde angenommen, aber eine Regel dieses Servers hat die Zustellung verhindert. Bitte sagen Sie uns Bescheid, falls sie erwünscht war.',
      bounce: () => 'ging mit einem Bericht, der den Grund nennt, an den Absender zurück.',
      defer: (answered) =>
        `wurde vorläufig abgewiesen, nicht abgelehnt: ${answered} Ein Mailserver versucht es von selbst noch einmal; Sie müssen nur etwas tun, wenn das Stunden so weitergeht.`,
      reject: (answered) =>
        `wurde abgelehnt und ist nicht angekommen: ${answered} Es wurde nichts aufbewahrt; ist die Ursache behoben, können Sie sie erneut senden.`,
      disconnect: (answered) => `wurde von diesem Server beendet: ${answered}`,
    },
    accepted: 'wurde von diesem Server zur Zustellung angenommen.',
    noMessage: 'wurde angenommen, brachte aber keine Nachricht.',
    gaveUp: 'wurde angekündigt, und nichts sprach dagegen, aber die sendende Seite ging, ohne sie zu senden.',
    banned:
      'wurde nicht angenommen: Dieser Server nimmt von dieser IP-Adresse zurzeit keine Verbindungen an. Wenden Sie sich an den Administrator des Netzes, zu dem sie gehört, und sagen Sie uns Bescheid, falls das nicht so sein sollte.',
    notLetIn: (answered) => `wurde nicht ins Postfach gelassen: ${answered}`,
    answered: (reply) => `Der sendenden Seite wurde „${reply}“ geantwortet.`,
    notFor: (recipients, answered) => ` Nicht angenommen wurde sie für ${recipients}: ${answered}`,
    advice: {
      recipient:
        'Was Sie tun können: Prüfen Sie die Schreibweise der Adresse Buchstabe für Buchstabe, oder fragen Sie den Empfänger auf anderem Weg nach der richtigen Adresse.',
      later:
        'Was Sie tun können: Warten Sie, und senden Sie heute später noch einmal. Geht es morgen immer noch nicht, sagen Sie uns auf anderem Weg Bescheid.',
      'log-in':
        'Was Sie tun können: Schalten Sie in Ihrem Mailprogramm die Authentifizierung für den Postausgangsserver (SMTP) ein, mit Ihrer vollständigen Mailadresse als Benutzernamen und Ihrem Kennwort, auf Port 587 mit STARTTLS oder Port 465 mit TLS.',
      'fetch-mail':
        'Was Sie tun können: Prüfen Sie in Ihrem Mailprogramm die Angaben zum Posteingangsserver (POP3): Ihre vollständige Mailadresse als Benutzername, Ihr Kennwort, und Port 995 mit SSL/TLS oder Port 110 mit STARTTLS.',
      'own-sender': 'Was Sie tun können: Senden Sie mit Ihrer eigenen Mailadresse als Absender, also der, die zu Ihrer Anmeldung gehört.',
      smaller: 'Was Sie tun können: Senden Sie in kleineren Teilen, oder legen Sie die Datei zum Abholen bereit und senden Sie deren Adresse.',
      fewer: 'Was Sie tun können: Senden Sie an weniger Empfänger auf einmal.',
      content:
        'Was Sie tun können: Senden Sie eine kurze Nachricht als reinen Text ohne Links und Anhänge, oder verständigen Sie den Empfänger auf anderem Weg. Wir sehen uns die Sache an.',
      attachment:
        'Was Sie tun können: Senden Sie die Datei in anderer Form, zum Beispiel als PDF, oder legen Sie sie zum Abholen bereit. Programme werden in keiner Verpackung angenommen.',
      'sender-domain':
        'Was Sie tun können: Prüfen Sie Ihre eigene Adresse in den Einstellungen Ihres Mailprogramms. Stimmt sie, muss der Administrator der Domain deren Einträge in Ordnung bringen.',
      'their-server':
        'Was Sie tun können: Geben Sie diesen Text an den Administrator Ihres Mailservers weiter; dort ist etwas zu beheben, und die zitierte Antwort sagt, was.',
      banned: 'Was Sie tun können: Geben Sie diesen Text an den Administrator Ihres Mailservers oder Ihres Netzes weiter.',
    },
  },
};
