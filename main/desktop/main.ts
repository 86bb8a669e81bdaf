/**
 * The entry of the desktop application. One instance for each data folder: a second start shows the first and ends. The server
 * is opened here, with secrets sealed by the system's own store; the rest is desktop-app.ts.
 */
import { mkdirSync } from 'node:fs';
import { app, dialog, safeStorage } from 'electron';
import Store from 'electron-store';
import * as path from 'node:path';
import { type Language, preferredLanguage } from '../../shared/language.ts';
import { loadConsoleFiles } from '../host/console-files.ts';
import { defaultDataFolder } from '../host/data-folder.ts';
import { unsealSettings } from '../host/data/unseal-settings.ts';
import { guardProcess } from '../host/process-guards.ts';
import { type Elevated, runElevated } from '../host/system-service/run-elevated.ts';
import { readServiceFacts } from '../host/system-service/service-facts.ts';
import { isServicePlatform, servicePlaces } from '../host/system-service/service-places.ts';
import { gatepostCommand } from '../host/system-service/service-program.ts';
import type { Command } from '../host/system-service/service-steps.ts';
import { PLAIN_SECRETS } from '../settings/secret-keeper.ts';
import { DesktopApp } from './desktop-app.ts';
import { RememberedState } from './desktop-state.ts';
import { electronUpdates } from './electron-updates.ts';
import { ElectronShell, collectStarts, openedAtLogin, registerAppScheme, servePages } from './electron-shell.ts';
import { hostingTexts } from './hosting-texts.ts';
import { unhurried } from './later.ts';
import { openServer } from './open-server.ts';
import { ProgressNow, ProgressView } from './progress-view.ts';
import { LINK_SCHEME, allArguments, parseStartArguments } from './start-arguments.ts';
import { type SystemSecrets, systemSecrets } from './system-secrets.ts';
import { desktopTexts } from './texts.ts';

/** The built windows, beside the compiled sources (vite.desktop.config.ts). */
const WINDOWS = path.join(import.meta.dirname, '../../renderer');

const args = process.argv.slice(app.isPackaged ? 1 : 2);
const named = parseStartArguments(args).dataFolder;
const isNamed = named !== undefined;
/** What the application keeps for itself stays here, wherever the data of the server goes. */
const home = named ?? defaultDataFolder();

mkdirSync(home, { recursive: true, mode: 0o700 });
app.setName('Gatepost');
// As the installer calls it (electron-builder.yml): Windows shows notifications of known applications alone.
if (process.platform === 'win32' && app.isPackaged) app.setAppUserModelId('org.gatepost.desktop');
const starts = collectStarts();
app.setPath('userData', home);
// What Chromium keeps stays apart from what the server keeps.
app.setPath('sessionData', path.join(home, 'windows'));

if (app.requestSingleInstanceLock()) {
  // Nobody has the folder: there is nothing to end.
  if (parseStartArguments(args).quits) app.exit(0);
  registerAppScheme();
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  // Awaited at the top of a module it would wait for itself.
  void app.whenReady().then(start);
} else {
  app.quit();
}

async function start(): Promise<void> {
  const shell = new ElectronShell(starts);
  let language = (): Language => preferredLanguage(shell.languages);
  let running: DesktopApp | undefined;
  let report = (text: string): void => void process.stderr.write(`${text}\n`);
  guardProcess({
    report: (text) => report(text),
    stop: () => {
      if (running === undefined) app.exit(1);
      else running.breakDown();
    },
  });
  try {
    const state = rememberedState();
    language = () => state.current.language ?? preferredLanguage(shell.languages);
    const progress = new ProgressNow();
    servePages(loadConsoleFiles(WINDOWS), progress);
    let kept: Promise<SystemSecrets> | undefined;
    const secrets = async (): Promise<SystemSecrets> => await (kept ??= systemSecrets(home, safeStorage));
    const gatepost = (): Command => gatepostCommand(app.isPackaged ? { resources: process.resourcesPath } : {});
    const elevated: Elevated = async (words, onProgress) => await runElevated(words, { gatepost: gatepost(), onProgress });
    const server = await openServer({
      shell,
      language: language(),
      home,
      isNamed,
      secrets: async () => (await secrets()).keeper,
      gatepost,
      elevated,
      progress: new ProgressView({ shell, language: () => language(), now: progress, later: unhurried }),
      lost: () => void connectAgain(shell, language()),
    });
    if (server === undefined) {
      app.exit(0);
      return;
    }
    const { keeper, trouble } = server.isOurs ? await secrets() : { keeper: PLAIN_SECRETS };
    if (server.isOurs) report = (text) => server.note(text, 'error');
    if (trouble !== undefined) report(trouble);
    const hosting = { home, elevated, unseal: (folder: string) => unsealSettings(folder, keeper), serviceCameFrom };
    const started = allArguments(args, { others: starts.takeWaiting(), atLogin: openedAtLogin() });
    running = new DesktopApp({ shell, state, server, args: started, hosting, progress, updates: electronUpdates() });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // conf answers signals by sending them once more (see process-terminal.ts of the service host).
      process.removeAllListeners(signal);
      process.on(signal, () => shell.quit());
    }
  } catch (error) {
    cannotStart(error, language());
  }
}

/** What the application itself remembers: it stays in its own folder, whichever server it shows. */
function rememberedState(): RememberedState {
  const store = new Store({ cwd: home, name: 'desktop', configFileMode: 0o600, clearInvalidConfig: true });
  return new RememberedState({ read: () => store.store, write: (now) => (store.store = now) });
}

/** Where the service of this computer had its data before. */
function serviceCameFrom(): string | undefined {
  return isServicePlatform(process.platform) ? readServiceFacts(servicePlaces(process.platform).facts)?.cameFrom : undefined;
}

async function connectAgain(shell: ElectronShell, language: Language): Promise<void> {
  const texts = hostingTexts(language);
  if (await shell.ask({ ...texts.lost, no: texts.quit })) shell.restart('/');
  else app.exit(0);
}

function cannotStart(error: unknown, language: Language): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`gatepost: ${message}\n`);
  dialog.showErrorBox(desktopTexts(language).cannotStart, message);
  app.exit(1);
}
