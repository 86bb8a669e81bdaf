/** In German: see ../en/accountTools.ts. */
import { formatNumber, plural } from '../plural.ts';
import type { accountTools as english } from '../en/accountTools.ts';

export const accountTools: typeof english = {
  importCommand: 'Importieren …',
  mailProgramCommand: 'Mailprogramm',
  mailProgram: {
    title: (address) => `Mailprogramm von ${address}`,
    incoming: 'Abholen',
    outgoing: 'Senden',
    kind: 'Art',
    pop3: 'POP3',
    smtp: 'SMTP',
    server: 'Server',
    port: 'Port',
    security: 'Verschlüsselung',
    securities: { tls: 'SSL/TLS', starttls: 'STARTTLS', none: 'keine' },
    user: 'Benutzername',
    authentication: 'Authentifizierung',
    normalPassword: 'normales Kennwort',
    copy: (what, of) => `Kopieren: ${what} (${of})`,
    copyAll: 'Alles kopieren',
    appleProfile: 'Apple-Profil speichern',
    autoconfig: 'Autoconfig-Datei speichern',
    filesHelp: (domain) =>
      `Das Apple-Profil richtet Mail auf Mac, iPhone oder iPad ein; nach dem Kennwort wird dort gefragt. Die Autoconfig-Datei finden Thunderbird und andere, wenn ein Webserver sie unter https://autoconfig.${domain}/mail/config-v1.1.xml anbietet.`,
    selfSigned:
      'Das Zertifikat ist selbstsigniert: Das Mailprogramm warnt bei der ersten Verbindung. Vergleichen und bestätigen Sie es, oder setzen Sie ein richtiges Zertifikat.',
    noListener: 'Es läuft kein solcher Listener.',
  },
  import: {
    title: 'Konten importieren',
    list: 'Konten, eines je Zeile',
    hint: 'Adresse, Name, Kennwort, Platz in MB: durch Kommas, Semikolons oder Tabulatoren getrennt, mit oder ohne Überschriften. Nur die Adresse ist nötig; ein fehlendes Kennwort wird ausgedacht.',
    preview: 'Vorschau',
    running: 'Konten werden angelegt',
    progress: 'Angelegte Konten',
    stoppable: 'Abbrechen hält nach dem Konto an, das gerade angelegt wird; was bis dahin angelegt wurde, wird gezeigt.',
    stopping: 'Hält nach dem Konto an, das gerade angelegt wird …',
    stopped: (count) => `Der Import wurde angehalten: ${plural(count, 'Zeile wurde', 'Zeilen wurden')} nicht mehr bearbeitet.`,
    counted: (good, bad) =>
      bad === 0
        ? `${plural(good, 'Konto', 'Konten')}.`
        : `${plural(good, 'Konto', 'Konten')}; ${plural(bad, 'fehlerhafte Zeile wird', 'fehlerhafte Zeilen werden')} ausgelassen.`,
    submit: (count) => (count === 0 ? 'Importieren' : `${plural(count, 'Konto', 'Konten')} importieren`),
    unlimited: 'unbegrenzt',
    madeUp: 'Kennwort wird ausgedacht',
    given: 'Kennwort ist angegeben',
    column: { line: 'Zeile', address: 'Adresse', name: 'Name', quota: 'Platz', remark: 'Bemerkung', password: 'Kennwort' },
    problems: {
      tooFewColumns: 'hat keine Adresse',
      twice: (line) => `steht schon in Zeile ${formatNumber(line)}`,
      exists: 'dieses Konto gibt es schon',
      foreignDomain: (domain) => `${domain} ist keine Domain dieses Servers`,
      nameTooLong: 'der Name hat mehr als 200 Zeichen',
      quotaWrong: 'der Platz muss eine Zahl von MB ab 1 sein, oder leer für unbegrenzt',
    },
    done: (count) => `${plural(count, 'Konto', 'Konten')} angelegt`,
    result: 'Ergebnis',
    created: 'Angelegt, mit dem Kennwort der Liste',
    once: 'Ausgedachte Kennwörter werden nur dieses eine Mal gezeigt. Speichern Sie sie, geben Sie jedes seinem Inhaber, und löschen Sie die Datei.',
    closeHere: 'Diese Kennwörter werden sonst nirgends gezeigt. Speichern oder notieren Sie sie, und schließen Sie dann hier mit „Schließen“.',
    savePasswords: 'Kennwörter speichern (CSV)',
    passwordColumns: ['Adresse', 'Name', 'Kennwort'],
  },
};
