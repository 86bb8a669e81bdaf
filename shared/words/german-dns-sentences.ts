/** What the server says of the DNS records of a domain and of listeners that could not be opened, in German: as german-sentences.ts. */
export const GERMAN_DNS_SENTENCES: Readonly<Record<string, string>> = {
  // A domain as a whole.
  'Mail for {} does not reach this server yet: {}': 'Nachrichten für {} erreichen diesen Server noch nicht: {}',
  'The name servers did not tell all about {}.': 'Die Nameserver haben über {} nicht alles gesagt.',
  'Mail for {} arrives, but some servers may not believe mail from it: {}':
    'Nachrichten für {} kommen an, aber manche Server trauen denen von dort vielleicht nicht: {}',
  'The DNS of {} is as it should be.': 'Das DNS von {} ist, wie es sein soll.',
  // This server and its address.
  'This server calls itself "{}", which is no name that others can look up.':
    'Dieser Server nennt sich „{}“; das ist kein Name, den andere nachschlagen können.',
  'Set server.hostname to the public name of this server, such as mail.example.com.':
    'Stellen Sie server.hostname auf den öffentlichen Namen dieses Servers, etwa mail.example.com.',
  'the public address of this server': 'die öffentliche Adresse dieses Servers',
  '{} has no address: nobody finds this server.': '{} hat keine Adresse: Niemand findet diesen Server.',
  'Add an A (or AAAA) record that leads {} to {}.': 'Fügen Sie einen A- (oder AAAA-)Eintrag hinzu, der {} zu {} führt.',
  '{} leads to {}, but this computer has the public address {}.': '{} führt zu {}, aber dieser Computer hat die öffentliche Adresse {}.',
  'If no router passes mail on to this computer, lead {} to {}.': 'Wenn kein Router Nachrichten an diesen Computer weiterreicht, führen Sie {} zu {}.',
  '{} leads to {}.': '{} führt zu {}.',
  'Ask whoever gave you the address {} (your provider) to set its name to {}.':
    'Bitten Sie den, von dem Sie die Adresse {} haben (Ihren Provider), ihren Namen auf {} zu setzen.',
  'The address {} has no name: many servers refuse mail from it.': 'Die Adresse {} hat keinen Namen: Viele Server weisen Nachrichten von ihr ab.',
  'The address {} is called {}.': 'Die Adresse {} heißt {}.',
  'The address {} has another name than this server gives itself.': 'Die Adresse {} hat einen anderen Namen, als dieser Server sich gibt.',
  // Where mail for the domain goes.
  'Add an MX record for {} with the priority 10 and the server {}.': 'Fügen Sie für {} einen MX-Eintrag mit der Priorität 10 und dem Server {} hinzu.',
  'The domain {} does not exist in the DNS.': 'Die Domain {} gibt es im DNS nicht.',
  'Register {}, or see to its name servers. {}': 'Registrieren Sie {}, oder sehen Sie nach seinen Nameservern. {}',
  'No server is named for mail to {}.': 'Für Nachrichten an {} ist kein Server genannt.',
  '{} says that it takes no mail at all (RFC 7505).': '{} sagt, dass es überhaupt keine Nachrichten annimmt (RFC 7505).',
  'Replace the record. {}': 'Ersetzen Sie den Eintrag. {}',
  'Mail for {} goes to another server.': 'Nachrichten für {} gehen an einen anderen Server.',
  'If it is to come here: {}': 'Wenn sie hierher kommen sollen: {}',
  'This server takes mail for {} when the first one does not answer.': 'Dieser Server nimmt Nachrichten für {} an, wenn der erste nicht antwortet.',
  'If this is the main server, give it the lowest number of all MX records.':
    'Wenn dies der Hauptserver ist, geben Sie ihm die kleinste Zahl aller MX-Einträge.',
  ' Others that take mail for it: {}.': ' Andere, die für sie annehmen: {}.',
  'Mail for {} comes here.{}': 'Nachrichten für {} kommen hierher.{}',
  'The name servers did not answer ({}).': 'Die Nameserver haben nicht geantwortet ({}).',
  'Look again in a while; if it stays so, see whether the name servers of the domain are reachable.':
    'Sehen Sie nach einer Weile wieder nach; bleibt es so, prüfen Sie, ob die Nameserver der Domain erreichbar sind.',
  // Who may send: SPF.
  'Nothing says who may send mail of {}.': 'Nirgends steht, wer Nachrichten von {} senden darf.',
  'Add a TXT record for {} with this value.{}': 'Fügen Sie für {} einen TXT-Eintrag mit diesem Wert hinzu.{}',
  'There are several SPF records, which others take for an error (RFC 7208 section 3.2).':
    'Es gibt mehrere SPF-Einträge; andere halten das für einen Fehler (RFC 7208, Abschnitt 3.2).',
  'Make one record of them.': 'Machen Sie einen einzigen Eintrag daraus.',
  'the address of the sending server could not be looked up': 'die Adresse des sendenden Servers konnte nicht nachgeschlagen werden',
  'a part of the SPF record could not be looked up': 'ein Teil des SPF-Eintrags konnte nicht nachgeschlagen werden',
  'Mail of {} may come from {}.': 'Nachrichten von {} dürfen von {} kommen.',
  'The record names a provider. Whether its servers are those that send for {}, the provider knows.':
    'Der Eintrag nennt einen Provider. Ob dessen Server die sind, die für {} senden, weiß der Provider.',
  'The record has an error in it': 'Im Eintrag ist ein Fehler',
  'The record does not name {}': 'Der Eintrag nennt {} nicht',
  'this server': 'diesen Server',
  '{}: mail from here looks forged.': '{}: Nachrichten von hier sehen gefälscht aus.',
  'Change the record to this value.{}': 'Ändern Sie den Eintrag auf diesen Wert.{}',
  ' Mail leaves through {}: add what its provider wants there, usually "include:" and a name.':
    ' Nachrichten gehen über {} hinaus: Fügen Sie hinzu, was dessen Provider dort haben will, meist „include:“ und einen Namen.',
  // Signatures: DKIM.
  'Make a key: gatepost dkim add {}. Its record is shown here then.':
    'Erzeugen Sie einen Schlüssel: gatepost dkim add {}. Sein Eintrag wird dann hier gezeigt.',
  'Mail of {} is not signed: there is no key yet.': 'Nachrichten von {} werden nicht signiert: Es gibt noch keinen Schlüssel.',
  'Signatures cannot be checked': 'Signaturen können nicht geprüft werden',
  'The key cannot be used yet': 'Der Schlüssel kann noch nicht verwendet werden',
  'Mail signed with the old key cannot be checked any more': 'Mit dem alten Schlüssel signierte Nachrichten können nicht mehr geprüft werden',
  '{}: the key is not in the DNS.': '{}: Der Schlüssel steht nicht im DNS.',
  'Add a TXT record for {} with this value.': 'Fügen Sie für {} einen TXT-Eintrag mit diesem Wert hinzu.',
  '{}: there are several records.': '{}: Es gibt mehrere Einträge.',
  'Leave this one alone there.': 'Lassen Sie nur diesen stehen.',
  '{}: another key is in the DNS.': '{}: Im DNS steht ein anderer Schlüssel.',
  'Change the TXT record for {} to this value.': 'Ändern Sie den TXT-Eintrag für {} auf diesen Wert.',
  'The key of the signatures is in the DNS.': 'Der Schlüssel der Signaturen steht im DNS.',
  'The new key is in the DNS.': 'Der neue Schlüssel steht im DNS.',
  'Sign with it: gatepost dkim use {} {}.': 'Signieren Sie mit ihm: gatepost dkim use {} {}.',
  'The old key is still in the DNS, for mail that is on its way.': 'Der alte Schlüssel steht noch im DNS, für Nachrichten, die unterwegs sind.',
  'A week after the change the record can go.': 'Eine Woche nach dem Wechsel kann der Eintrag weg.',
  // What others do with forged mail: DMARC.
  'The policy of {} counts for {} too.': 'Die Richtlinie von {} gilt auch für {}.',
  '{} says nothing about forged mail; big providers expect it.': '{} sagt nichts über gefälschte Nachrichten; große Provider erwarten es.',
  'Add a TXT record for {} with this value; once the reports show that all is well, change p=none to p=quarantine.':
    'Fügen Sie für {} einen TXT-Eintrag mit diesem Wert hinzu; wenn die Berichte zeigen, dass alles stimmt, ändern Sie p=none in p=quarantine.',
  'There are several DMARC records: none of them counts.': 'Es gibt mehrere DMARC-Einträge: Keiner davon zählt.',
  'Leave one.': 'Lassen Sie einen stehen.',
  'Others report forged mail and deliver it all the same.': 'Andere melden gefälschte Nachrichten und stellen sie trotzdem zu.',
  'Once the reports show that all is well, change p=none to p=quarantine.': 'Wenn die Berichte zeigen, dass alles stimmt, ändern Sie p=none in p=quarantine.',
  'Forged mail is refused elsewhere.': 'Gefälschte Nachrichten werden anderswo abgewiesen.',
  'Forged mail is put aside elsewhere.': 'Gefälschte Nachrichten werden anderswo beiseitegelegt.',
  'The record has no policy that others know.': 'Der Eintrag hat keine Richtlinie, die andere kennen.',
  'Give it p=none, p=quarantine or p=reject.': 'Geben Sie ihm p=none, p=quarantine oder p=reject.',
  // How mail programs find their settings: SRV.
  'Mail programs are led to {} here, which this server does not offer.': 'Mailprogramme werden hier zu {} geführt, das dieser Server nicht anbietet.',
  'Remove the record, or open that listener.': 'Entfernen Sie den Eintrag, oder öffnen Sie diesen Listener.',
  'Add an SRV record for {} with this value.': 'Fügen Sie für {} einen SRV-Eintrag mit diesem Wert hinzu.',
  'Mail programs do not find {} by themselves.': 'Mailprogramme finden {} nicht von selbst.',
  'Mail programs find {} on port {}.': 'Mailprogramme finden {} auf Port {}.',
  'The record leads to another port than {}.': 'Der Eintrag führt zu einem anderen Port als {}.',
  'Change it to this value.': 'Ändern Sie ihn auf diesen Wert.',
  'Mail programs are led to another server for {}.': 'Mailprogramme werden für {} zu einem anderen Server geführt.',
  'If they are to come here: {}': 'Wenn sie hierher kommen sollen: {}',
  // TLS on the way here: MTA-STS, TLS-RPT.
  'Servers that send to {} are not told to insist on TLS.': 'Servern, die an {} senden, wird nicht gesagt, dass sie auf TLS bestehen sollen.',
  'Offer the policy at {} with a valid certificate, then add a TXT record for {} with this value. This server needs a valid certificate too.':
    'Bieten Sie die Richtlinie unter {} mit einem gültigen Zertifikat an, und fügen Sie dann für {} einen TXT-Eintrag mit diesem Wert hinzu. Auch dieser Server braucht ein gültiges Zertifikat.',
  'The record cannot be used: there are several, or it has no id.': 'Der Eintrag ist unbrauchbar: Es gibt mehrere, oder er hat keine id.',
  'Leave one record with this value.': 'Lassen Sie einen Eintrag mit diesem Wert stehen.',
  'The record is there, but no web server: mta-sts.{} has no address.': 'Der Eintrag ist da, aber kein Webserver: mta-sts.{} hat keine Adresse.',
  'Offer the policy at {}, or remove the record.': 'Bieten Sie die Richtlinie unter {} an, oder entfernen Sie den Eintrag.',
  'The record is there, but not its policy: {}.': 'Der Eintrag ist da, aber nicht seine Richtlinie: {}.',
  'Offer the policy at {} with a valid certificate, or remove the record.':
    'Bieten Sie die Richtlinie unter {} mit einem gültigen Zertifikat an, oder entfernen Sie den Eintrag.',
  '{} has no address': '{} hat keine Adresse',
  '{} has private addresses only': '{} hat nur private Adressen',
  'the name servers did not answer ({})': 'die Nameserver haben nicht geantwortet ({})',
  'the web server did not answer in time': 'der Webserver hat nicht rechtzeitig geantwortet',
  'the web server answers with the status {} instead of 200': 'der Webserver antwortet mit dem Status {} statt 200',
  'the web server says that it is "{}" instead of text/plain': 'der Webserver gibt es als „{}“ aus statt als text/plain',
  'it is too long': 'sie ist zu lang',
  'it is no policy as RFC 8461 wants it': 'sie ist keine Richtlinie, wie RFC 8461 sie verlangt',
  'The record is there, and its policy demands nothing (mode none).': 'Der Eintrag ist da, und seine Richtlinie verlangt nichts (mode none).',
  'The policy at {} does not name this server: those that obey it do not deliver here.':
    'Die Richtlinie unter {} nennt diesen Server nicht: Wer sie befolgt, liefert hier nicht ein.',
  'Add the line mx: {} to the policy, and change the id in the record.': 'Fügen Sie der Richtlinie die Zeile mx: {} hinzu, und ändern Sie die id im Eintrag.',
  'The record is there, and its policy names this server. It is only a test (mode testing).':
    'Der Eintrag ist da, und seine Richtlinie nennt diesen Server. Sie ist nur ein Versuch (mode testing).',
  'If reports tell of no trouble for a while, set the mode to enforce, and change the id in the record.':
    'Wenn Berichte eine Zeit lang von keinen Störungen sprechen, setzen Sie mode auf enforce, und ändern Sie die id im Eintrag.',
  'Servers that send here insist on TLS and on the certificate of this server.':
    'Server, die hierher senden, bestehen auf TLS und auf dem Zertifikat dieses Servers.',
  'Nobody tells you of trouble with TLS on the way here.': 'Niemand meldet Ihnen Störungen von TLS auf dem Weg hierher.',
  'Add a TXT record for {} with this value, if you want such reports.':
    'Fügen Sie für {} einen TXT-Eintrag mit diesem Wert hinzu, wenn Sie solche Berichte wünschen.',
  'The record cannot be used: there are several, or it names no place for reports.':
    'Der Eintrag ist unbrauchbar: Es gibt mehrere, oder er nennt keinen Ort für Berichte.',
  'Leave one record that has rua=.': 'Lassen Sie einen Eintrag stehen, der rua= hat.',
  'Reports about TLS are sent.': 'Berichte über TLS werden gesendet.',
  // Listeners that could not be opened.
  '{} cannot use port {}': '{} kann Port {} nicht verwenden',
  '{} cannot use port {} of {}': '{} kann Port {} von {} nicht verwenden',
  '{}: another program uses it. Stop that program, or choose another port.':
    '{}: Ein anderes Programm verwendet ihn. Beenden Sie es, oder wählen Sie einen anderen Port.',
  '{}: the system allows ports below 1024 to privileged programs only. Choose another port, or run the server with that privilege.':
    '{}: Das System erlaubt Ports unter 1024 nur bevorrechtigten Programmen. Wählen Sie einen anderen Port, oder starten Sie den Server mit diesem Recht.',
  '{}: nobody knows an address of that name. Name an address of this machine, or leave the address empty for all.':
    '{}: Niemand kennt eine Adresse dieses Namens. Nennen Sie eine Adresse dieses Computers, oder lassen Sie die Adresse leer, dann gilt er für alle.',
  '{}: this machine has no such address. Choose one of its own, or leave the address empty for all.':
    '{}: Dieser Computer hat keine solche Adresse. Wählen Sie eine seiner eigenen, oder lassen Sie die Adresse leer, dann gilt er für alle.',
};
