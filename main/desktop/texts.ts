/** The words of the desktop host itself, in each language. */
import type { Language } from '../../shared/language.ts';

/** What a notification is about. */
export const NOTE_KINDS = ['certificate', 'listener', 'ban', 'held', 'disk'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

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
  readonly runsAsService: (address: string) => string;
  readonly noteTitles: Readonly<Record<NoteKind, (count: number) => string>>;
  readonly certificateEnds: (subject: string, days: number) => string;
  readonly certificateEnded: (subject: string) => string;
  readonly banned: (address: string) => string;
  readonly diskLow: (megabytes: number) => string;
  readonly andMore: (count: number) => string;
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
    body: 'The server goes on without a window. The icon beside the clock opens it again, and quits it.',
  },
  cannotStart: 'Gatepost cannot start',
  runsAsService: (address) => `The server runs already, as a service. Its console: ${address}`,
  noteTitles: {
    certificate: () => 'The certificate is about to end',
    listener: (count) => (count === 1 ? 'A listener failed' : `${count} listeners failed`),
    ban: (count) => (count === 1 ? 'An address was banned' : `${count} addresses were banned`),
    held: (count) => (count === 1 ? 'A message is held' : `${count} messages are held`),
    disk: () => 'The disk is nearly full',
  },
  certificateEnds: (subject, days) => `${subject}: ${days === 1 ? '1 day' : `${days} days`} left`,
  certificateEnded: (subject) => `${subject}: it has ended, and programs will refuse to connect`,
  banned: (address) => `${address} guessed passwords or recipients`,
  diskLow: (megabytes) => `${megabytes} MB are left for mail`,
  andMore: (count) => `and ${count} more`,
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
    body: 'Der Server arbeitet ohne Fenster weiter. Über das Symbol neben der Uhr öffnen oder beenden Sie ihn.',
  },
  cannotStart: 'Gatepost kann nicht starten',
  runsAsService: (address) => `Der Server läuft bereits als Dienst. Seine Konsole: ${address}`,
  noteTitles: {
    certificate: () => 'Das Zertifikat läuft bald ab',
    listener: (count) => (count === 1 ? 'Ein Listener ist ausgefallen' : `${count} Listener sind ausgefallen`),
    ban: (count) => (count === 1 ? 'Eine Adresse wurde gesperrt' : `${count} Adressen wurden gesperrt`),
    held: (count) => (count === 1 ? 'Eine Nachricht wird zurückgehalten' : `${count} Nachrichten werden zurückgehalten`),
    disk: () => 'Der Datenträger ist fast voll',
  },
  certificateEnds: (subject, days) => `${subject}: noch ${days === 1 ? '1 Tag' : `${days} Tage`}`,
  certificateEnded: (subject) => `${subject}: abgelaufen, Programme werden die Verbindung verweigern`,
  banned: (address) => `${address} hat Passwörter oder Empfänger geraten`,
  diskLow: (megabytes) => `${megabytes} MB sind noch für Mail frei`,
  andMore: (count) => `und ${count} weitere`,
};

const ALL: Readonly<Record<Language, DesktopTexts>> = { en: english, de: german };

export function desktopTexts(language: Language): DesktopTexts {
  return ALL[language];
}
