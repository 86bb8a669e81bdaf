/** The settings in German: label and help of each, by its path (shared/settings/declarations.ts). A test sees to it that none is missing. */
const action =
  'abweisen: in der Sitzung abgewiesen. zurückhalten: angenommen und in der Quarantäne zurückgehalten. kennzeichnen: mit einem Vermerk zugestellt. verwerfen: angenommen und weggeworfen. zurückschicken: angenommen und an den Absender zurückgeschickt, wo der Absender nachweislich echt ist; sonst wirkt es wie abweisen.';
const enabledEntry = ['Aktiv', 'Aus: aufbewahrt, aber nicht benutzt.'] as const;
const note = ['Notiz', 'Warum der Eintrag da ist.'] as const;
const expires = ['Läuft ab', 'Nach diesem Zeitpunkt gilt der Eintrag nicht mehr, etwa 2027-01-31T12:00:00Z. Leer: nie.'] as const;
const address = [
  'Adresse',
  'Eine IP-Adresse, ein Netz (192.0.2.0/24), ein Bereich (192.0.2.1-192.0.2.9) oder ein Muster (192.0.2.*); IPv4 oder IPv6.',
] as const;

const smartHost = {
  host: ['Host', 'Der Server, der unsere ausgehende Mail annimmt: ein Name oder eine Adresse.'],
  port: ['Port', 'Gewöhnlich 587, oder 465 mit TLS vom ersten Byte an.'],
  tls: ['Verschlüsselung', 'Keine; STARTTLS, wenn angeboten; STARTTLS verlangt; oder TLS vom ersten Byte an. Verlangt heißt: mit gültigem Zertifikat.'],
  user: ['Benutzer', 'Der Anmeldename dort, wenn er einen will.'],
  password: ['Kennwort', 'Das Kennwort dieser Anmeldung.'],
} as const;

