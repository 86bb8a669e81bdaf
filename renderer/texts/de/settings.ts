/** In German: see ../en/settings.ts. */
import type { settings as english } from '../en/settings.ts';
import { formatNumber, formOf, plural } from '../plural.ts';

function none(hits: number): string {
  return hits === 0 ? 'keine' : formatNumber(hits);
}

function refused(hits: number, examined: number, days: number, complete: boolean): string {
  const lately = formOf(days, 'des letzten Tages', `der letzten ${formatNumber(days)} Tage`);
  if (complete) return `${none(hits)} ${formOf(examined, 'der einen Nachricht', `der ${formatNumber(examined)} Nachrichten`)} ${lately}`;
  return `${none(hits)} von ${plural(examined, 'durchgesehenen Nachricht', 'durchgesehenen Nachrichten')} (von denen ${lately}, die neuesten zuerst)`;
}

/** „der 16 aufbewahrten Nachrichten“, oder wie viele von wie vielen, wo nicht alle durchgesehen wurden. */
function ofKept(examined: number, kept: number): string {
  if (examined >= kept) return formOf(examined, 'der einen aufbewahrten Nachricht', `der ${formatNumber(examined)} aufbewahrten Nachrichten`);
  return `von ${plural(examined, 'durchgesehenen Nachricht', 'durchgesehenen Nachrichten')} (von ${formatNumber(kept)} aufbewahrten, die neuesten zuerst)`;
}

