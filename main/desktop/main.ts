/**
 * The entry of the desktop application. One instance for each data folder: a second start shows the first and ends. The server
 * is opened here, with secrets sealed by the system's own store; the rest is desktop-app.ts.
 */
import { mkdirSync } from 'node:fs';
import { app, dialog } from 'electron';
import Store from 'electron-store';
import * as path from 'node:path';
import { preferredLanguage } from '../../shared/language.ts';
import { loadConsoleFiles } from '../host/console-files.ts';
import { ConsolePassword } from '../host/console-password.ts';
import { DataFolderInUse, defaultDataFolder } from '../host/data-folder.ts';
import { openHost } from '../host/open-host.ts';
import { guardProcess } from '../host/process-guards.ts';
import { DesktopApp } from './desktop-app.ts';
import { RememberedState } from './desktop-state.ts';
import { electronUpdates } from './electron-updates.ts';
import { ElectronShell, registerAppScheme, servePages } from './electron-shell.ts';
import { LINK_SCHEME, parseStartArguments } from './start-arguments.ts';
import { systemSecrets } from './system-secrets.ts';
import { desktopTexts } from './texts.ts';

/** The built windows, beside the compiled sources (vite.desktop.config.ts). */
const WINDOWS = path.join(import.meta.dirname, '../../renderer');

const args = process.argv.slice(app.isPackaged ? 1 : 2);
const dataFolder = parseStartArguments(args).dataFolder ?? defaultDataFolder();

mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
app.setName('Gatepost');
app.setPath('userData', dataFolder);
// What Chromium keeps stays apart from what the server keeps.
app.setPath('sessionData', path.join(dataFolder, 'windows'));

if (app.requestSingleInstanceLock()) {
  registerAppScheme();
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  // Awaited at the top of a module it would wait for itself.
  void app.whenReady().then(start);
} else {
  app.quit();
}

async function start(): Promise<void> {
  const shell = new ElectronShell();
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
    servePages(loadConsoleFiles(WINDOWS));
    const host = await openHost({
      dataFolder,
      listeners: 'from-settings',
      keepGoing: true,
      secrets: await systemSecrets(dataFolder),
      access: (folder) => {
        const password = new ConsolePassword(folder);
        // No console is open here; the password is for the service host on the same folder.
        return { signInAddress: () => undefined, setPassword: async (text) => await password.set(text) };
      },
    });
    report = (text) => host.engine.events.emit({ kind: 'server', level: 'error', protocol: 'server', text });
    const store = new Store({ cwd: dataFolder, name: 'desktop', configFileMode: 0o600, clearInvalidConfig: true });
    const state = new RememberedState({ read: () => store.store, write: (now) => (store.store = now) });
    running = new DesktopApp({ shell, state, host, args, updates: electronUpdates() });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // conf answers signals by sending them once more (see process-terminal.ts of the service host).
      process.removeAllListeners(signal);
      process.on(signal, () => shell.quit());
    }
  } catch (error) {
    cannotStart(shell, error);
  }
}

function cannotStart(shell: ElectronShell, error: unknown): void {
  const texts = desktopTexts(preferredLanguage(shell.languages));
  const service = error instanceof DataFolderInUse ? error.host?.admin : undefined;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`gatepost: ${message}\n`);
  dialog.showErrorBox(texts.cannotStart, service === undefined ? message : texts.runsAsService(service));
  app.exit(1);
}
