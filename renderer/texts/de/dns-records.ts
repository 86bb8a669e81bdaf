/** In German: see ../en/dns-records.ts. */
import type { dnsRecords as english } from '../en/dns-records.ts';

export const dnsRecords: typeof english = {
  domain: 'Domain',
  checkAgain: 'Erneut prüfen',
  asking: 'Die Nameserver werden gefragt …',
  lookingUp: 'Wird nachgesehen …',
  checkedAt: (time) => `Geprüft ${time}`,
  noDomain: {
    title: 'Noch keine Domain',
    text: 'Sobald es eine Domain gibt, sagt dieses Fenster, welche Einträge das DNS für sie haben sollte und welche es hat.',
    action: 'Domain anlegen',
  },
  column: { record: 'Eintrag', name: 'Name', wanted: 'Gewünscht', found: 'Gefunden' },
  purposes: {
    host: 'Adresse dieses Servers',
    ptr: 'Name der Adresse (Rückwärtsauflösung)',
    mx: 'Mailserver der Domain',
    spf: 'Wer senden darf (SPF)',
    dkim: 'Schlüssel der Signaturen (DKIM)',
    dmarc: 'Richtlinie für gefälschte Mail (DMARC)',
    'mta-sts': 'TLS verlangt (MTA-STS)',
    'tls-rpt': 'Berichte über TLS (TLS-RPT)',
    srv: 'Einrichtung von Mailprogrammen (SRV)',
  },
  verdicts: { right: 'Wie er sein soll', missing: 'Fehlt', differs: 'Anders, als er sein soll', unknown: 'Keine Antwort' },
  importance: { required: 'nötig', recommended: 'empfohlen', optional: 'freiwillig' },
  nothing: 'nichts',
  onlyYouKnow: 'Diesen Wert kennen nur Sie.',
  copyValue: (name) => `Wert für ${name} kopieren`,
  copyLine: (name) => `${name} als Zeile einer Zonendatei kopieren`,
  copyAll: 'Alles Fehlende als Zonendatei kopieren',
  files: 'Dateien für Ihren Webserver',
  filesText: 'Manche Einträge gelten nur zusammen mit einer Datei, die ein Webserver der Domain anbietet.',
  copyFile: (url) => `Inhalt von ${url} kopieren`,
};
