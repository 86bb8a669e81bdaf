/** In German: see ../en/firstRun.ts. */
import { plural } from '../plural.ts';
import type { firstRun as english } from '../en/firstRun.ts';

export const firstRun: typeof english = {
  steps: { domain: 'Domain und Name', account: 'Erstes Konto', ports: 'Ports', certificate: 'Zertifikat', dns: 'DNS-Einträge', message: 'Testnachricht' },
  stepsLabel: 'Schritte',
  done: 'erledigt',
  open: 'offen',
  next: 'Weiter',
  back: 'Zurück',
  skip: 'Überspringen',
  leave: 'Verlassen',
  finish: 'Fertig',
  progress: (done, all) => `${done} von ${all} erledigt`,
  domain: {
    text: 'Die Domain ist der Teil Ihrer Mailadressen nach dem @. Unter dem Hostnamen erreichen andere Server diesen hier; meist ist es „mail.“ und die Domain.',
    name: 'Domain',
    nameHint: 'Zum Beispiel example.com',
    hostname: 'Hostname dieses Servers',
    hostnameHint: 'Zum Beispiel mail.example.com. Leer: der Name dieses Computers.',
    submit: 'Domain hinzufügen',
    there: (domains) => `Nimmt Nachrichten für ${domains.slice(0, 3).join(', ')}${domains.length > 3 ? ' …' : ''} an.`,
    hostnameIs: (name) => `Der Server nennt sich ${name}.`,
  },
  account: {
    text: 'Ein Konto ist ein Postfach mit Kennwort. Nachrichten an postmaster und abuse gehen an das älteste Konto, bis Sie etwas anderes bestimmen.',
    noDomain: 'Fügen Sie zuerst eine Domain hinzu.',
    there: (count) => `Es gibt ${plural(count, 'Konto', 'Konten')}.`,
    submit: 'Konto anlegen',
  },
  ports: {
    text: 'Jeder Listener antwortet auf einem Port. Ist ein Port belegt, halten Sie das andere Programm an oder nehmen Sie einen anderen Port; Nachrichten aus aller Welt kommen nur auf Port 25.',
    good: 'Alle Listener laufen: Jeder Port war frei.',
    tryAgain: 'Erneut versuchen',
    takePort: (port) => `Stattdessen Port ${port} nehmen`,
    tookPort: (protocol, port) => `${protocol} verwendet jetzt Port ${port}.`,
  },
  certificate: {
    text: 'TLS braucht ein Zertifikat. Das selbstsignierte vom ersten Start verschlüsselt so gut wie jedes andere; doch Mailprogramme warnen einmal davor, und manche lehnen es ab.',
    action: 'Zertifikat setzen',
  },
  dns: {
    text: 'Veröffentlichen Sie diese Einträge dort, wo Ihre Domain verwaltet wird, damit Nachrichten diesen Server finden und ihm geglaubt wird. Das DNS-Fenster prüft sie jederzeit.',
    noDomain: 'Fügen Sie zuerst eine Domain hinzu.',
    looking: 'Die Nameserver werden gefragt …',
    required: { required: 'nötig', recommended: 'empfohlen', optional: 'freiwillig' },
    column: { purpose: 'Wofür', line: 'Eintrag', verdict: 'Jetzt', importance: '' },
    copy: (name) => `Den Eintrag ${name} kopieren`,
    copyAll: 'Alle Einträge kopieren',
    unknown: 'Das wissen nur Sie',
    noKey: 'Legen Sie zuerst einen DKIM-Schlüssel an',
    check: 'DNS-Fenster',
    again: 'Erneut prüfen',
  },
  message: {
    text: 'Der Server sendet eine Nachricht an eines seiner Postfächer, über seinen eigenen SMTP-Listener, wie es ein anderer Server täte.',
    noAccount: 'Legen Sie zuerst ein Konto an.',
    allDisabled: 'Alle Konten sind gesperrt: Schalten Sie zuerst eines frei.',
    to: 'An',
    send: 'Testnachricht senden',
    subject: 'Ihr Mailserver arbeitet',
    body: (hostname) => `Diese Nachricht kam über den SMTP-Listener von ${hostname} in Ihr Postfach.\n\nHolen Sie sie mit Ihrem Mailprogramm ab.\n`,
    refused: (reply) => `Der Listener hat sie abgewiesen: ${reply}`,
    accepted: (reply) => `Der Listener hat sie angenommen: ${reply}`,
    elsewhere:
      'Im Postfach ist sie aber nicht: Vielleicht hat ein Filter sie zurückgehalten, oder die Nachrichten dieses Kontos werden weitergeleitet. Wohin sie ging, steht im Protokoll.',
    arrived: (address, count) =>
      `Es funktioniert: Im Postfach von ${address} liegt ${plural(count, 'Nachricht', 'Nachrichten')}. Holen Sie sie mit Ihrem Mailprogramm ab, eingestellt wie folgt:`,
    trace: 'Im Protokoll zeigen',
  },
};
