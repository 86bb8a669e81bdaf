/** The words of the desktop host about the service and the data folder, in each language. */
import type { Language } from '../../shared/language.ts';

interface Asked {
  readonly title: string;
  readonly body: string;
  readonly yes: string;
}

export interface HostingTexts {
  readonly no: string;
  readonly quit: string;
  readonly close: string;
  readonly install: (folder: string) => Asked;
  readonly uninstall: (folder: string) => Asked;
  readonly stop: Asked;
  readonly move: (from: string, to: string) => Asked;
  readonly removeOld: (folder: string) => Asked;
  readonly chooseFolder: string;
  readonly failed: string;
  readonly signIn: (folder: string) => Asked;
  readonly stopped: Asked;
  readonly lost: Asked;
  readonly progress: {
    readonly titles: Readonly<Record<'install' | 'uninstall' | 'start' | 'stop' | 'repair' | 'move', string>>;
    readonly percent: (count: number) => string;
    readonly waiting: string;
    readonly note: string;
  };
  readonly later: string;
  /** The service runs an older version than the application. */
  readonly older: (service: string, application: string) => Asked;
  readonly stuck: {
    readonly title: string;
    readonly body: (reason: string, folder: string, home: string) => string;
    readonly retry: string;
    readonly repair: string;
    readonly remove: string;
  };
}

const english: HostingTexts = {
  no: 'Cancel',
  quit: 'Quit',
  close: 'Close',
  install: (folder) => ({
    title: 'Run the server as a service?',
    body: `It then starts with the computer and runs without anybody signed in; this application administers it. The server is stopped, the data of ${folder} is copied to the place of the service and verified, and the service is started. The old copy stays until you remove it. Should anything fail, all is as it was. The system asks for an administrator.`,
    yes: 'Run as a service',
  }),
  uninstall: (folder) => ({
    title: 'Remove the service?',
    body: `The service is stopped and removed, and its data comes back to ${folder}. From then on the server runs only while this application does. The system asks for an administrator.`,
    yes: 'Remove the service',
  }),
  stop: {
    title: 'Stop the service?',
    body: 'Open transactions finish; after that no mail is taken or given until it is started again. The system asks for an administrator.',
    yes: 'Stop the service',
  },
  move: (from, to) => ({
    title: 'Move the data folder?',
    body: `From ${from} to ${to}. The server is stopped meanwhile. The data is copied, each file is compared, and only then the new folder is used. The old copy stays until you remove it.`,
    yes: 'Move the data',
  }),
  removeOld: (folder) => ({
    title: 'Remove the old copy?',
    body: `All mail, settings and logs that are still in ${folder} are deleted. This cannot be undone.`,
    yes: 'Remove the old copy',
  }),
  chooseFolder: 'Where shall the data go?',
  failed: 'That did not work',
  signIn: (folder) => ({
    title: 'The server runs as a service',
    body: `Its data is in ${folder}. To administer it, confirm that you are an administrator of this computer: the system asks for it.`,
    yes: 'Continue',
  }),
  stopped: {
    title: 'The service is stopped',
    body: 'The server is installed as a service of this computer, and does not run. The system asks for an administrator to start it.',
    yes: 'Start the service',
  },
  lost: {
    title: 'The connection to the service is lost',
    body: 'It was stopped or restarted, or nobody did anything here for a long time.',
    yes: 'Connect again',
  },
  progress: {
    titles: {
      install: 'The service is being set up',
      uninstall: 'The service is being removed',
      start: 'The service is being started',
      stop: 'The service is being stopped',
      repair: 'The service is being set up anew',
      move: 'The data folder is being moved',
    },
    percent: (count) => `${count}% copied and compared`,
    waiting: 'This can take minutes. Perhaps the system asks for an administrator.',
    note: 'Meanwhile no mail is taken; others will send it again. You can close this window: the icon beside the clock tells how far it is.',
  },
  later: 'Later',
  older: (service, application) => ({
    title: 'The service runs an older version',
    body: `It still runs version ${service}, with which it was started; this application is version ${application}. It is stopped, set up with version ${application}, and started again, which takes a few seconds. Open transactions finish first. The system asks for an administrator.`,
    yes: 'Update the service',
  }),
  stuck: {
    title: 'The service cannot be used',
    body: (reason, folder, home) =>
      `${reason}\n\nIts data is in ${folder}. "Repair" sets the service up anew with this application and starts it. "Remove" removes it and brings its data back to ${home}, where the server then runs in this application. For both the system asks for an administrator.`,
    retry: 'Try again',
    repair: 'Repair the service',
    remove: 'Remove the service',
  },
};

