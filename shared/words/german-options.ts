/** The options of the Security menu in German. */
import type { SharedWords } from './words.ts';

export const germanOptions: SharedWords['options'] = {
  'smtp-authentication': {
    title: 'SMTP-Authentifizierung',
    summary: 'Wer sich zum Senden anmelden darf, und welche Absenderadressen eine Anmeldung benutzen darf.',
    differs:
      'Dort war sie ausgeschaltet, und ein Server, dessen Administrator das vergaß, war ein offenes Relay; hier ist sie eingeschaltet. Kennwörter werden nur über verschlüsselte Verbindungen angenommen und als scrypt-Hash aufbewahrt, und wer rät, wird gesperrt. Neu: Anmeldungen allein zum Senden, und Absender, die zur Anmeldung gehören müssen, sodass niemand im Namen einer Kollegin senden kann.',
  },
  'smtp-after-pop': {
    title: 'SMTP nach POP',
    summary: 'Lässt nach einer POP3-Anmeldung dieselbe Adresse einige Minuten lang ohne weitere Anmeldung senden.',
    differs:
      'Dasselbe, für Mailprogramme, die sich zum Senden nicht anmelden können. Die Freigabe gilt für die eine Adresse und wird angezeigt, solange sie gilt; sie endet, wenn die Option ausgeschaltet, das Konto geändert oder die Adresse gesperrt wird. Wer so sendet, darf nur die Adressen der Konten benutzen, die sie halten.',
  },
  'sender-rules': {
    title: 'Absenderregeln',
    summary: 'Schränken nach der Absenderadresse ein, wer an andere Domains senden darf.',
    differs:
      'Dort konnte eine Regel den Server für jeden öffnen, der einen lokalen Absender fälschte. Hier engen Regeln nur ein, was eine Anmeldung, eine vertrauenswürdige Adresse oder eine POP3-Anmeldung geöffnet hat: Ein Absender ist, was der Client behauptet.',
  },
  filters: {
    title: 'Filter',
    summary: 'Weisen Nachrichten mit bestimmten Texten ab, halten sie zurück oder kennzeichnen sie.',
    differs:
      'Dort wurde eine Nachricht zurückgeschickt, was den trifft, der als Absender gefälscht war. Hier wird sie abgewiesen, solange der Client noch da ist; zurückhalten, kennzeichnen oder verwerfen lässt sich wählen, und „zurückschicken“ sendet einen Bericht nur, wo der Absender nachweislich echt ist. Texte werden gefunden, wie ein Mensch sie liest, wie auch immer die Nachricht sie kodiert. Formatvorlagen werden nicht angewandt: Ein Wort mit Text darin, den eine Regel in einem <style>-Element versteckt, oder das eine solche Regel umdreht, wird nicht gefunden; was die Attribute eines Elements selbst davon sagen, wird beachtet.',
  },
  'attachment-filters': {
    title: 'Anhangsfilter',
    summary: 'Weisen Nachrichten mit bestimmten Dateiarten ab, halten sie zurück oder kennzeichnen sie, und begrenzen die Größe.',
    differs:
      'Dort wirkte die Liste nicht, wenn die Nachrichtengröße unbegrenzt war; hier wirkt sie, außer ein Schalter sagt es anders. Namen werden in jeder Lesart beurteilt, die Mailprogramme haben, Dateien in ZIP-Archiven auch (zu denen Office-Dokumente und .jar-Dateien gehören), und Programme werden am Inhalt erkannt. Andere Archive wie .tar, .gz, .7z und .rar und Abbilder von Datenträgern (.iso, .img) werden nicht geöffnet: Die Namen der Dateien darin werden nicht angesehen, und wo sie unerwünscht sind, muss die Liste ihre eigenen Arten nennen. Die Liste beginnt mit den Arten, die beim Öffnen ausgeführt werden.',
  },
  'address-verification': {
    title: 'Adressprüfung',
    summary: 'Prüft Hostnamen, Absender und Empfänger.',
    differs:
      'Dort hieß es, Prüfungen überlasten den Server. Hier hat jede Abfrage ein Zeitbudget, ein Gedächtnis und eine Grenze, wie viele zugleich laufen, sodass die billigen Prüfungen von Anfang an eingeschaltet sind. Ein Nameserver, der nicht antwortet, verzögert Mail und weist sie nie endgültig ab. Neu: der Schutz vor denen, die Adressen durchprobieren.',
  },
  'banned-addresses': {
    title: 'Gesperrte Adressen',
    summary: 'Trennt Clients mit bestimmten IP-Adressen sofort.',
    differs:
      'Dort einzelne Adressen; hier auch Netze, Bereiche und Muster, IPv6, Notizen und ein Ende der Sperre, und hunderttausend Einträge kosten keine Zeit. Offene Sitzungen einer gesperrten Adresse werden ebenfalls geschlossen. Wer Kennwörter oder Empfänger rät, wird vom Server selbst gesperrt, jedes Mal länger.',
  },
  'trusted-addresses': {
    title: 'Vertrauenswürdige Adressen',
    summary: 'Lässt Clients mit bestimmten IP-Adressen ohne Anmeldung an andere Domains senden.',
    differs:
      'Dasselbe. Zu Beginn ist nur dieser Computer vertrauenswürdig, durch gewöhnliche Einträge, die man entfernen kann, und bei sehr weiten Netzen wird erst gefragt.',
  },
};
