/**
 * Why mail has not left yet, as the delivery says it (main/delivery), in German: as german-sentences.ts. What another server has
 * answered is not among it: that stays as it is.
 */
export const GERMAN_DELIVERY_SENTENCES: Readonly<Record<string, string>> = {
  // Where it goes (main/delivery/routing).
  'the domain {} does not exist': 'Die Domain {} gibt es nicht',
  'the mail hosts of {} could not be looked up: {}': 'Die Mailserver von {} ließen sich nicht nachschlagen: {}',
  'the domain {} takes no mail (null MX)': 'Die Domain {} nimmt keine Nachrichten an (Null-MX)',
  'the mail hosts of {} lead back to this server, which does not have that domain':
    'Die Mailserver von {} führen zu diesem Server zurück, und der hat diese Domain nicht',
  '{} has private addresses only, which are not allowed': '{} hat nur private Adressen, und die sind nicht erlaubt',
  '{} has no {} address': '{} hat keine {}-Adresse',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  '{} has no address': '{} hat keine Adresse',
  '{} does not exist': '{} gibt es nicht',
  '{} could not be looked up: {}': '{} ließ sich nicht nachschlagen: {}',
  '{}, is this server itself ({}): the mail would come back and go round in a circle. {}':
    '{} ist dieser Server selbst ({}): Die Nachricht käme zurück und ginge im Kreis. {}',
  'the smart host {}': 'Der Smarthost {}',
  'the host {}, as the administrator wants it': 'Der Server {}, wie von Hand bestimmt',
  'Name another smart host in the delivery settings.': 'Nennen Sie in den Zustelleinstellungen einen anderen Smarthost.',
  'Send it to another host, or leave it to the router.': 'Senden Sie sie an einen anderen Server, oder lassen Sie den Weg von selbst bestimmen.',
  'the password for {} cannot be read on this computer: type it in again in the delivery settings':
    'Das Kennwort für {} lässt sich auf diesem Computer nicht lesen: Geben Sie es in den Zustelleinstellungen neu ein',
  '{} could not be tried': '{} konnte nicht versucht werden',
  'no mail host of {} could be tried': 'Kein Mailserver von {} konnte versucht werden',
  '{} is a domain of this server now. {}': '{} ist jetzt eine Domain dieses Servers. {}',
  'It has left again': 'Inzwischen gehört sie nicht mehr dazu',
  'No such mailbox here. Check the spelling of the address': 'Ein solches Postfach gibt es hier nicht. Prüfen Sie die Schreibweise der Adresse',
  'This mailbox is disabled and accepts no mail': 'Dieses Postfach ist gesperrt und nimmt keine Nachrichten an',
  'The mailbox is full. Try again later': 'Das Postfach ist voll. Es wird später erneut versucht',
  'This server has no mailbox for that address yet. Try again later': 'Für diese Adresse gibt es hier noch kein Postfach. Es wird später erneut versucht',
  'The address is forwarded in a circle here. The administrator has been told': 'Die Adresse wird hier im Kreis weitergeleitet',
  'You may not post to this mailing list. Join it first, or ask its owner': 'Der Absender darf an diese Mailingliste nicht schreiben',
  'This address takes delivery reports only, which have a null sender': 'Diese Adresse nimmt nur Zustellberichte an; die haben einen leeren Absender',

  // The other server and the connection to it (main/delivery/client, main/delivery/runner).
  'this server stops': 'Dieser Server wird gerade beendet',
  'the connection was closed': 'Die Verbindung wurde geschlossen',
  'the host has closed the connection': 'Der andere Server hat die Verbindung geschlossen',
  'the host did not answer': 'Der andere Server hat nicht geantwortet',
  'the host did not answer in time': 'Der andere Server hat nicht rechtzeitig geantwortet',
  'the host did not take the connection in time': 'Der andere Server hat die Verbindung nicht rechtzeitig angenommen',
  'the host takes no more data': 'Der andere Server nimmt keine Daten mehr an',
  'the host is too slow: it takes a message no faster than a trap would':
    'Der andere Server ist zu langsam: Er nimmt eine Nachricht nicht schneller an, als es eine Falle täte',
  'the host did not answer within {} seconds, and too many others are waited for to give it longer':
    'Der andere Server hat in {} Sekunden nicht geantwortet, und auf zu viele andere wird gewartet, um ihm länger zu geben',
  'the host failed {} seconds ago ({}), and is not called again before {} UTC':
    'Der andere Server ist vor {} Sekunden gescheitert ({}) und wird nicht vor {} UTC wieder angerufen',
  '{} (said {} seconds ago, to other mail of this server)': '{} (vor {} Sekunden zu anderen Nachrichten dieses Servers gesagt)',
  'the host has as many connections of this server as it may, and other mail has its turn first':
    'Der andere Server hat so viele Verbindungen von diesem, wie er haben darf, und andere Nachrichten sind vorher an der Reihe',
  'the host takes long over the messages that it has been given, and others wait for their turn':
    'Der andere Server braucht lange für die Nachrichten, die er bekommen hat, und andere warten, bis sie an der Reihe sind',
  'it did not greet within {} seconds': 'er hat sich in {} Sekunden nicht gemeldet',
  'the host sent a line that is too long': 'Der andere Server hat eine zu lange Zeile gesendet',
  'the host sent a reply that is too long': 'Der andere Server hat eine zu lange Antwort gesendet',
  'the host has answered out of turn: {}': 'Der andere Server hat außer der Reihe geantwortet: {}',
  'an answer that is not SMTP: {}': 'Eine Antwort, die kein SMTP ist: {}',
  '{} offers no login on this connection': '{} bietet auf dieser Verbindung keine Anmeldung an',
  'the login at {} was refused: {}': 'Die Anmeldung bei {} wurde abgewiesen: {}',
  'connect ECONNREFUSED {}': '{} nimmt keine Verbindung an (ECONNREFUSED)',
  'connect ETIMEDOUT {}': '{} hat nicht rechtzeitig geantwortet (ETIMEDOUT)',
  'connect EHOSTUNREACH {}': '{} ist nicht erreichbar (EHOSTUNREACH)',
  'connect ENETUNREACH {}': '{} ist von hier aus nicht erreichbar (ENETUNREACH)',
  'read ECONNRESET': 'Der andere Server hat die Verbindung abgebrochen (ECONNRESET)',
  'write ECONNRESET': 'Der andere Server hat die Verbindung abgebrochen (ECONNRESET)',
  'write EPIPE': 'Der andere Server hat die Verbindung abgebrochen (EPIPE)',

  // The message.
  'an address has characters that cannot be sent on: < or >': 'Eine Adresse hat Zeichen, die nicht weitergegeben werden können: < oder >',
  'the host takes no addresses or headers beyond ASCII (SMTPUTF8)': 'Der andere Server nimmt Adressen und Kopfzeilen nur in ASCII an (ohne SMTPUTF8)',
  'the host takes no bytes beyond ASCII (8BITMIME), and the message has them in its headers':
    'Der andere Server nimmt nur ASCII an (ohne 8BITMIME), und in den Kopfzeilen der Nachricht steht anderes',
  'the message is no longer in the store': 'Die Nachricht ist nicht mehr im Speicher',
  'the message could not be read from the store': 'Die Nachricht konnte nicht aus dem Speicher gelesen werden',
  'This server has lost the content of the message before it could be sent. Please send it again.':
    'Dieser Server hat den Inhalt der Nachricht verloren, bevor sie gesendet werden konnte. Bitte senden Sie sie noch einmal.',
  'the stored message has {} bytes instead of {}': 'Die gespeicherte Nachricht hat {} statt {} Bytes',

  // Encryption (main/delivery/policy, main/delivery/client/tls.ts).
  'TLS with {} has failed: {}': 'TLS mit {} ist gescheitert: {}',
  'TLS with {} has failed after the handshake: {}': 'TLS mit {} ist nach dem Aufbau gescheitert: {}',
  'TLS has failed: {}': 'TLS ist gescheitert: {}',
  'the host did not finish the handshake in time': 'Der andere Server hat den Aufbau nicht rechtzeitig beendet',
  '{} does not encrypt the connection, which is required: {}': '{} verschlüsselt die Verbindung nicht, was verlangt ist: {}',
  'nobody vouches for the host, and the message may only travel encrypted':
    'Für den anderen Server bürgt niemand, und die Nachricht darf nur verschlüsselt reisen',
  'the host does not promise to pass it on encrypted (REQUIRETLS)': 'Der andere Server sagt nicht zu, sie verschlüsselt weiterzugeben (REQUIRETLS)',
  'the MTA-STS policy of {} does not name the host {}': 'Die MTA-STS-Richtlinie von {} nennt den Server {} nicht',
  'the TLSA records of {} could not be looked up: {}': 'Die TLSA-Einträge von {} ließen sich nicht nachschlagen: {}',
  'the certificate of {} does not fit its TLSA records: {}': 'Das Zertifikat von {} passt nicht zu seinen TLSA-Einträgen: {}',
  'there is no certificate': 'Es gibt kein Zertifikat',
  'it is another one': 'Es ist ein anderes',
  'it is not for {}': 'Es gilt nicht für {}',
  'it is out of date': 'Es ist abgelaufen oder gilt noch nicht',
  'nobody whom the records name has signed it': 'Niemand, den die Einträge nennen, hat es unterschrieben',
  'TLSv{} (certificate not checked)': 'TLSv{} (Zertifikat nicht geprüft)',
  'TLSv{} (certificate fits DANE)': 'TLSv{} (Zertifikat passt zu DANE)',
  'TLSv{} (certificate valid, as {} demands)': 'TLSv{} (Zertifikat gültig, verlangt von {})',
  'the setting of the smart host': 'der Einstellung des Smarthosts',

  // What name servers did not say (main/dns).
  'no answer in time': 'keine Antwort in der Zeit',
  'no name server is known': 'kein Nameserver ist bekannt',
  'an answer that answers nothing': 'eine Antwort, die nichts beantwortet',
  'CNAME records lead in a circle': 'CNAME-Einträge führen im Kreis',
  'it only names other servers': 'er nennt nur andere Server',
  'the server is stopping': 'der Server wird gerade beendet',
  '{} over TCP: {}': '{} über TCP: {}',
};
