/**
 * What the log says of sessions and messages (main/smtp, main/pop3, main/delivery, main/security), in German: as german-sentences.ts.
 * The text itself stays English in every window, as it is in the files; its details and the course of a message say it in German.
 * That none is missing is held by test/architecture/sentences.test.ts. Some are here once more, longer: where several things are
 * filled in next to each other nobody could tell where one ends.
 */
export const GERMAN_LOG_SENTENCES: Readonly<Record<string, string>> = {
  // Sessions.
  'from port {} to port {}': 'Von Port {} zu Port {}',
  'after {} s, {} messages accepted; {}': 'Nach {} s, {} Nachrichten angenommen. {}',
  'after {} s, 1 messages accepted; {}': 'Nach {} s, 1 Nachricht angenommen. {}',
  'after {} s, 1 message accepted; {}': 'Nach {} s, 1 Nachricht angenommen. {}',
  'after {} s, {} accepted; {}': 'Nach {} s, {} angenommen. {}',
  '{}{}; {} bytes sent': '{}{}; gesendete Bytes: {}',
  '{}; {} messages fetched, {} deleted; {} bytes sent': '{}; abgeholte Nachrichten: {}, gelöschte: {}; gesendete Bytes: {}',
  '; {} messages fetched, {} deleted': '; abgeholte Nachrichten: {}, gelöschte: {}',
  'the client closed the connection': 'Der Client hat die Verbindung geschlossen',
  'the client said QUIT': 'Der Client hat QUIT gesagt',
  'the client closed the connection without QUIT': 'Der Client hat die Verbindung ohne QUIT geschlossen',
  'idle for too long': 'Zu lange untätig',
  'the client stopped reading': 'Der Client hat nicht weitergelesen',
  'a command line with a bare CR or bare LF': 'Eine Befehlszeile mit einem einzelnen CR oder LF',
  'a command line over the limit': 'Eine zu lange Befehlszeile',
  'too many errors': 'Zu viele Fehler',
  'the TLS handshake failed': 'Der Aufbau von TLS ist gescheitert',
  'a message could not be read to its end': 'Eine Nachricht konnte nicht bis zum Ende gelesen werden',
  'the login is no longer valid': 'Die Anmeldung gilt nicht mehr',
  'closed by the administrator': 'Vom Administrator geschlossen',
  'the client address has been banned': 'Die Adresse des Clients wurde gesperrt',
  'the server is stopping': 'Der Server wird gerade beendet',
  'the entry {}': 'Eintrag {}',
  'with {} connections open': 'Offene Verbindungen: {}',
  'a command line that breaks the line rules': 'Eine Befehlszeile, die gegen die Regeln für Zeilen verstößt',
  'a command where it does not belong': 'Ein Befehl an der falschen Stelle',
  'fault in the command parser: {}': 'Fehler beim Lesen der Befehle: {}',
  'fault while a command was answered: {}': 'Fehler beim Beantworten eines Befehls: {}',
  'fault in a POP3 session: {}': 'Fehler in einer POP3-Sitzung: {}',
  'accepting connections failed: {}': 'Verbindungen konnten nicht angenommen werden: {}',

  // Logins.
  'logged in': 'Angemeldet',
  'logged in: {}': 'Angemeldet: {}',
  '{} messages ({} bytes)': 'Nachrichten: {} ({} Bytes)',
  'logged in: {} messages ({} bytes)': 'Angemeldet; Nachrichten: {} ({} Bytes)',
  'login refused: {}': 'Anmeldung abgewiesen: {}',
  unknown: 'unbekannter Name',
  'wrong-password': 'falsches Kennwort',
  disabled: 'gesperrt',
  'login refused: it asks to act as somebody else': 'Anmeldung abgewiesen: Sie will im Namen eines anderen handeln',
  'login refused before the password was checked': 'Anmeldung abgewiesen, bevor das Kennwort geprüft wurde',
  'a login is not possible here': 'Eine Anmeldung ist hier nicht möglich',
  'a login on a clear-text connection': 'Eine Anmeldung über eine unverschlüsselte Verbindung',
  'the maildrop is in use by another session': 'Eine andere Sitzung benutzt das Postfach gerade',
  'the password of a login could not be checked: {}': 'Das Kennwort einer Anmeldung konnte nicht geprüft werden: {}',

  // Messages that come in.
  'from <{}>': 'Von <{}>',
  'from <{}> to <{}>': 'Von <{}> an <{}>',
  'from <{}> to {}, {} bytes{}': 'Von <{}> an {}, {} Bytes{}',
  'from <{}> to {}, {} bytes; {}': 'Von <{}> an {}, {} Bytes; {}',
  '{}, {} bytes{}': '{}, {} Bytes{}',
  'from <{}>, {} bytes: {}': 'Von <{}>, {} Bytes: {}',
  '{}: the client went away after {} bytes; nothing was kept': '{}: Der Client hat nach {} Bytes aufgelegt; nichts wurde behalten',
  'thrown away, as {} says': 'verworfen, wie es bei {} steht',
  'held, as {} says': 'zurückgehalten, wie es bei {} steht',
  'held: the sender is over its limits': 'zurückgehalten: Der Absender hat seine Grenzen überschritten',
  'returned to its sender with a report': 'mit einem Bericht an den Absender zurückgeschickt',
  'in the mailbox of {}': 'Im Postfach von {}',
  'for {}{}': 'Für {}{}',
  'for {} and {} more': 'Für {} und {} weitere',
  ' and {} more': ' und {} weitere',
  'a message could not be looked through: {}': 'Eine Nachricht konnte nicht durchsucht werden: {}',
  'looking through messages has failed: {}': 'Das Durchsuchen von Nachrichten ist gescheitert: {}',
  'fault while taking in a message: {}': 'Fehler beim Annehmen einer Nachricht: {}',
  'the report of a delivery could not be sent: {}': 'Der Bericht über eine Zustellung konnte nicht gesendet werden: {}',
  'the check {} has failed: {}': 'Die Prüfung {} ist gescheitert: {}',
  'forwarded with the sender that it came with, since nothing proves its From header {}, and a sender of ours would':
    'Mit dem Absender weitergeleitet, mit dem sie kam, da nichts ihren From-Header {} bestätigt, und ein Absender von hier es täte',
  'message {}, {} bytes, unique-id {}': 'Nachricht {}, {} Bytes, UIDL-Kennung {}',
  'message {}, unique-id {}': 'Nachricht {}, UIDL-Kennung {}',

  // Messages that leave.
  'from <{}> to <{}>{}: {}': 'Von <{}> an <{}>{}: {}',
  ' by {}, {} ms': ' über {}, {} ms',
  'from <{}> to <{}> by {} [{}], {}, {} ms: {}': 'Von <{}> an <{}> über {} [{}], {}, {} ms: {}',
  'from <{}> to <{}> by {} [{}], TLSv{} (certificate valid, as {} demands), {} ms: {}':
    'Von <{}> an <{}> über {} [{}], TLSv{} (Zertifikat gültig, verlangt von {}), {} ms: {}',
  ', not encrypted{}': ', nicht verschlüsselt{}',
  'not encrypted': 'nicht verschlüsselt',
  'not encrypted: {}': 'nicht verschlüsselt: {}',
  '; nobody is told, since the sender is none, or may be forged: whoever has it forwarded gets it here':
    '; niemand erfährt davon, da es keinen Absender gibt oder er gefälscht sein kann: Wer sie weiterleiten lässt, bekommt sie hier',
  '{}; nobody is told, since the sender is none, or may be forged: whoever has it forwarded gets it here':
    '{}; niemand erfährt davon, da es keinen Absender gibt oder er gefälscht sein kann: Wer sie weiterleiten lässt, bekommt sie hier',
  '; nobody is told, since the sender is none, or may be forged, and for this recipient it is lost':
    '; niemand erfährt davon, da es keinen Absender gibt oder er gefälscht sein kann, und für diesen Empfänger ist sie verloren',
  '{}; nobody is told, since the sender is none, or may be forged, and for this recipient it is lost':
    '{}; niemand erfährt davon, da es keinen Absender gibt oder er gefälscht sein kann, und für diesen Empfänger ist sie verloren',
  '; nobody is told, since the sender takes no mail here any more: whoever has it forwarded gets it here':
    '; niemand erfährt davon, da der Absender hier keine Mail mehr annimmt: Wer sie weiterleiten lässt, bekommt sie hier',
  '{}; nobody is told, since the sender takes no mail here any more: whoever has it forwarded gets it here':
    '{}; niemand erfährt davon, da der Absender hier keine Mail mehr annimmt: Wer sie weiterleiten lässt, bekommt sie hier',
  '; nobody is told, since the sender takes no mail here any more, and for this recipient it is lost':
    '; niemand erfährt davon, da der Absender hier keine Mail mehr annimmt, und für diesen Empfänger ist sie verloren',
  '{}; nobody is told, since the sender takes no mail here any more, and for this recipient it is lost':
    '{}; niemand erfährt davon, da der Absender hier keine Mail mehr annimmt, und für diesen Empfänger ist sie verloren',
  '{} more recipients at {}{}: {}': 'Weitere Empfänger: {}, bei {}{}: {}',
  '{} more recipients at {} by {} [{}], {}, {} ms: {}': 'Weitere Empfänger: {}, bei {} über {} [{}], {}, {} ms: {}',
  '{} could not be used: {}': '{} war nicht zu gebrauchen: {}',
  '{}, {} ms, has put the message off, and another host is tried: {}': '{}, {} ms, hat die Nachricht aufgeschoben, ein anderer Server wird versucht: {}',
  // Whole, since "{} could not be looked up: {}" takes what stands before it along.
  '{} could not be used: the mail hosts of {} could not be looked up: {}':
    '{} war nicht zu gebrauchen: Die Mailserver von {} ließen sich nicht nachschlagen: {}',
  '{} could not be used: the TLSA records of {} could not be looked up: {}':
    '{} war nicht zu gebrauchen: Die TLSA-Einträge von {} ließen sich nicht nachschlagen: {}',
  'from <{}> to <{}>: the mail hosts of {} could not be looked up: {}': 'Von <{}> an <{}>: Die Mailserver von {} ließen sich nicht nachschlagen: {}',
  'from <{}> to <{}>: the TLSA records of {} could not be looked up: {}': 'Von <{}> an <{}>: Die TLSA-Einträge von {} ließen sich nicht nachschlagen: {}',
  'from <{}> to <{}>: in the mailbox of {}, since {} is a domain of this server now':
    'Von <{}> an <{}>: im Postfach von {}, da {} jetzt eine Domain dieses Servers ist',
  'from <{}> to <{}>: in the mailbox of {} after all, since it could neither be forwarded nor returned':
    'Von <{}> an <{}>: nun doch im Postfach von {}, da sie weder weitergeleitet noch zurückgegeben werden konnte',
  'a report was sent to <{}>, as {}': 'Ein Bericht wurde an <{}> gesendet, als {}',
  'no report ({}) about {} was sent: <{}> takes no mail here, so nobody is told':
    'Kein Bericht ({}) über {} wurde gesendet: <{}> nimmt hier keine Nachrichten an, also erfährt niemand davon',
  failed: 'unzustellbar',
  delayed: 'verzögert',
  delivered: 'zugestellt',
  relayed: 'weitergesendet',
  'the queue could not be worked on: {}': 'Die Warteschlange konnte nicht bearbeitet werden: {}',
  'what waits for too late a time could not be tried again: {}': 'Was auf eine zu späte Zeit wartet, konnte nicht erneut versucht werden: {}',
  'the queue could not be tried again: {}': 'Die Warteschlange konnte nicht erneut versucht werden: {}',
  'the time for which the queue was paused counts as age of what waits: {}':
    'Die Zeit, in der die Warteschlange angehalten war, zählt als Alter dessen, was wartet: {}',
  'old attempts could not be removed: {}': 'Alte Versuche konnten nicht entfernt werden: {}',
  'what waits for {} could not be brought into mailboxes here at once: {}': 'Was für {} wartet, konnte nicht gleich in die Postfächer hier gebracht werden: {}',
  'MTA-STS policies could not be kept: {}': 'MTA-STS-Richtlinien konnten nicht aufbewahrt werden: {}',

  // Senders that send more than usual.
  '{} sends more than usual: {}. Its mail is held now. This one came from {}, to {}{}{}. Release it: gatepost outbound release; or close the sessions and disable the login: gatepost outbound block':
    '{} sendet mehr als üblich: {}. Die Nachrichten werden jetzt zurückgehalten. Diese kam von {}, an {}{}{}. Freigeben: gatepost outbound release; oder die Sitzungen schließen und die Anmeldung sperren: gatepost outbound block',
  '{} sends more than usual: {}. Its mail is held now. This one came from {}, to {}, subject "{}". Release it: gatepost outbound release; or close the sessions and disable the login: gatepost outbound block':
    '{} sendet mehr als üblich: {}. Die Nachrichten werden jetzt zurückgehalten. Diese kam von {}, an {}, Betreff „{}“. Freigeben: gatepost outbound release; oder die Sitzungen schließen und die Anmeldung sperren: gatepost outbound block',
  ', subject "{}"': ', Betreff „{}“',
  '{} and {} more': '{} und {} weitere',
  '{} (the limit is {})': '{} (die Grenze ist {})',
  '{} messages within an hour': 'Nachrichten in einer Stunde: {}',
  '{} messages within a day': 'Nachrichten an einem Tag: {}',
  '{} new recipients within an hour': 'neue Empfänger in einer Stunde: {}',
  '{} new recipients within a day': 'neue Empfänger an einem Tag: {}',
  'recipients that nobody has written to for long could not be forgotten: {}':
    'Empfänger, an die lange niemand geschrieben hat, konnten nicht vergessen werden: {}',

  // Messages that are held.
  'held message {} was released to {}{}{}': 'Die zurückgehaltene Nachricht {} wurde freigegeben, an {}{}{}',
  'held message {} was released to {}; its content has been lost: POP3 refuses it, and what is for other servers goes back to its sender':
    'Die zurückgehaltene Nachricht {} wurde freigegeben, an {}; ihr Inhalt ist verloren: POP3 gibt sie nicht heraus, und was für andere Server ist, geht an den Absender zurück',
  'held message {} was released to {}; not to {}: the account has been removed; its content has been lost: POP3 refuses it, and what is for other servers goes back to its sender':
    'Die zurückgehaltene Nachricht {} wurde freigegeben, an {}; nicht an {}: Das Konto wurde entfernt; ihr Inhalt ist verloren: POP3 gibt sie nicht heraus, und was für andere Server ist, geht an den Absender zurück',
  '; its content has been lost: POP3 refuses it, and what is for other servers goes back to its sender':
    '; ihr Inhalt ist verloren: POP3 gibt sie nicht heraus, und was für andere Server ist, geht an den Absender zurück',
  'held message {} was released to {}; not to {}: the account has been removed':
    'Die zurückgehaltene Nachricht {} wurde freigegeben, an {}; nicht an {}: Das Konto wurde entfernt',
  '; not to {}: the account has been removed': '; nicht an {}: Das Konto wurde entfernt',
  'held message {} was discarded by the administrator': 'Die zurückgehaltene Nachricht {} wurde vom Administrator verworfen',
  'held message {} was discarded: nobody has released it within {} days':
    'Die zurückgehaltene Nachricht {} wurde verworfen: In {} Tagen hat niemand sie freigegeben',
  'old held messages could not be discarded: {}': 'Alte zurückgehaltene Nachrichten konnten nicht verworfen werden: {}',
  'from <{}> to <{}>: removed from the queue by the administrator': 'Von <{}> an <{}>: vom Administrator aus der Warteschlange entfernt',

  // Mailing lists, and people who are away.
  'a mailing list could not be handed out: {}': 'Nachrichten einer Mailingliste konnten nicht verteilt werden: {}',
  'not handed out to the list {}: {}': 'Nicht an die Liste {} verteilt: {}',
  'it has been through this list before': 'Sie ist schon durch diese Liste gegangen',
  'a program has answered by itself': 'Ein Programm hat von selbst geantwortet',
  'handed out to {} of {} members of {}': 'Verteilt an {} von {} Mitgliedern von {}',
  'mail for <{}> has come back on {} days': 'Nachrichten an <{}> sind an {} Tagen zurückgekommen',
  '{}: the member gets nothing of the list {} any more. To send to it again, add it again: gatepost list join':
    '{}: Das Mitglied bekommt von der Liste {} nichts mehr. Soll es wieder etwas bekommen, nehmen Sie es neu auf: gatepost list join',
  '<{}> has left the list {}': '<{}> hat die Liste {} verlassen',
  'an answer for somebody who is away could not be sent: {}': 'Eine Abwesenheitsnotiz konnte nicht gesendet werden: {}',
  '{} is away: an answer was sent to <{}>, as {}': '{} ist abwesend: Eine Antwort wurde an <{}> gesendet, als {}',

  // Bans that the server has made.
  'banned until {}: {}': 'Gesperrt bis {}: {}',
  'banned until {}: {} different wrong passwords within {} by {}, for {}': 'Gesperrt bis {}: Verschiedene falsche Kennwörter: {}, in {}, per {}, für {}',
  'banned until {}: {} recipients that do not exist within {}, such as {}': 'Gesperrt bis {}: Empfänger, die es nicht gibt: {}, in {}, etwa {}',
  '{} different wrong passwords within {} by {}, for {}': 'Verschiedene falsche Kennwörter: {}, in {}, per {}, für {}',
  '{} recipients that do not exist within {}, such as {}': 'Empfänger, die es nicht gibt: {}, in {}, etwa {}',
  '1 second': '1 Sekunde',
  '{} seconds': '{} Sekunden',
  '{} minutes': '{} Minuten',
  'a ban could not be saved: {}': 'Eine Sperre konnte nicht gespeichert werden: {}',
  'the addresses of logins could not be saved: {}': 'Die Adressen von Anmeldungen konnten nicht gespeichert werden: {}',
  'the counters of hits could not be saved: {}': 'Die Zähler der Treffer konnten nicht gespeichert werden: {}',
};