export const settings: typeof english = {
  switchedOn: (label) => `„${label}“ ist jetzt eingeschaltet`,
  switchedOff: (label) => `„${label}“ ist jetzt ausgeschaltet`,
  changed: (label, value) => `„${label}“ ist jetzt ${value}`,
  secretChanged: (label) => `„${label}“ wurde geändert`,
  leftUnasked: (labels) =>
    `Das Fenster wurde verlassen, bevor nachgefragt werden konnte; es wurde nichts geändert: ${labels.map((label) => `„${label}“`).join(', ')} ${formOf(labels.length, 'bleibt, wie es war', 'bleiben, wie sie waren')}`,
  notSaved: (label, problem) => `„${label}“ wurde beim Verlassen des Fensters nicht gespeichert: ${problem}`,
  undone: (said) => `Rückgängig gemacht: ${said}`,
  fromTo: (label, from, to) => `${label}: ${from} → ${to}`,
  standard: (value) => `Standard: ${value}`,
  backToStandard: 'Zurück zum Standard',
  unlimited: 'Unbegrenzt',
  value: { on: 'Ein', off: 'Aus', none: 'Ohne', empty: 'leer', noEntries: 'keine Einträge' },
  units: { bytes: 'MB', seconds: 's', minutes: 'min', hours: 'h', days: 'Tage' },
  choices: {
    none: 'Keine',
    opportunistic: 'STARTTLS, falls angeboten',
    starttls: 'STARTTLS',
    implicit: 'TLS von Beginn an',
    smtp: 'SMTP',
    submission: 'Submission',
    submissions: 'Submissions (TLS)',
    pop3: 'POP3',
    pop3s: 'POP3S (TLS)',
    both: 'IPv4 und IPv6',
    ipv4: 'Nur IPv4',
    ipv6: 'Nur IPv6',
    latest: 'Fertige',
    beta: 'Fertige und solche in Erprobung',
  },
  wrong: {
    number: (min, max) => `Muss eine Zahl von ${min} bis ${max} sein.`,
    numbers: (min, max) => `Bitte Zahlen von ${min} bis ${max}, mit Kommas dazwischen.`,
    empty: 'Darf nicht leer sein.',
  },
  secret: {
    isSet: 'Gesetzt',
    notSet: 'Nicht gesetzt',
    set: 'Setzen …',
    replace: 'Ersetzen …',
    remove: 'Entfernen',
    save: 'Speichern',
    unchanged: 'unverändert',
  },
  group: { use: 'Verwenden', set: 'gesetzt', save: (label) => `${label} verwenden` },
  effect: {
    nothing: (days) => `Nichts in den letzten ${plural(days, 'Tag', 'Tagen')}.`,
    did: (what, days) => `In den letzten ${plural(days, 'Tag', 'Tagen')}: ${what}.`,
    show: 'Anzeigen',
    examined: {
      mailboxLogins: (count, days) =>
        `In den letzten ${plural(days, 'Tag', 'Tagen')}: ${count} Mal das Senden an andere Domains mit dem Kennwort eines Postfachs erlaubt.`,
      mailboxLoginsOff: (days) =>
        `In den letzten ${plural(days, 'Tag', 'Tagen')} niemandem das Senden mit dem Kennwort eines Postfachs erlaubt. Wer gesendet hätte, ist nicht bekannt: Eine abgewiesene Anmeldung verrät nicht, ob das Kennwort stimmte.`,
      byContent: (count, days) => `In den letzten ${plural(days, 'Tag', 'Tagen')}: ${count} am Inhalt erkannt.`,
      disguised: (hits, examined, kept) =>
        `${hits === 0 ? 'Keine' : formatNumber(hits)} ${ofKept(examined, kept)} mit einem Programm unter anderem Namen würden erkannt.`,
      listWouldBeIgnored: (count, days) =>
        `In den letzten ${plural(days, 'Tag', 'Tagen')} hat die Liste ${count} erfasst: Eingeschaltet, und ohne Größengrenze, wären sie hereingekommen.`,
      sizeIsLimited: 'Bewirkt zurzeit nichts: Die Größe der Nachrichten ist begrenzt.',
      listIgnored: (hits, examined, kept) =>
        `${hits === 0 ? 'Keine' : formatNumber(hits)} ${ofKept(examined, kept)} mit etwas, das auf der Liste steht, kamen herein.`,
      notKept: 'Abgewiesene Nachrichten werden nicht aufbewahrt und zählen hier nicht.',
      moreThan: (count) => `mehr als ${formatNumber(count)}`,
    },
    ifSwitched: {
      looking: 'Die letzten Nachrichten werden durchgesehen …',
      failed: 'Was dieser Schalter bewirkt hätte, ließ sich gerade nicht feststellen.',
      emptyList: 'Dieser Schalter hätte nichts erfasst: In der Liste gilt kein Eintrag.',
      noneKept: 'Was dieser Schalter erfasst hätte, ist nicht bekannt: Noch sind keine Nachrichten aufbewahrt.',
      kept: (hits, examined, kept) => `Eingeschaltet hätte dieser Schalter ${none(hits)} ${ofKept(examined, kept)} erfasst.`,
      noneTaken: (days) => `In den letzten ${plural(days, 'Tag', 'Tagen')} kam keine Nachricht herein, die dieser Schalter hätte abweisen können.`,
      taken: (hits, examined, days, complete) => `Eingeschaltet hätte dieser Schalter ${refused(hits, examined, days, complete)} abgewiesen.`,
      blank: (hits, examined, days, complete) => `Ausgeschaltet hätte dieser Schalter ${refused(hits, examined, days, complete)} abgewiesen.`,
      unknown: {
        'security.smtp-authentication.enabled': 'Wer sich angemeldet hätte, ist nicht bekannt: Ausgeschaltet wird die Anmeldung niemandem angeboten.',
        'security.smtp-authentication.requireTls':
          'Wen das abgewiesen hätte, ist nicht bekannt: Zu einer Anmeldung wird nicht festgehalten, ob sie über TLS kam.',
        'security.smtp-authentication.bruteForce.enabled':
          'Wen das ausgesperrt hätte, ist nicht bekannt: Falsche Kennwörter werden nur gezählt, solange der Schutz eingeschaltet ist.',
        'security.smtp-after-pop.enabled':
          'Wem das Senden erlaubt worden wäre, ist nicht bekannt: Wer von wo Nachrichten abgeholt hat, wird nur gemerkt, solange die Option eingeschaltet ist.',
        'security.address-verification.verifySenderDomain':
          'Was das abgewiesen hätte, ist nicht bekannt: Die Nameserver wurden damals nicht gefragt und antworten heute womöglich anders.',
        'security.address-verification.heloMustResolve':
          'Was das abgewiesen hätte, ist nicht bekannt: Die Nameserver wurden damals nicht gefragt und antworten heute womöglich anders.',
        'security.address-verification.verifyReverseDns':
          'Was das abgewiesen hätte, ist nicht bekannt: Die Nameserver wurden damals nicht gefragt und antworten heute womöglich anders.',
        'security.address-verification.verifySenderByCallout':
          'Was das abgewiesen hätte, ist nicht bekannt: Die Server der Absender wurden damals nicht gefragt.',
      },
    },
    kinds: {
      allowed: (count) => `${formatNumber(count)} Mal das Senden erlaubt`,
      passed: (count) => `${formatNumber(count)} durchgelassen`,
      marked: (count) => `${formatNumber(count)} gekennzeichnet`,
      held: (count) => `${formatNumber(count)} zurückgehalten`,
      discarded: (count) => `${formatNumber(count)} verworfen`,
      returned: (count) => `${formatNumber(count)} zurückgeschickt`,
      putOff: (count) => `${formatNumber(count)} aufgeschoben`,
      refused: (count) => `${formatNumber(count)} abgewiesen`,
    },
  },
  option: {
    on: 'Ein',
    off: 'Bewirkt zurzeit nichts',
    differs: 'Unterschiede zum ArgoSoft Mail Server',
    moreFindings: (count) => `und ${formatNumber(count)} weitere`,
    about: (entry, words) => `${entry}: ${words}`,
    switchOn: (label) => `„${label}“ einschalten`,
    switchOff: (label) => `„${label}“ ausschalten`,
  },
  risk: {
    title: 'Diese Änderung vornehmen?',
    confirm: 'Ändern',
    undo: {
      title: 'Zurücknehmen?',
      confirm: 'Zurücknehmen',
      text: (said) => `${said}. Was vorher galt, ist ein Risiko:`,
      losing: {
        'account-has-mail': (said) => `${said}. Seitdem ist Mail eingegangen. Wird das Konto zurückgenommen, so ist sie endgültig gelöscht:`,
        'list-has-members': (said) => `${said}. Seitdem sind Mitglieder hinzugekommen. Wird die Liste zurückgenommen, so sind sie endgültig entfernt:`,
      },
    },
    ban: (addresses) => `Sperre von ${addresses}.`,
    banUntil: (addresses, until) => `Sperre von ${addresses} bis ${until}.`,
    banForGood: (addresses) => `Sperre von ${addresses} auf Dauer.`,
    ofAddresses: (addresses, risk) => `${addresses}: ${risk}`,
    counting: 'Es wird gezählt, wer in den letzten 7 Tagen von dort gekommen ist. Das Protokoll ist lang; Sie müssen nicht darauf warten.',
    notCounted: 'Wer in den letzten 7 Tagen von dort gekommen ist, ließ sich nicht zählen.',
    goesBack: 'Diese Änderung wird nach 60 Sekunden von selbst zurückgenommen, wenn Sie sie nicht beibehalten – falls sie Sie aussperrt.',
    risks: {
      'login-off': 'Niemand kann sich mehr zum Senden anmelden: Die Mailprogramme Ihrer Benutzer scheitern.',
      'pop3-logins-off': 'Benutzer können nicht mehr mit dem Kennwort ihres Postfachs senden: Nur die SMTP-Anmeldungen gelten.',
      'tls-not-required': 'Kennwörter können im Klartext durch das Netz gehen, wo andere sie lesen können.',
      'local-senders-open': 'Jeder von außen kann Ihren Benutzern im Namen Ihrer Benutzer schreiben.',
      'sender-match-off': 'Wer angemeldet ist, kann im Namen jedes anderen senden.',
      'guessing-unguarded': 'Kennwörter können so schnell geraten werden, wie es die Leitung zulässt: Niemand wird dafür gesperrt.',
      'after-pop-on': 'Ein neuer Weg, an andere Domains zu senden: Jeder hinter einer Adresse, von der Mail abgeholt wurde, darf eine Zeit lang senden.',
      'sender-rules-off': 'Wer an andere Domains senden darf, darf das mit mehr Absendern als bisher.',
      'filters-off': 'Nachrichten werden nicht mehr nach den Texten der Filter durchsucht.',
      'content-unjudged': 'Ein Programm unter anderem Namen wird nicht mehr als solches erkannt: Es gelangt in die Postfächer.',
      'attachments-off': 'Angehängte Dateien werden nicht mehr geprüft: Programme gelangen in die Postfächer.',
      'sender-check-off': 'Absender werden weniger geprüft: Mehr gefälschte Mail kommt herein.',
      'blank-sender-refused': 'Zustellberichte haben einen leeren Absender: Ihre Benutzer erhalten keine mehr.',
      'listener-removed': 'Der Server antwortet dort nicht mehr: Mailprogramme und Server, die diesen Port benutzen, erreichen niemanden.',
      'listener-moved': 'Der Server antwortet an anderer Stelle: Mailprogramme und Server, die den alten Port benutzen, erreichen niemanden.',
      'listener-without-tls': 'Mail und womöglich Kennwörter gehen an diesem Port im Klartext durch das Netz.',
      'certificate-changed': 'Mailprogramme sehen ein anderes Zertifikat: Eines, dem sie nicht vertrauen, sperrt sie aus.',
      'smart-host-in-clear': 'Das Kennwort des Smarthosts und alle Mail an ihn können im Klartext durch das Netz gehen.',
      'covers-loopback':
        'Der Eintrag umfasst diesen Computer selbst (127.0.0.1 oder ::1): Programme darauf und vielleicht Sie können sich nicht mehr verbinden.',
      'covers-this-machine': 'Der Eintrag umfasst eine Adresse dieses Computers',
      'covers-smart-host': 'Der Eintrag umfasst den Smarthost, der die ausgehende Mail annimmt',
      'covers-administrator': 'Der Eintrag umfasst die Adresse, von der aus Sie verbunden sind',
      'covers-recent-login': 'Der Eintrag umfasst Adressen, von denen sich in den letzten 7 Tagen Benutzer angemeldet haben',
      'very-wide': 'Ein sehr weites Netz: Jeder darin könnte ohne Anmeldung über diesen Server in alle Welt senden.',
      'may-relay': 'Wer von dort kommt, könnte ohne Anmeldung über diesen Server in alle Welt senden.',
    },
  },
  replayed: (changed, played, examples) =>
    `Unter den neuen Einstellungen nachgespielt, würden ${formatNumber(changed)} der neuesten ${formatNumber(played)} umgekehrt entschieden${examples === '' ? '' : `: ${examples}`}.`,
  evidence: {
    'would-be-taken': (count) =>
      count === 0
        ? 'In den letzten 7 Tagen hat diese Prüfung niemanden abgewiesen.'
        : `In den letzten 7 Tagen hat diese Prüfung ${formatNumber(count)} abgewiesen: Künftig ${formOf(count, 'würde das', 'würden sie')} angenommen.`,
    'would-be-refused': (count) =>
      count === 0
        ? 'In den letzten 7 Tagen hat niemand so gesendet.'
        : `In den letzten 7 Tagen ${formOf(count, 'wurde', 'wurden')} ${formatNumber(count)} so gesendet: Künftig ${formOf(count, 'würde das', 'würden sie')} abgewiesen.`,
    'relaying-refused': (count) =>
      count === 0
        ? 'In den letzten 7 Tagen wurde das Weiterleiten nie abgewiesen.'
        : `In den letzten 7 Tagen wurde das Weiterleiten ${formatNumber(count)} Mal abgewiesen: Was davon von einer solchen Adresse kam, ginge künftig hinaus.`,
    'connected-now': (count) => `${plural(count, 'Verbindung ist', 'Verbindungen sind')} dort gerade offen.`,
    'came-in-here': (count) =>
      count === 0
        ? 'In den letzten 7 Tagen ist hier niemand hereingekommen.'
        : `In den letzten 7 Tagen ${formOf(count, 'kam', 'kamen')} hier ${plural(count, 'Sitzung', 'Sitzungen')} herein.`,
    'came-from-there': (count) =>
      count === 0
        ? 'In den letzten 7 Tagen ist von dort niemand gekommen.'
        : `In den letzten 7 Tagen ${formOf(count, 'kam', 'kamen')} von dort ${plural(count, 'Sitzung', 'Sitzungen')}.`,
  },
  entries: {
    add: 'Hinzufügen …',
    edit: 'Bearbeiten …',
    remove: 'Entfernen',
    addTitle: 'Neuer Eintrag',
    editTitle: 'Eintrag',
    empty: 'Es gibt keine Einträge.',
    added: (name) => `„${name}“ wurde hinzugefügt`,
    changed: (name) => `„${name}“ wurde geändert`,
    removed: (name) => `„${name}“ wurde entfernt`,
  },
  listenerEntries: {
    add: 'Listener hinzufügen …',
    edit: 'Bearbeiten …',
    remove: 'Entfernen',
    addTitle: 'Neuer Listener',
    editTitle: 'Listener',
    empty: 'Es gibt keine Listener: Der Server antwortet auf keinem Port.',
    added: (name) => `Ein Listener für ${name} wurde hinzugefügt`,
    changed: (name) => `Ein Listener für ${name} wurde geändert`,
    removed: (name) => `Ein Listener für ${name} wurde entfernt`,
  },
  server: {
    summary: 'Wie der Server heißt, wo er antwortet und wie viel er auf einmal annimmt.',
    identity: 'Identität',
    listeners: 'Listener',
    listenersNote: 'Die Ports, auf denen der Server antwortet. Änderungen gelten sofort: Offene Sitzungen an einem Port, der wegfällt, dürfen zu Ende gehen.',
    notThisRun: 'Zurzeit nicht',
    fromCommandLine:
      'Dieser Server wurde mit --listen gestartet: Seine Ports bestimmt in diesem Lauf die Befehlszeile. Die der Einstellungen gelten, sobald er ohne diese Option gestartet wird; für andere Ports bis dahin starten Sie ihn mit anderen Angaben dort.',
    certificate: 'Zertifikat',
    certificateChanged: 'Der Server benutzt jetzt ein anderes Zertifikat',
    useFiles: 'Diese Dateien verwenden',
    useSelfSigned: 'Selbstsigniertes Zertifikat verwenden',
    dns: 'Nameserver',
    limits: 'Grenzwerte',
    limitsNote: 'Die Standardwerte passen fast immer. Bei jedem steht, warum er so ist.',
  },
  delivery: {
    summary: 'Wie Mail für andere Domains diesen Server verlässt, und wie viel davon ein Absender senden darf.',
    way: 'Versand',
    protection: 'Schutz unterwegs',
    attempts: 'Zustellversuche',
    connections: 'Verbindungen',
    guardNote: 'Über diese Grenzen hinaus wird Mail angehalten, bis Sie sie angesehen haben.',
  },
  logging: { summary: 'Was aufgezeichnet wird und wie lange es bleibt.', what: 'Was aufgezeichnet wird', keeping: 'Wie lange es bleibt' },
  desktop: {
    summary: 'Was die Desktop-Anwendung an diesem Computer meldet und wie sie aktuell bleibt. Der Server selbst hängt nicht davon ab.',
    notifications: 'Benachrichtigungen',
    quietHours: 'Ruhezeit',
    updates: 'Updates',
  },
  trial: {
    title: 'Eine Änderung gilt auf Probe.',
    goesBack: (seconds) => `Sie wird in ${plural(seconds, 'Sekunde', 'Sekunden')} von selbst zurückgenommen, wenn Sie sie nicht beibehalten.`,
    keep: 'Beibehalten',
    revert: 'Jetzt zurücknehmen',
    reverted: 'Die Änderung wurde zurückgenommen',
    ended: {
      kept: () => 'Die Änderung auf Probe wurde anderswo beibehalten: Sie gilt weiter',
      'taken-back': () => 'Die Änderung auf Probe wurde anderswo zurückgenommen',
      'not-kept': (what) => `Niemand hat sie beibehalten: Die Änderung wurde zurückgenommen${what === '' ? '' : ` (${what})`}`,
      stuck: () => 'Niemand hat die Änderung beibehalten, doch sie ließ sich nicht zurücknehmen: Sehen Sie im Einstellungsverlauf nach',
    },
  },
};
