/** No window speaks two languages: whatever the server says to it has words in the other one. */
import { describe, expect, it } from 'vitest';
import { knownSentences, type SentenceArea, ServerSentences } from '../../shared/words/server-sentences.ts';
import { loggedSentences } from './logged-sentences.ts';
import { deliverySentences, spokenSentences } from './spoken-sentences.ts';

const german = new ServerSentences('de');

describe('the sentences of the server', () => {
  const spoken = spokenSentences();

  it('are found in the sources', () => {
    expect(spoken.length).toBeGreaterThan(180);
  });

  it('are all there in German: a new one goes into shared/words/german-sentences.ts', () => {
    const known = new Set(knownSentences('de'));
    expect(spoken.filter(({ sentence }) => !known.has(sentence))).toEqual([]);
  });

  it('of attempts at delivery, too: in shared/words/german-delivery-sentences.ts', () => {
    const known = new Set(knownSentences('de', 'delivery'));
    const said = deliverySentences();
    expect(said.length).toBeGreaterThan(25);
    expect(said.filter(({ sentence }) => !known.has(sentence))).toEqual([]);
  });

  it('of the log, too: in shared/words/german-log-sentences.ts and those beside it', () => {
    const known = new Set(knownSentences('de', 'log'));
    const logged = loggedSentences();
    expect(logged.length).toBeGreaterThan(220);
    expect(logged.filter(({ sentence }) => !known.has(sentence))).toEqual([]);
  });

  it.each<SentenceArea>(['server', 'delivery', 'log'])('have as much filled in in German as in English: %s', (area) => {
    const count = (text: string): number => text.split('{}').length - 1;
    const wrong = knownSentences('de', area).filter((sentence) => {
      const filled = Array.from({ length: count(sentence) }, (_, place) => `«${place}»`);
      const english = sentence.split('{}').reduce((text, piece, place) => `${text}${filled[place - 1] ?? ''}${piece}`);
      const said = new ServerSentences('de', area).said(english);
      return said === english || filled.some((value) => !said.includes(value));
    });
    expect(wrong).toEqual([]);
  });
});

