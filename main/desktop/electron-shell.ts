/** Electron behind the interface of shell.ts. Nothing is decided here but what a window may never do. */
import * as path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  type IpcMainEvent,
  Menu,
  type MenuItemConstructorOptions,
  webContents,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  Tray,
} from 'electron';
import { BRIDGE_CHANNELS } from '../../shared/admin-api/console.ts';
import { windowAt } from '../../shared/windows.ts';
import type { ConsoleFiles } from '../host/console-files.ts';
import { windowsWord } from '../host/system-service/windows-words.ts';
import { APP_SCHEME, answerPage, mayHave } from './app-pages.ts';
import { Autostart, startAtLogin } from './autostart.ts';
import { EarlyStarts } from './early-starts.ts';
import type { ProgressNow } from './progress-view.ts';
import { reachable } from './screens.ts';
import type { BridgeSender, Choice, MenuTemplate, Question, Shell, ShellEvents, ShellWindow, TrayState, WindowEvents, WindowPlan } from './shell.ts';
import { parseStartArguments } from './start-arguments.ts';

const PRELOAD = path.join(import.meta.dirname, 'preload.cjs');
/** Icons of the tray and the windows (resources/), beside the compiled sources. */
const ICONS = path.join(import.meta.dirname, '../../icons');
/** Milliseconds after the last move of a window until its place counts. */
const REST_MS = 400;

/** To be called at once: the first link comes before the application is ready. */
export function collectStarts(): EarlyStarts {
  const starts = new EarlyStarts();
  app.on('open-url', (event, link) => {
    event.preventDefault();
    starts.linkArrived(link);
  });
  app.on('second-instance', (_event, args) => starts.arrived(args));
  return starts;
}