export const germanFields: Readonly<Record<string, readonly [label: string, help: string]>> = {
  'server.hostname': ['Hostname', 'Der öffentliche Name dieses Servers, wie in seinem MX-Eintrag. Leer: der Name dieses Computers.'],
  'server.postmaster': [
    'Postmaster',
    'Wer die Mail an postmaster und abuse in Domains bekommt, die kein solches Konto und keinen solchen Alias haben. Leer: das älteste Konto.',
  ],
  'server.listeners': ['Listener', 'Die Ports, auf denen der Server antwortet.'],
  'server.listeners[].protocol': ['Protokoll', 'Was auf diesem Port gesprochen wird.'],
  'server.listeners[].address': ['Adresse', 'Die Adresse dieses Computers, auf der der Server antwortet; leer heißt alle, IPv4 und IPv6.'],
  'server.listeners[].port': ['Port', 'Der TCP-Port; 0 nimmt einen freien.'],
  'server.listeners[].tls': ['Verschlüsselung', 'Keine, STARTTLS auf Verlangen oder TLS vom ersten Byte an.'],
  'server.dns.servers': ['Nameserver', 'Nameserver, die statt denen des Systems gefragt werden.'],
  'server.publicUrl': [
    'Öffentliche Adresse',
    'Die HTTPS-Adresse, unter der der Server der Konsole von außen erreicht wird, etwa über einen Reverse-Proxy, der /unsubscribe/ durchlässt. Mitglieder von Mailinglisten treten dann mit einem Klick aus. Leer: Sie treten per Mail aus.',
  ],
  'server.authenticationResults': [
    'Authentication-Results',
    'Mail von außen bekommt eine Kopfzeile, die sagt, ob SPF, DKIM und DMARC für ihren Absender sprechen. Mailprogramme und Filter richten sich danach; abgewiesen wird deshalb nichts.',
  ],
  'server.tls.certificateFile': [
    'Zertifikatsdatei',
    'Eine PEM-Datei mit dem Zertifikat und seiner Kette. Leer: das selbstsignierte, das beim ersten Start gemacht wurde.',
  ],
  'server.tls.keyFile': ['Schlüsseldatei', 'Die PEM-Datei mit dem privaten Schlüssel des Zertifikats.'],
  'server.limits.maxConnections': [
    'Offene Verbindungen insgesamt',
    'Jede offene Sitzung kostet Speicher und einen Dateideskriptor; darüber antwortet der Server mit 421, statt für alle langsam zu werden.',
  ],
  'server.limits.maxConnectionsPerAddress': [
    'Offene Verbindungen von einer Adresse',
    'Ein Client darf nicht alle Plätze belegen. Ein ganzes Büro hinter einer Adresse kommt mit 100 aus.',
  ],
  'server.limits.maxRecipients': [
    'Empfänger einer Nachricht',
    'RFC 5321 Abschnitt 4.5.3.1.8 verlangt mindestens 100; darüber bekommt der Client 452 und sendet den Rest in einer weiteren Übertragung.',
  ],
  'server.limits.maxErrors': [
    'Fehler, bevor eine Sitzung geschlossen wird',
    'Ein Client, der Fehler um Fehler macht, rät oder ist kaputt; echte Clients machen keine.',
  ],
  'server.limits.smtpIdleSeconds': [
    'SMTP-Leerlaufzeit',
    'RFC 5321 Abschnitt 4.5.3.2.7: Ein Server sollte mindestens 5 Minuten auf den nächsten Befehl warten.',
  ],
  'server.limits.pop3IdleSeconds': ['POP3-Leerlaufzeit', 'RFC 1939 Abschnitt 3: Die automatische Abmeldung darf frühestens nach 10 Minuten kommen.'],
  'server.limits.transactionSeconds': [
    'Zeit, bis eine Nachricht da ist',
    'Ein Client, der jede Minute ein Byte sendet, ist nie untätig; dies begrenzt die ganze Übertragung. 25 MB brauchen über eine langsame Leitung weniger als eine Stunde.',
  ],
  'server.limits.maxReceivedHeaders': [
    'Received-Zeilen, ab denen eine Nachricht als kreisend gilt',
    'RFC 5321 Abschnitt 6.3: Schleifen werden an der Zahl der Received-Zeilen erkannt, gewöhnlich ab mindestens 100.',
  ],
  'server.limits.minFreeDiskBytes': [
    'Platz, der auf dem Datenträger frei bleibt',
    'Darunter wird neue Mail mit 452 4.3.1 aufgeschoben, damit die Datenbank immer zu Ende bringen kann, was sie zugesagt hat.',
  ],
  'server.limits.quarantineDays': [
    'Tage, die zurückgehaltene Nachrichten bleiben',
    'Was bis dahin niemand freigegeben hat, wird endgültig verworfen. Wer eine Nachricht vermisst, fragt innerhalb eines Monats. Was der Ausgangswächter zurückhält, bleibt, bis es freigegeben oder gelöscht wird.',
  ],
  'delivery.smartHost': ['Smarthost', 'Wem Mail an andere Domains übergeben wird. Ohne ihn geht sie direkt an die Mailserver der Empfänger.'],
  'delivery.smartHost.host': smartHost.host,
  'delivery.smartHost.port': smartHost.port,
  'delivery.smartHost.tls': smartHost.tls,
  'delivery.smartHost.user': smartHost.user,
  'delivery.smartHost.password': smartHost.password,
  'delivery.senderRoutes': ['Smarthosts nach Absender', 'Absenderdomains, deren Mail einen anderen Weg nimmt als alle übrige.'],
  'delivery.senderRoutes[].domain': ['Absenderdomain', 'Mail mit einem Absender dieser Domain.'],
  'delivery.senderRoutes[].smartHost': [
    'Smarthost',
    'Wem sie übergeben wird. Leer: Sie geht direkt an die Mailserver der Empfänger, auch wenn der Server einen Smarthost hat.',
  ],
  'delivery.senderRoutes[].smartHost.host': smartHost.host,
  'delivery.senderRoutes[].smartHost.port': smartHost.port,
  'delivery.senderRoutes[].smartHost.tls': smartHost.tls,
  'delivery.senderRoutes[].smartHost.user': smartHost.user,
  'delivery.senderRoutes[].smartHost.password': smartHost.password,
  'delivery.port': ['Zustellport', 'Der Port anderer Mailserver: 25, außer für Tests und ungewöhnliche Netze.'],
  'delivery.paused': ['Angehalten', 'Nichts geht an andere Server; die Mail dorthin wartet in der Warteschlange.'],
  'delivery.allowPrivateAddresses': [
    'An private Adressen zustellen',
    'Mailserver, die das DNS nennt, und Webserver mit MTA-STS-Richtlinien dürfen Adressen privater Netze oder dieses Computers haben. Lassen Sie dies aus, wo Fremde die Empfänger wählen können: Sie könnten den Server an Rechner in Ihrem Netz klopfen lassen. Für Smarthosts gilt es nicht.',
  ],
  'delivery.addressFamily': ['Internetprotokolle', 'Adressen der Mailserver, die versucht werden: IPv6 und IPv4 im Wechsel, oder nur die des einen.'],
  'delivery.mtaSts': [
    'MTA-STS',
    'Domains, die eine solche Richtlinie veröffentlichen (RFC 8461), bekommen Mail nur über TLS und nur an Server mit gültigem Zertifikat.',
  ],
  'delivery.dane': [
    'DANE',
    'Server mit TLSA-Einträgen (RFC 7672) bekommen Mail nur über TLS, das dazu passt. Braucht einen Nameserver auf diesem Computer, der DNSSEC prüft; mit jedem anderen bewirkt es nichts.',
  ],
  'delivery.connections': [
    'Verbindungen insgesamt',
    'Verbindungen zu anderen Mailservern zur selben Zeit. Solche, die noch auf eine erste Antwort warten, zählen nicht lange.',
  ],
  'delivery.connectionsPerDestination': [
    'Verbindungen zu einem Ziel',
    'Zu den Mailservern einer Domain, und zu einem Mailserver, welche Domains er auch bedient. Bis der Server eine Nachricht angenommen hat, ist es eine. Große Anbieter beschweren sich ab 20.',
  ],
  'delivery.retryMinutes': [
    'Abstände der Versuche (Minuten)',
    'Nach dem ersten Versuch, nach dem zweiten und so fort; der letzte gilt weiter. Jeder wird um bis zu ein Fünftel verlängert oder verkürzt, damit nicht alles zugleich versucht wird. RFC 5321 will auf Dauer mindestens 30 Minuten.',
  ],
  'delivery.delayNoticeHours': [
    'Verzögerung melden nach (Stunden)',
    'Der Absender einer Nachricht, die so lange gewartet hat, bekommt eine Mitteilung. 0: keine.',
  ],
  'delivery.giveUpHours': [
    'Aufgeben nach (Stunden)',
    'Eine Nachricht, die so lange nicht zugestellt werden konnte, geht an ihren Absender zurück. RFC 5321 will vier oder fünf Tage.',
  ],
  'logging.smtpCommands': ['SMTP-Befehle', 'Jeden Befehl eines Clients protokollieren (nie seine Kennwörter).'],
  'logging.smtpConversations': ['SMTP-Dialoge', 'Auch die Antworten des Servers protokollieren.'],
  'logging.popCommands': ['POP-Befehle', 'Jeden POP3-Befehl eines Clients protokollieren (nie seine Kennwörter).'],
  'logging.adminActions': ['Administration', 'Jede Änderung protokollieren, die in einem Fenster oder auf der Befehlszeile gemacht wird.'],
  'logging.toFile': ['In Dateien protokollieren', 'Neben der Datenbank jeden Tag eine Protokolldatei schreiben.'],
  'logging.keepDays': ['Aufbewahren (Tage)', 'Ältere Protokolldateien und Ereignisse werden entfernt.'],
  'logging.traceDays': ['Entscheidungen aufbewahren (Tage)', 'Was über jede Nachricht und jede abgewiesene Sitzung entschieden wurde, und warum.'],
  'logging.traceContent': [
    'Inhalte mit den Entscheidungen aufbewahren',
    'Betreff, From-Zeile und Namen der Anhänge, und was eine Prüfung darin fand. Aus für alle, die dies nicht aufbewahren dürfen.',
  ],
  'desktop.notifications.certificate': ['Zertifikat läuft ab', 'Zwei Wochen vorher und dann jeden Tag. Das selbstsignierte wird von selbst erneuert.'],
  'desktop.notifications.listener': ['Listener ausgefallen', 'Ein Port ließ sich nicht öffnen oder ging verloren: Dort erreicht niemand den Server.'],
  'desktop.notifications.ban': ['Adresse gesperrt', 'Jemand hat Kennwörter oder Empfänger geraten.'],
  'desktop.notifications.account': [
    'Konto zurückgehalten',
    'Ein Konto oder eine Anmeldung sendet mehr als gewöhnlich, wie bei einem gestohlenen Kennwort: Seine Nachrichten warten, bis Sie nachsehen.',
  ],
  'desktop.notifications.held': ['Nachricht zurückgehalten', 'Jede Nachricht, die ein Filter in Quarantäne nimmt. Auf einem belebten Server sind das viele.'],
  'desktop.notifications.disk': ['Datenträger fast voll', 'Für Mail ist weniger als 1 GB frei.'],
  'desktop.notifications.update': ['Update bereit', 'Eine neuere Version ist geholt und kann installiert werden.'],
  'desktop.quietHours.enabled': ['Ruhezeit', 'Benachrichtigungen warten bis zum Ende der Ruhezeit und kommen dann gesammelt, eine von jeder Art.'],
  'desktop.quietHours.from': ['Von', 'Uhrzeit auf diesem Computer, etwa 22:00.'],
  'desktop.quietHours.until': ['Bis', 'Uhrzeit auf diesem Computer, etwa 07:00. Früher als der Beginn: am nächsten Tag.'],
  'desktop.updates.check': [
    'Nach Updates suchen',
    'Einige Male am Tag. Eine neuere Version wird geholt und wartet: Installiert wird sie, wenn Sie es sagen und keine Mail unterwegs ist, oder beim nächsten Beenden.',
  ],
  'desktop.updates.channel': ['Versionen', 'Fertige Versionen, oder auch solche, die noch erprobt werden.'],
  'security.smtp-authentication.enabled': ['Aktiv', 'Clients dürfen sich anmelden, und wer angemeldet ist, darf an andere Domains senden.'],
  'security.smtp-authentication.usePop3Credentials': [
    'POP3-Benutzernamen und -Kennwörter verwenden',
    'Konten melden sich mit ihrer Adresse und ihrem eigenen Kennwort an. Aus: Nur die SMTP-Anmeldungen unten gelten.',
  ],
  'security.smtp-authentication.logins': ['SMTP-Anmeldungen', 'Anmeldungen allein zum Senden, etwa für Drucker und Skripte.'],
  'security.smtp-authentication.logins[].name': ['Name', 'Der Benutzername, etwa „drucker“ oder eine Adresse.'],
  'security.smtp-authentication.logins[].password': [
    'Kennwort',
    'Als scrypt-Hash aufbewahrt; ein Kennwort im Klartext wird beim Speichern der Einstellungen gehasht.',
  ],
  'security.smtp-authentication.logins[].enabled': ['Aktiv', 'Aus: Niemand meldet sich damit an, und seine Sitzungen enden.'],
  'security.smtp-authentication.logins[].note': ['Notiz', 'Für wen oder was diese Anmeldung da ist.'],
  'security.smtp-authentication.logins[].addresses': [
    'Darf senden als',
    'Absenderadressen, die diese Anmeldung benutzen darf, jede eine Adresse oder „@example.com“ für eine ganze Domain. Leer heißt keine, außer „Absender muss zur Anmeldung passen“ ist aus.',
  ],
  'security.smtp-authentication.requireTls': [
    'TLS verlangen',
    'Anmeldungen werden über unverschlüsselte Verbindungen weder angeboten noch angenommen, außer von diesem Computer selbst.',
  ],
  'security.smtp-authentication.requireForLocalSenders': [
    'Für lokale Absender verlangen',
    'Mail mit einem Absender einer lokalen Domain wird von Clients abgewiesen, die weder angemeldet noch vertrauenswürdig sind, damit sich Fremde nicht als Leute des Hauses ausgeben.',
  ],
  'security.smtp-authentication.senderMustMatchLogin': [
    'Absender muss zur Anmeldung passen',
    'MAIL FROM und die From-Zeile müssen Adressen sein, die zur Anmeldung gehören.',
  ],
  'security.smtp-authentication.bruteForce.enabled': [
    'Schutz vor Raten',
    'Zählt fehlgeschlagene Anmeldungen, nur verschiedene Kennwörter, und sperrt Adressen, die raten.',
  ],
  'security.smtp-authentication.bruteForce.failuresPerAddress': [
    'Falsche Kennwörter von einer Adresse',
    'Verschiedene falsche Kennwörter in der Zeit unten, bevor die Adresse gesperrt wird.',
  ],
  'security.smtp-authentication.bruteForce.failuresPerAccount': [
    'Falsche Kennwörter für ein Konto',
    'Verschiedene falsche Kennwörter in der Zeit unten, von allen Adressen zusammen, bevor Anmeldungen am Konto von ihm unbekannten Adressen eine Weile abgewiesen werden.',
  ],
  'security.smtp-authentication.bruteForce.windowMinutes': ['Gezählt über (Minuten)', 'Ältere Fehlversuche zählen nicht mehr.'],
  'security.smtp-authentication.bruteForce.banMinutes': [
    'Erste Sperre (Minuten)',
    'Jede weitere Sperre derselben Adresse dauert viermal so lange wie die vorige, bis zu 30 Tagen.',
  ],
  'security.smtp-after-pop.enabled': [
    'Aktiv',
    'Nach einer POP3-Anmeldung darf die Adresse des Clients einige Minuten lang an andere Domains senden. Alle anderen hinter derselben Adresse dürfen es auch.',
  ],
  'security.smtp-after-pop.minutes': ['Minuten', 'Wie lange nach der letzten POP3-Anmeldung.'],
  'security.sender-rules.senderDomainMustBeLocal': [
    'Domain des Absenders muss lokal sein',
    'Mail an andere Domains wird nur angenommen, wenn die Domain von MAIL FROM eine der unseren ist.',
  ],
  'security.sender-rules.senderMustHaveAccount': [
    'Absender muss ein Konto haben',
    'Mail an andere Domains wird nur angenommen, wenn MAIL FROM ein Konto oder Alias hier ist.',
  ],
  'security.filters.enabled': ['Aktiv', 'Jede Nachricht, von wem auch immer, wird nach den Texten unten durchsucht.'],
  'security.filters.subjectPrefix': ['Betreff-Vorsatz', 'Steht vor dem Betreff einer Nachricht, bei der ein Eintrag mit der Aktion „kennzeichnen“ greift.'],
  'security.filters.entries': ['Filter', 'Die Texte. Ihre Zahl kostet keine Zeit.'],
  'security.filters.entries[].text': ['Text', 'Greift überall, auch mitten in Wörtern; Groß- und Kleinschreibung und die Menge an Leerraum sind gleich.'],
  'security.filters.entries[].scope': ['Wo', 'überall, im Kopf, im Betreff, im Absender, im Text oder in Links.'],
  'security.filters.entries[].action': ['Aktion', action],
  'security.filters.entries[].enabled': enabledEntry,
  'security.filters.entries[].note': note,
  'security.filters.entries[].expires': expires,
  'security.attachment-filters.enabled': ['Aktiv', 'Namen und Inhalt angehängter Dateien, auch derer in ZIP-Archiven, werden gegen die Liste unten gehalten.'],
  'security.attachment-filters.entries': ['Dateiarten', 'Die Muster.'],
  'security.attachment-filters.entries[].pattern': [
    'Muster',
    '„.EXE“ diese Art; „.E*“ jede Art, die mit E beginnt; „rechnung*.zip“ (ohne Punkt am Anfang) der ganze Name. * ist eine beliebige Folge, ? genau ein Zeichen.',
  ],
  'security.attachment-filters.entries[].action': ['Aktion', action],
  'security.attachment-filters.entries[].enabled': enabledEntry,
  'security.attachment-filters.entries[].note': note,
  'security.attachment-filters.byContent': [
    'Nach dem Inhalt urteilen',
    'Eine Datei, die wie ein Programm für Windows, Linux oder macOS beginnt, gilt als .EXE, wie auch immer sie heißt.',
  ],
  'security.attachment-filters.refuseUnreadableArchives': [
    'Unlesbare Archive abweisen',
    'Ein ZIP-Archiv, das beschädigt, zu tief oder zu groß zum Lesen ist, wird abgewiesen.',
  ],
  'security.attachment-filters.refuseUnseenArchives': [
    'Nicht vollständig durchgesehene Archive abweisen',
    'Abgewiesen wird ein Archiv mit so vielen Dateien, dass nicht alle Namen angesehen werden können, oder eines, in dem Programme verschiedene Dateien finden; ebenso eines mit einem Archiv darin, das zu tief liegt oder gepackt ist wie kein ehrliches, oder mit mehr als tausend, die geschlossen bleiben mussten: Jede Datei könnte darin sein. Aus: Es wird durchgelassen, und die Spur nennt es.',
  ],
  'security.attachment-filters.messageSizeLimit': [
    'Größenbegrenzung für Nachrichten (Bytes)',
    'Größere Nachrichten werden in der Sitzung abgewiesen. Leer heißt unbegrenzt.',
  ],
  'security.attachment-filters.ignoreWhenUnlimited': [
    'Liste bei unbegrenzter Größe nicht beachten',
    'Wie im Original: Ohne Größenbegrenzung werden Anhänge nicht angesehen. Nicht empfohlen.',
  ],
  'security.address-verification.assumeBlankSenderIsValid': [
    'Leeren Absender als gültig ansehen',
    'Zustellberichte haben einen leeren Absender (RFC 5321 Abschnitt 4.5.5). Aus: Sie werden abgewiesen, und kein Bericht erreicht mehr Ihre Benutzer.',
  ],
  'security.address-verification.verifySenderDomain': ['Domain des Absenders prüfen', 'Die Domain von MAIL FROM muss Mail empfangen können.'],
  'security.address-verification.verifyLocalSender': ['Lokale Absender prüfen', 'MAIL FROM in einer lokalen Domain muss ein Konto oder Alias sein.'],
  'security.address-verification.verifyHelo': ['HELO prüfen', 'Der Name, den sich ein Client gibt, muss gültig und darf nicht unser eigener sein.'],
  'security.address-verification.heloMustResolve': ['HELO-Name muss existieren', 'Der Name muss im DNS stehen. Manche rechtmäßigen Server erfüllen das nicht.'],
  'security.address-verification.verifyReverseDns': [
    'Rückwärtsauflösung prüfen',
    'Die Adresse des Clients muss einen Namen haben, der zu ihr zurückführt. Manche rechtmäßigen Server erfüllen das nicht.',
  ],
  'security.address-verification.verifySenderByCallout': [
    'Absender durch Rückfrage prüfen',
    'Fragt den Mailserver der Absenderdomain, ob es die Adresse gibt. Langsam; manche Server mögen es nicht. Jede Störung gilt als Ja.',
  ],
  'security.address-verification.maxUnknownRecipients': [
    'Unbekannte Empfänger, bis ein Client gebremst wird',
    'Eine Sitzung, die mehr Adressen versucht, die es nicht gibt, rät: Sie wird gebremst, bei der doppelten Zahl geschlossen und ihre Adresse eine Weile gesperrt.',
  ],
  'security.banned-addresses.entries': [
    'Gesperrte Adressen',
    'Sperren, die der Server selbst verhängt (Raten von Kennwörtern oder Empfängern), werden getrennt aufbewahrt und hier mit aufgeführt.',
  ],
  'security.banned-addresses.entries[].address': address,
  'security.banned-addresses.entries[].note': note,
  'security.banned-addresses.entries[].expires': expires,
  'security.trusted-addresses.entries': ['Vertrauenswürdige Adressen', 'Filter, Anhangsfilter und Grenzen gelten auch für sie.'],
  'security.trusted-addresses.entries[].address': address,
  'security.trusted-addresses.entries[].note': note,
  'security.trusted-addresses.entries[].expires': expires,
  'outbound.enabled': [
    'Aktiv',
    'Mail über den Grenzen wird zurückgehalten, nicht verloren: Ein Schritt gibt sie frei. Lokale Empfänger und vertrauenswürdige Clients, die sich nicht anmelden, zählen nicht.',
  ],
  'outbound.messagesPerHour': [
    'Nachrichten in einer Stunde',
    'Ein Mensch schreibt an einem vollen Tag ein paar Dutzend Nachrichten; wer ein Kennwort gestohlen hat, sendet Tausende in einer Stunde. Leer: ohne Grenze.',
  ],
  'outbound.messagesPerDay': ['Nachrichten an einem Tag', 'Genug für einen vollen Tag eines Geschäfts, das jede Bestellung bestätigt. Leer: ohne Grenze.'],
  'outbound.newRecipientsPerHour': [
    'Neue Empfänger in einer Stunde',
    'Adressen anderswo, an die der Absender noch nie geschrieben hat: bei normaler Arbeit wenige, bei einem gestohlenen Kennwort alle. Leer: ohne Grenze.',
  ],
  'outbound.newRecipientsPerDay': [
    'Neue Empfänger an einem Tag',
    'Eine Einladung an alle Kunden geht durch, eine gekaufte Adressliste nicht. Leer: ohne Grenze.',
  ],
  'outbound.exceptions': ['Ausnahmen', 'Absender mit eigenen Grenzen, etwa eine Anmeldung für Rundschreiben.'],
  'outbound.exceptions[].sender': ['Absender', 'Die Adresse eines Kontos oder der Name einer SMTP-Anmeldung.'],
  'outbound.exceptions[].messagesPerHour': ['Nachrichten in einer Stunde', 'Leer: ohne Grenze.'],
  'outbound.exceptions[].messagesPerDay': ['Nachrichten an einem Tag', 'Leer: ohne Grenze.'],
  'outbound.exceptions[].newRecipientsPerHour': ['Neue Empfänger in einer Stunde', 'Leer: ohne Grenze.'],
  'outbound.exceptions[].newRecipientsPerDay': ['Neue Empfänger an einem Tag', 'Leer: ohne Grenze.'],
};
