/** The words of the desktop host itself, in each language. */
import type { Language } from '../../shared/language.ts';
import type { TextCommand } from '../../shared/menu.ts';

/** What a notification is about. */
export const NOTE_KINDS = ['certificate', 'listener', 'ban', 'account', 'held', 'disk', 'update'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export interface UpdateTexts {
  readonly look: string;
  readonly looking: string;
  readonly fetching: (version: string) => string;
  readonly restart: (version: string) => string;
  readonly waiting: (version: string) => string;
  readonly newest: { readonly title: string; readonly body: (version: string) => string };
  readonly failed: { readonly title: string; readonly body: (why: string) => string };
  /** The title is that of the note. */
  readonly ready: { readonly note: (version: string) => string; readonly body: (version: string) => string; readonly now: string; readonly later: string };
  readonly close: string;
}

export interface DesktopTexts {
  readonly quit: string;
  readonly open: string;
  readonly stopAll: string;
  readonly startAtLogin: string;
  readonly trayRunning: (open: number, all: number) => string;
  readonly trayAttention: (failed: number) => string;
  readonly trayStopped: string;
  readonly keepsRunning: { readonly title: string; readonly body: string };
  readonly cannotStart: string;
  readonly settings: string;
  readonly windowFailed: {
    readonly title: (window: string) => string;
    readonly loaded: string;
    readonly again: string;
    readonly reload: string;
    readonly close: string;
  };
  readonly noteTitles: Readonly<Record<NoteKind, (count: number) => string>>;
  readonly certificateEnds: (subject: string, days: number) => string;
  readonly certificateEnded: (subject: string) => string;
  readonly banned: (address: string) => string;
  readonly accountHeld: (account: string) => string;
  readonly diskLow: (megabytes: number) => string;
  readonly andMore: (count: number) => string;
  readonly text: Readonly<Record<TextCommand, string>>;
  readonly updates: UpdateTexts;
}

const english: DesktopTexts = {
  quit: 'Quit Gatepost',
  open: 'Open Gatepost',
  stopAll: 'Stop all listeners',
  startAtLogin: 'Start at login',
  trayRunning: (open, all) =>
    open === all ? `Gatepost is running, ${open} ${open === 1 ? 'listener' : 'listeners'}` : `Gatepost is running, ${open} of ${all} listeners`,
  trayAttention: (failed) => `Gatepost: ${failed} ${failed === 1 ? 'listener' : 'listeners'} failed`,
  trayStopped: 'Gatepost: nothing listens',
  keepsRunning: {
    title: 'Gatepost keeps running',
    body: 'The server goes on without a window. The icon beside the clock opens it again, as starting Gatepost once more does, and quits it.',
  },
  cannotStart: 'Gatepost cannot start',
  settings: 'Settings…',
  windowFailed: {
    title: (window) => `The window "${window}" has failed`,
    loaded: 'Its page was loaded anew. The server was not affected.',
    again: 'It has failed twice within a minute. The server is not affected. You can load the page once more, or close the window and open it later.',
    reload: 'Load again',
    close: 'Close the window',
  },
  noteTitles: {
    certificate: () => 'The certificate is about to end',
    listener: (count) => (count === 1 ? 'A listener failed' : `${count} listeners failed`),
    ban: (count) => (count === 1 ? 'An address was banned' : `${count} addresses were banned`),
    account: (count) => (count === 1 ? 'An account sends more than usual' : `${count} accounts send more than usual`),
    held: (count) => (count === 1 ? 'A message is held' : `${count} messages are held`),
    disk: () => 'The disk is nearly full',
    update: () => 'A newer version is ready',
  },
  certificateEnds: (subject, days) => `${subject}: ${days === 1 ? '1 day' : `${days} days`} left`,
  certificateEnded: (subject) => `${subject}: it has ended, and programs will refuse to connect`,
  banned: (address) => `${address} guessed passwords or recipients`,
  accountHeld: (account) => `The mail of ${account} is held until you look at it`,
  diskLow: (megabytes) => `${megabytes} MB are left for mail`,
  andMore: (count) => `and ${count} more`,
  text: { undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'Select all' },
  updates: {
    look: 'Check for updates…',
    looking: 'Checking for updates…',
    fetching: (version) => `Fetching version ${version}…`,
    restart: (version) => `Restart with version ${version}…`,
    waiting: (version) => `Restarts with version ${version} once no mail is under way`,
    newest: { title: 'Gatepost is up to date', body: (version) => `${version} is the newest version.` },
    failed: { title: 'The check for updates failed', body: (why) => `The server goes on as it is. ${why}` },
    ready: {
      note: (version) => `Version ${version} can be installed with a restart`,
      body: (version) => `Version ${version} is installed with a restart of Gatepost, which takes a few seconds. Mail that is under way arrives first.`,
      now: 'Restart',
      later: 'Later',
    },
    close: 'OK',
  },
};

const german: DesktopTexts = {
  quit: 'Gatepost beenden',
  open: 'Gatepost öffnen',
  stopAll: 'Alle Listener anhalten',
  startAtLogin: 'Beim Anmelden starten',
  trayRunning: (open, all) => (open === all ? `Gatepost läuft, ${open} Listener` : `Gatepost läuft, ${open} von ${all} Listenern`),
  trayAttention: (failed) => `Gatepost: ${failed} Listener ausgefallen`,
  trayStopped: 'Gatepost: kein Listener geöffnet',
  keepsRunning: {
    title: 'Gatepost läuft weiter',
    body: 'Der Server arbeitet ohne Fenster weiter. Über das Symbol neben der Uhr öffnen oder beenden Sie ihn; geöffnet wird er auch, wenn Sie Gatepost noch einmal starten.',
  },
  cannotStart: 'Gatepost kann nicht starten',
  settings: 'Einstellungen …',
  windowFailed: {
    title: (window) => `Das Fenster „${window}“ ist ausgefallen`,
    loaded: 'Seine Seite wurde neu geladen. Der Server war nicht betroffen.',
    again:
      'Es ist zweimal innerhalb einer Minute ausgefallen. Der Server ist nicht betroffen. Sie können die Seite noch einmal laden oder das Fenster schließen und später wieder öffnen.',
    reload: 'Neu laden',
    close: 'Fenster schließen',
  },
  noteTitles: {
    certificate: () => 'Das Zertifikat läuft bald ab',
    listener: (count) => (count === 1 ? 'Ein Listener ist ausgefallen' : `${count} Listener sind ausgefallen`),
    ban: (count) => (count === 1 ? 'Eine Adresse wurde gesperrt' : `${count} Adressen wurden gesperrt`),
    account: (count) => (count === 1 ? 'Ein Konto sendet mehr als gewöhnlich' : `${count} Konten senden mehr als gewöhnlich`),
    held: (count) => (count === 1 ? 'Eine Nachricht wird zurückgehalten' : `${count} Nachrichten werden zurückgehalten`),
    disk: () => 'Der Datenträger ist fast voll',
    update: () => 'Eine neuere Version liegt bereit',
  },
  certificateEnds: (subject, days) => `${subject}: noch ${days === 1 ? '1 Tag' : `${days} Tage`}`,
  certificateEnded: (subject) => `${subject}: abgelaufen, Programme werden die Verbindung verweigern`,
  banned: (address) => `${address} hat Kennwörter oder Empfänger geraten`,
  accountHeld: (account) => `Die Nachrichten von ${account} warten, bis Sie nachsehen`,
  diskLow: (megabytes) => `${megabytes} MB sind noch für Mail frei`,
  andMore: (count) => `und ${count} weitere`,
  text: { undo: 'Rückgängig', redo: 'Wiederholen', cut: 'Ausschneiden', copy: 'Kopieren', paste: 'Einfügen', selectAll: 'Alles auswählen' },
  updates: {
    look: 'Nach Updates suchen …',
    looking: 'Sucht nach Updates …',
    fetching: (version) => `Version ${version} wird geholt …`,
    restart: (version) => `Mit Version ${version} neu starten …`,
    waiting: (version) => `Startet mit Version ${version} neu, sobald keine Mail unterwegs ist`,
    newest: { title: 'Gatepost ist aktuell', body: (version) => `${version} ist die neueste Version.` },
    failed: { title: 'Die Suche nach Updates ist fehlgeschlagen', body: (why) => `Der Server läuft weiter wie bisher. ${why}` },
    ready: {
      note: (version) => `Version ${version} kann mit einem Neustart installiert werden`,
      body: (version) =>
        `Version ${version} wird mit einem Neustart von Gatepost installiert, der einige Sekunden dauert. Mail, die unterwegs ist, kommt vorher an.`,
      now: 'Neu starten',
      later: 'Später',
    },
    close: 'OK',
  },
};

const ALL: Readonly<Record<Language, DesktopTexts>> = { en: english, de: german };

export function desktopTexts(language: Language): DesktopTexts {
  return ALL[language];
}