/** macOS starts a login item without any arguments, and tells so here. */
export function openedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** To be called before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves the pages, and denies every permission that a page could ask for but one (`mayHave`). To be called once the application is ready. */
export function servePages(files: ConsoleFiles, progress: ProgressNow): void {
  protocol.handle(APP_SCHEME, ({ method, url }) => {
    const { status, headers, body } = answerPage(files, method, url, progress.current);
    return new Response(body, { status, headers });
  });
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => answer(mayHave(permission, requestingUrl)));
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin));
  session.defaultSession.setDevicePermissionHandler(() => false);
  // Whatever gets a page at all, be it by a defect of ours: it stays on it.
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // A page may load itself anew, as it does to speak another language, and go nowhere else.
    contents.on('will-navigate', (event) => {
      if (event.url !== contents.getURL()) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

export class ElectronShell implements Shell {
  readonly platform = process.platform;
  readonly languages = app.getPreferredSystemLanguages();
  readonly #starts: EarlyStarts;
  #tray: Tray | undefined;
  /** Windows that a person can see, or could if they were not minimised. */
  #open = 0;
  #allClosed = (): void => undefined;

  constructor(starts: EarlyStarts) {
    this.#starts = starts;
    // Having a listener keeps the process alive without a window, also while it is still being decided what to show.
    app.on('window-all-closed', () => undefined);
  }

  listen(events: ShellEvents): void {
    this.#starts.follow((args) => events.secondStart(args));
    app.on('activate', () => events.activated());
    this.#allClosed = () => events.allClosed();
    app.on('before-quit', (event) => {
      if (!events.quitting()) event.preventDefault();
    });
    // Its types leave out the event, with which the system is asked to wait.
    powerMonitor.on('shutdown', (...[event]: readonly unknown[]) => {
      if (!events.ending() && isPreventable(event)) event.preventDefault();
    });
    if (process.platform === 'win32') hearOfSessionEnd(events);
    powerMonitor.on('suspend', () => events.suspending());
    powerMonitor.on('resume', () => events.resumed());
    app.on('web-contents-created', (_event, contents) => {
      contents.on('context-menu', (_menu, { isEditable, selectionText, editFlags }) => {
        const { canUndo, canRedo, canCut, canCopy, canPaste, canSelectAll } = editFlags;
        const possible = { undo: canUndo, redo: canRedo, cut: canCut, copy: canCopy, paste: canPaste, selectAll: canSelectAll };
        events.contextMenu(contents.id, { isField: isEditable, hasSelection: selectionText !== '', possible });
      });
    });
    ipcMain.on(BRIDGE_CHANNELS.connect, (event) => events.connect(senderOf(event), event.ports[0]));
    ipcMain.on(BRIDGE_CHANNELS.open, (event, address: unknown) => events.open(senderOf(event), address));
    ipcMain.on(BRIDGE_CHANNELS.act, (event, action: unknown) => events.act(senderOf(event), action));
    ipcMain.on(BRIDGE_CHANNELS.report, (event, report: unknown) => events.report(senderOf(event), report));
  }

  createWindow({ title, url, bounds, maximised, fixedSize }: WindowPlan, events: WindowEvents): ShellWindow {
    const window = new BrowserWindow({
      title,
      show: false,
      width: 1120,
      height: 720,
      ...(bounds === undefined
        ? {}
        : reachable(
            bounds,
            screen.getAllDisplays().map(({ workArea }) => workArea),
          )),
      ...(fixedSize === undefined
        ? { minWidth: 640, minHeight: 420 }
        : { ...fixedSize, useContentSize: true, resizable: false, maximizable: false, fullscreenable: false }),
      icon: path.join(ICONS, '256x256.png'),
      webPreferences: {
        preload: PRELOAD,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        // Chromium would fetch the dictionaries from its makers: nothing of ours asks anybody outside.
        spellcheck: false,
        devTools: !app.isPackaged,
        // Live windows that are covered keep following the server.
        backgroundThrottling: false,
      },
    });
    this.#open += 1;
    if (maximised) window.maximize();
    if (fixedSize !== undefined) window.removeMenu();
    window.once('ready-to-show', () => window.show());
    window.on('focus', () => events.focused());
    window.on('closed', () => {
      this.#open -= 1;
      events.closed();
      if (this.#open === 0) this.#allClosed();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') events.failed(reason);
    });
    let resting: NodeJS.Timeout | undefined;
    const settle = (): void => {
      if (resting !== undefined && !window.isDestroyed() && !window.isMinimized()) events.placed(window.getNormalBounds(), window.isMaximized());
      clearTimeout(resting);
      resting = undefined;
    };
    const moved = (): void => {
      clearTimeout(resting);
      resting = setTimeout(settle, REST_MS);
    };
    window.on('move', moved);
    window.on('resize', moved);
    // Closed in the middle of it, it stands where it was closed.
    window.on('close', settle);
    void window.loadURL(url);
    return {
      contentsId: window.webContents.id,
      show: () => {
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
      },
      send: (request) => window.webContents.send(BRIDGE_CHANNELS.request, request),
      reload: () => {
        if (!window.isDestroyed()) window.webContents.reload();
      },
      // Above 1 the bar runs without an end.
      setProgress: (fraction) => {
        if (!window.isDestroyed()) window.setProgressBar(fraction ?? 2);
      },
      destroy: () => {
        settle();
        window.destroy();
      },
    };
  }

  setTheme(theme: 'system' | 'light' | 'dark'): void {
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  }

  setMenu(template: readonly MenuTemplate[]): void {
    Menu.setApplicationMenu(Menu.buildFromTemplate(template.map(electronItem)));
  }

  setTray(state: TrayState, tooltip: string, template: readonly MenuTemplate[], click: () => void): void {
    const image = nativeImage.createFromPath(path.join(ICONS, process.platform === 'darwin' ? `tray-${state}-Template.png` : `tray-${state}.png`));
    if (this.#tray === undefined) {
      this.#tray = new Tray(image);
      // On a Mac a click opens the menu.
      if (process.platform !== 'darwin') this.#tray.on('click', click);
    } else {
      this.#tray.setImage(image);
    }
    this.#tray.setToolTip(tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(template.map(electronItem)));
  }

  openMenu(contentsId: number, template: readonly MenuTemplate[]): void {
    const contents = webContents.fromId(contentsId);
    const window = contents === undefined ? null : BrowserWindow.fromWebContents(contents);
    if (window !== null) Menu.buildFromTemplate(template.map(electronItem)).popup({ window });
  }

  async ask({ title, body, yes, no }: Question): Promise<boolean> {
    const buttons = no === undefined ? [yes] : [yes, no];
    const { response } = await dialog.showMessageBox({ type: 'info', title: 'Gatepost', message: title, detail: body, buttons, cancelId: buttons.length - 1 });
    return response === 0;
  }

  async choose({ title, body, answers, cancel }: Choice): Promise<number | undefined> {
    const buttons = [...answers, cancel];
    const cancelId = answers.length;
    const { response } = await dialog.showMessageBox({ type: 'warning', title: 'Gatepost', message: title, detail: body, buttons, cancelId, noLink: true });
    return response === cancelId ? undefined : response;
  }

  /** Notes that nobody has closed yet: without a reference their clicks would be lost. */
  readonly #notes = new Set<Notification>();

  notify({ title, body, click }: { readonly title: string; readonly body: string; readonly click: () => void }): void {
    if (!Notification.isSupported()) return;
    const note = new Notification({ title, body });
    this.#notes.add(note);
    note.on('click', () => {
      this.#notes.delete(note);
      click();
    });
    note.on('close', () => this.#notes.delete(note));
    note.show();
  }

  keepAwake(): () => void {
    const id = powerSaveBlocker.start('prevent-app-suspension');
    return () => {
      powerSaveBlocker.stop(id);
    };
  }

  readonly #atLogin = startAtLogin({
    platform: process.platform,
    isPackaged: app.isPackaged,
    program: process.execPath,
    entry: process.argv[1] === undefined ? undefined : path.resolve(process.argv[1]),
    appImage: process.env['APPIMAGE'],
    dataFolder: parseStartArguments(process.argv).dataFolder,
  });

  get startsAtLogin(): boolean | undefined {
    if (this.#atLogin === undefined) return undefined;
    return process.platform === 'linux' ? new Autostart(this.#atLogin).isOn : app.getLoginItemSettings(loginItem(this.#atLogin)).openAtLogin;
  }

  setStartsAtLogin(starts: boolean): void {
    if (this.#atLogin === undefined) return;
    if (process.platform !== 'linux') app.setLoginItemSettings({ openAtLogin: starts, ...loginItem(this.#atLogin) });
    else if (starts) new Autostart(this.#atLogin).turnOn();
    else new Autostart(this.#atLogin).turnOff();
  }

  async chooseFolder(title: string): Promise<string | undefined> {
    const { canceled, filePaths } = await dialog.showOpenDialog({ title, properties: ['openDirectory', 'createDirectory'] });
    return canceled ? undefined : filePaths[0];
  }

  restart(address: string): void {
    const window = windowAt(address)?.id ?? 'server';
    const args = process.argv.slice(1).filter((arg) => arg !== '--hidden' && !arg.startsWith('--window='));
    // An AppImage runs from a folder that is gone by then.
    app.relaunch({ execPath: process.env['APPIMAGE'] ?? process.execPath, args: [...args, `--window=${window}`] });
    app.exit(0);
  }

  quit(): void {
    app.quit();
  }

  exit(code: number): void {
    app.exit(code);
  }
}

/** Windows tells only windows that the session ends, and there may be none: one that nobody ever sees hears of it. */
function hearOfSessionEnd(events: ShellEvents): void {
  const ear = new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, devTools: false } });
  ear.on('query-session-end', (event) => {
    if (!events.ending()) event.preventDefault();
  });
  // It may end without asking.
  ear.on('session-end', () => void events.ending());
}

function isPreventable(event: unknown): event is { preventDefault(): void } {
  return typeof event === 'object' && event !== null && 'preventDefault' in event && typeof event.preventDefault === 'function';
}

function senderOf({ sender, senderFrame }: IpcMainEvent): BridgeSender {
  return { contentsId: sender.id, isMainFrame: senderFrame !== null && senderFrame === sender.mainFrame, origin: senderFrame?.origin ?? '' };
}

/** As Windows keeps it, which joins the words with spaces; macOS looks at neither. */
function loginItem([program, ...args]: readonly [string, ...string[]]): { readonly path: string; readonly args: string[] } {
  return { path: program, args: args.map(windowsWord) };
}

function electronItem({ submenu, click, role, ...rest }: MenuTemplate): MenuItemConstructorOptions {
  return {
    ...rest,
    ...(role === undefined ? {} : { role }),
    ...(click === undefined ? {} : { click: () => click() }),
    ...(submenu === undefined ? {} : { submenu: submenu.map(electronItem) }),
  };
}