const german: HostingTexts = {
  no: 'Abbrechen',
  quit: 'Beenden',
  close: 'Schließen',
  install: (folder) => ({
    title: 'Server als Dienst ausführen?',
    body: `Er startet dann mit dem Computer und läuft, ohne dass jemand angemeldet ist; dieses Programm verwaltet ihn. Der Server wird angehalten, die Daten aus ${folder} werden an den Ort des Dienstes kopiert und geprüft, und der Dienst wird gestartet. Die alte Kopie bleibt, bis Sie sie entfernen. Schlägt etwas fehl, ist alles wie zuvor. Das System fragt nach einem Administrator.`,
    yes: 'Als Dienst ausführen',
  }),
  uninstall: (folder) => ({
    title: 'Dienst entfernen?',
    body: `Der Dienst wird angehalten und entfernt, seine Daten kommen nach ${folder} zurück. Danach läuft der Server nur noch, solange dieses Programm läuft. Das System fragt nach einem Administrator.`,
    yes: 'Dienst entfernen',
  }),
  stop: {
    title: 'Dienst anhalten?',
    body: 'Offene Übertragungen werden beendet; danach wird keine Mail angenommen oder ausgegeben, bis er wieder gestartet wird. Das System fragt nach einem Administrator.',
    yes: 'Dienst anhalten',
  },
  move: (from, to) => ({
    title: 'Datenordner verschieben?',
    body: `Von ${from} nach ${to}. Der Server wird so lange angehalten. Die Daten werden kopiert, jede Datei wird verglichen, und erst dann wird der neue Ordner benutzt. Die alte Kopie bleibt, bis Sie sie entfernen.`,
    yes: 'Daten verschieben',
  }),
  removeOld: (folder) => ({
    title: 'Alte Kopie entfernen?',
    body: `Alle Nachrichten, Einstellungen und Protokolle, die noch in ${folder} liegen, werden gelöscht. Das lässt sich nicht rückgängig machen.`,
    yes: 'Alte Kopie entfernen',
  }),
  chooseFolder: 'Wohin sollen die Daten?',
  failed: 'Das hat nicht geklappt',
  signIn: (folder) => ({
    title: 'Der Server läuft als Dienst',
    body: `Seine Daten liegen in ${folder}. Um ihn zu verwalten, bestätigen Sie, dass Sie Administrator dieses Computers sind: Das System fragt danach.`,
    yes: 'Weiter',
  }),
  stopped: {
    title: 'Der Dienst ist angehalten',
    body: 'Der Server ist als Dienst dieses Computers eingerichtet und läuft nicht. Um ihn zu starten, fragt das System nach einem Administrator.',
    yes: 'Dienst starten',
  },
  lost: {
    title: 'Die Verbindung zum Dienst ist abgebrochen',
    body: 'Er wurde angehalten oder neu gestartet, oder hier hat lange niemand etwas getan.',
    yes: 'Neu verbinden',
  },
  progress: {
    titles: {
      install: 'Der Dienst wird eingerichtet',
      uninstall: 'Der Dienst wird entfernt',
      start: 'Der Dienst wird gestartet',
      stop: 'Der Dienst wird angehalten',
      repair: 'Der Dienst wird neu eingerichtet',
      move: 'Der Datenordner wird verschoben',
    },
    percent: (count) => `${count} % kopiert und verglichen`,
    waiting: 'Das kann einige Minuten dauern. Möglicherweise fragt das System nach einem Administrator.',
    note: 'Solange wird keine Mail angenommen; andere senden sie später erneut. Sie können dieses Fenster schließen: Das Symbol neben der Uhr zeigt, wie weit es ist.',
  },
  later: 'Später',
  older: (service, application) => ({
    title: 'Der Dienst läuft mit einer älteren Version',
    body: `Er läuft noch mit Version ${service}, mit der er gestartet wurde; dieses Programm hat Version ${application}. Er wird angehalten, mit Version ${application} eingerichtet und wieder gestartet, was einige Sekunden dauert. Offene Übertragungen werden vorher beendet. Das System fragt nach einem Administrator.`,
    yes: 'Dienst aktualisieren',
  }),
  stuck: {
    title: 'Der Dienst lässt sich nicht verwenden',
    body: (reason, folder, home) =>
      `${reason}\n\nSeine Daten liegen in ${folder}. „Dienst reparieren“ richtet ihn mit diesem Programm neu ein und startet ihn. „Dienst entfernen“ entfernt ihn und holt seine Daten nach ${home} zurück, wo der Server dann in diesem Programm läuft. Für beides fragt das System nach einem Administrator.`,
    retry: 'Erneut versuchen',
    repair: 'Dienst reparieren',
    remove: 'Dienst entfernen',
  },
};

const ALL: Readonly<Record<Language, HostingTexts>> = { en: english, de: german };

export function hostingTexts(language: Language): HostingTexts {
  return ALL[language];
}