describe('in German', () => {
  it.each([
    ['there is no account anna@example.com', 'Das Konto anna@example.com gibt es nicht'],
    ['there is no account anna@example.com any more', 'Das Konto anna@example.com gibt es nicht mehr'],
    ['192.0.2.7 is in the list already, as 192.0.2.0/24', '192.0.2.7 steht schon in der Liste, als 192.0.2.0/24'],
    ['nobody must be plain ASCII', 'nobody darf nur ASCII-Zeichen haben'],
    [
      'Mail for example.com does not reach this server yet: no server is named for mail to example.com.',
      'Nachrichten für example.com erreichen diesen Server noch nicht: Für Nachrichten an example.com ist kein Server genannt.',
    ],
    ['The record does not name this server: mail from here looks forged.', 'Der Eintrag nennt diesen Server nicht: Nachrichten von hier sehen gefälscht aus.'],
    [
      'SMTP cannot use port 25 of 192.0.2.1: another program uses it. Stop that program, or choose another port.',
      'SMTP kann Port 25 von 192.0.2.1 nicht verwenden: Ein anderes Programm verwendet ihn. Beenden Sie es, oder wählen Sie einen anderen Port.',
    ],
    ['451 4.3.0 come back later', '451 4.3.0 come back later'],
    ['there is no account {} $& \\', 'Das Konto {} $& \\ gibt es nicht'],
  ])('"%s" is "%s"', (english, said) => {
    expect(german.said(english)).toBe(said);
  });

  it.each([
    ['connect ECONNREFUSED 192.0.2.1:25', '192.0.2.1:25 nimmt keine Verbindung an (ECONNREFUSED)'],
    ['mx.far.test could not be looked up: no answer in time', 'mx.far.test ließ sich nicht nachschlagen: keine Antwort in der Zeit'],
    [
      'the host failed 4 seconds ago (the host did not answer in time), and is not called again before 10:00:00 UTC',
      'Der andere Server ist vor 4 Sekunden gescheitert (Der andere Server hat nicht rechtzeitig geantwortet) und wird nicht vor 10:00:00 UTC wieder angerufen',
    ],
    // The replies of other servers stay as they are, by themselves and within a sentence.
    ['550 5.1.1 that mailbox does not exist', '550 5.1.1 that mailbox does not exist'],
    ['the login at smart.test was refused: 535 5.7.8 user does not exist', 'Die Anmeldung bei smart.test wurde abgewiesen: 535 5.7.8 user does not exist'],
  ])('of an attempt at delivery: "%s" is "%s"', (english, said) => {
    expect(new ServerSentences('de', 'delivery').said(english)).toBe(said);
  });

  it.each([
    ['after 0.4 s, 1 message accepted; the client said QUIT', 'Nach 0.4 s, 1 Nachricht angenommen. Der Client hat QUIT gesagt'],
    ['after 0.4 s, 2 messages accepted; the client closed the connection', 'Nach 0.4 s, 2 Nachrichten angenommen. Der Client hat die Verbindung geschlossen'],
    [
      'the client said QUIT; 2 messages fetched, 1 deleted; 2014 bytes sent',
      'Der Client hat QUIT gesagt; abgeholte Nachrichten: 2, gelöschte: 1; gesendete Bytes: 2014',
    ],
    [
      'from <a@far.test> to <b@example.com>, <c@example.com>, 120 bytes; held, as filters says',
      'Von <a@far.test> an <b@example.com>, <c@example.com>, 120 Bytes; zurückgehalten, wie es bei „Filter“ steht',
    ],
    // The reply of another server stays as it is, whatever it says; ours do not.
    [
      'from <a@b.test> to <c@d.test> by mx.d.test [192.0.2.1:25], TLSv1.3 (certificate not checked), 12 ms: 550 5.1.1 the client said QUIT; nobody is told, since the sender is none, or may be forged, and for this recipient it is lost',
      'Von <a@b.test> an <c@d.test> über mx.d.test [192.0.2.1:25], TLSv1.3 (Zertifikat nicht geprüft), 12 ms: 550 5.1.1 the client said QUIT; niemand erfährt davon, da es keinen Absender gibt oder er gefälscht sein kann, und für diesen Empfänger ist sie verloren',
    ],
    ['from <> to <c@d.test>: the host did not answer in time', 'Von <> an <c@d.test>: Der andere Server hat nicht rechtzeitig geantwortet'],
    [
      '250 more recipients at d.test: connect ECONNREFUSED 192.0.2.1:25',
      'Weitere Empfänger: 250, bei d.test: 192.0.2.1:25 nimmt keine Verbindung an (ECONNREFUSED)',
    ],
    [
      'banned until 2026-01-01T00:00:00.000Z: 300 recipients that do not exist within 40 seconds, such as <x@example.com>',
      'Gesperrt bis 2026-01-01T00:00:00.000Z: Empfänger, die es nicht gibt: 300, in 40 Sekunden, etwa <x@example.com>',
    ],
    [
      'console: changed the settings (revision 7): delivery.paused: false -> true',
      'Konsole: Einstellungen geändert (Revision 7): delivery.paused: false -> true',
    ],
    ['command line: held: 1 recipients of 1 messages in the queue', 'Befehlszeile: Zurückgehalten; in der Warteschlange: Empfänger: 1, Nachrichten: 1'],
    ['console: signed in with the password', 'Konsole: Angemeldet mit dem Kennwort'],
    ['listening on all addresses, port 25', 'Nimmt Verbindungen an: alle Adressen, Port 25'],
    [
      'Attachment Filters: The list has no effect: the message size is unlimited, and attachment filters are set to be ignored then.',
      'Anhangsfilter: Die Liste wirkt nicht: Die Nachrichtengröße ist unbegrenzt, und die Anhangsfilter sollen dann ruhen.',
    ],
    ['TLSv1.3 TLS_AES_256_GCM_SHA384', 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  ])('of the log: "%s" is "%s"', (english, said) => {
    expect(new ServerSentences('de', 'log').said(english)).toBe(said);
  });

  it('the text of a stranger is read once, however many places could be meant', () => {
    const text = `from <${'> to <'.repeat(2000)}, 12 bytes; ${'> to <, '.repeat(2000)}`;
    expect(new ServerSentences('de', 'log').said(text)).toContain('Von <');
  });

  it('an English window says what the server said', () => {
    expect(new ServerSentences('en').said('there is no account anna@example.com')).toBe('there is no account anna@example.com');
  });
});
