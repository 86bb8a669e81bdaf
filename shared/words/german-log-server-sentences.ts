/** What the log says of the server itself: listeners, certificate, data, log, host (main/store, main/log, main/tls, main/host), in German: as german-log-sentences.ts. */
export const GERMAN_LOG_SERVER_SENTENCES: Readonly<Record<string, string>> = {
  // Listeners and the certificate.
  'listening on {}': 'Nimmt Verbindungen an: {}',
  'stopped listening on {}': 'Nimmt keine Verbindungen mehr an: {}',
  'still listening on {}, since what was to take its place cannot be opened':
    'Nimmt weiter Verbindungen an: {}, da sich nicht öffnen lässt, was an die Stelle treten sollte',
  '{}, port {}': '{}, Port {}',
  'all addresses': 'alle Adressen',
  'the listeners could not be changed: {}': 'Die Listener konnten nicht geändert werden: {}',
  '{} cannot use port {}{}': '{} kann Port {}{} nicht verwenden',
  ' of {}': ' von {}',
  'the certificate of {} is now in use, good until {}': 'Das Zertifikat von {} ist jetzt in Gebrauch, gültig bis {}',
  'the certificate of {} ended on {}: renew it': 'Das Zertifikat von {} ist am {} abgelaufen: Erneuern Sie es',
  '{}. The certificate in use stays: {}': '{}. Das Zertifikat in Gebrauch bleibt: {}',
  '{}. Until then the self-signed certificate is used': '{}. Bis dahin wird das selbstsignierte Zertifikat benutzt',
  "the key in {} does not belong to the certificate in {}: give the key it was made with, and put the server's own certificate first in its file":
    'Der Schlüssel in {} gehört nicht zum Zertifikat in {}: Nennen Sie den, mit dem es erstellt wurde, und stellen Sie das Zertifikat des Servers in seiner Datei an den Anfang',
  'the certificate in {} cannot be used: {}': 'Das Zertifikat in {} ist nicht zu gebrauchen: {}',
  '{} cannot be read ({}): check the path and that the server may read the file':
    '{} kann nicht gelesen werden ({}): Prüfen Sie den Pfad, und ob der Server die Datei lesen darf',
  '{} is not a PEM certificate: it must begin with -----BEGIN CERTIFICATE-----':
    '{} ist kein PEM-Zertifikat: Die Datei muss mit -----BEGIN CERTIFICATE----- beginnen',
  'the key in {} is protected with a passphrase: give a key without one (openssl pkey -in KEY -out NEW)':
    'Der Schlüssel in {} ist mit einer Passphrase geschützt: Nennen Sie einen ohne (openssl pkey -in KEY -out NEW)',
  '{} is not a PEM private key: it must begin with -----BEGIN PRIVATE KEY----- or the like':
    '{} ist kein privater PEM-Schlüssel: Die Datei muss mit -----BEGIN PRIVATE KEY----- oder Ähnlichem beginnen',

  // The open-relay test.
  'open-relay test: THIS SERVER RELAYS FOR STRANGERS. The listener {} took the recipient <{}> from the sender <{}>':
    'Open-Relay-Test: DIESER SERVER LEITET FÜR FREMDE WEITER. Der Listener {} hat den Empfänger <{}> vom Absender <{}> angenommen',
  'open-relay test: no listener relays for strangers ({} attempts at {})': 'Open-Relay-Test: Kein Listener leitet für Fremde weiter (Versuche: {}, bei {})',
  'open-relay test: nothing was relayed, but not all could be tested: {}':
    'Open-Relay-Test: Nichts wurde weitergeleitet, aber nicht alles konnte geprüft werden: {}',
  'there is no SMTP listener': 'Es gibt keinen SMTP-Listener',

  // The settings, as they were found at the start.
  'the settings file was damaged and is now {} ({})': 'Die Einstellungsdatei war beschädigt und heißt jetzt {} ({})',
  'the secret {} was sealed by another user, on another computer, or has been damaged, and cannot be read: type it in again':
    'Das Geheimnis {} wurde von einem anderen Benutzer oder auf einem anderen Computer versiegelt oder ist beschädigt und nicht lesbar: Geben Sie es neu ein',
  'the settings of revision {} are in force instead of the settings file': 'Statt der Einstellungsdatei gelten die Einstellungen von Revision {}',
  'there is no earlier revision: the default settings are in force': 'Es gibt keine frühere Revision: Die Standardeinstellungen gelten',
  "the system's store of secrets {}: until it can be used again, secrets of the settings are kept as they are, in a file that its owner alone may read":
    'Der Geheimnisspeicher des Systems {}: Bis er wieder zu gebrauchen ist, stehen Geheimnisse der Einstellungen im Klartext in einer Datei, die nur ihr Besitzer lesen darf',
  "the system's store of secrets, which has the key to it, {}": 'Der Geheimnisspeicher des Systems, der den Schlüssel dazu hat, {}',
  'is not there in this session': 'ist in dieser Sitzung nicht da',
  'gave back what is no key': 'hat etwas zurückgegeben, das kein Schlüssel ist',
  'cannot be used ({})': 'ist nicht zu gebrauchen ({})',

  // The store.
  'The disk that holds {} is full: free some space.': 'Der Datenträger mit {} ist voll: Schaffen Sie Platz.',
  '{} cannot be written ({}): check who owns it, its rights, and whether the disk is mounted read-only.':
    '{} kann nicht geschrieben werden ({}): Prüfen Sie Besitzer und Rechte, und ob der Datenträger schreibgeschützt eingehängt ist.',
  '{} is damaged ({}): stop the server, keep a copy of the data folder, and restore a backup.':
    '{} ist beschädigt ({}): Halten Sie den Server an, bewahren Sie eine Kopie des Datenordners auf, und stellen Sie eine Sicherung wieder her.',
  '{} was written by a newer Gatepost (schema {}; this one knows {}): start that version, or restore a backup made before the update.':
    '{} wurde von einem neueren Gatepost geschrieben (Schema {}; dieses kennt {}): Starten Sie jene Version, oder stellen Sie eine Sicherung von vor dem Update wieder her.',
  'The store did not start: {}': 'Der Speicher ist nicht gestartet: {}',
  'The store did not start (exit code {}).': 'Der Speicher ist nicht gestartet (Exitcode {}).',
  'The store has stopped after an error: {}': 'Der Speicher ist nach einem Fehler stehen geblieben: {}',
  'The store has stopped (exit code {}).': 'Der Speicher ist stehen geblieben (Exitcode {}).',
  'The store is closed.': 'Der Speicher ist geschlossen.',
  'An answer of the store could not be read.': 'Eine Antwort des Speichers war nicht lesbar.',
  'A store worker runs only as a worker thread.': 'Ein Arbeiter des Speichers läuft nur als Worker-Thread.',
  'The message has ended: nothing can be added to it.': 'Die Nachricht ist zu Ende: Nichts kann mehr hinzukommen.',
  'The message has ended: it cannot be committed again.': 'Die Nachricht ist zu Ende: Sie kann nicht noch einmal abgeschlossen werden.',
  'The reader of message {} is closed.': 'Das Lesen der Nachricht {} ist schon beendet.',
  '{} could not be written to the disk: check the disk and the system log.':
    '{} konnte nicht auf den Datenträger geschrieben werden: Prüfen Sie den Datenträger und das Systemprotokoll.',
  '{} ends before the message does: restore a backup to get the message back.':
    '{} endet vor der Nachricht: Stellen Sie eine Sicherung wieder her, um die Nachricht zurückzubekommen.',
  '{}: {} parts of messages overlap others; restore a backup to get these messages back.':
    '{}: Teile von Nachrichten, die sich mit anderen überschneiden: {}; stellen Sie eine Sicherung wieder her, um diese Nachrichten zurückzubekommen.',
  '{} is {} bytes shorter than its messages need; restore a backup to get these messages back.':
    '{} ist um {} Bytes kürzer, als die Nachrichten brauchen; stellen Sie eine Sicherung wieder her, um diese Nachrichten zurückzubekommen.',
  '{}: gave back {} bytes that no message needs (never accepted, or removed since).':
    '{}: {} Bytes zurückgegeben, die keine Nachricht braucht (nie angenommen oder inzwischen entfernt).',
  '{} went on for {} bytes behind the last message that {} knows, which looks older: the whole file was kept as {} before they were cut off. Should a newer gatepost.db turn up, that is the messages.dat that belongs to it; else remove it.':
    '{} ging um {} Bytes über die letzte Nachricht hinaus, die {} kennt; diese Datei sieht älter aus. Die ganze Datei wurde als {} aufbewahrt, bevor sie gekürzt wurde. Findet sich eine neuere gatepost.db, ist das die messages.dat dazu; sonst entfernen Sie sie.',
  '{} is longer than gatepost.db knows, and a copy of it ({} bytes) could not be kept: {} Restore a backup of both files, or make room for the copy. Nothing was changed.':
    '{} ist länger, als gatepost.db weiß, und eine Kopie davon ({} Bytes) konnte nicht aufbewahrt werden: {} Stellen Sie eine Sicherung beider Dateien wieder her, oder schaffen Sie Platz für die Kopie. Nichts wurde geändert.',
  'This folder has had mail: {} is there, and {}, which holds domains, accounts and mail, is missing or empty. Nothing was changed. Restore a backup of both files; or, to begin anew without that mail, move messages.dat to another folder.':
    'In diesem Ordner gab es Nachrichten: {} ist da, und {}, mit Domains, Konten und Nachrichten, fehlt oder ist leer. Nichts wurde geändert. Stellen Sie eine Sicherung beider Dateien wieder her; oder verschieben Sie, um ohne diese Nachrichten neu zu beginnen, messages.dat in einen anderen Ordner.',
  'There are large messages in {}, and {}, which says whose they are, is missing, empty or new. Nothing was changed. Restore a backup of both files; or, to begin anew without these messages, move messages.dat to another folder.':
    'In {} sind große Nachrichten, und {}, wo steht, wem sie gehören, fehlt, ist leer oder neu. Nichts wurde geändert. Stellen Sie eine Sicherung beider Dateien wieder her; oder verschieben Sie, um ohne diese Nachrichten neu zu beginnen, messages.dat in einen anderen Ordner.',
  '{} is a folder, and the server needs a file of that name: move the folder away. Nothing was changed.':
    '{} ist ein Ordner, und der Server braucht eine Datei dieses Namens: Verschieben Sie den Ordner. Nichts wurde geändert.',
  '{} is not the one that the last run had open, and {} does not belong to it: that was kept as {}, and is not needed here. Mail that came last may be in it: should the newer gatepost.db turn up, that is the gatepost.db-wal that belongs to it, and both must be there under their own names before a start; else remove it.':
    '{} ist nicht die Datei, die beim letzten Lauf offen war, und {} gehört nicht dazu: Das wurde als {} aufbewahrt und wird hier nicht gebraucht. Die letzten Nachrichten können darin sein: Findet sich die neuere gatepost.db, ist das die gatepost.db-wal dazu, und beide müssen vor einem Start unter ihren eigenen Namen da sein; sonst entfernen Sie sie.',
  '{} has {} bytes, and begins as one of {}: a copy that is not whole. Nothing was changed. Copy the folder anew, with gatepost.db, gatepost.db-wal and messages.dat together, while no server runs on them; or restore a backup of both gatepost.db and messages.dat.':
    '{} hat {} Bytes und beginnt wie eine Datei von {}: eine unvollständige Kopie. Nichts wurde geändert. Kopieren Sie den Ordner neu, gatepost.db, gatepost.db-wal und messages.dat zusammen, während kein Server darauf läuft; oder stellen Sie eine Sicherung von gatepost.db und messages.dat wieder her.',
  '{} is not whole, as after a power failure, or in a copy that broke off: mail that came last may be missing. If this folder is a copy, make it anew, with gatepost.db, gatepost.db-wal and messages.dat together, while no server runs on them.':
    '{} ist nicht vollständig, wie nach einem Stromausfall oder in einer abgebrochenen Kopie: Die letzte Mail kann fehlen. Ist dieser Ordner eine Kopie, machen Sie sie neu, gatepost.db, gatepost.db-wal und messages.dat zusammen, während kein Server darauf läuft.',
  '{} is neither the one that the last run had open nor a whole one of another time, as a copy that was made while a server ran: nothing was changed. Keep a copy of the data folder, and restore a backup of both gatepost.db and messages.dat.':
    '{} ist weder die Datei, die beim letzten Lauf offen war, noch eine ganze aus einer anderen Zeit, wie bei einer Kopie, die bei laufendem Server entstand: Nichts wurde geändert. Bewahren Sie eine Kopie des Datenordners auf, und stellen Sie eine Sicherung von gatepost.db und messages.dat wieder her.',
  '{} still has what an earlier start has set aside, since gatepost.db did not know what is in it: {}. Should the gatepost.db turn up that it belongs to, put it there with both under their own names, before a start; else remove it.':
    'In {} liegt noch, was ein früherer Start beiseitegelegt hat, da gatepost.db nicht kannte, was darin ist: {}. Findet sich die gatepost.db dazu, legen Sie sie vor einem Start mit beiden unter ihren eigenen Namen dorthin; sonst entfernen Sie es.',
  'Message {} cannot be read: {} has lost its content. Restore a backup of both files to get it back, or delete the message.':
    'Nachricht {} kann nicht gelesen werden: {} hat ihren Inhalt verloren. Stellen Sie eine Sicherung beider Dateien wieder her, um sie zurückzubekommen, oder löschen Sie die Nachricht.',
  '{}: the content of {} messages that it had lost is there again.': '{}: Verlorener Inhalt von Nachrichten ist wieder da: {}.',
  '{} messages cannot be read, since {} is shorter than they need, or was when the server started, or has something else in their places: POP3 refuses them, and what waits for other servers goes back to its sender. Restore a backup of both files to get them back, or delete them.':
    'Nicht lesbare Nachrichten: {}, da {} kürzer ist, als sie brauchen, oder es beim Start des Servers war, oder anderes an ihren Stellen hat: POP3 gibt sie nicht heraus, und was für andere Server wartet, geht an den Absender zurück. Stellen Sie eine Sicherung beider Dateien wieder her, um sie zurückzubekommen, oder löschen Sie sie.',
  '{} and {} are not of one time: {} messages have something else in their places.':
    '{} und {} sind nicht aus derselben Zeit: Nachrichten, an deren Stellen etwas anderes steht: {}.',
  'All of {} was kept as {}: should the gatepost.db turn up that it belongs to, it is needed; else remove it.':
    'Die ganze Datei {} wurde als {} aufbewahrt: Findet sich die gatepost.db dazu, wird sie gebraucht; sonst entfernen Sie sie.',
  'The last run ended before all was in {}: it was completed from {} bytes of write-ahead log.':
    'Der letzte Lauf endete, bevor alles in {} stand: Die Datei wurde aus {} Bytes des Write-Ahead-Logs vervollständigt.',

  // The log itself.
  'The counters could not be saved: {}': 'Die Zähler konnten nicht gespeichert werden: {}',
  'A reader of the events has failed and is told no more: {}': 'Ein Leser der Ereignisse ist gescheitert und erfährt nichts mehr: {}',
  '{} {} were lost, because the log could not keep up': 'Verloren, weil das Protokoll nicht nachkam: {} {}',
  events: 'Ereignisse',
  decisions: 'Entscheidungen',
  'The log thread has failed ({}) and lost {}; it is started again in {} s':
    'Der Thread des Protokolls ist gescheitert ({}); verloren sind {}; er startet in {} s neu',
  'it ended by itself': 'er endete von selbst',
  '{} events': '{} Ereignisse',
  '{} events and {} decisions': '{} Ereignisse und {} Entscheidungen',
  'The event database could not be used ({}). It was set aside as {}, and a new one was begun: older events are not found any more':
    'Die Ereignisdatenbank war nicht zu gebrauchen ({}). Sie wurde als {} beiseitegelegt, und eine neue begonnen: Ältere Ereignisse werden nicht mehr gefunden',
  'Old log files could not be removed: {}': 'Alte Protokolldateien konnten nicht entfernt werden: {}',
  'The event database events.db': 'Die Ereignisdatenbank events.db',
  'The table of decisions in events.db': 'Die Tabelle der Entscheidungen in events.db',
  'The log file in the folder "logs"': 'Die Protokolldatei im Ordner „logs“',
  '{} cannot be written: {}. Some {} are missing there until that is mended': '{} kann nicht geschrieben werden: {}. Bis das behoben ist, fehlen dort {}',
  '{} is written again; {} {} are missing there': '{} wird wieder geschrieben; dort fehlen {} {}',

  // The host and the desktop.
  'an error was not handled, the server goes on: {}': 'Ein Fehler wurde nicht abgefangen, der Server läuft weiter: {}',
  'an error of a connection was not handled, the server goes on: {}': 'Ein Fehler einer Verbindung wurde nicht abgefangen, der Server läuft weiter: {}',
  'an error was not handled, the server stops: {}': 'Ein Fehler wurde nicht abgefangen, der Server wird beendet: {}',
  'control socket: {}': 'Steuer-Socket: {}',
  'another process': 'ein anderer Prozess',
  'process {}, running since {}': 'Prozess {}, läuft seit {}',
  '{} could not be written, since the disk that holds the data folder is full: free some space. Commands that do not find this server need it: start the server anew then':
    '{} konnte nicht geschrieben werden, da der Datenträger mit dem Datenordner voll ist: Schaffen Sie Platz. Befehle, die diesen Server nicht finden, brauchen die Datei: Starten Sie den Server dann neu',
  'the computer goes to sleep: mail waits until it wakes': 'Der Computer geht in den Ruhezustand: Nachrichten warten, bis er aufwacht',
  'the computer is awake again': 'Der Computer ist wieder wach',
  'the page of the window "{}" has ended by itself ({})': 'Die Seite des Fensters „{}“ hat sich von selbst beendet ({})',
  'the check for updates failed: {}': 'Die Suche nach Updates ist gescheitert: {}',
  'restarting with version {}': 'Neustart mit Version {}',
};
